import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LANGUAGES } from '@digitruck/contract/people-words';
import { describe, expect, it } from 'vitest';
import type { Messages } from '../../src/console/shared/i18n/define.ts';
import { plural } from '../../src/console/shared/i18n/plural.ts';

describe('plural forms', () => {
  const truck = {
    en: { one: '# truck', other: '# trucks' },
    fr: { one: '# camion', many: '# de camions', other: '# camions' },
    sw: { one: 'lori #', other: 'malori #' },
    fil: { one: '# trak', other: '# na trak' },
  };
  it('are those of each language', () => {
    expect([0, 1, 2].map((n) => plural.en(n, truck.en))).toEqual(['0 trucks', '1 truck', '2 trucks']);
    // French counts 0 and 1.5 as one, and has a form of its own from a million on.
    expect([0, 1, 2].map((n) => plural.fr(n, truck.fr))).toEqual(['0 camion', '1 camion', '2 camions']);
    expect(plural.fr(1_000_000, truck.fr).replace(/\s/g, ' ')).toBe('1 000 000 de camions');
    expect([1, 2].map((n) => plural.sw(n, truck.sw))).toEqual(['lori 1', 'malori 2']);
    // Filipino: numbers that end in 4, 6 or 9 are "other", all others "one".
    expect([1, 2, 3, 4, 5, 6, 9, 14].map((n) => plural.fil(n, truck.fil))).toEqual([
      '1 trak',
      '2 trak',
      '3 trak',
      '4 na trak',
      '5 trak',
      '6 na trak',
      '9 na trak',
      '14 na trak',
    ]);
  });
  it('write the number as the language does', () => {
    expect(plural.en(18_420, truck.en)).toBe('18,420 trucks');
  });
});

/** Every module of texts in the console, wherever its screen keeps it. */
function textModules(): readonly string[] {
  const root = join(import.meta.dirname, '../../src/console');
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.endsWith('define.ts'))
    .map((path) => join(root, path))
    .filter((path) => readFileSync(path, 'utf8').includes('= defineText('));
}

describe('texts', async () => {
  const catalogues: [name: string, text: Record<string, Messages>][] = [];
  for (const path of textModules()) {
    const module = (await import(path)) as Record<string, unknown>;
    for (const [name, value] of Object.entries(module)) {
      if (typeof value === 'object' && value !== null && 'fil' in value) {
        catalogues.push([name, value as Record<string, Messages>]);
      }
    }
  }

  it('are found', () => {
    expect(catalogues.map(([name]) => name)).toEqual(
      expect.arrayContaining(['uiText', 'shellText', 'mapText', 'chartText', 'unitsText']),
    );
  });

  it.each(catalogues)('%s has every key in every language, and nothing else', (_name, text) => {
    const keys = Object.keys(text.en ?? {});
    expect(keys.length).toBeGreaterThan(0);
    for (const language of LANGUAGES) expect(Object.keys(text[language] ?? {})).toEqual(keys);
  });

  it.each(catalogues)('%s says something everywhere, and uses what is put in', (_name, text) => {
    for (const language of LANGUAGES) {
      for (const [key, message] of Object.entries(text[language] ?? {})) {
        const said = sample(message);
        expect(said.trim(), `${language} ${key}`).not.toBe('');
        expect(said, `${language} ${key}`).not.toMatch(/undefined|\[object|NaN/);
        const english = text.en?.[key];
        expect(typeof message, `${language} ${key}`).toBe(typeof english);
      }
    }
  });
});

/** What a message says; whatever it reads of its arguments is there and is a 7, as a number or a text. */
function sample(message: unknown): string {
  if (typeof message === 'string') return message;
  if (typeof message !== 'function') return '';
  const anything: unknown = new Proxy(() => '7', {
    get: (_target, key) =>
      key === Symbol.toPrimitive ? () => 7 : typeof key === 'symbol' ? undefined : anything,
    apply: () => '7',
  });
  const numbers = Array.from({ length: 6 }, () => 7);
  try {
    const said = String((message as (...values: unknown[]) => unknown)(...numbers));
    if (!said.includes('undefined')) return said;
  } catch {
    // It wants an object or a list; the stand-in below is both.
  }
  return String((message as (...values: unknown[]) => unknown)(...numbers.map(() => anything)));
}

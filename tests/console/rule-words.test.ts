import { LANGUAGES } from '@digitruck/contract/people-words';
import { describe, expect, test } from 'vitest';
import { RULES } from '../../src/alerts/rules/all.ts';
import { limitAbout, ruleAbout } from '../../src/console/shared/i18n/rule-words.ts';

describe.each(LANGUAGES.filter((language) => language !== 'en'))('in %s', (language) => {
  test.each(Object.values(RULES))('rule $kind and each of its limits has words of its own', (rule) => {
    expect(ruleAbout(rule, language).lang).toBe(language);
    const limits = rule.thresholds.map((limit) => limitAbout(rule.kind, limit, language));
    expect(limits.filter(({ lang }) => lang !== language)).toEqual([]);
    expect(new Set(limits.map(({ text }) => text)).size).toBe(limits.length);
  });
});

test('in English it is what the service says, and so is a limit that nobody has words for yet', () => {
  const rule = RULES['battery-low'];
  expect(ruleAbout(rule, 'en')).toEqual({ text: rule.description, lang: 'en' });
  const unknown = { name: 'brandNew', description: 'A limit of a later version' };
  expect(limitAbout('battery-low', unknown, 'fr')).toEqual({
    text: 'A limit of a later version',
    lang: 'en',
  });
});

/** The JavaScript of the built page as it is sent (gzip -9): what is there before the first class can be closed, and all that one phone can ever load. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

/** CONSOLE.md: 40 KB. */
export const JS_BUDGET_BYTES = 40_960;
const dist = fileURLToPath(new URL('../../../dist/operator/assets', import.meta.url));
const LANGUAGE = /^([a-z]+)-(en|fr|sw|fil)-/;
/** Needed before a class can be closed; all else comes when it is asked for. */
const FIRST = /^(index|load|wire|operator|battery)-/;
/** What brings each part. */
const BROUGHT_BY: { readonly [part: string]: string } = {
  index: 'the first script',
  load: 'the loader of later parts',
  wire: 'the page itself',
  operator: 'its words',
  battery: 'classes told by the battery',
  'photos-form': 'a class or report that is opened',
  more: 'the third place: language, look, who is signed in',
  fix: 'a report that needs a fix',
  why: 'a refusal that is told in words',
  'office-says': 'a conflict, a question of the office, what a report was before',
  learners: 'exam, certificates and waiting list of a cohort',
  'exam-sheets': 'results that wait to be sent',
  rescue: 'reports to or from another phone',
};

export type Part = {
  readonly name: string;
  readonly by: string;
  readonly bytes: number;
  readonly first: boolean;
};
/** Of the language whose words weigh most. */
export function bytesOfPage(): { first: number; all: number; parts: readonly Part[] } {
  const sizes = readdirSync(dist)
    .filter((file) => file.endsWith('.js'))
    .map((file) => ({
      name: file.replace(/-.{8}\.js$/, '').replace(/-(en|fr|sw|fil)$/, ''),
      first: FIRST.test(file),
      language: file.match(LANGUAGE)?.[2],
      bytes: gzipSync(readFileSync(join(dist, file)), { level: 9 }).length,
    }));
  const ofPhone = ['en', 'fr', 'sw', 'fil'].map((spoken) => {
    const mine = sizes.filter(({ language = spoken }) => language === spoken);
    const sum = (list: typeof mine) => list.reduce((total, { bytes }) => total + bytes, 0);
    return { first: sum(mine.filter(({ first }) => first)), all: sum(mine), mine };
  });
  const [most] = ofPhone.sort((a, b) => b.all - a.all);
  if (most === undefined) throw new Error('the page is not built');
  const parts = most.mine
    .map(({ name, first, bytes, language }) => ({
      name: language === undefined ? name : `${name}, words`,
      by: BROUGHT_BY[name] ?? '',
      bytes,
      first,
    }))
    .sort((a, b) => Number(b.first) - Number(a.first) || b.bytes - a.bytes);
  return { first: Math.max(...ofPhone.map(({ first }) => first)), all: most.all, parts };
}

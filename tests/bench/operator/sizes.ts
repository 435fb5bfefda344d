/** The JavaScript of the built page as it is sent (gzip -9): what is there before the first class can be closed, and all that one phone can ever load. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

/** CONSOLE.md: 40 KB. */
export const JS_BUDGET_BYTES = 40_960;
const dist = fileURLToPath(new URL('../../../dist/operator/assets', import.meta.url));
const LANGUAGE = /^(?:operator|learners)-(en|fr|sw|fil)-/;
/** Needed before a class can be closed; all else comes when it is asked for. */
const FIRST = /^(index|load|wire|operator|battery)-/;

/** Of the language whose words weigh most. */
export function bytesOfPage(): { first: number; all: number } {
  const sizes = readdirSync(dist)
    .filter((file) => file.endsWith('.js'))
    .map((file) => ({
      file,
      language: file.match(LANGUAGE)?.[1],
      bytes: gzipSync(readFileSync(join(dist, file)), { level: 9 }).length,
    }));
  const ofPhone = (language: string, isLoaded: (file: string) => boolean) =>
    sizes.reduce(
      (sum, each) =>
        isLoaded(each.file) && (each.language === undefined || each.language === language)
          ? sum + each.bytes
          : sum,
      0,
    );
  const most = (isLoaded: (file: string) => boolean) =>
    Math.max(...['en', 'fr', 'sw', 'fil'].map((language) => ofPhone(language, isLoaded)));
  return { first: most((file) => FIRST.test(file)), all: most(() => true) };
}

/**
 * What a test file started ends with it, the last first. vitest drops an `afterAll` that is registered while a `beforeAll` runs,
 * without a word; so the one here is registered when the file is read, and helpers may be called from anywhere.
 */
import { afterAll } from 'vitest';

const ends: (() => unknown)[] = [];

export function atEnd(end: () => unknown): void {
  ends.push(end);
}

afterAll(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

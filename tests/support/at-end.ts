/**
 * What a test file started ends with it, the last first. vitest drops an `afterAll` that is registered while a `beforeAll` runs,
 * without a word; so it is registered when a file begins (by `each-file.ts`), and helpers may be called from anywhere.
 */
const ends: (() => unknown)[] = [];

export function atEnd(end: () => unknown): void {
  ends.push(end);
}

export async function endAll(): Promise<void> {
  for (const end of ends.splice(0).reverse()) await end();
}

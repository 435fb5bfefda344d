/** Packing routes: never worse than trying every set. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createPool, type PoolRoute } from '../../src/planner/pool.ts';

const ITEMS = 10;
const route = fc.record({
  kind: fc.nat(1),
  worth: fc.integer({ min: 1, max: 60 }),
  items: fc
    .uniqueArray(fc.nat(ITEMS - 1), { minLength: 1, maxLength: 5 })
    .map((list) => Int32Array.from(list)),
  placed: fc.constant([]),
});

function best(routes: readonly PoolRoute[], capacity: readonly number[]): number {
  const go = (i: number, taken: number, left: readonly number[]): number => {
    const next = routes[i];
    if (next === undefined) return 0;
    const skip = go(i + 1, taken, left);
    const mask = next.items.reduce((all, item) => all | (1 << item), 0);
    if (taken & mask || (left[next.kind] ?? 0) === 0) return skip;
    const rest = left.map((n, kind) => (kind === next.kind ? n - 1 : n));
    return Math.max(skip, next.worth + go(i + 1, taken | mask, rest));
  };
  return go(0, 0, capacity);
}

describe('a pool', () => {
  test('packs as well as trying every set', () => {
    fc.assert(
      fc.property(fc.array(route, { minLength: 1, maxLength: 12 }), fc.nat(2), fc.nat(2), (routes, a, b) => {
        const pool = createPool(ITEMS, Int32Array.of(a, b), 100);
        for (const one of routes) pool.add(one);
        const most = best(routes, [a, b]);
        const set = pool.pack(0, 100_000);
        expect((set ?? []).reduce((sum, { worth }) => sum + worth, 0)).toBe(most);
        const items = (set ?? []).flatMap((one) => [...one.items]);
        expect(new Set(items).size).toBe(items.length);
        for (const [kind, limit] of [a, b].entries()) {
          expect((set ?? []).filter((one) => one.kind === kind).length).toBeLessThanOrEqual(limit);
        }
        expect(pool.pack(most, 100_000)).toBeUndefined();
      }),
      { numRuns: 300 },
    );
  });

  test('keeps the better of two ways to serve the same', () => {
    const pool = createPool(3, Int32Array.of(1), 10);
    pool.add({ kind: 0, worth: 5, items: Int32Array.of(0, 1), placed: [] });
    pool.add({ kind: 0, worth: 7, items: Int32Array.of(1, 0), placed: [] });
    pool.add({ kind: 0, worth: 6, items: Int32Array.of(0, 1), placed: [] });
    expect(pool.size()).toBe(1);
    expect(pool.pack(0, 100)?.map(({ worth }) => worth)).toEqual([7]);
  });
});

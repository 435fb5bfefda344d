import { SeqRanges } from '@digitruck/contract/seq-ranges';
import fc from 'fast-check';
import { expect, test } from 'vitest';

test('numbers in order are one range', () => {
  const ranges = new SeqRanges();
  for (let seq = 0; seq < 1000; seq++) expect(ranges.add(seq)).toBe(1);
  expect(ranges.toArray()).toEqual([[0, 999]]);
  expect(ranges.add(500, 1004)).toBe(5);
  expect(ranges.size).toBe(1005);
});

test('is the same set as a Set, whatever comes in whatever order', () => {
  const range = fc.tuple(fc.integer({ min: 0, max: 120 }), fc.integer({ min: 0, max: 15 }));
  fc.assert(
    fc.property(fc.array(range, { maxLength: 60 }), (added) => {
      const ranges = new SeqRanges();
      const plain = new Set<number>();
      for (const [from, length] of added) {
        const before = plain.size;
        for (let seq = from; seq <= from + length; seq++) plain.add(seq);
        expect(ranges.add(from, from + length)).toBe(plain.size - before);
      }
      expect(ranges.size).toBe(plain.size);
      for (let seq = -1; seq < 140; seq++) expect(ranges.has(seq)).toBe(plain.has(seq));
      const list = ranges.toArray();
      for (let i = 1; i < list.length; i++) expect(list[i]?.[0]).toBeGreaterThan((list[i - 1]?.[1] ?? 0) + 1);
    }),
  );
});

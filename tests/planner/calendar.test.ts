/** Days, slots of driving, and when stays can be: against walking the calendar. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dateOf, dayOf, driven, drivingOf, monthOf, setOut, weekdayOf } from '../../src/planner/calendar.ts';
import { countBefore, NEVER, stayTable } from '../../src/planner/stays.ts';

const marks = (length: number) =>
  fc
    .array(fc.constantFrom<0 | 1>(0, 1), { minLength: length, maxLength: length })
    .map((list) => Uint8Array.from(list));

describe('dates', () => {
  test('are days since 1970', () => {
    expect(dayOf('1970-01-01')).toBe(0);
    expect(dayOf('2026-11-23')).toBe(20_780);
    expect(dateOf(20_780)).toBe('2026-11-23');
    expect(weekdayOf(20_780)).toBe(1);
    expect(weekdayOf(-1)).toBe(3);
    expect(monthOf(dayOf('2027-02-28'))).toBe(1);
  });

  test.each(['2026-02-30', '2026-13-01', '26-01-01', 'soon', ''])('%s is none', (text) => {
    expect(dayOf(text)).toBeNaN();
  });
});

describe('driving', () => {
  test('is over when so many slots have been driven, and can begin so late', () => {
    fc.assert(
      fc.property(marks(20), fc.nat(20), fc.nat(12), (drivable, from, need) => {
        const driving = drivingOf(drivable);
        let left = need;
        let slot = from;
        while (left > 0 && slot < 20) left -= drivable[slot++] === 1 ? 1 : 0;
        const over = left > 0 ? Infinity : slot;
        expect(driven(driving, from, need)).toBe(over);
        let latest = -1;
        for (let s = 0; s <= 20; s++) if (driven(driving, s, need) <= from) latest = s;
        expect(setOut(driving, from, need)).toBe(latest);
      }),
    );
  });
});

describe('a stay', () => {
  test('begins, ends and can begin at the latest as the calendar says', () => {
    fc.assert(
      fc.property(
        marks(18),
        marks(18).map((row) => row.map((mark, i) => (i % 3 === 0 ? mark : 0))),
        fc.array(fc.tuple(fc.nat(18), fc.nat(18)), { minLength: 1, maxLength: 2 }),
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 8 }),
        (teachable, barred, windows, classes, span) => {
          const table = stayTable({ teachable, barredBefore: countBefore(barred), windows, classes, span });
          const endOf = (start: number): number => {
            if (teachable[start] !== 1) return NEVER;
            let left = classes;
            let s = start;
            while (left > 0 && s < 18) left -= teachable[s++] === 1 ? 1 : 0;
            const over = Math.max(s, start + span);
            if (left > 0 || over > 18) return NEVER;
            for (let t = start; t < over; t++) if (barred[t] === 1) return NEVER;
            return windows.some(([from, to]) => from <= start && over <= to) ? over : NEVER;
          };
          const ends = Array.from({ length: 18 }, (_, s) => endOf(s));
          for (let s = 0; s <= 18; s++) {
            const next = ends.findIndex((end, t) => t >= s && end !== NEVER);
            expect(table.start[s]).toBe(next < 0 ? NEVER : next);
            expect(table.back[s]).toBe(ends.findLastIndex((end) => end <= s));
            if (s < 18) expect(table.end[s]).toBe(ends[s]);
          }
          expect(table.last).toBe(ends.findLastIndex((end) => end !== NEVER));
        },
      ),
      { numRuns: 500 },
    );
  });
});

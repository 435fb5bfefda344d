/** Who comes, and how many to enrol: exact cases of the binomial and beta-binomial, and the way places lend each other their past. */
import { assert, double, integer, property } from 'fast-check';
import { expect, test } from 'vitest';
import {
  type Attendance,
  enrolmentFor,
  showUpAt,
  strengthOf,
  TOO_MANY_MAX,
  tooManyChance,
} from '../../src/planner/no-shows.ts';

const cohort = (siteId: string, county: string, enrolled: number, came: number): Attendance => ({
  siteId,
  county,
  enrolled,
  came,
});
const mean = ({ alpha, beta }: { alpha: number; beta: number }) => alpha / (alpha + beta);

test('a beta-binomial with alpha = beta = 1 is uniform on 0 to n (Skellam 1948)', () => {
  for (const most of [0, 3, 9])
    expect(tooManyChance(10, most, { alpha: 1, beta: 1 })).toBeCloseTo((10 - most) / 11, 12);
});

test('with much seen it is the binomial', () => {
  const sure = { alpha: 0.8 * 1e9, beta: 0.2 * 1e9 };
  expect(tooManyChance(22, 20, sure)).toBeCloseTo(22 * 0.2 * 0.8 ** 21 + 0.8 ** 22, 7);
  expect(tooManyChance(20, 20, sure)).toBe(0);
});

test('twenty seats, four of five come: 22 are enrolled, for with 23 too many come too often', () => {
  const sure = { alpha: 0.8 * 1e9, beta: 0.2 * 1e9 };
  const { enrol, expected, tooMany } = enrolmentFor(20, sure);
  expect(enrol).toBe(22);
  expect(expected).toBeCloseTo(17.6, 6);
  expect(tooMany).toBeCloseTo(0.048, 3);
  expect(tooManyChance(23, 20, sure)).toBeGreaterThan(TOO_MANY_MAX);
  // The same share, but hardly anything seen: more caution.
  expect(enrolmentFor(20, { alpha: 4, beta: 1 }).enrol).toBe(20);
});

test('nothing seen is unknown', () => {
  expect(showUpAt({ siteId: 'a', county: 'Nyeri' }, [])).toBeUndefined();
  expect(showUpAt({ siteId: 'a', county: 'Nyeri' }, [cohort('b', 'Nyeri', 0, 0)])).toBeUndefined();
});

test('a site’s own past, else its county’s, else the programme’s', () => {
  const past = [
    ...Array.from({ length: 6 }, (_, i) => cohort(`k${i}`, 'Kisumu', 100, 95 - i)),
    ...Array.from({ length: 6 }, (_, i) => cohort(`t${i}`, 'Tana River', 100, 60 + i)),
  ];
  const [own, county, programme] = [
    showUpAt({ siteId: 't0', county: 'Tana River' }, past),
    showUpAt({ siteId: 'new', county: 'Tana River' }, past),
    showUpAt({ siteId: 'new', county: 'Garissa' }, past),
  ];
  expect([own?.basis, county?.basis, programme?.basis]).toEqual(['site', 'county', 'programme']);
  expect(own).toMatchObject({ enrolled: 100, came: 60 });
  expect(county).toMatchObject({ enrolled: 600, came: 375 });
  if (!own || !county || !programme) return expect.unreachable();
  // 375 of 600, drawn a little to the programme's 930 of 1200.
  expect(mean(county)).toBeGreaterThan(375 / 600);
  expect(mean(county)).toBeLessThan(0.65);
  expect(mean(own)).toBeGreaterThan(0.6);
  expect(mean(own)).toBeLessThan(mean(county));
  expect(mean(programme)).toBeCloseTo(930 / 1200, 2);
  // One odd cohort of five says little about its site.
  const odd = showUpAt({ siteId: 'odd', county: 'Kisumu' }, [...past, cohort('odd', 'Kisumu', 5, 0)]);
  expect(odd && mean(odd)).toBeGreaterThan(0.15);
});

test('how much places differ (Kleinman 1973): not at all, as much as can be, and as drawn from Beta(1, 1)', () => {
  expect(
    strengthOf([
      { enrolled: 50, came: 40 },
      { enrolled: 50, came: 40 },
    ]),
  ).toBe(500);
  expect(
    strengthOf([
      { enrolled: 50, came: 50 },
      { enrolled: 50, came: 0 },
    ]),
  ).toBe(1);
  expect(strengthOf([{ enrolled: 50, came: 40 }])).toBe(10);
  // Middles of four hundred equal parts of the uniform distribution, which is Beta(1, 1), with so many enrolments that chance is nothing.
  const shares = Array.from({ length: 400 }, (_, index) => (index + 0.5) / 400);
  expect(strengthOf(shares.map((share) => ({ enrolled: 1e6, came: share * 1e6 })))).toBeCloseTo(2, 1);
});

test('whatever is known: never fewer than the seats, too many only as rarely as said, and one more would be too often', () => {
  const shape = double({ min: 0.05, max: 400, noNaN: true });
  assert(
    property(integer({ min: 1, max: 60 }), shape, shape, (seats, alpha, beta) => {
      const { enrol, tooMany, expected } = enrolmentFor(seats, { alpha, beta });
      expect(enrol).toBeGreaterThanOrEqual(seats);
      expect(tooMany).toBeLessThanOrEqual(TOO_MANY_MAX);
      expect(expected).toBeLessThanOrEqual(enrol);
      if (enrol < 2 * seats)
        expect(tooManyChance(enrol + 1, seats, { alpha, beta })).toBeGreaterThan(TOO_MANY_MAX);
      // All chances together are one.
      expect(tooManyChance(enrol, -1, { alpha, beta })).toBeCloseTo(1, 6);
    }),
    { numRuns: 80, seed: 1 },
  );
});

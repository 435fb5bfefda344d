/** A dead string shows within days in a dry climate, later in a gloomy one, and clouds alone never do. */
import { describe, expect, test } from 'vitest';
import { arrayHealth, UNKNOWN_HEALTH } from '../../src/alerts/array-health.ts';
import { rng } from '../../src/kernel/rng.ts';

/** Days of a climate in which a share of the days has a clear hour and gloomy spells last. */
function days(count: number, clearShare: number, share = (_day: number) => 1, seed = 'x') {
  const random = rng(seed);
  let clear = true;
  return Array.from({ length: count }, (_, day) => {
    if (random.next() > 0.4) clear = random.next() < clearShare;
    const ratio = clear ? 0.84 + 0.04 * random.next() : 0.2 + 0.45 * random.next();
    return { day: String(day), clearHourRatio: ratio * share(day) };
  });
}
const isBad = (list: ReturnType<typeof days>) => {
  const { ratioNow, ratioBest } = arrayHealth(list);
  return ratioNow / ratioBest <= 0.8;
};

describe.each([
  ['dry', 0.9, 9],
  ['humid', 0.6, 16],
])('in a %s climate', (_name, clearShare, withinDays) => {
  test('clouds alone are no fault on 99 days of a hundred', () => {
    let wrong = 0;
    for (let seed = 0; seed < 30; seed++) {
      const list = days(120, clearShare, undefined, `clouds ${seed}`);
      for (let end = 10; end <= 120; end++) if (isBad(list.slice(0, end))) wrong += 1;
    }
    expect(wrong / (30 * 111)).toBeLessThan(0.01);
  });
  test(`an array at 60 % is found within ${withinDays} days, and stays found`, () => {
    for (let seed = 0; seed < 30; seed++) {
      const list = days(120, clearShare, (day) => (day >= 60 ? 0.6 : 1), `fault ${seed}`);
      const found = Array.from({ length: 60 }, (_, i) => isBad(list.slice(0, 61 + i)));
      const first = found.indexOf(true);
      expect(first, `seed ${seed}`).toBeGreaterThanOrEqual(0);
      expect(first, `seed ${seed}`).toBeLessThan(withinDays);
      expect(found.slice(withinDays), `seed ${seed}`).not.toContain(false);
    }
  });
});

test('too little, or nothing, is not known', () => {
  expect(arrayHealth([])).toEqual(UNKNOWN_HEALTH);
  expect(arrayHealth(days(13, 1))).toEqual(UNKNOWN_HEALTH);
  expect(arrayHealth(days(100, 1).map(({ day }) => ({ day, clearHourRatio: null })))).toEqual(UNKNOWN_HEALTH);
});

import { Forecast } from '@digitruck/contract/energy';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ForecastInput, truckForecast } from '../../src/energy/truck-forecast.ts';
import { truckInput } from '../bench/forecast/trucks.ts';

const forecastOf = (change: Partial<ForecastInput> = {}, index = 1) =>
  truckForecast({ ...truckInput(index), ...change });
const withTruck = (change: Partial<ForecastInput['truck']>, index = 1): Partial<ForecastInput> => ({
  truck: { ...truckInput(index).truck, ...change },
});

describe('a forecast', () => {
  test('is what the contract says, with 168 hours and seven days', () => {
    const { forecast, foretold } = forecastOf();
    expect(Forecast.parse(forecast)).toEqual(forecast);
    expect(forecast.possible).toBe(true);
    expect(forecast.hours).toHaveLength(168);
    expect(forecast.hours[0]?.at).toBe('2026-11-26T02:00:00.000Z');
    expect(forecast.days.map(({ day }) => day)).toEqual([
      '2026-11-26',
      '2026-11-27',
      '2026-11-28',
      '2026-11-29',
      '2026-11-30',
      '2026-12-01',
      '2026-12-02',
    ]);
    expect(foretold.map(({ day, lead }) => `${day} ${lead}`)[6]).toBe('2026-12-02 7');
    expect(forecast.days.map(({ classes }) => classes.planned)).toEqual([5, 5, 0, 0, 5, 5, 5]);
    expect(forecast.basis).toMatchObject({ daysSeen: 120, assumptions: [] });
  });

  test('is gloomiest at P10, never beyond the clear sky, dark at night, and between empty and full', () => {
    for (let index = 0; index < 12; index++) {
      const { forecast } = forecastOf({}, index);
      const { peakW } = truckInput(index).truck.array ?? { peakW: 0 };
      for (const hour of forecast.hours) {
        const { p10, p50, p90 } = hour.potentialWh;
        expect(p10).toBeLessThanOrEqual(p50);
        expect(p50).toBeLessThanOrEqual(p90);
        expect(p90).toBeLessThanOrEqual(1.1 * peakW);
        expect(hour.harvestWh.p50).toBeLessThanOrEqual(p50 + 0.1);
        expect(hour.socPct.p10).toBeLessThanOrEqual(hour.socPct.p50);
        expect(hour.socPct.p50).toBeLessThanOrEqual(hour.socPct.p90);
        expect(hour.socPct.p10).toBeGreaterThanOrEqual(0);
        expect(hour.socPct.p90).toBeLessThanOrEqual(100);
        const localHour = (new Date(hour.at).getUTCHours() + 3) % 24;
        if (localHour < 5 || localHour >= 20) expect(p90).toBe(0);
      }
    }
  });
});

describe('classes', () => {
  test('one by one say the same as counted, in order of time; those that are over are not foretold', () => {
    for (let index = 0; index < 12; index++) {
      // 11:00 in Nairobi: the first class of the day is over and the second one is on.
      const { forecast } = forecastOf({ nowMs: Date.parse('2026-11-26T08:10:00Z') }, index);
      for (const { day, classes, classTimes = [] } of forecast.days) {
        const count = (...covers: string[]) =>
          classTimes.filter(({ covered }) => covers.includes(covered)).length;
        expect(classTimes).toHaveLength(classes.planned);
        expect(count('over')).toBe(classes.over);
        expect(count('over', 'safely')).toBe(classes.coveredP10);
        expect(count('over', 'safely', 'usually')).toBe(classes.coveredP50);
        const starts = classTimes.map(({ startsAt }) => startsAt);
        expect(starts).toEqual(starts.toSorted());
        for (const start of starts) expect(start.slice(0, 10)).toBe(day);
      }
      expect(forecast.days[0]?.classTimes?.[0]?.covered).toBe('over');
    }
  });

  const covered = ({ forecast }: ReturnType<typeof truckForecast>) =>
    forecast.days.map(({ classes }) => [classes.coveredP10, classes.coveredP50] as const);

  test('more sun never covers fewer, nor does a larger battery', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 2000 }),
        fc.double({ min: 1, max: 3, noNaN: true }),
        fc.double({ min: 10, max: 100, noNaN: true }),
        (index, more, socPct) => {
          const input = { ...truckInput(index), charge: { socPct, atMs: truckInput(index).nowMs } };
          const { array } = input.truck;
          if (array === null) return;
          const sunnier = {
            ...input,
            truck: { ...input.truck, array: { ...array, peakW: array.peakW * more } },
          };
          const [less, after] = [covered(truckForecast(input)), covered(truckForecast(sunnier))];
          for (const [day, [p10, p50]] of less.entries()) {
            expect(after[day]?.[0]).toBeGreaterThanOrEqual(p10);
            expect(after[day]?.[1]).toBeGreaterThanOrEqual(p50);
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  test('switching off never covers fewer; it is told only when it covers more, in the truck’s order, never what may not be', () => {
    const order = ['vr', 'fans', 'screen', 'laptops', 'lights'];
    let helped = 0;
    for (let index = 0; index < 60; index++) {
      const input = truckInput(index);
      const charge = { socPct: 25 + (index % 30), atMs: input.nowMs };
      for (const { classes, shed, day } of truckForecast({ ...input, charge }).forecast.days) {
        expect(classes.coveredP10AfterShedding).toBeGreaterThanOrEqual(classes.coveredP10);
        expect(classes.coveredP10AfterShedding).toBeLessThanOrEqual(classes.planned);
        if (shed.length > 0) helped++;
        const places = shed.map(({ kind }) => order.indexOf(kind));
        expect(places).toEqual([...places].sort((a, b) => a - b));
        expect(places).not.toContain(-1);
        for (const { from, savesWh } of shed) {
          expect(savesWh).toBeGreaterThan(0);
          expect(new Date(Date.parse(from) + 3 * 3_600_000).toISOString().slice(0, 10)).toBe(day);
        }
        if (classes.coveredP10 === classes.planned) expect(shed).toEqual([]);
      }
    }
    expect(helped).toBeGreaterThan(10);
  });

  test('a full battery covers the day, an empty one under a thick sky none, and says when the reserve was reached', () => {
    const { nowMs } = truckInput(1);
    const gloomy = truckInput(1).days.map((day) => ({ ...day, sunRatio: 0.05, clearHourRatio: 1 }));
    const at = (socPct: number) =>
      forecastOf({ charge: { socPct, atMs: nowMs }, days: gloomy }).forecast.days[0];
    expect(at(20)?.classes).toMatchObject({ planned: 5, over: 0, coveredP10: 0, coveredP50: 0 });
    expect(at(20)?.reserveAtP10).toBe('2026-11-26T02:10:00.000Z');
    const full = at(100);
    expect(full?.classes.coveredP10).toBeGreaterThan(at(20)?.classes.coveredP10 ?? 9);
    expect(Date.parse(full?.reserveAtP10 ?? '')).toBeGreaterThan(nowMs);
  });

  test('those that are over count as held, and one that is being held only from now on', () => {
    const noon = Date.parse('2026-11-26T09:00:00Z');
    const { forecast } = forecastOf({ nowMs: noon, charge: { socPct: 100, atMs: noon } });
    expect(forecast.days[0]?.classes).toMatchObject({ planned: 5, over: 2 });
    expect(forecast.days[0]?.classes.coveredP10).toBeGreaterThanOrEqual(3);
    const dark = forecastOf({ nowMs: noon, charge: { socPct: 0, atMs: noon }, days: [] });
    expect(dark.forecast.days[0]?.classes.coveredP10).toBeGreaterThanOrEqual(2);
  });

  test('a day of a stay without classes has none, and a truck without visits has days all the same', () => {
    const [visit] = truckInput(1).visits;
    if (visit === undefined) throw new Error('it has a visit');
    const free = { ...visit, timetable: { ...visit.timetable, exceptDays: ['2026-11-27'] } };
    expect(forecastOf({ visits: [free] }).forecast.days[1]).toMatchObject({
      siteName: 'A school',
      classes: { planned: 0, coveredP10: 0 },
    });
    const none = forecastOf({ visits: [] }).forecast;
    expect(none.basis.assumptions).toEqual(['no-schedule']);
    expect(none.days.every(({ visitId, classes }) => visitId === null && classes.planned === 0)).toBe(true);
  });
});

describe('what is not known', () => {
  test.each([
    ['array', 'no-array'],
    ['battery', 'no-battery'],
  ] as const)('without an %s nothing is foretold', (part, assumption) => {
    const { forecast } = forecastOf(withTruck({ [part]: null }));
    expect(forecast).toMatchObject({ possible: false, days: [], hours: [] });
    expect(forecast.basis.assumptions).toContain(assumption);
  });

  test('a charge that nobody knows, or that is old, is said', () => {
    const { nowMs } = truckInput(1);
    expect(forecastOf({ charge: null }).forecast.basis.assumptions).toEqual(['no-charge']);
    const old = forecastOf({ charge: { socPct: 80, atMs: nowMs - 6 * 3_600_000 } }).forecast;
    expect(old.basis.assumptions).toEqual(['old-charge']);
    // The night since then has drawn on it.
    expect(old.hours[0]?.socPct.p50).toBeLessThan(80);
    expect(old.hours).toHaveLength(168);
  });

  test('a new truck is told by the climate, widely, and one without any place from the zone’s noon', () => {
    const { forecast } = forecastOf({ days: [], visits: [], place: null });
    expect(forecast.basis.assumptions).toEqual(['no-place', 'no-schedule', 'little-history']);
    const [day] = forecast.days;
    expect((day?.potentialWh.p90 ?? 0) / (day?.potentialWh.p10 ?? 1)).toBeGreaterThan(1.3);
  });

  test('loads nobody has entered are usual ones, and none of them is told to be switched off', () => {
    const { forecast } = forecastOf({ ...withTruck({ loads: [] }), days: [] });
    expect(forecast.basis.assumptions).toContain('no-loads');
    expect(forecast.days[0]?.loadWh).toBeGreaterThan(5000);
    expect(forecast.days.flatMap(({ shed }) => shed)).toEqual([]);
  });
});

describe('learnt from the truck', () => {
  test('what it draws in class overrules its settings', () => {
    const days = truckInput(1).days.map((day) => ({ ...day, loads: { ...day.loads, classW: 500 } }));
    const inClass = forecastOf({ days }).forecast.hours.find(({ at }) => at === '2026-11-26T05:00:00.000Z');
    expect(inClass?.loadWh).toBeCloseTo(500, 0);
  });

  test('panels that give half of what they promise halve the sun', () => {
    const halved = truckInput(1).days.map((day) => ({
      ...day,
      sunRatio: (day.sunRatio ?? 0) / 2,
      clearHourRatio: (day.clearHourRatio ?? 0) / 2,
    }));
    const sound = forecastOf().forecast.days[3]?.potentialWh.p50 ?? 0;
    expect(forecastOf({ days: halved }).forecast.days[3]?.potentialWh.p50).toBeCloseTo(sound / 2, -2);
    expect(forecastOf({ days: halved }).forecast.basis.performanceRatio).toBeCloseTo(0.5, 1);
  });

  test('a gloomy morning lowers what is left of the day, a bright one raises it', () => {
    const nowMs = Date.parse('2026-11-26T09:00:00Z');
    const soFar = truckInput(1).days[0];
    if (soFar === undefined) throw new Error('it has days');
    const at = (sunRatio: number) => {
      const today = { ...soFar, day: '2026-11-26', sunRatio, trainedShare: 0.5 };
      return forecastOf({ nowMs, today }).forecast.hours[1]?.potentialWh.p50 ?? 0;
    };
    expect(at(0.2)).toBeLessThan(0.8 * at(0.9));
  });
});

test.each([
  ['Africa/Nairobi', '2026-11-26T02:10:00Z', '2026-11-26T02:00:00.000Z'],
  ['Asia/Kathmandu', '2026-11-26T02:10:00Z', '2026-11-26T01:15:00.000Z'],
  // Clocks go back at 3 on the second day: it has 25 hours.
  ['Europe/Paris', '2026-10-24T06:00:00Z', '2026-10-24T06:00:00.000Z'],
])('hours are those of the wall in %s', (timeZone, now, first) => {
  const nowMs = Date.parse(now);
  const { forecast } = forecastOf({ timeZone, nowMs, days: [], charge: { socPct: 60, atMs: nowMs } });
  expect(forecast.hours[0]?.at).toBe(first);
  expect(forecast.days).toHaveLength(7);
  expect(forecast.hours).toHaveLength(168);
});

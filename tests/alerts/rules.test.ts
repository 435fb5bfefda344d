/** Each kind of alert as a table: what comes in, minute by minute, and what is said of it. */
import { ALERT_KINDS } from '@digitruck/contract/alert-words';
import { describe, expect, test } from 'vitest';
import { RULES, SLOTS } from '../../src/alerts/rules/all.ts';
import {
  DAY_MS,
  GARISSA,
  HOUR_MS,
  MINUTE_MS,
  MONDAY_8,
  sampleAt,
  stay,
  type Values,
  watch,
} from './truck.ts';

/** A sound truck in class; sensors that never rest are made to move by `minute`. */
function sound(min: number, values: Values = {}): Values {
  const wave = (min * 37) % 11;
  return {
    ...GARISSA,
    speedKph: 0,
    batterySocPct: 70 + (min % 2) / 10,
    batteryV: 52 + wave / 100,
    batteryW: 400,
    batteryTempC: 27 + wave / 10,
    solarW: 1500 + wave,
    solarPotentialW: 1500 + wave,
    loadW: 1100 + wave,
    gridW: 0,
    downlinkKbps: 6000 + wave,
    latencyMs: 50 + wave,
    signalDbm: -85,
    occupancy: 19,
    insideTempC: 25 + wave / 10,
    dataUsedMb: 100 + min,
    ...values,
  };
}

test('every kind has its rule, its thresholds within their ranges', () => {
  expect(Object.keys(RULES)).toEqual([...ALERT_KINDS]);
  for (const rule of Object.values(RULES)) {
    expect(rule.kind in RULES).toBe(true);
    for (const { name, min, max, default: value } of rule.thresholds) {
      expect(value, `${rule.kind} ${name}`).toBeGreaterThanOrEqual(min);
      expect(value, `${rule.kind} ${name}`).toBeLessThanOrEqual(max);
      expect(rule.defaults.thresholds[name]).toBe(value);
    }
  }
  expect(new Set(SLOTS.map(({ rule, subject }) => `${rule.kind} ${subject}`)).size).toBe(SLOTS.length);
});

test('a sound truck says nothing for three days', () => {
  const truck = watch({ stays: [stay(0, 5)] });
  truck.run(0, 3 * 1440, (min) => sound(min, { occupancy: 19 }));
  expect(truck.story()).toEqual([]);
});

describe('battery', () => {
  test('low: after five minutes, over well above the reserve and a quarter of an hour later', () => {
    const truck = watch({});
    truck.run(0, 10, (min) => sound(min, { batterySocPct: 19 }));
    truck.run(10, 30, (min) => sound(min, { batterySocPct: 25 }));
    truck.run(30, 60, (min) => sound(min, { batterySocPct: 31 }));
    expect(truck.story()).toEqual(['raise battery-low @5', 'clear battery-low @45']);
    expect(truck.said[0]?.whole).toMatchObject({
      severity: 'soon',
      sinceMs: MONDAY_8,
      facts: { batterySocPct: 19, reservePct: 20 },
    });
  });

  test('low gets worse at 10 %, once, and no better before it is over', () => {
    const truck = watch({});
    truck.run(0, 10, (min) => sound(min, { batterySocPct: 15 }));
    truck.run(10, 12, (min) => sound(min, { batterySocPct: 9 }));
    truck.run(12, 25, (min) => sound(min, { batterySocPct: 12 }));
    const changes = truck.said
      .filter(({ type }) => type === 'change')
      .map(({ atMin, whole }) => ({ atMin, severity: 'severity' in whole ? whole.severity : '' }));
    expect(changes).toEqual([{ atMin: 10, severity: 'urgent' }]);
  });

  test('a reserve of its own counts', () => {
    const truck = watch({ truck: { reservePct: 40 } });
    truck.run(0, 10, (min) => sound(min, { batterySocPct: 38 }));
    expect(truck.story()).toEqual(['raise battery-low @5']);
  });

  test('will not last the class: the draw empties it before the class ends', () => {
    const truck = watch({ stays: [stay(0, 5)] });
    // 26 %: 1,200 Wh above the reserve; at 1,000 W that is 72 minutes, and the class has 120.
    truck.run(0, 15, (min) =>
      sound(min, { batterySocPct: 26, batteryW: -1000, solarW: 100, solarPotentialW: 100 }),
    );
    expect(truck.story()).toEqual(['raise battery-class @10']);
    expect(truck.said[0]?.whole).toMatchObject({
      severity: 'urgent',
      facts: { drawW: 1000, reservePct: 20, siteName: 'Garissa' },
    });
    truck.run(15, 60, (min) => sound(min, { batterySocPct: 28, batteryW: 500 }));
    expect(truck.story().at(-1)).toMatch(/^clear battery-class @/);
  });

  test('will not last the class: by the forecast', () => {
    const truck = watch({ stays: [stay(0, 5)] });
    truck.energy = {
      madeMs: MONDAY_8,
      todayPlanned: 5,
      todayOver: 0,
      todayCoveredP10: 2,
      todayCoveredP50: 4,
      todayCoveredAfterShedding: 5,
    };
    truck.run(0, 20, (min) => sound(min));
    expect(truck.story()).toEqual(['raise battery-class @10']);
    truck.energy = { todayCoveredP10: 4, todayCoveredP50: 5 };
    truck.run(20, 40, (min) => sound(min));
    expect(truck.story().at(-1)).toBe('clear battery-class @35');
  });

  const dead: Values = { batterySocPct: 60, batteryW: 0, solarW: 300, solarPotentialW: 2500, loadW: 300 };
  test('takes no charge under the sun', () => {
    const truck = watch({});
    truck.run(0, 60, (min) => sound(min, dead));
    expect(truck.story()).toEqual(['raise battery-not-charging @30']);
  });

  test('a full battery curtails the panels: no fault (ACCEPTANCE case 26)', () => {
    const truck = watch({});
    truck.run(0, 300, (min) => sound(min, { ...dead, batterySocPct: 99 }));
    expect(truck.story()).toEqual([]);
  });

  test('stays open over the night, clears when it charges', () => {
    const truck = watch({});
    truck.run(0, 60, (min) => sound(min, dead));
    truck.run(60, 700, (min) => sound(min, { ...dead, batteryW: -50, solarPotentialW: 0, solarW: 0 }));
    truck.run(700, 760, (min) => sound(min, { ...dead, batteryW: 900, solarW: 1200 }));
    expect(truck.story().map((line) => line.replace(/@.*/, ''))).toEqual([
      'raise battery-not-charging ',
      'clear battery-not-charging ',
    ]);
  });

  test('explains that it is low: one alert for one cause', () => {
    const truck = watch({});
    truck.run(0, 60, (min) => sound(min, { ...dead, batterySocPct: 15 }));
    const raised = truck.said.filter(({ type }) => type === 'raise');
    expect(raised.map(({ kind }) => kind)).toEqual(['battery-low', 'battery-not-charging']);
    const change = truck.said.find(({ kind, type }) => kind === 'battery-low' && type === 'change');
    expect(change?.whole).toMatchObject({
      groupedUnder: { kind: 'battery-not-charging', truckId: 'DT-1', subject: '' },
    });
  });
});

describe('array and days ahead', () => {
  test('gives much less than its best over days', () => {
    const truck = watch({});
    truck.energy = { ratioNow: 0.55, ratioBest: 0.9, ratioDays: 3 };
    truck.run(0, 70, (min) => sound(min));
    expect(truck.story()).toEqual(['raise panel-underperformance @60']);
    expect(truck.said[0]?.whole).toMatchObject({ facts: { sharePct: 61, days: 3 } });
  });
  test('not on one day, and not when it is not known', () => {
    const truck = watch({});
    truck.energy = { ratioNow: 0.3, ratioBest: 0.9, ratioDays: 1 };
    truck.run(0, 100, (min) => sound(min));
    truck.energy = { ratioNow: Number.NaN, ratioBest: 0.9, ratioDays: 5 };
    truck.run(100, 200, (min) => sound(min));
    expect(truck.story()).toEqual([]);
  });
  test('a coming day falls short', () => {
    const truck = watch({});
    const ahead = { day: '2026-11-25', leadDays: 2, visitId: null, planned: 5, coveredP10: 2, coveredP50: 3 };
    truck.energy = { madeMs: MONDAY_8, ahead, aheadDays: 4 };
    truck.run(0, 65, (min) => sound(min));
    expect(truck.story()).toEqual(['raise energy-short-ahead @60']);
    truck.energy = { madeMs: MONDAY_8 + HOUR_MS, ahead: null };
    truck.run(65, 200, (min) => sound(min));
    expect(truck.story().at(-1)).toBe('clear energy-short-ahead @185');
  });
  test('nor does an old forecast say anything', () => {
    const truck = watch({});
    const ahead = { day: '2026-11-25', leadDays: 2, visitId: null, planned: 5, coveredP10: 0, coveredP50: 0 };
    truck.energy = { madeMs: MONDAY_8 - DAY_MS, ahead, aheadDays: 4 };
    truck.run(0, 200, (min) => sound(min));
    expect(truck.story()).toEqual([]);
  });
});

describe('silence', () => {
  test('after an hour for a truck without a habit; over with the first sign of life', () => {
    const truck = watch({ stays: [stay(0, 5)] });
    truck.run(0, 5, (min) => sound(min));
    for (let min = 5; min < 90; min++) truck.look(min);
    truck.run(90, 100, (min) => sound(min));
    expect(truck.story()).toEqual(['raise truck-silent @64', 'clear truck-silent @92']);
    expect(truck.said[0]?.whole).toMatchObject({ severity: 'urgent', sinceMs: MONDAY_8 + 4 * 60_000 });
  });

  test('later for one that pauses for half an hour each day', () => {
    const truck = watch({});
    const pauses = (min: number) => (min % 1440 >= 600 && min % 1440 < 630 ? undefined : sound(min));
    truck.run(0, 5 * 1440, pauses);
    expect(truck.memory.longPauseS).toBe(31 * 60);
    const gone = 5 * 1440;
    for (let min = gone; min < gone + 200; min++) truck.look(min);
    // Four times its longest pause of a day: 124 minutes after the last sign.
    expect(truck.story()).toEqual([`raise truck-silent @${gone - 1 + 124}`]);
  });

  test('no storm after an outage of ours: silence counts from when we hear again', () => {
    const truck = watch({});
    truck.run(0, 5, (min) => sound(min));
    truck.hearsSinceMin = 600;
    for (let min = 600; min < 650; min++) truck.look(min);
    expect(truck.story()).toEqual([]);
    for (let min = 650; min < 665; min++) truck.look(min);
    expect(truck.story()).toEqual(['raise truck-silent @660']);
  });

  test('does not clear because we were away', () => {
    const truck = watch({});
    truck.run(0, 5, (min) => sound(min));
    for (let min = 5; min < 100; min++) truck.look(min);
    truck.hearsSinceMin = 100;
    for (let min = 100; min < 140; min++) truck.look(min);
    expect(truck.story()).toEqual(['raise truck-silent @64']);
  });

  test('flapping', () => {
    const truck = watch({});
    truck.link = { flapping: true };
    truck.run(0, 10, (min) => sound(min));
    truck.link = { flapping: false };
    truck.run(10, 50, (min) => sound(min));
    expect(truck.story()).toEqual(['raise flapping @5', 'clear flapping @40']);
  });
});

describe('place', () => {
  const away = { lat: GARISSA.lat + 0.5, lon: GARISSA.lon };
  test('somewhere else while its visit has begun', () => {
    const truck = watch({ stays: [stay(0, 5)] });
    truck.run(0, 30, (min) => sound(min, away));
    expect(truck.story()).toContain('raise off-schedule @20');
    expect(truck.said.find(({ kind }) => kind === 'off-schedule')?.whole).toMatchObject({
      severity: 'urgent',
      facts: { siteName: 'Garissa', distanceKm: 55.6 },
      visitId: stay(0, 5).visitId,
    });
    truck.run(30, 60, (min) => sound(min));
    expect(truck.story()).toContain('clear off-schedule @40');
  });
  test('anywhere between visits', () => {
    const truck = watch({ stays: [stay(6, 5)] });
    truck.run(0, 60, (min) => sound(min, away));
    expect(truck.story()).toEqual([]);
  });
  test('too far to be there in time', () => {
    // The first class is tomorrow at eight.
    const far = { lat: GARISSA.lat + 3, lon: GARISSA.lon };
    const truck = watch({ stays: [stay(1, 5)] });
    truck.run(0, 10 * 60, (min) => sound(min, far));
    const raised = truck.said.find(({ type }) => type === 'raise');
    expect(raised?.kind).toBe('late-for-visit');
    // 333.6 km are 467 on the road: 10.4 h of the 12 h of daylight until then. 98 minutes later it is late, and that lasts.
    expect(raised?.atMin).toBe(98 + 15);
    expect(raised?.whole).toMatchObject({
      visitId: stay(1, 5).visitId,
      facts: { siteName: 'Garissa', distanceKm: 334 },
    });
  });
  test('an old place says nothing', () => {
    const truck = watch({ stays: [stay(0, 5)] });
    truck.run(0, 200, (min) => sound(min, { lat: undefined, lon: undefined }));
    expect(truck.story().filter((line) => line.includes('off-schedule'))).toEqual([]);
  });
});

describe('network and classroom', () => {
  test('the network is too slow for the course, for so long as a class is on', () => {
    const truck = watch({ stays: [stay(0, 5)] });
    truck.run(0, 200, (min) => sound(min, { downlinkKbps: 900 + (min % 7) }));
    // The class settles for five minutes, then it lasts a quarter of an hour; the break of half an hour ends it.
    expect(truck.story()).toEqual(['raise bandwidth-short @20', 'clear bandwidth-short @135']);
  });
  test("the month's data runs out", () => {
    const truck = watch({ truck: { dataBundleMb: 1000 } });
    truck.run(0, 60, (min) => sound(min, { dataUsedMb: 5000 + min * 16 }));
    // 944 MB at minute 59; 90 % are reached at minute 57.
    truck.run(60, 100, (min) => sound(min, { dataUsedMb: 5960 }));
    const raised = truck.said.find(({ kind, type }) => kind === 'data-bundle' && type === 'raise');
    expect(raised?.whole).toMatchObject({ severity: 'soon', facts: { bundleMb: 1000 } });
  });
  test('a counter that begins anew uses no data backwards', () => {
    const truck = watch({});
    truck.sample(0, { dataUsedMb: 50_000 });
    truck.sample(1, { dataUsedMb: 50_010 });
    truck.sample(2, { dataUsedMb: 4 });
    expect(truck.memory.monthUsedMb).toBe(14);
  });
  test('more people than seats', () => {
    const truck = watch({});
    truck.run(0, 30, (min) => sound(min, { occupancy: 31 }));
    truck.run(30, 60, (min) => sound(min, { occupancy: 20 }));
    expect(truck.story()).toEqual(['raise over-occupancy @20', 'clear over-occupancy @45']);
  });
  test('a class that is planned and empty: one says nothing, the second in a row does, until people come', () => {
    const some = (min: number) => ({ loadW: 1100 + (min % 3) });
    const once = watch({ stays: [stay(0, 5)] });
    once.run(0, 120, (min) => sound(min, { occupancy: 0, ...some(min) }));
    once.run(120, 290, (min) => sound(min, { occupancy: min < 160 ? 0 : 17, ...some(min) }));
    once.run(290, 1500, (min) => sound(min, { occupancy: 0, ...some(min) }));
    expect(once.story()).toEqual([]);

    const twice = watch({ stays: [stay(0, 5)] });
    twice.run(0, 1440, (min) => sound(min, { occupancy: 0, ...some(min) }));
    // From 08:20 on for 150 minutes: in the second class, 20 minutes after it should have begun.
    expect(twice.story()).toEqual(['raise class-empty @170']);
    expect(twice.said[0]?.whole).toMatchObject({
      sinceMs: MONDAY_8 + 20 * MINUTE_MS,
      facts: { classStartedAt: new Date(MONDAY_8 + 150 * MINUTE_MS).toISOString(), occupancy: 0 },
    });
    twice.run(1440, 1500, (min) => sound(min, { occupancy: min < 1450 ? 3 : 17, ...some(min) }));
    expect(twice.story()).toEqual(['raise class-empty @170', 'clear class-empty @1450']);
  });
});

describe('sensors, clocks, refusals', () => {
  test('stuck at one value for half a day', () => {
    const truck = watch({});
    truck.run(0, 800, (min) => sound(min, { insideTempC: 24.3 }));
    expect(truck.story()).toEqual(['raise sensor-fault insideTempC @780']);
    expect(truck.said[0]?.whole).toMatchObject({ sinceMs: MONDAY_8, facts: { how: 'stuck', value: 24.3 } });
    truck.run(800, 840, (min) => sound(min));
    expect(truck.story().at(-1)).toBe('clear sensor-fault insideTempC @830');
  });
  test('gone for six hours while others come; but one that never was is not missed', () => {
    const truck = watch({});
    truck.run(0, 10, (min) => sound(min, { batteryTempC: undefined }));
    truck.run(10, 500, (min) => sound(min, { occupancy: undefined, batteryTempC: undefined }));
    expect(truck.story()).toEqual(['raise sensor-fault occupancy @429']);
  });
  test('a charge that does not move while energy flows', () => {
    const truck = watch({});
    truck.run(0, 300, (min) => sound(min, { batterySocPct: 70, batteryW: 800, loadW: 700, solarW: 1500 }));
    // 1,200 Wh after 90 minutes, and an hour of it.
    expect(truck.story()).toEqual(['raise sensor-fault batterySocPct @150']);
  });
  test('powers that do not add up', () => {
    const truck = watch({});
    truck.run(0, 100, (min) => sound(min, { loadW: 200 + (min % 5) }));
    expect(truck.story()).toEqual(['raise sensor-fault power-balance @60']);
  });
  test('readings refused at ingest', () => {
    const truck = watch({});
    for (let min = 0; min < 100; min++) {
      truck.counts(min, { readingsDropped: 15 });
      truck.sample(min, sound(min));
      truck.look(min);
    }
    expect(truck.story()).toEqual(['raise sensor-fault dropped @75']);
  });

  const noClock = (min: number) => ({ ...sampleAt(MONDAY_8 + min * 60_000, sound(min)), clockBad: true });
  test('a clock reset', () => {
    const truck = watch({});
    truck.run(0, 10, (min) => sound(min));
    for (let min = 10; min < 60; min++) {
      truck.observe(noClock(min));
      truck.look(min);
    }
    truck.run(60, 160, (min) => sound(min));
    expect(truck.story()).toEqual([
      'raise clock-wrong @15',
      expect.stringMatching(/^clear clock-wrong @1[12]\d$/),
    ]);
  });
  test('a clock that runs behind', () => {
    const truck = watch({});
    for (let min = 60; min < 120; min++) {
      truck.sample(min - 45, sound(min), min);
      truck.look(min);
    }
    expect(truck.story()).toEqual(['raise clock-wrong @72']);
    expect(truck.said[0]?.whole).toMatchObject({ facts: { behindMin: 45 } });
  });
  test('a backlog is no wrong clock', () => {
    const truck = watch({});
    for (let min = 0; min < 600; min++) truck.sample(min, sound(min), 600 + min / 500);
    for (let min = 601; min < 640; min++) truck.look(min);
    expect(truck.story()).toEqual([]);
  });

  test("another truck's name in its topic", () => {
    const truck = watch({});
    truck.counts(0, { identityMismatch: 1, quarantined: 1 });
    truck.run(0, 180, (min) => sound(min));
    expect(truck.story()).toEqual(['raise credentials-misuse @0', 'clear credentials-misuse @120']);
  });
  test('passwords tried', () => {
    const truck = watch({});
    truck.link = { refusedSignIns: 12 };
    truck.run(0, 5, (min) => sound(min));
    expect(truck.story()).toEqual(['raise credentials-misuse @0']);
  });
  test('refused messages rise', () => {
    const truck = watch({});
    for (let min = 0; min < 60; min++) {
      truck.counts(min, { quarantined: min < 30 ? 2 * min : 0 });
      truck.sample(min, sound(min));
      truck.look(min);
    }
    expect(truck.story()).toEqual(['raise quarantine-rising @20']);
  });
});

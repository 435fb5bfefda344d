import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  CLEAR_SKY,
  type ClearnessLead,
  clearnessModel,
  EXTRATERRESTRIAL,
  forecastClearness,
  LEADS,
} from '../../src/energy/clearness.ts';
import { rng } from '../../src/kernel/rng.ts';

const told = fc.array(fc.option(fc.double({ min: -0.5, max: 1.5, noNaN: true }), { nil: undefined }), {
  maxLength: 90,
});
const historyOf = (values: readonly (number | undefined)[], firstDay = 0) =>
  values.map((clearness, i) => ({ day: firstDay + i, clearness }));

describe('from day zero', () => {
  const { leads, state } = forecastClearness([]);

  test('a usual climate, wide: mean 0.55, four days of five between 0.39 and 0.69', () => {
    expect(leads).toHaveLength(LEADS);
    for (const { mean, p10, p50, p90 } of leads) {
      expect(mean).toBeCloseTo(0.55, 6);
      expect(p10).toBeCloseTo(0.39, 1);
      expect(p50).toBeCloseTo(0.55, 1);
      expect(p90).toBeCloseTo(0.69, 1);
    }
    expect(state.daysKnown).toBe(0);
    expect(state.climatology).toBeCloseTo(0.55, 12);
    expect(state.lagCorrelation[0]).toBeCloseTo(0.45, 12);
  });

  test('relative to the clear sky likewise', () => {
    const [first] = forecastClearness([], CLEAR_SKY).leads;
    expect(first?.mean).toBeCloseTo(0.74, 6);
  });

  test('one dull day lowers tomorrow most, and next week less', () => {
    const after = forecastClearness([{ day: 100, clearness: 0.2 }]).leads;
    const means = after.map(({ mean }) => mean);
    expect(means[0]).toBeLessThan(0.47);
    expect(means[0]).toBeGreaterThan(0.3);
    expect(means[6]).toBeGreaterThan(means[0] ?? 1);
    expect(means[6]).toBeLessThan(0.55);
    expect(after.map(({ day }) => day)).toEqual([101, 102, 103, 104, 105, 106, 107]);
  });
});

describe('always', () => {
  const sound = ({ p10, p50, p90, mean }: ClearnessLead, { min, max }: { min: number; max: number }) => {
    expect(p10).toBeLessThanOrEqual(p50);
    expect(p50).toBeLessThanOrEqual(p90);
    for (const value of [p10, p90, mean]) {
      expect(value).toBeGreaterThanOrEqual(min);
      expect(value).toBeLessThanOrEqual(max);
    }
  };

  test('quantiles in order, nothing impossible, whatever was told', () => {
    fc.assert(
      fc.property(told, fc.constantFrom(EXTRATERRESTRIAL, CLEAR_SKY), (values, prior) => {
        for (const lead of forecastClearness(historyOf(values), prior).leads) sound(lead, prior);
      }),
    );
  });

  test('what comes later changes no forecast that was made', () => {
    fc.assert(
      fc.property(told, told, (past, future) => {
        const model = clearnessModel();
        for (const { day, clearness } of historyOf(past)) model.observe(day, clearness);
        const made = model.forecast();
        const kept = structuredClone(made);
        for (const { day, clearness } of historyOf(future, past.length)) model.observe(day, clearness);
        model.forecast();
        expect(made).toEqual(kept);
        expect(forecastClearness(historyOf(past)).leads).toEqual(kept);
      }),
    );
  });

  test('a day left out is a day unknown', () => {
    fc.assert(
      fc.property(told, (values) => {
        const all = [0.5, ...values, 0.6];
        const known = historyOf(all).filter(({ clearness }) => clearness !== undefined);
        expect(forecastClearness(known)).toEqual(forecastClearness(historyOf(all)));
      }),
    );
  });

  test('asking twice, or where days are counted from, makes no difference but for the season', () => {
    const values = Array.from({ length: 60 }, (_, i) => 0.5 + 0.2 * Math.sin(i));
    const model = clearnessModel();
    for (const { day, clearness } of historyOf(values, 20_000)) {
      model.observe(day, clearness);
      model.forecast();
    }
    const strip = (leads: readonly ClearnessLead[]) => leads.map(({ day: _, ...rest }) => rest);
    expect(strip(model.forecast())).toEqual(strip(forecastClearness(historyOf(values, -7)).leads));
  });

  test('days out of order, or parts of days, are a bug', () => {
    const model = clearnessModel();
    model.observe(5, 0.5);
    expect(() => model.observe(5, 0.5)).toThrow('assertion');
    expect(() => model.observe(6.5, 0.5)).toThrow('assertion');
  });
});

describe('unknown days', () => {
  test('tell less of tomorrow the more there are, until nothing but what is usual is left', () => {
    const steady = Array.from({ length: 60 }, () => 0.7);
    const meanAfter = (unknown: number) => {
      const model = clearnessModel();
      for (const { day, clearness } of historyOf([...steady, 0.1])) model.observe(day, clearness);
      if (unknown > 0) model.observe(60 + unknown, undefined);
      return model.forecast()[0]?.mean ?? Number.NaN;
    };
    expect(meanAfter(0)).toBeLessThan(meanAfter(1));
    expect(meanAfter(1)).toBeLessThan(meanAfter(4));
    expect(meanAfter(4)).toBeGreaterThan(0.6);
  });

  test('are not numbers, or are missing: the same', () => {
    const history = [
      { day: 1, clearness: 0.4 },
      { day: 2, clearness: Number.NaN },
    ];
    expect(forecastClearness(history).state.daysKnown).toBe(1);
  });

  test('for years cost and break nothing', () => {
    const model = clearnessModel();
    model.observe(0, 0.3);
    model.observe(1_000_000, 0.7);
    expect(model.forecast()[0]?.day).toBe(1_000_001);
    expect(model.forecast()[0]?.mean).toBeGreaterThan(0.5);
  });
});

describe('what it learns', () => {
  /** Days correlated by rho about a mean. */
  function days(seed: string, count: number, { mean, sd, rho }: { mean: number; sd: number; rho: number }) {
    const { normal } = rng(seed);
    let z = normal();
    return Array.from({ length: count }, () => {
      z = rho * z + Math.sqrt(1 - rho * rho) * normal();
      return mean + sd * z;
    });
  }

  test('the lag correlation, and with it how much the last day weighs', () => {
    const persistent = forecastClearness(historyOf(days('a', 400, { mean: 0.5, sd: 0.1, rho: 0.8 }))).state;
    const fickle = forecastClearness(historyOf(days('b', 400, { mean: 0.5, sd: 0.1, rho: 0 }))).state;
    expect(persistent.lagCorrelation[0]).toBeCloseTo(0.75, 0);
    expect(persistent.lagCorrelation[2]).toBeGreaterThan(0.3);
    expect(Math.abs(fickle.lagCorrelation[0] ?? 1)).toBeLessThan(0.15);
    expect(persistent.weights[0]?.[0]).toBeGreaterThan(0.4);
    expect(fickle.weights[0]?.[0]).toBeLessThan(0.12);
  });

  test('the climate: its mean, and how wide a day misses', () => {
    const calm = forecastClearness(historyOf(days('c', 300, { mean: 0.68, sd: 0.03, rho: 0.3 })));
    const wild = forecastClearness(historyOf(days('d', 300, { mean: 0.42, sd: 0.18, rho: 0.3 })));
    const width = (leads: readonly ClearnessLead[]) => (leads[3]?.p90 ?? 0) - (leads[3]?.p10 ?? 0);
    expect(calm.state.climatology).toBeCloseTo(0.68, 1);
    expect(wild.state.climatology).toBeCloseTo(0.42, 1);
    expect(width(calm.leads)).toBeLessThan(0.13);
    expect(width(wild.leads)).toBeGreaterThan(0.3);
  });

  test('the rains of last year, before they come again', () => {
    const dry = (day: number) => ((day % 365.2425) + 365.2425) % 365.2425 > 60;
    const years = Array.from({ length: 3 * 365 - 3 }, (_, day) => (dry(day) ? 0.7 : 0.4));
    const next = forecastClearness(historyOf(years)).leads;
    const once = forecastClearness(historyOf(years.slice(0, 300))).leads;
    expect(once[6]?.mean).toBeGreaterThan(0.65);
    expect(next[6]?.mean).toBeLessThan((once[6]?.mean ?? 0) - 0.05);
  });
});

/** Properties of the evaluation, whatever the readings: hysteresis, minimum times, rest, unknown, late data, grouping, and its JSON. */
import type { AlertTransition } from '@digitruck/contract/alerts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { causeOf } from '../../src/alerts/causes.ts';
import { evaluate } from '../../src/alerts/evaluate.ts';
import { factsOf, NO_ENERGY, NO_LINK } from '../../src/alerts/facts.ts';
import { lateFindings, lateRulesOf } from '../../src/alerts/late.ts';
import { blankMemory } from '../../src/alerts/memory.ts';
import { observe } from '../../src/alerts/observe.ts';
import { SLOTS } from '../../src/alerts/rules/all.ts';
import { NO_STAY } from '../../src/alerts/schedule.ts';
import { DEFAULT_RULES, faultsOfRuleSet, rulesOf } from '../../src/alerts/settings.ts';
import {
  clearAll,
  forgetDurations,
  newWatch,
  type TruckWatch,
  watchOfJson,
  watchToJson,
} from '../../src/alerts/state.ts';
import { MINUTE_MS, MONDAY_8, sampleAt, stay, TRUCK, watch } from './truck.ts';

const soc = fc.integer({ min: 0, max: 100 });
const { coolDownS, raiseAfterS, clearAfterS } = rulesOf(DEFAULT_RULES, TRUCK.truckId)[
  SLOTS.findIndex(({ rule }) => rule.kind === 'battery-low')
] ?? { coolDownS: 0, raiseAfterS: 0, clearAfterS: 0 };

describe('whatever the charge does', () => {
  test('raises and clears take turns, and two raises are at least a cool-down apart', () => {
    fc.assert(
      fc.property(fc.array(soc, { minLength: 50, maxLength: 600 }), (charges) => {
        const truck = watch({});
        truck.run(0, charges.length, (min) => ({ batterySocPct: charges[min] ?? 0 }));
        const turns = truck.said.filter(({ kind, type }) => kind === 'battery-low' && type !== 'change');
        turns.forEach(({ type, atMin }, i) => {
          expect(type).toBe(i % 2 === 0 ? 'raise' : 'clear');
          const before = turns[i - 2];
          if (type === 'raise' && before !== undefined)
            expect((atMin - before.atMin) * 60).toBeGreaterThanOrEqual(coolDownS);
        });
      }),
      { numRuns: 60 },
    );
  });

  test('around one threshold it is raised once and stays', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 17, max: 23 }), { minLength: 400, maxLength: 400 }),
        (charges) => {
          const truck = watch({});
          truck.run(0, charges.length, (min) => ({ batterySocPct: charges[min] ?? 0 }));
          expect(truck.said.filter(({ type }) => type === 'raise').length).toBeLessThanOrEqual(1);
          expect(truck.said.filter(({ type }) => type === 'clear')).toEqual([]);
        },
      ),
      { numRuns: 40 },
    );
  });

  test('nothing is raised that was not bad for the whole of the minimum time', () => {
    fc.assert(
      fc.property(fc.array(soc, { minLength: 20, maxLength: 300 }), (charges) => {
        const truck = watch({});
        truck.run(0, charges.length, (min) => ({ batterySocPct: charges[min] ?? 0 }));
        for (const { type, atMin, kind } of truck.said) {
          if (kind !== 'battery-low') continue;
          const lasted = charges.slice(
            Math.max(0, atMin - (type === 'raise' ? raiseAfterS : clearAfterS) / 60),
            atMin + 1,
          );
          if (type === 'raise') expect(Math.max(...lasted)).toBeLessThan(30);
          if (type === 'clear') expect(Math.min(...lasted)).toBeGreaterThan(20);
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('unknown', () => {
  test('never raises and never clears, on any rule', () => {
    const truck = watch({});
    for (let min = 0; min < 3000; min++) truck.look(min);
    expect(truck.story()).toEqual([]);
    const low = watch({});
    low.run(0, 10, { batterySocPct: 10 });
    low.run(10, 3000, {});
    expect(low.story().filter((line) => line.includes('battery-low'))).toEqual(['raise battery-low @5']);
  });
  test('what had begun before a long gap begins anew after it', () => {
    const truck = watch({});
    truck.run(0, 3, { batterySocPct: 15 });
    truck.run(200, 210, { batterySocPct: 15 });
    expect(truck.story()).toEqual(['raise battery-low @205']);
    expect(truck.said[0]?.whole).toMatchObject({ sinceMs: MONDAY_8 + 200 * MINUTE_MS });
  });
});

describe('late data', () => {
  test('never raises a now-alert, in whatever order it comes', () => {
    fc.assert(
      fc.property(
        fc.shuffledSubarray(
          Array.from({ length: 300 }, (_, min) => min),
          { minLength: 100 },
        ),
        fc.integer({ min: 320, max: 2000 }),
        (minutes, receivedMin) => {
          const truck = watch({});
          for (const min of minutes)
            truck.sample(
              min,
              { batterySocPct: 5, occupancy: 90, solarPotentialW: 3000, batteryW: 0, loadW: 10 },
              receivedMin,
            );
          for (let min = receivedMin; min < receivedMin + 30; min++) truck.look(min);
          expect(truck.story().filter((line) => !line.includes('truck-silent'))).toEqual([]);
        },
      ),
      { numRuns: 30 },
    );
  });
  test('nor does it clear one', () => {
    const truck = watch({});
    truck.run(0, 10, { batterySocPct: 10 });
    for (let min = 11; min < 60; min++) truck.sample(min, { batterySocPct: 90 }, 300);
    for (let min = 300; min < 340; min++) truck.look(min);
    expect(truck.story().filter((line) => line.includes('battery'))).toEqual(['raise battery-low @5']);
  });
  test('is noted with the time it was so, each stretch by itself', () => {
    const samples = Array.from({ length: 400 }, (_, min) =>
      sampleAt(
        MONDAY_8 + min * MINUTE_MS,
        { batterySocPct: min >= 100 && min < 160 ? 12 : 60 },
        MONDAY_8 + 900 * MINUTE_MS,
      ),
    );
    const rules = lateRulesOf(rulesOf(DEFAULT_RULES, TRUCK.truckId));
    const found = lateFindings(samples.toReversed(), rules, TRUCK, () => NO_STAY);
    expect(found).toEqual([
      {
        type: 'late',
        key: { kind: 'battery-low', truckId: TRUCK.truckId, subject: '' },
        severity: 'soon',
        fromMs: MONDAY_8 + 100 * MINUTE_MS,
        toMs: MONDAY_8 + 175 * MINUTE_MS,
        facts: expect.objectContaining({ batterySocPct: 12 }),
      },
    ]);
  });
});

describe('state', () => {
  /** Minutes of three kinds of trouble, from a seed of numbers. */
  const minutes = fc.array(
    fc.record({ soc, occupancy: fc.integer({ min: 0, max: 60 }), gap: fc.boolean() }),
    {
      minLength: 100,
      maxLength: 400,
    },
  );
  type Minute = { soc: number; occupancy: number; gap: boolean };

  function story(
    list: readonly Minute[],
    between: (state: TruckWatch, min: number) => TruckWatch,
  ): AlertTransition[] {
    const rules = rulesOf(DEFAULT_RULES, TRUCK.truckId);
    let state = newWatch();
    return list.flatMap(({ soc: batterySocPct, occupancy, gap }, min) => {
      const nowMs = MONDAY_8 + min * MINUTE_MS;
      state = between(state, min);
      if (!gap)
        observe(
          state.memory,
          sampleAt(nowMs, { batterySocPct: batterySocPct / 2, occupancy }),
          TRUCK.utcOffsetMs,
        );
      const facts = factsOf({
        nowMs,
        truck: TRUCK,
        memory: state.memory,
        stay: NO_STAY,
        energy: NO_ENERGY,
        link: NO_LINK,
        hearsSinceMs: 0,
      });
      const { next, transitions } = evaluate(rules, state.alerts, facts, nowMs);
      state = { memory: state.memory, alerts: next };
      return transitions;
    });
  }

  test('written down and read back at any minute, it says the same', () => {
    fc.assert(
      fc.property(minutes, fc.integer({ min: 1, max: 99 }), (list, at) => {
        const whole = story(list, (state) => state);
        const restarted = story(list, (state, min) =>
          min === at ? watchOfJson(JSON.parse(JSON.stringify(watchToJson(state)))) : state,
        );
        expect(restarted).toEqual(whole);
      }),
      { numRuns: 40 },
    );
  });

  test('what another version wrote is read as far as it is known', () => {
    expect(watchOfJson(null)).toEqual(newWatch());
    expect(
      watchOfJson({
        memory: { heardMs: 5, nonsense: 1, values: [1] },
        alerts: { 'no-such-kind': { open: true }, 'battery-low': 'x' },
      }),
    ).toEqual({
      memory: { ...blankMemory(), heardMs: 5 },
      alerts: newWatch().alerts,
    });
  });

  test('a truck that is retired, and a clock that was set', () => {
    const truck = watch({});
    truck.run(0, 6, { batterySocPct: 10 });
    expect(clearAll(truck.alerts, TRUCK.truckId)).toEqual([
      {
        type: 'clear',
        key: { kind: 'battery-low', truckId: TRUCK.truckId, subject: '' },
        facts: {},
        why: 'no-truck',
      },
    ]);
    expect(forgetDurations(truck.alerts).filter((entry) => entry?.open)).toHaveLength(1);
    const begun = watch({});
    begun.run(0, 4, { batterySocPct: 10 });
    expect(begun.alerts.filter((entry) => entry !== undefined)).toHaveLength(1);
    expect(forgetDurations(begun.alerts).filter((entry) => entry !== undefined)).toEqual([]);
  });
});

describe('settings', () => {
  test('default, fleet, truck, in this order; thresholds one by one', () => {
    const rules = {
      fleet: { 'battery-low': { raiseAfterS: 60, thresholds: { raiseAbovePct: 5 } } },
      trucks: { [TRUCK.truckId]: { 'battery-low': { severity: 'note', thresholds: { clearAbovePct: 20 } } } },
    } as const;
    const truck = watch({ rules });
    truck.run(0, 10, { batterySocPct: 24 });
    expect(truck.story()).toEqual(['raise battery-low @1']);
    expect(truck.said[0]?.whole).toMatchObject({ severity: 'note' });
    truck.run(10, 60, { batterySocPct: 39 });
    truck.run(60, 90, { batterySocPct: 41 });
    expect(truck.story().at(-1)).toBe('clear battery-low @75');
  });
  test('a rule switched off clears what it had raised', () => {
    const truck = watch({});
    truck.run(0, 6, { batterySocPct: 10 });
    const off = rulesOf({ fleet: { 'battery-low': { enabled: false } }, trucks: {} }, TRUCK.truckId);
    const facts = factsOf({
      nowMs: MONDAY_8,
      truck: TRUCK,
      memory: truck.memory,
      stay: NO_STAY,
      energy: NO_ENERGY,
      link: NO_LINK,
      hearsSinceMs: 0,
    });
    const { transitions, next } = evaluate(off, truck.alerts, facts, MONDAY_8 + 7 * MINUTE_MS);
    expect(transitions).toMatchObject([{ type: 'clear', why: 'rule-off' }]);
    expect(next.filter((entry) => entry !== undefined)).toEqual([]);
  });
  test('thresholds that are none, or out of range, are told with their place', () => {
    expect(
      faultsOfRuleSet({
        fleet: { 'battery-low': { thresholds: { raiseAbovePct: 900, wrong: 1 } } },
        trucks: { [TRUCK.truckId]: { flapping: { thresholds: { x: 1 } } } },
      }),
    ).toEqual([
      'fleet: "raiseAbovePct" of battery-low must be from -20 to 60 %',
      'fleet: "wrong" is no threshold of battery-low; it has raiseAbovePct, clearAbovePct, urgentBelowPct',
      'trucks.DT-1: "x" is no threshold of flapping; it has none',
    ]);
    expect(faultsOfRuleSet(DEFAULT_RULES)).toEqual([]);
  });
});

describe('one alert for one cause', () => {
  test('nothing explains itself, in a ring either', () => {
    const explains = (slot: number) =>
      SLOTS.filter(({ index }) => causeOf(slot, (other) => other === index) >= 0).map(({ index }) => index);
    for (const { index } of SLOTS) {
      const seen = new Set<number>();
      const waiting = explains(index);
      for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
        if (seen.has(next)) continue;
        seen.add(next);
        waiting.push(...explains(next));
      }
      expect(seen.has(index), SLOTS[index]?.rule.kind).toBe(false);
    }
  });
  test('a cause raised in the same moment comes first, and is named', () => {
    const truck = watch({ stays: [stay(0, 5)], startMs: MONDAY_8 });
    truck.run(0, 12, { batterySocPct: 19, batteryW: -1000, solarPotentialW: 0, loadW: 1000 });
    const low = truck.said.find(({ kind }) => kind === 'battery-low');
    expect(low?.whole).toMatchObject({ type: 'raise', groupedUnder: null });
    const regrouped = truck.said.find(({ kind, type }) => kind === 'battery-low' && type === 'change');
    expect(regrouped).toMatchObject({ atMin: 10, whole: { groupedUnder: { kind: 'battery-class' } } });
  });
});

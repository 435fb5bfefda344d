/** Who needs somebody: each rule at its threshold, the order, and what old readings must not claim. */
import type { TruckNow } from '@digitruck/contract/fleet';
import { activityOf } from '@digitruck/contract/fleet';
import type { DataHealth, PendingTruck } from '@digitruck/contract/history';
import type { TruckId } from '@digitruck/contract/ids';
import type { Pulse } from '@digitruck/contract/live';
import type { Readings } from '@digitruck/contract/readings';
import type { TruckRecord } from '@digitruck/contract/registry';
import type { RequestListItem } from '@digitruck/contract/registry-lists';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  coverageOf,
  fleetNumbers,
  msToReserve,
  type Need,
  type NeedsInput,
  needsYou,
  URGENCIES,
  urgencyByTruck,
} from '../../src/console/dispatch/today/needs-you.ts';
import { stateOf } from '../../src/console/dispatch/trucks/truck-state.ts';

const NOW = Date.parse('2026-11-24T07:42:00.000Z');
const MIN_MS = 60_000;
const HOUR_MS = 60 * MIN_MS;
const iso = (agoMs: number) => new Date(NOW - agoMs).toISOString();

function truck(
  truckId: string,
  readings: Readings = {},
  over: { link?: Partial<TruckNow['link']>; ageMs?: number; name?: string } = {},
): TruckNow {
  const at = iso(over.ageMs ?? 5000);
  return {
    truckId: truckId as TruckId,
    name: over.name ?? '',
    seats: 20,
    activity: activityOf(readings),
    link: {
      state: 'online',
      since: iso(HOUR_MS),
      lastHeardAt: at,
      bootId: 'b',
      flapping: false,
      ...over.link,
    },
    latest: { bootId: 'b', seq: 1, sampledAt: at, receivedAt: at, readings, place: null },
  };
}
const battery = { capacityWh: 20_000, reservePct: 20, maxChargeW: 5000, maxDischargeW: 6000 };
const records = (...ids: string[]): NeedsInput['records'] =>
  new Map(ids.map((id) => [id, { battery, createdAt: iso(HOUR_MS) } satisfies Partial<TruckRecord>]));
function needs(over: Partial<NeedsInput>): readonly Need[] {
  return needsYou({
    trucks: [],
    records: new Map(),
    pulse: null,
    health: undefined,
    pending: [],
    requests: [],
    nowMs: NOW,
    ...over,
  });
}
const kinds = (list: readonly Need[]) => list.map(({ kind }) => kind);
const CLASS: Readings = { occupancy: 20, speedKph: 0 };

describe('battery', () => {
  test('a class that the battery carries needs nobody', () => {
    expect(
      needs({
        trucks: [truck('DT-01', { ...CLASS, batterySocPct: 60, batteryW: -800 })],
        records: records('DT-01'),
      }),
    ).toEqual([]);
  });

  test('a class that reaches the reserve within two hours is urgent, with the time', () => {
    // 6 % of 20 kWh are 1,200 Wh: one hour at 1,200 W.
    const list = needs({
      trucks: [truck('DT-01', { ...CLASS, batterySocPct: 26, batteryW: -1200 }, { name: 'Twiga' })],
      records: records('DT-01'),
    });
    expect(list).toMatchObject([
      {
        kind: 'battery-in-class',
        urgency: 'urgent',
        title: 'DT-01 Twiga',
        people: 20,
        reserveAtMs: NOW + HOUR_MS,
      },
    ]);
  });

  test('a class on the reserve is urgent, unless the sun carries it', () => {
    const at = (batteryW: number) =>
      needs({
        trucks: [truck('DT-01', { ...CLASS, batterySocPct: 18, batteryW })],
        records: records('DT-01'),
      });
    expect(at(-300)).toMatchObject([{ kind: 'battery-in-class', reserveAtMs: undefined }]);
    expect(at(900)).toMatchObject([{ kind: 'battery-low', urgency: 'soon' }]);
  });

  test('without the capacity nobody is told a time, and nobody is bothered above the reserve', () => {
    expect(needs({ trucks: [truck('DT-01', { ...CLASS, batterySocPct: 21, batteryW: -1200 })] })).toEqual([]);
    expect(
      kinds(needs({ trucks: [truck('DT-01', { ...CLASS, batterySocPct: 20, batteryW: -1200 })] })),
    ).toEqual(['battery-in-class']);
  });

  test('below half of the reserve and not charging is urgent; at the reserve is none', () => {
    const at = (batterySocPct: number, batteryW?: number) =>
      needs({
        trucks: [truck('DT-01', { speedKph: 0, batterySocPct, batteryW })],
        records: records('DT-01'),
      });
    expect(at(20)).toEqual([]);
    expect(at(19)).toMatchObject([{ kind: 'battery-low', urgency: 'soon' }]);
    expect(at(9)).toMatchObject([{ kind: 'battery-low', urgency: 'urgent' }]);
    expect(at(9, 800)).toMatchObject([{ kind: 'battery-low', urgency: 'soon', batteryW: 800 }]);
  });

  test('an unknown battery is not an empty one', () => {
    expect(
      needs({ trucks: [truck('DT-01', { ...CLASS, batteryW: -1200 })], records: records('DT-01') }),
    ).toEqual([]);
  });

  test('readings of long ago are no news, though the link be up', () => {
    const old = truck('DT-01', { ...CLASS, batterySocPct: 5, batteryW: -1200 }, { ageMs: 11 * MIN_MS });
    expect(needs({ trucks: [old], records: records('DT-01') })).toEqual([]);
  });

  test('time to the reserve', () => {
    expect(msToReserve({ socPct: 30, reservePct: 20, drawW: 1000, capacityWh: 10_000 })).toBe(HOUR_MS);
    expect(msToReserve({ socPct: 10, reservePct: 20, drawW: 1000, capacityWh: 10_000 })).toBe(0);
    expect(msToReserve({ socPct: 30, reservePct: 20, drawW: undefined, capacityWh: 10_000 })).toBeUndefined();
  });
});

describe('link', () => {
  test('a silent truck is told as silent, with what it last said, and never as low', () => {
    const silent = truck(
      'DT-03',
      { ...CLASS, batterySocPct: 7 },
      { link: { state: 'silent' }, ageMs: 26 * HOUR_MS },
    );
    expect(needs({ trucks: [silent], records: records('DT-03') })).toMatchObject([
      { kind: 'no-signal', urgency: 'soon', silentMs: 26 * HOUR_MS, socPct: 7, did: 'teaching' },
    ]);
  });

  test('one that said farewell, or whose will came, has no signal either', () => {
    expect(kinds(needs({ trucks: [truck('DT-03', {}, { link: { state: 'offline' } })] }))).toEqual([
      'no-signal',
    ]);
  });

  test('never heard is worth knowing; connecting again and again wants a look', () => {
    const never = {
      ...truck('DT-12', {}, { link: { state: 'never', since: null, lastHeardAt: null } }),
      latest: null,
    };
    const flapping = truck('DT-10', { batterySocPct: 70 }, { link: { flapping: true } });
    expect(needs({ trucks: [never, flapping] })).toMatchObject([
      { kind: 'flapping', urgency: 'soon' },
      { kind: 'never-heard', urgency: 'note' },
    ]);
  });
});

describe('data', () => {
  const health = (over: object): Pick<DataHealth, 'trucks'> => ({
    trucks: [
      {
        truckId: 'DT-01' as TruckId,
        name: '',
        lastHeardAt: null,
        storedLastDay: 1000,
        coverageLastDay: 1,
        duplicatesLastDay: 0,
        lateLastDay: 0,
        missing: 0,
        readingsDroppedLastDay: 0,
        quarantinedLastDay: 0,
        ...over,
      },
    ],
  });
  const of = (over: object) => kinds(needs({ trucks: [truck('DT-01')], health: health(over) }));

  test('gaps count from twenty samples and a twentieth on', () => {
    expect(of({ missing: 19, storedLastDay: 10 })).toEqual([]);
    expect(of({ missing: 40 })).toEqual([]);
    expect(of({ missing: 60 })).toEqual(['gaps']);
  });

  test('refused messages count from ten and a hundredth on', () => {
    expect(of({ quarantinedLastDay: 9, storedLastDay: 10 })).toEqual([]);
    expect(of({ quarantinedLastDay: 10, storedLastDay: 100_000 })).toEqual([]);
    expect(of({ quarantinedLastDay: 30 })).toEqual(['refused']);
  });

  test('coverage is the mean of what is known', () => {
    expect(coverageOf(health({ coverageLastDay: 0.5 }))).toBe(50);
    expect(coverageOf(health({ coverageLastDay: null }))).toBeUndefined();
  });

  test('the service itself comes first', () => {
    const pulse: Pulse = { samplesPerS: 0, lastStoredAt: null, broker: 'down', database: 'up' };
    const list = needs({ pulse, trucks: [truck('DT-01', { ...CLASS, batterySocPct: 5, batteryW: -900 })] });
    expect(kinds(list)).toEqual(['service', 'battery-in-class']);
  });
});

describe('order and numbers', () => {
  const request = (siteId: string, waitingDays: number, over: object = {}): RequestListItem =>
    ({
      siteId,
      status: 'open',
      waitingDays,
      learnersExpected: 60,
      site: { name: `Site ${siteId}`, county: 'Meru', lat: 0, lon: 37 },
      course: { code: 'X', name: 'Digital skills', mode: 'cohort' },
      ...over,
    }) as RequestListItem;
  const pending: PendingTruck = {
    truckId: 'KE-99' as TruckId,
    firstSeenAt: iso(HOUR_MS),
    lastSeenAt: iso(0),
    messages: 3,
    held: 3,
  };

  test('sites: the longest waiting three, each once, from thirty days on', () => {
    const requests = [
      request('a', 300),
      request('a', 290),
      request('b', 100),
      request('c', 31),
      request('d', 30),
    ];
    expect(needs({ requests }).map((need) => 'siteId' in need && need.siteId)).toEqual(['a', 'b', 'c']);
    expect(needs({ requests: [request('a', 29)] })).toEqual([]);
  });

  test('the whole list, most urgent first, and the numbers on top', () => {
    const trucks = [
      truck('DT-01', { ...CLASS, batterySocPct: 70 }),
      truck('DT-02', { ...CLASS, batterySocPct: 12, batteryW: -900 }),
      truck('DT-03', { batterySocPct: 37 }, { link: { state: 'silent' }, ageMs: HOUR_MS }),
      truck('DT-04', { speedKph: 0, batterySocPct: 15, batteryW: -100 }),
    ];
    const list = needs({
      trucks,
      records: records('DT-01', 'DT-02', 'DT-04'),
      pending: [pending],
      requests: [request('a', 90)],
    });
    expect(list.map(({ id }) => id)).toEqual([
      'class DT-02',
      'low DT-04',
      'silent DT-03',
      'pending KE-99',
      'site a',
    ]);
    const known = trucks.map((each) => ({ ...each, state: stateOf(each, NOW) }));
    expect(fleetNumbers(known, list)).toEqual({
      trucks: 4,
      teaching: 2,
      people: 40,
      seats: 40,
      needYou: 3,
      noSignal: 1,
    });
    // A truck that is not registered is nobody's marker.
    expect(urgencyByTruck(list).has('KE-99')).toBe(false);
  });

  test('whatever comes in, urgent comes before soon before note, ids are unique, and order does not depend on the order of the trucks', () => {
    const reading = fc.option(fc.double({ min: 0, max: 100, noNaN: true }), { nil: undefined });
    const anyTruck = fc
      .record({
        batterySocPct: reading,
        batteryW: fc.option(fc.double({ min: -5000, max: 5000, noNaN: true }), { nil: undefined }),
        occupancy: fc.option(fc.integer({ min: 0, max: 40 }), { nil: undefined }),
        ageMs: fc.integer({ min: 0, max: 30 * HOUR_MS }),
        state: fc.constantFrom('online', 'offline', 'silent', 'never'),
        flapping: fc.boolean(),
      })
      .map(({ ageMs, state, flapping, ...readings }) => ({ ageMs, link: { state, flapping }, readings }));
    fc.assert(
      fc.property(fc.array(anyTruck, { maxLength: 12 }), (fleet) => {
        const trucks = fleet.map(({ readings, ...over }, index) =>
          truck(`DT-${index}`, readings as Readings, over as object),
        );
        const input = { trucks, records: records(...trucks.map(({ truckId }) => truckId)) };
        const list = needs(input);
        const urgencies = list.map(({ urgency }) => URGENCIES.indexOf(urgency));
        expect(urgencies).toEqual(urgencies.toSorted((a, b) => a - b));
        expect(new Set(list.map(({ id }) => id)).size).toBe(list.length);
        expect(needs({ ...input, trucks: trucks.toReversed() })).toEqual(list);
      }),
    );
  });
});

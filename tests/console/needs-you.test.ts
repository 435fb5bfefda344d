/** Who needs somebody: each rule at its threshold, the order, and what old readings must not claim. */

import { activityOf } from '@digitruck/contract/activity';
import { SEVERITIES } from '@digitruck/contract/alert-words';
import type { Alert } from '@digitruck/contract/alerts';
import type { TruckNow } from '@digitruck/contract/fleet';
import type { DataHealth, PendingTruck } from '@digitruck/contract/history';
import type { TruckId } from '@digitruck/contract/ids';
import type { Pulse } from '@digitruck/contract/live';
import type { Readings } from '@digitruck/contract/readings';
import type { RequestListItem } from '@digitruck/contract/registry-lists';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  coverageOf,
  fleetNumbers,
  type Need,
  type NeedsInput,
  needsYou,
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
let made = 0;
/** An open alert of a truck, as the service tells it. */
function alert(over: Partial<Alert> = {}): Alert {
  made += 1;
  return {
    alertId: `00000000-0000-4000-8000-${String(made).padStart(12, '0')}` as Alert['alertId'],
    kind: 'battery-low',
    severity: 'soon',
    state: 'raised',
    truckId: 'DT-01' as TruckId,
    truckName: null,
    subject: '',
    visitId: null,
    siteId: null,
    since: iso(HOUR_MS),
    raisedAt: iso(HOUR_MS),
    updatedAt: iso(HOUR_MS),
    clearedAt: null,
    clearedWhy: null,
    facts: {},
    words: { title: 'DT-01 is down to 15%', cause: '', consequence: '', action: '' },
    actionKind: 'open-truck',
    groupedUnder: null,
    acknowledgedBy: null,
    acknowledgedAt: null,
    assignedTo: null,
    snoozedUntil: null,
    raisedLast30Days: 1,
    ...over,
  };
}
function needs(over: Partial<NeedsInput>): readonly Need[] {
  return needsYou({
    trucks: [],
    records: new Map(),
    pulse: null,
    alerts: [],
    health: undefined,
    pending: [],
    requests: [],
    nowMs: NOW,
    ...over,
  });
}
const kinds = (list: readonly Need[]) => list.map(({ kind }) => kind);
const CLASS: Readings = { occupancy: 20, speedKph: 0 };

describe('alerts', () => {
  test('urgent first; then what nobody has acknowledged, newest first', () => {
    const old = alert({ raisedAt: iso(5 * HOUR_MS) });
    const fresh = alert({ raisedAt: iso(MIN_MS) });
    const owned = alert({ state: 'acknowledged', raisedAt: iso(0), acknowledgedBy: 'Wanjiru' });
    const urgent = alert({ severity: 'urgent', raisedAt: iso(9 * HOUR_MS) });
    const list = needs({ alerts: [owned, old, fresh, urgent] });
    expect(list.map(({ id }) => id)).toEqual(
      [urgent, fresh, old, owned].map(({ alertId }) => `alert ${alertId}`),
    );
  });

  test('one that another explains is told with that one, unless that one is not there', () => {
    const cause = alert({ kind: 'truck-silent' });
    const explained = alert({ kind: 'clock-wrong', groupedUnder: cause.alertId });
    expect(needs({ alerts: [explained, cause] })).toMatchObject([{ alert: { kind: 'truck-silent' } }]);
    expect(needs({ alerts: [explained] })).toMatchObject([{ alert: { kind: 'clock-wrong' } }]);
  });

  test('one that sleeps is not told until it wakes; one that is over never', () => {
    expect(needs({ alerts: [alert({ snoozedUntil: iso(-MIN_MS) })] })).toEqual([]);
    expect(needs({ alerts: [alert({ snoozedUntil: iso(0) })] })).toHaveLength(1);
    expect(needs({ alerts: [alert({ state: 'cleared', clearedAt: iso(0) })] })).toEqual([]);
  });

  test('a truck that was never heard is worth knowing', () => {
    const never = {
      ...truck('DT-12', {}, { link: { state: 'never', since: null, lastHeardAt: null } }),
      latest: null,
    };
    expect(needs({ trucks: [never] })).toMatchObject([{ kind: 'never-heard', urgency: 'note' }]);
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

  test('coverage is the mean of what is known', () => {
    expect(coverageOf(health({ coverageLastDay: 0.5 }))).toBe(50);
    expect(coverageOf(health({ coverageLastDay: null }))).toBeUndefined();
  });

  test('the service itself comes first', () => {
    const pulse: Pulse = { samplesPerS: 0, lastStoredAt: null, broker: 'down', database: 'up' };
    expect(kinds(needs({ pulse, alerts: [alert({ severity: 'urgent' })] }))).toEqual(['service', 'alert']);
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
    const ofTruck = (truckId: string, over: Partial<Alert>) =>
      alert({ truckId: truckId as TruckId, ...over });
    const list = needs({
      trucks,
      alerts: [
        ofTruck('DT-03', { kind: 'truck-silent' }),
        ofTruck('DT-02', { kind: 'battery-class', severity: 'urgent' }),
        ofTruck('DT-02', { kind: 'sensor-fault', severity: 'note' }),
        ofTruck('DT-04', { severity: 'note' }),
        alert({ kind: 'quarantine-rising', truckId: null, severity: 'note', raisedAt: iso(2 * HOUR_MS) }),
      ],
      pending: [pending],
      requests: [request('a', 90)],
    });
    expect(list.map((need) => (need.kind === 'alert' ? need.alert.kind : need.id))).toEqual([
      'battery-class',
      'truck-silent',
      'pending KE-99',
      'sensor-fault',
      'battery-low',
      'quarantine-rising',
      'site a',
    ]);
    const known = trucks.map((each) => ({ ...each, state: stateOf(each, NOW) }));
    // DT-04's is only worth knowing, and DT-02 counts once.
    expect(fleetNumbers(known, list)).toEqual({
      trucks: 4,
      teaching: 2,
      people: 40,
      seats: 40,
      needYou: 2,
      noSignal: 1,
    });
    expect(urgencyByTruck(list).get('DT-02')).toBe('urgent');
    // A truck that is not registered is nobody's marker.
    expect(urgencyByTruck(list).has('KE-99')).toBe(false);
  });

  test('whatever comes in, urgent comes before soon before note, ids are unique, and order does not depend on the order of the list', () => {
    const anyAlert = fc
      .record({
        severity: fc.constantFrom(...SEVERITIES),
        state: fc.constantFrom('raised', 'acknowledged', 'cleared'),
        agoMs: fc.integer({ min: 0, max: 30 * HOUR_MS }),
        snoozed: fc.boolean(),
        truckId: fc.constantFrom('DT-01', 'DT-02', null),
      })
      .map(({ agoMs, snoozed, ...over }) =>
        alert({
          ...over,
          raisedAt: iso(agoMs),
          snoozedUntil: snoozed ? iso(-agoMs) : null,
        } as Partial<Alert>),
      );
    fc.assert(
      fc.property(fc.array(anyAlert, { maxLength: 12 }), (alerts) => {
        const list = needs({ alerts });
        const urgencies = list.map(({ urgency }) => SEVERITIES.indexOf(urgency));
        expect(urgencies).toEqual(urgencies.toSorted((a, b) => a - b));
        expect(new Set(list.map(({ id }) => id)).size).toBe(list.length);
        expect(needs({ alerts: alerts.toReversed() })).toEqual(list);
      }),
    );
  });
});

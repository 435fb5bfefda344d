/** What the list of trucks and Today say of a truck: state, place, since when, filters, the form. */
import type { TruckNow } from '@digitruck/contract/fleet';
import type { History } from '@digitruck/contract/history';
import type { TruckId } from '@digitruck/contract/ids';
import { TruckBody, type TruckRecord } from '@digitruck/contract/registry';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { changesOf } from '../../src/console/dispatch/people/changes.ts';
import { suggestPassword, truckIdsOf } from '../../src/console/dispatch/people/person-draft.ts';
import { activitySince } from '../../src/console/dispatch/today/activity-since.ts';
import { indexSites } from '../../src/console/dispatch/trucks/nearest-site.ts';
import { bodyOf, fieldsOf, loadsOf } from '../../src/console/dispatch/trucks/truck-draft.ts';
import { countByFilter, filterTrucks } from '../../src/console/dispatch/trucks/truck-filter.ts';
import { serverNowMs, stateOf, truckTitle } from '../../src/console/dispatch/trucks/truck-state.ts';
import { distanceKm } from '../../src/kernel/geo.ts';

const NOW = Date.parse('2026-11-24T07:42:00.000Z');
const link = { state: 'online', since: null, lastHeardAt: null, bootId: null, flapping: false } as const;
const latestOf = (agoMs: number): TruckNow['latest'] => {
  const at = new Date(NOW - agoMs).toISOString();
  return { bootId: 'b', seq: 0, sampledAt: at, receivedAt: at, readings: {}, place: null };
};

describe('state', () => {
  test('silence and old readings are never shown as an activity of now', () => {
    const activity = 'teaching';
    expect(stateOf({ link, activity, latest: latestOf(0) }, NOW)).toBe('teaching');
    expect(stateOf({ link, activity, latest: latestOf(10 * 60_000) }, NOW)).toBe('teaching');
    expect(stateOf({ link, activity, latest: latestOf(10 * 60_000 + 1) }, NOW)).toBe('unknown');
    expect(stateOf({ link: { ...link, state: 'silent' }, activity, latest: latestOf(0) }, NOW)).toBe(
      'silent',
    );
    expect(stateOf({ link: { ...link, state: 'offline' }, activity, latest: latestOf(0) }, NOW)).toBe(
      'silent',
    );
    expect(stateOf({ link: { ...link, state: 'never' }, activity: 'unknown', latest: null }, NOW)).toBe(
      'never',
    );
  });

  test('ages go by the service’s clock, however wrong the browser’s is', () => {
    const fleet = { at: new Date(NOW).toISOString(), receivedAtMs: 1000 };
    expect(serverNowMs(fleet, 6000)).toBe(NOW + 5000);
    expect(serverNowMs(fleet, 0)).toBe(NOW);
  });

  test('its title', () => {
    expect(truckTitle({ truckId: 'DT-07', name: 'Chui' })).toBe('DT-07 Chui');
    expect(truckTitle({ truckId: 'DT-07', name: '' })).toBe('DT-07');
    expect(truckTitle({ truckId: 'DT-07', name: 'DT-07' })).toBe('DT-07');
  });
});

test('the nearest site is the nearest of all, as far as half a degree', () => {
  const place = fc.record({
    lat: fc.double({ min: -4, max: 4, noNaN: true }),
    lon: fc.double({ min: 34, max: 41, noNaN: true }),
  });
  fc.assert(
    fc.property(fc.array(place, { minLength: 1, maxLength: 60 }), place, (places, here) => {
      const sites = places.map((at, index) => ({ ...at, id: String(index), name: String(index) }));
      const km = Math.min(...sites.map((site) => distanceKm(here, site)));
      const found = indexSites(sites).nearest(here);
      if (km <= 55) expect(found?.km).toBeCloseTo(km, 9);
      else if (found !== undefined) expect(found.km).toBeGreaterThanOrEqual(km);
    }),
  );
  expect(indexSites([]).nearest({ lat: 0, lon: 37 })).toBeUndefined();
});

describe('since when', () => {
  const step = (index: number) => new Date(NOW - (20 - index) * 15 * 60_000).toISOString();
  function history(people: readonly (number | null)[]): History {
    return {
      truckId: 'DT-01' as TruckId,
      from: step(0),
      to: step(people.length),
      resolution: '15m',
      at: people.map((_, index) => step(index)),
      samples: people.map((each) => (each === null ? 0 : 15)),
      coverage: people.map(() => 1),
      series: { occupancy: { unit: 'people', mean: [...people] } },
      truncated: false,
    };
  }

  test('back to the first quarter hour of the run', () => {
    expect(activitySince(history([0, 0, 20, 20, 20]), 'teaching')).toBe(step(2));
    expect(activitySince(history([20, 20]), 'teaching')).toBe(step(0));
  });

  test('what began within this quarter hour began with it', () => {
    expect(activitySince(history([0, 0, 1]), 'teaching')).toBe(step(2));
  });

  test('a hole ends what is known; a quarter hour that is not summed up yet does not', () => {
    expect(activitySince(history([20, null, 20, 20]), 'teaching')).toBe(step(2));
    expect(activitySince(history([0, 20, 20, null]), 'teaching')).toBe(step(1));
    expect(activitySince(history([null, null, null]), 'teaching')).toBeUndefined();
    expect(activitySince(history([]), 'teaching')).toBeUndefined();
  });
});

describe('the list', () => {
  const of = (
    truckId: string,
    name: string,
    state: 'teaching' | 'idle' | 'unknown' | 'never',
    urgency?: 'soon' | 'note',
  ) => ({
    truckId: truckId as TruckId,
    name,
    state,
    urgency,
  });
  const trucks = [
    of('DT-01', 'Twiga', 'teaching', 'soon'),
    of('DT-02', 'Élan', 'idle', 'note'),
    of('DT-03', '', 'unknown'),
    of('DT-04', 'Simba', 'never'),
  ];
  const ids = (filter: Parameters<typeof filterTrucks>[1]['filter'], words = '') =>
    filterTrucks(trucks, {
      filter,
      words,
      placeOf: ({ truckId }) => (truckId === 'DT-03' ? 'at Kitale School' : ''),
    }).map(({ truckId }) => truckId);

  test('filters by state and need', () => {
    expect(ids('all')).toHaveLength(4);
    expect(ids('needs')).toEqual(['DT-01']);
    expect(ids('idle')).toEqual(['DT-02', 'DT-03']);
    expect(ids('silent')).toEqual(['DT-04']);
    expect(countByFilter(trucks)).toMatchObject({ all: 4, needs: 1, teaching: 1, driving: 0, silent: 1 });
  });

  test('finds all words in id, name and place, whatever their capitals and accents', () => {
    expect(ids('all', ' elan')).toEqual(['DT-02']);
    expect(ids('all', 'KITALE dt')).toEqual(['DT-03']);
    expect(ids('teaching', 'simba')).toEqual([]);
  });
});

describe('the form', () => {
  const entered = TruckBody.parse({
    truckId: 'DT-07',
    name: 'Chui',
    depot: { name: 'Nairobi', lat: -1.319, lon: 36.852 },
    array: { peakW: 5400 },
    battery: { capacityWh: 20_480, maxChargeW: 5000, maxDischargeW: 6000 },
    loads: [{ kind: 'vr', powerW: 160, shedOrder: 10 }],
    dataBundleMb: 120_000,
  });
  const record: TruckRecord = { ...entered, version: 3, createdAt: '', updatedAt: '', updatedBy: '' };
  const fieldOf = (fields: Readonly<Record<string, string>>) => (name: string) => fields[name] ?? '';

  test('what was loaded is what is saved', () => {
    const { truckId, retired, ...body } = entered;
    expect({ truckId, retired }).toEqual({ truckId: 'DT-07', retired: false });
    expect(bodyOf(fieldOf(fieldsOf(record)), loadsOf(record))).toEqual(body);
  });

  test('what is left empty is unknown, not zero; a truck with only an id is a good one', () => {
    const body = bodyOf(fieldOf(fieldsOf(undefined)), []);
    expect(body).toMatchObject({ depot: null, array: null, battery: null, dataBundleMb: null, seats: 20 });
    expect(TruckBody.safeParse({ ...body, truckId: 'DT-08' }).success).toBe(true);
  });

  test('half a battery is sent as it is, so that the service says what it lacks', () => {
    const body = bodyOf(fieldOf({ ...fieldsOf(undefined), 'battery.capacityWh': '20480,5' }), []);
    expect(body.battery?.capacityWh).toBe(20_480.5);
    const checked = TruckBody.safeParse({ ...body, truckId: 'DT-08' });
    expect(checked.error?.issues.map(({ path }) => path.join('.'))).toEqual([
      'battery.maxChargeW',
      'battery.maxDischargeW',
    ]);
  });
});

describe('people', () => {
  test('changes name the fields that differ, and no bookkeeping', () => {
    expect(
      changesOf(
        { role: 'viewer', version: 1, same: [1] },
        { role: 'admin', version: 2, same: [1], name: '' },
      ),
    ).toEqual([
      { field: 'role', before: 'viewer', after: 'admin' },
      { field: 'name', before: '–', after: '–' },
    ]);
    expect(changesOf(null, { address: 'x'.repeat(200) })).toEqual([
      { field: 'address', before: '–', after: `${'x'.repeat(160)}…` },
    ]);
    expect(changesOf(null, null)).toEqual([]);
  });

  test('a list of trucks, and a password that can be told on the phone', () => {
    expect(truckIdsOf(' DT-01,DT-02; DT-01\nDT-03 ')).toEqual(['DT-01', 'DT-02', 'DT-03']);
    const dice = { getRandomValues: (bytes: Uint8Array) => bytes.fill(255) };
    expect(suggestPassword(dice)).toBe('9999-9999-9999-9999');
    expect(suggestPassword(crypto)).toMatch(/^([a-z2-9]{4}-){3}[a-z2-9]{4}$/);
  });
});

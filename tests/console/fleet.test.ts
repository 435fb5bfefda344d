import type { TruckNow } from '@digitruck/contract/fleet';
import type { TruckId } from '@digitruck/contract/ids';
import type { LiveMessage, Pulse } from '@digitruck/contract/live';
import { describe, expect, it } from 'vitest';
import { mergeFleet } from '../../src/console/shared/fleet.ts';

const AT = '2026-11-24T07:42:00.000Z';
const pulse: Pulse = { samplesPerS: 1, lastStoredAt: AT, broker: 'connected', database: 'up' };
const truck = (id: string, activity: TruckNow['activity'] = 'idle'): TruckNow => ({
  truckId: id as TruckId,
  name: id,
  seats: 20,
  link: { state: 'online', since: AT, lastHeardAt: AT, bootId: 'b', flapping: false },
  latest: null,
  activity,
});
const snapshot = (...trucks: TruckNow[]): Extract<LiveMessage, { type: 'snapshot' }> => ({
  type: 'snapshot',
  at: AT,
  trucks,
  pulse,
});
const delta = (trucks: TruckNow[], removed: string[] = []): Extract<LiveMessage, { type: 'delta' }> => ({
  type: 'delta',
  at: AT,
  trucks,
  removed: removed as TruckId[],
  changed: [],
  pulse,
});

describe('the fleet of now', () => {
  const start = mergeFleet(undefined, snapshot(truck('DT-10'), truck('DT-2')), 1);

  it('is in the order people count in', () => {
    expect(start.trucks.map(({ truckId }) => truckId)).toEqual(['DT-2', 'DT-10']);
  });

  it('takes changed, new and removed trucks', () => {
    const next = mergeFleet(start, delta([truck('DT-2', 'driving'), truck('DT-3')], ['DT-10']), 2);
    expect(next.trucks.map(({ truckId, activity }) => [truckId, activity])).toEqual([
      ['DT-2', 'driving'],
      ['DT-3', 'idle'],
    ]);
    expect(next.receivedAtMs).toBe(2);
  });

  it('keeps the same list when only the pulse came, so that nothing is drawn anew', () => {
    expect(mergeFleet(start, delta([]), 3).trucks).toBe(start.trucks);
  });

  it('is replaced by a snapshot, which forgets trucks that went meanwhile', () => {
    const next = mergeFleet(start, snapshot(truck('DT-5')), 4);
    expect(next.trucks.map(({ truckId }) => truckId)).toEqual(['DT-5']);
  });
});

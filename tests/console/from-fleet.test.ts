import type { TruckNow } from '@digitruck/contract/fleet';
import type { TruckId } from '@digitruck/contract/ids';
import { describe, expect, it } from 'vitest';
import { makeFormat } from '../../src/console/shared/format.ts';
import { mapText } from '../../src/console/shared/i18n/map.ts';
import { mapTruckOf, markOf } from '../../src/console/shared/map/from-fleet.ts';

const AT = '2026-11-24T07:42:00.000Z';
const truck = (more: Partial<TruckNow> = {}): TruckNow => ({
  truckId: 'DT-07' as TruckId,
  name: 'DT-07',
  seats: 20,
  link: { state: 'online', since: AT, lastHeardAt: AT, bootId: 'b', flapping: false },
  latest: {
    bootId: 'b',
    seq: 1,
    sampledAt: AT,
    receivedAt: AT,
    readings: { batterySocPct: 71.5, headingDeg: 90 },
    place: { lat: -1.3, lon: 36.8, at: AT },
  },
  activity: 'teaching',
  ...more,
});
const silent: TruckNow['link'] = {
  state: 'silent',
  since: AT,
  lastHeardAt: AT,
  bootId: 'b',
  flapping: false,
};
const format = makeFormat('en', 'Africa/Nairobi');

describe('a truck on the map', () => {
  it('shows what it does, its battery and its name', () => {
    expect(mapTruckOf(truck(), false, format, mapText.en)).toEqual({
      id: 'DT-07',
      lat: -1.3,
      lon: 36.8,
      mark: 'teaching',
      socPct: 71.5,
      headingDeg: 90,
      stale: false,
      label: 'DT-07 72%',
      description: 'DT-07, teaching, 72%',
    });
  });

  it('never looks live when it is not heard', () => {
    expect(markOf(truck({ link: silent }), false)).toBe('silent');
    const shown = mapTruckOf(truck({ link: silent }), true, format, mapText.en);
    expect(shown).toMatchObject({
      mark: 'alert',
      stale: true,
      description: 'DT-07, needs you, no signal, 72%',
    });
  });

  it('is not shown anywhere when its place was never known', () => {
    expect(mapTruckOf(truck({ latest: null }), false, format, mapText.en)).toBeUndefined();
  });

  it('has no ring and no figure when its battery is unknown', () => {
    const latest = truck().latest;
    const unknown = truck({ latest: latest === null ? null : { ...latest, readings: {} } });
    const shown = mapTruckOf(unknown, false, format, mapText.en);
    expect(shown).toMatchObject({ socPct: undefined, label: 'DT-07' });
  });
});

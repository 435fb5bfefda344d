import { READING_NAMES } from '@digitruck/contract/readings';
import { describe, expect, it } from 'vitest';
import { accept, type Circumstances, type KnownPlace, type Verdict } from '../../src/ingest/accept.ts';
import type { RawSample } from '../../src/ingest/decode.ts';
import type { Place } from '../../src/kernel/geo.ts';

const NOW_MS = Date.parse('2026-11-23T07:15:00.000Z');
const DAY_MS = 86_400_000;
const GARISSA: Place = { lat: -0.4527, lon: 39.646 };
/** 500 km to the south-west, in Tanzania. */
const FAR: Place = { lat: -3.7, lon: 36.5 };

function sampleAt(claimedMs: number, place?: Place): RawSample {
  const values = READING_NAMES.map(() => Number.NaN);
  if (place !== undefined) {
    values[READING_NAMES.indexOf('lat')] = place.lat;
    values[READING_NAMES.indexOf('lon')] = place.lon;
  }
  return { bootId: 'b', seq: 1, claimedMs, values, readingsDropped: 0 };
}

function judge(sample: RawSample, change: Partial<Circumstances> = {}): Verdict {
  return accept(sample, { receivedMs: NOW_MS, retentionMs: 90 * DAY_MS, lastPlace: undefined, ...change });
}

function judgePlaces(from: KnownPlace | undefined, ...samples: [atMs: number, place: Place | undefined][]) {
  let lastPlace = from;
  return samples.map(([atMs, place]) => {
    const verdict = judge(sampleAt(atMs, place), { lastPlace, receivedMs: atMs });
    if (verdict.kind !== 'store') throw new Error(verdict.detail);
    lastPlace = verdict.lastPlace;
    return { place: verdict.place, lastPlace };
  });
}

describe('the time of a sample', () => {
  it("is the truck's", () => {
    expect(judge(sampleAt(NOW_MS - 1_000))).toMatchObject({
      kind: 'store',
      sampledMs: NOW_MS - 1_000,
      clock: 'ok',
      late: false,
    });
  });

  it("is the server's when the truck's clock says 1970", () => {
    for (const claimedMs of [0, 5_000, Date.UTC(2019, 11, 31)]) {
      expect(judge(sampleAt(claimedMs))).toMatchObject({
        kind: 'store',
        sampledMs: NOW_MS,
        clock: 'bad',
        late: false,
      });
    }
  });

  it('may be five minutes ahead and no more, least of all in the year 3236', () => {
    expect(judge(sampleAt(NOW_MS + 300_000)).kind).toBe('store');
    expect(judge(sampleAt(NOW_MS + 300_001))).toMatchObject({ kind: 'refuse', reason: 'future' });
    expect(judge(sampleAt(Date.UTC(3236, 0, 1)))).toMatchObject({ kind: 'refuse', reason: 'future' });
  });

  it('may be as old as raw samples are kept; three days ago is late', () => {
    expect(judge(sampleAt(NOW_MS - 3 * DAY_MS))).toMatchObject({ kind: 'store', clock: 'ok', late: true });
    expect(judge(sampleAt(NOW_MS - 90 * DAY_MS)).kind).toBe('store');
    expect(judge(sampleAt(NOW_MS - 90 * DAY_MS - 1))).toMatchObject({ kind: 'refuse', reason: 'too-old' });
  });
});

describe('the place of a sample', () => {
  const known: KnownPlace = { ...GARISSA, atMs: NOW_MS };

  it('is nowhere without a fix, and at 0,0; the last good place stays', () => {
    const [none, zero, drift] = judgePlaces(
      known,
      [NOW_MS + 60_000, undefined],
      [NOW_MS + 120_000, { lat: 0, lon: 0 }],
      [NOW_MS + 180_000, { lat: 0.0004, lon: -0.0002 }],
    );
    for (const judged of [none, zero, drift]) expect(judged).toEqual({ place: 'no-fix', lastPlace: known });
    // The equator runs through Kenya.
    expect(judgePlaces(known, [NOW_MS + 3_600_000, { lat: 0, lon: 39.5 }])[0]?.place).toBe('ok');
  });

  it('does not jump 500 km in a minute; the last good place stays', () => {
    const [jumped, back] = judgePlaces(known, [NOW_MS + 60_000, FAR], [NOW_MS + 120_000, GARISSA]);
    expect(jumped?.place).toBe('jump');
    expect(jumped?.lastPlace).toMatchObject(GARISSA);
    expect(back).toEqual({ place: 'ok', lastPlace: { ...GARISSA, atMs: NOW_MS + 120_000 } });
  });

  it('may be 500 km away after a day, before or behind', () => {
    expect(judgePlaces(known, [NOW_MS + DAY_MS, FAR])[0]?.place).toBe('ok');
    const [late] = judgePlaces(known, [NOW_MS - DAY_MS, FAR]);
    expect(late).toEqual({ place: 'ok', lastPlace: known });
  });

  it('is believed in the end when it was the last good place that was wrong', () => {
    const minutes = Array.from({ length: 12 }, (_, i) => [NOW_MS + (i + 1) * 60_000, FAR] as [number, Place]);
    const places = judgePlaces(known, ...minutes);
    expect(places.slice(0, 10).every(({ place }) => place === 'jump')).toBe(true);
    expect(places.at(-1)).toMatchObject({ place: 'ok', lastPlace: FAR });
  });

  it('is never believed when it jumps about', () => {
    const places = Array.from(
      { length: 20 },
      (_, i) => [NOW_MS + (i + 1) * 60_000, i % 2 === 0 ? FAR : { lat: 4, lon: 35 }] as [number, Place],
    );
    for (const { place } of judgePlaces(known, ...places)) expect(place).toBe('jump');
  });

  it('tells nothing of where the truck is while its clock is bad', () => {
    const verdict = judge(sampleAt(5_000, FAR), { lastPlace: known });
    expect(verdict).toMatchObject({ kind: 'store', clock: 'bad', place: 'ok', lastPlace: known });
  });
});

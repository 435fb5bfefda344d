/**
 * What to make of a sample: which time it gets, whether its place can be believed, or why it is refused. Pure.
 */
import type { QuarantineReason } from '@digitruck/contract/history';
import { READING_NAMES } from '@digitruck/contract/readings';
import { FUTURE_MAX_MS } from '@digitruck/contract/telemetry';
import { distanceKm, type Place } from '../kernel/geo.ts';
import type { RawSample } from './decode.ts';

/** No truck of ours was on the road before: a clock that says so was reset (ACCEPTANCE case 1). */
const CLOCK_BAD_BEFORE_MS = Date.UTC(2020, 0, 1);
/** Received this long after it was measured, a sample is late. */
export const LATE_AFTER_MS = 10 * 60_000;
/** Faster than any lorry, with some room for GPS noise. */
const JUMP_KPH = 150;
const JUMP_MIN_KM = 5;
/** A receiver without a fix says 0,0, in the Gulf of Guinea. */
const NO_FIX_DEG = 0.01;

const LAT = READING_NAMES.indexOf('lat');
const LON = READING_NAMES.indexOf('lon');

export type KnownPlace = Place & { readonly atMs: number };

export type Accepted = {
  readonly kind: 'store';
  /** Measured time: the truck's, or the server's where the truck's clock is bad. */
  readonly sampledMs: number;
  readonly clock: 'ok' | 'bad';
  readonly place: 'ok' | 'no-fix' | 'jump';
  readonly late: boolean;
};
export type Verdict =
  | Accepted
  | { readonly kind: 'refuse'; readonly reason: QuarantineReason; readonly detail: string };

export type Circumstances = {
  readonly receivedMs: number;
  /** Older than this before receiving is refused: its raw data would be dropped at once. */
  readonly retentionMs: number;
  /** The truck's last good place. */
  readonly lastPlace: KnownPlace | undefined;
};

export function accept(sample: RawSample, { receivedMs, retentionMs, lastPlace }: Circumstances): Verdict {
  const aheadMs = sample.claimedMs - receivedMs;
  if (aheadMs > FUTURE_MAX_MS) {
    const detail = `measured ${Math.round(aheadMs / 1000)} s ahead of the server's clock; at most ${FUTURE_MAX_MS / 1000} s are taken`;
    return { kind: 'refuse', reason: 'future', detail };
  }
  const clock = sample.claimedMs < CLOCK_BAD_BEFORE_MS ? 'bad' : 'ok';
  if (clock === 'ok' && -aheadMs > retentionMs) {
    const days = Math.floor(-aheadMs / 86_400_000);
    const detail = `measured ${days} days ago; single samples are kept for ${Math.round(retentionMs / 86_400_000)} days`;
    return { kind: 'refuse', reason: 'too-old', detail };
  }
  const sampledMs = clock === 'ok' ? sample.claimedMs : receivedMs;
  return {
    kind: 'store',
    sampledMs,
    clock,
    place: placeVerdict(sample, sampledMs, lastPlace),
    late: clock === 'ok' && -aheadMs > LATE_AFTER_MS,
  };
}

/** The place a sample claims, if it claims one. */
export function placeOf(sample: RawSample): Place | undefined {
  const lat = sample.values[LAT] ?? Number.NaN;
  const lon = sample.values[LON] ?? Number.NaN;
  return Number.isNaN(lat) || Number.isNaN(lon) ? undefined : { lat, lon };
}

function placeVerdict(
  sample: RawSample,
  sampledMs: number,
  lastPlace: KnownPlace | undefined,
): Accepted['place'] {
  const place = placeOf(sample);
  if (place === undefined) return 'no-fix';
  if (Math.abs(place.lat) < NO_FIX_DEG && Math.abs(place.lon) < NO_FIX_DEG) return 'no-fix';
  if (lastPlace === undefined) return 'ok';
  const hours = Math.abs(sampledMs - lastPlace.atMs) / 3_600_000;
  // The longer ago the last place, the further it may be: a wrong "last place" heals by itself.
  return distanceKm(place, lastPlace) > JUMP_MIN_KM + JUMP_KPH * hours ? 'jump' : 'ok';
}

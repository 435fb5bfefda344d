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

/** A place that was refused as a jump is believed after so many samples near it, over so long: then the truck is there. */
const SUSPECT_SAMPLES = 5;
const SUSPECT_LASTS_MS = 10 * 60_000;

export type KnownPlace = Place & {
  readonly atMs: number;
  /** Where the samples since then say the truck is, too far away to be believed at once. */
  readonly suspect?: Place & { readonly sinceMs: number; readonly atMs: number; readonly samples: number };
};

export type Accepted = {
  readonly kind: 'store';
  /** Measured time: the truck's, or the server's where the truck's clock is bad. */
  readonly sampledMs: number;
  readonly clock: 'ok' | 'bad';
  readonly place: 'ok' | 'no-fix' | 'jump';
  readonly late: boolean;
  /** The truck's last good place with this sample; undefined while there is none. */
  readonly lastPlace: KnownPlace | undefined;
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
  return {
    kind: 'store',
    sampledMs: clock === 'ok' ? sample.claimedMs : receivedMs,
    clock,
    ...judgePlace(sample, clock, lastPlace),
    late: clock === 'ok' && -aheadMs > LATE_AFTER_MS,
  };
}

/** The place a sample claims, if it claims one. */
function placeOf(sample: RawSample): Place | undefined {
  const lat = sample.values[LAT] ?? Number.NaN;
  const lon = sample.values[LON] ?? Number.NaN;
  return Number.isNaN(lat) || Number.isNaN(lon) ? undefined : { lat, lon };
}

function judgePlace(
  sample: RawSample,
  clock: Accepted['clock'],
  last: KnownPlace | undefined,
): Pick<Accepted, 'place' | 'lastPlace'> {
  const place = placeOf(sample);
  if (place === undefined || isNoFix(place)) return { place: 'no-fix', lastPlace: last };
  // Without a time nothing can be said of how far a truck can have come.
  if (clock === 'bad') return { place: 'ok', lastPlace: last };
  const here = { ...place, atMs: sample.claimedMs };
  const isNews = last === undefined || here.atMs >= last.atMs;
  if (last === undefined || isReachable(here, last)) {
    return { place: 'ok', lastPlace: isNews ? here : last };
  }
  if (!isNews) return { place: 'jump', lastPlace: last };
  const before = last.suspect;
  const suspect =
    before !== undefined && isReachable(here, before)
      ? { ...here, sinceMs: before.sinceMs, samples: before.samples + 1 }
      : { ...here, sinceMs: here.atMs, samples: 1 };
  if (suspect.samples >= SUSPECT_SAMPLES && here.atMs - suspect.sinceMs >= SUSPECT_LASTS_MS) {
    return { place: 'ok', lastPlace: here };
  }
  return { place: 'jump', lastPlace: { ...last, suspect } };
}

function isNoFix({ lat, lon }: Place): boolean {
  return Math.abs(lat) < NO_FIX_DEG && Math.abs(lon) < NO_FIX_DEG;
}

function isReachable(here: KnownPlace, there: Place & { readonly atMs: number }): boolean {
  const hours = Math.abs(here.atMs - there.atMs) / 3_600_000;
  return distanceKm(here, there) <= JUMP_MIN_KM + JUMP_KPH * hours;
}

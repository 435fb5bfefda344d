/**
 * The battery told in classes, on the phone: the pack's sun and draws, stepped by the same physics as the office's forecast from the last
 * charge that is known, which may be one that the operator has read off the display a moment ago. Pure, and a chunk of its own.
 */
import type { ForecastDay } from '@digitruck/contract/energy';
import type { OperatorPack } from '@digitruck/contract/operator';
import { batteryModel } from '../../energy/battery.ts';
import { chargeAhead } from '../../energy/charge-ahead.ts';
import { classesAhead, drawsAhead } from '../../energy/draws-ahead.ts';
import { daysAhead, timelineOf } from '../../energy/timeline.ts';
import { daysTold, type OfPaths, type Path } from '../../energy/told-ahead.ts';

export type Reading = { readonly socPct: number; readonly at: string };
export type BatteryTold = {
  /** Today first. */
  readonly days: readonly ForecastDay[];
  /** What it was stepped from. */
  readonly from: Reading;
  /** Foretold for now, on an ordinary day. */
  readonly nowPct: number;
  readonly reservePct: number;
};

const HOUR_MS = 3_600_000;
const DAY_HOURS = 24;
/** A charge is brought up to now by at most so much. */
const CATCH_UP_MAX_MS = 24 * HOUR_MS;

/** @returns undefined where the battery, the sun or any charge is unknown */
export function batteryTold(
  pack: OperatorPack,
  nowMs: number,
  /** Read off the truck's display by the operator. */
  read: Reading | undefined,
): BatteryTold | undefined {
  const { battery: settings, sun, charge, loads, classW, otherW } = pack.energy;
  const from = newest(charge ?? undefined, read);
  if (settings === null || sun === null || from === undefined) return undefined;
  const { timeZone, visits, seats } = pack;
  const days = daysAhead(nowMs, timeZone);
  const classes = classesAhead(visits, seats, days, timeZone);
  const fromMs = Math.min(nowMs, Math.max(Date.parse(from.at), nowMs - CATCH_UP_MAX_MS));
  const timeline = timelineOf({ fromMs, nowMs, days, classes });
  const { stretches } = timeline;
  const sunStartMs = Date.parse(sun.startsAt);

  /** Beyond what was foretold, and before it, the same hour of the nearest day that was. */
  const wattsAt = (watts: readonly number[], ms: number) => {
    let hour = Math.floor((ms - sunStartMs) / HOUR_MS);
    while (hour >= watts.length) hour -= DAY_HOURS;
    while (hour < 0) hour += DAY_HOURS;
    return watts[hour] ?? 0;
  };
  const solarOf = (watts: readonly number[]) =>
    Float64Array.from(stretches, ({ startMs }) => wattsAt(watts, startMs));
  const solarW: OfPaths<Float64Array> = {
    p10: solarOf(sun.p10W),
    p50: solarOf(sun.p50W),
    p90: solarOf(sun.p90W),
  };
  const draws = drawsAhead({ truck: { loads }, timeline, classes, learnt: { classW, otherW }, timeZone });
  const loadW = Float64Array.from(draws, (kinds) => kinds.reduce((sum, { watts }) => sum + watts, 0));
  const battery = batteryModel(settings);
  const chargeOf = (path: Path) =>
    chargeAhead(
      battery,
      from.socPct,
      stretches,
      (i) => solarW[path][i] ?? 0,
      (i) => loadW[i] ?? 0,
    );
  const charges = { p10: chargeOf('p10'), p50: chargeOf('p50'), p90: chargeOf('p90') };
  const ahead = {
    timeline,
    classes,
    battery,
    draws,
    solarW,
    loadW,
    charge: charges,
    socPct: from.socPct,
    nowMs,
  };
  const now = stretches.findIndex(({ startMs }) => startMs >= nowMs);
  return {
    days: daysTold(ahead, visits, null),
    from,
    nowPct: now > 0 ? (charges.p50.socPct[now - 1] ?? from.socPct) : from.socPct,
    reservePct: settings.reservePct,
  };
}

function newest(a: Reading | undefined, b: Reading | undefined): Reading | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return Date.parse(b.at) >= Date.parse(a.at) ? b : a;
}

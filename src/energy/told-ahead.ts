/** The paths that were stepped through, as they are told: hours with their quantiles, and days in classes. */
import type { ClassCover, ForecastDay, ForecastHour } from '@digitruck/contract/energy';
import type { BatteryModel } from './battery.ts';
import type { Charge } from './charge-ahead.ts';
import { coveredClasses, shedDay } from './classes-ahead.ts';
import type { SeenDay } from './days-seen.ts';
import type { ClassAhead, VisitAhead } from './draws-ahead.ts';
import type { KindDraw } from './loads-ahead.ts';
import { DAYS_AHEAD, HOURS_AHEAD, type Timeline } from './timeline.ts';
import { visitOn } from './timetable.ts';

export type Path = 'p10' | 'p50' | 'p90';
export type OfPaths<Value> = { readonly [P in Path]: Value };

/** What lies ahead, in the order of the timeline's stretches. */
export type Ahead = {
  readonly timeline: Timeline;
  readonly classes: readonly ClassAhead[];
  readonly battery: BatteryModel;
  readonly draws: readonly (readonly KindDraw[])[];
  readonly solarW: OfPaths<Float64Array>;
  readonly loadW: Float64Array;
  readonly charge: OfPaths<Charge>;
  /** Before the first stretch. */
  readonly socPct: number;
  readonly nowMs: number;
};

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** Each hour whole: of the one that has begun, what is left stands for all of it. */
export function hoursTold({ timeline, solarW, loadW, charge }: Ahead): ForecastHour[] {
  const { stretches, firstHourMs } = timeline;
  const hours: ForecastHour[] = [];
  let i = stretches.findIndex(({ hour }) => hour >= 0);
  // Of the hour that has begun only what lies ahead counts.
  for (let hour = 0; hour < HOURS_AHEAD && i >= 0; hour++) {
    let [loadWh, length, sun10, sun50, sun90, kept10, kept50, kept90] = [0, 0, 0, 0, 0, 0, 0, 0];
    for (; stretches[i]?.hour === hour; i++) {
      const part = stretches[i]?.hours ?? 0;
      length += part;
      loadWh += (loadW[i] ?? 0) * part;
      sun10 += (solarW.p10[i] ?? 0) * part;
      sun50 += (solarW.p50[i] ?? 0) * part;
      sun90 += (solarW.p90[i] ?? 0) * part;
      kept10 += charge.p10.harvestWh[i] ?? 0;
      kept50 += charge.p50.harvestWh[i] ?? 0;
      kept90 += charge.p90.harvestWh[i] ?? 0;
    }
    const whole = length > 0 ? 10 / length : 0;
    const tenths = (wh: number) => Math.round(wh * whole) / 10;
    const end = (path: Path) => Math.round((charge[path].socPct[i - 1] ?? 0) * 100) / 100;
    hours.push({
      at: new Date(firstHourMs + hour * HOUR_MS).toISOString(),
      potentialWh: { p10: tenths(sun10), p50: tenths(sun50), p90: tenths(sun90) },
      harvestWh: { p10: tenths(kept10), p50: tenths(kept50), p90: tenths(kept90) },
      loadWh: tenths(loadWh),
      socPct: { p10: end('p10'), p50: end('p50'), p90: end('p90') },
    });
  }
  return hours;
}

/**
 * Today and six days more. Today's energies are those of the whole day: what was seen of it and what is left.
 * @param soFar of today
 */
export function daysTold(ahead: Ahead, visits: readonly VisitAhead[], soFar: SeenDay | null): ForecastDay[] {
  const { timeline, classes, battery, draws, solarW, charge } = ahead;
  const { stretches, days } = timeline;
  /** On the P10 path, with everything switched off that was told to be on the days before. */
  let gloomySocPct = ahead.socPct;
  const now = Math.max(
    0,
    stretches.findIndex(({ startMs }) => startMs >= ahead.nowMs),
  );
  if (now > 0) gloomySocPct = charge.p10.socPct[now - 1] ?? gloomySocPct;
  const [safely, usually] = [coveredOn(ahead, 'p10', now), coveredOn(ahead, 'p50', now)];
  let to = now;

  return days.slice(0, DAYS_AHEAD).map(({ day }, index): ForecastDay => {
    const from = to;
    while (to < stretches.length && (stretches[to]?.day ?? 0) === index) to++;
    const range = [from, to] as const;
    // One that ends after midnight counts for the day it began on.
    const classTimes = classes.flatMap((planned, at): ClassCover[] =>
      planned.day !== index
        ? []
        : [
            {
              startsAt: new Date(planned.startMs).toISOString(),
              endsAt: new Date(planned.endMs).toISOString(),
              covered:
                planned.endMs <= ahead.nowMs
                  ? 'over'
                  : safely.get(at) === true
                    ? 'safely'
                    : usually.get(at) === true
                      ? 'usually'
                      : 'not',
            },
          ],
    );
    const count = (path: ReadonlyMap<number, boolean>) =>
      classes.filter(({ day, endMs }, at) => day === index && endMs > ahead.nowMs && path.get(at) === true)
        .length;
    const over = classTimes.filter(({ covered }) => covered === 'over').length;
    const [coveredP10, coveredP50] = [over + count(safely), over + count(usually)];
    const shedding = shedDay({
      battery,
      socPct: gloomySocPct,
      stretches,
      range,
      solarW: (i) => solarW.p10[i] ?? 0,
      drawOf: (i) => draws[i] ?? [],
    });
    gloomySocPct = shedding.socPct;
    const before = index === 0 ? soFar?.soFar : undefined;
    const visit = visitOn(visits, day);
    return {
      day,
      visitId: visit?.visitId ?? null,
      siteName: visit?.site.name ?? null,
      classes: {
        planned: classTimes.length,
        over,
        coveredP10,
        coveredP50,
        // What was switched off the days before helps today as well; a class from before midnight is not today's.
        coveredP10AfterShedding: Math.max(coveredP10, Math.min(classTimes.length, over + shedding.covered)),
      },
      classTimes,
      reserveAtP10: reserveAt(ahead, 'p10', range),
      reserveAtP50: reserveAt(ahead, 'p50', range),
      shed: [...shedding.shed],
      potentialWh: told((path) => (before?.potentialWh ?? 0) + wattHours(ahead, solarW[path], range), 1),
      harvestWh: told((path) => (before?.harvestWh ?? 0) + sumOver(charge[path].harvestWh, range), 1),
      loadWh: rounded((before?.loadWh ?? 0) + wattHours(ahead, ahead.loadW, range), 1),
      socLowPct: told((path) => lowest(ahead, path, range), 0.1),
    };
  });
}

/** Whether each class that has something ahead of it is covered from now on, by its place among the classes. */
function coveredOn({ timeline, charge }: Ahead, path: Path, now: number): ReadonlyMap<number, boolean> {
  return coveredClasses(timeline.stretches, charge[path].lackingWh.subarray(now), now);
}

/** When the battery is first at its reserve; the day's beginning (or now) if it already is. */
function reserveAt(
  { timeline, charge, battery, socPct }: Ahead,
  path: Path,
  [from, to]: Range,
): string | null {
  const before = from > 0 ? (charge[path].socPct[from - 1] ?? socPct) : socPct;
  if (before <= battery.reservePct) {
    const startMs = timeline.stretches[from]?.startMs;
    return startMs === undefined ? null : new Date(startMs).toISOString();
  }
  for (let i = from; i < to; i++) {
    const atMs = charge[path].reserveAtMs[i] ?? Number.NaN;
    if (!Number.isNaN(atMs)) return new Date(Math.floor(atMs / MINUTE_MS) * MINUTE_MS).toISOString();
  }
  return null;
}

type Range = readonly [number, number];

function lowest({ charge, socPct }: Ahead, path: Path, [from, to]: Range): number {
  let low = from > 0 ? (charge[path].socPct[from - 1] ?? socPct) : socPct;
  for (let i = from; i < to; i++) low = Math.min(low, charge[path].socPct[i] ?? low);
  return low;
}

function wattHours({ timeline }: Ahead, watts: Float64Array, [from, to]: Range): number {
  let wh = 0;
  for (let i = from; i < to; i++) wh += (watts[i] ?? 0) * (timeline.stretches[i]?.hours ?? 0);
  return wh;
}

function sumOver(values: Float64Array, [from, to]: Range): number {
  let sum = 0;
  for (let i = from; i < to; i++) sum += values[i] ?? 0;
  return sum;
}

const told = (of: (path: Path) => number, step: number) => ({
  p10: rounded(of('p10'), step),
  p50: rounded(of('p50'), step),
  p90: rounded(of('p90'), step),
});
/** Steps are 1 or 0.1, 0.01 ...: dividing by the whole number behind them leaves no digits of rounding. */
const rounded = (value: number, step: number) => Math.round(value / step) / Math.round(1 / step);
export const roundedOrNull = (value: number | null, step: number) =>
  value === null ? null : rounded(value, step);

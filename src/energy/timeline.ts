/**
 * The time ahead cut into pieces: whole hours to be shown, local days to be told, and stretches through which sun and load stay the
 * same, so that a battery is stepped through each at once: hours, cut at the beginnings and ends of classes.
 */
import { addDays, instantOf, localDayOf } from '../kernel/zone.ts';

const HOUR_MS = 3_600_000;
export const HOURS_AHEAD = 168;
export const DAYS_AHEAD = 7;

export type DayAhead = { readonly day: string; readonly startMs: number; readonly endMs: number };

/** One stretch; stretches follow each other without a gap. */
export type Stretch = {
  readonly startMs: number;
  readonly hours: number;
  /** Index of its hour; negative for what lies before now. */
  readonly hour: number;
  /** Index of its local day; -1 before today, DAYS_AHEAD after the last. */
  readonly day: number;
  /** Index of the class that is being held, or -1. */
  readonly inClass: number;
};

export type Timeline = {
  readonly firstHourMs: number;
  readonly days: readonly DayAhead[];
  readonly stretches: readonly Stretch[];
};

/** The local days from today on; one more than are told, for the hours that reach into it. */
export function daysAhead(nowMs: number, timeZone: string): DayAhead[] {
  const today = localDayOf(nowMs, timeZone);
  const starts = Array.from({ length: DAYS_AHEAD + 2 }, (_, i) =>
    instantOf(addDays(today, i), '00:00', timeZone),
  );
  return starts.slice(0, -1).map((startMs, i) => ({
    day: addDays(today, i),
    startMs,
    endMs: starts[i + 1] ?? startMs,
  }));
}

/**
 * @param fromMs where stepping begins: now, or when the charge was known last
 * @param days as `daysAhead` gives them
 * @param classes by their beginning, not overlapping
 */
export function timelineOf(options: {
  readonly fromMs: number;
  readonly nowMs: number;
  readonly days: readonly DayAhead[];
  readonly classes: readonly { readonly startMs: number; readonly endMs: number }[];
}): Timeline {
  const { fromMs, nowMs, days, classes } = options;
  // Hours of the local clock: in some zones they begin at half past, or a quarter to, in UTC.
  const localPhaseMs = (days[0]?.startMs ?? 0) % HOUR_MS;
  const firstHourMs = Math.floor((nowMs - localPhaseMs) / HOUR_MS) * HOUR_MS + localPhaseMs;
  const endMs = firstHourMs + HOURS_AHEAD * HOUR_MS;

  const cuts = new Set<number>([fromMs, nowMs]);
  const firstCutMs = Math.ceil((fromMs - localPhaseMs) / HOUR_MS) * HOUR_MS + localPhaseMs;
  for (let ms = firstCutMs; ms <= endMs; ms += HOUR_MS) cuts.add(ms);
  // Where the clocks change by half an hour, hours after that begin at half past.
  for (const { startMs } of days) if (startMs > fromMs && startMs < endMs) cuts.add(startMs);
  for (const { startMs, endMs: classEndMs } of classes) {
    if (startMs > fromMs && startMs < endMs) cuts.add(startMs);
    if (classEndMs > fromMs && classEndMs < endMs) cuts.add(classEndMs);
  }
  const sorted = [...cuts].filter((ms) => ms >= fromMs && ms <= endMs).sort((a, b) => a - b);

  const stretches: Stretch[] = [];
  let [day, next] = [0, 0];
  for (let i = 0; i + 1 < sorted.length; i++) {
    const startMs = sorted[i] ?? 0;
    while (day < DAYS_AHEAD && startMs >= (days[day]?.endMs ?? Number.POSITIVE_INFINITY)) day++;
    while (next < classes.length && (classes[next]?.endMs ?? 0) <= startMs) next++;
    const held = classes[next];
    stretches.push({
      startMs,
      hours: ((sorted[i + 1] ?? 0) - startMs) / HOUR_MS,
      hour: Math.floor((startMs - firstHourMs) / HOUR_MS),
      day: startMs < (days[0]?.startMs ?? 0) ? -1 : day,
      inClass: held !== undefined && held.startMs <= startMs ? next : -1,
    });
  }
  return { firstHourMs, days, stretches };
}

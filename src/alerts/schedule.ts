/**
 * Where a truck should be at a moment, and whether a class is on. The schedule is plain data in order of time, and the moments asked
 * for mostly rise, so a cursor finds the place in a step or two.
 */
import type { SiteId, VisitId } from '@digitruck/contract/ids';

export type ClassTime = { readonly startMs: number; readonly endMs: number };
export type PlannedStay = {
  readonly visitId: VisitId;
  readonly siteId: SiteId;
  readonly siteName: string;
  readonly lat: number;
  readonly lon: number;
  /** Local midnight before the first day, and after the last. */
  readonly fromMs: number;
  readonly toMs: number;
  /** What a class of its course needs; 0 is nothing. */
  readonly needKbps: number;
  /** In order. */
  readonly classes: readonly ClassTime[];
};

export type StayNow = {
  /** False while nobody has told a schedule: then nothing is known of where the truck should be. */
  readonly known: boolean;
  /** The visit of today; null between visits. */
  readonly visit: PlannedStay | null;
  /** The class that is on; NaN when none is. */
  readonly classStartMs: number;
  readonly classEndMs: number;
  /** The first class of this visit has begun. */
  readonly begun: boolean;
  /** When today's last class ends; NaN when there is none (any more). */
  readonly lastEndMs: number;
  /** The visit after this one; null when none is planned. */
  readonly next: PlannedStay | null;
};
export const NO_STAY: StayNow = {
  known: false,
  visit: null,
  classStartMs: Number.NaN,
  classEndMs: Number.NaN,
  begun: false,
  lastEndMs: Number.NaN,
  next: null,
};

const DAY_MS = 86_400_000;

/** @param stays in order of time, not overlapping; empty is a schedule nobody has made */
export function scheduleOf(stays: readonly PlannedStay[], utcOffsetMs: number): (nowMs: number) => StayNow {
  let at = 0;
  let classAt = 0;
  let cached: StayNow = NO_STAY;
  let fromMs = Number.NaN;
  let untilMs = Number.NaN;

  function look(nowMs: number): StayNow {
    while (at > 0 && (stays[at - 1]?.toMs ?? 0) > nowMs) {
      at -= 1;
      classAt = 0;
    }
    while (at < stays.length && (stays[at]?.toMs ?? 0) <= nowMs) {
      at += 1;
      classAt = 0;
    }
    const here = stays[at];
    if (here === undefined || here.fromMs > nowMs) {
      fromMs = nowMs;
      untilMs = here?.fromMs ?? Number.POSITIVE_INFINITY;
      return { ...NO_STAY, known: stays.length > 0, next: here ?? null };
    }
    const { classes } = here;
    while (classAt > 0 && (classes[classAt - 1]?.endMs ?? 0) > nowMs) classAt -= 1;
    while (classAt < classes.length && (classes[classAt]?.endMs ?? 0) <= nowMs) classAt += 1;
    const next = classes[classAt];
    const dayEndMs = (Math.floor((nowMs + utcOffsetMs) / DAY_MS) + 1) * DAY_MS - utcOffsetMs;
    let lastEndMs = Number.NaN;
    for (let i = classAt; i < classes.length; i++) {
      const one = classes[i];
      if (one === undefined || one.startMs >= dayEndMs) break;
      lastEndMs = one.endMs;
    }
    const on = next !== undefined && next.startMs <= nowMs;
    fromMs = nowMs;
    untilMs = Math.min(dayEndMs, here.toMs, on ? next.endMs : (next?.startMs ?? here.toMs));
    return {
      known: true,
      visit: here,
      classStartMs: on ? next.startMs : Number.NaN,
      classEndMs: on ? next.endMs : Number.NaN,
      begun: on || classAt > 0,
      lastEndMs,
      next: stays[at + 1] ?? null,
    };
  }

  return (nowMs) => {
    // Nothing changes between two edges of the schedule.
    if (!(nowMs >= fromMs && nowMs < untilMs)) cached = look(nowMs);
    return cached;
  };
}

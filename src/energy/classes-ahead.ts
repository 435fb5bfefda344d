/**
 * Energy told in classes: which of a day's classes the battery covers, and what to switch off, in the truck's own order, so that it
 * covers the most (DOMAIN.md rule 6).
 *
 * A class is covered when the classroom gets all it wants from the class's beginning (or now) to its end, which is as long as
 * the battery stays above its reserve, or the sun alone is enough.
 */
import type { Shed } from '@digitruck/contract/energy';
import type { BatteryModel } from './battery.ts';
import { chargeAhead } from './charge-ahead.ts';
import type { KindDraw, LoadKind } from './loads-ahead.ts';
import type { Stretch } from './timeline.ts';

/** A rounding of the battery's step is no darkness. */
const LACKING_WH = 1e-6;

/** Of each class that has stretches, whether it is covered. @param lackingWh of the stretches from `from` on */
export function coveredClasses(
  stretches: readonly Stretch[],
  lackingWh: Float64Array,
  from: number,
): Map<number, boolean> {
  const covered = new Map<number, boolean>();
  for (let i = 0; i < lackingWh.length; i++) {
    const inClass = stretches[from + i]?.inClass ?? -1;
    if (inClass < 0) continue;
    covered.set(inClass, (covered.get(inClass) ?? true) && (lackingWh[i] ?? 0) <= LACKING_WH);
  }
  return covered;
}

/** A day to be told, on a gloomy path. */
export type DayOnPath = {
  readonly battery: BatteryModel;
  /** At the beginning of the day's stretches. */
  readonly socPct: number;
  readonly stretches: readonly Stretch[];
  /** The day's first stretch and the one behind its last. */
  readonly range: readonly [number, number];
  readonly solarW: (index: number) => number;
  /** By kind, all there is. */
  readonly drawOf: (index: number) => readonly KindDraw[];
};

export type ShedDay = {
  readonly covered: number;
  readonly shed: readonly Shed[];
  /** At the end of the day. */
  readonly socPct: number;
};

type Cut = { readonly kind: LoadKind; readonly fromMs: number };

/**
 * What to switch off on a day: kinds are added one by one in the truck's order, each for all of the day, until nothing more is
 * gained; then each, the one added last first, is left on as long as that costs no class.
 */
export function shedDay(day: DayOnPath): ShedDay {
  const { stretches, range } = day;
  const [first, last] = range;
  const startMs = stretches[first]?.startMs ?? 0;
  const tried = (cuts: readonly Cut[]) => {
    const loadW = (index: number) => {
      const atMs = stretches[index]?.startMs ?? 0;
      let watts = 0;
      for (const draw of day.drawOf(index)) if (!isCut(cuts, draw.kind, atMs)) watts += draw.watts;
      return watts;
    };
    const charge = chargeAhead(day.battery, day.socPct, stretches, day.solarW, loadW, range);
    const covered = coveredClasses(stretches, charge.lackingWh, first);
    let count = 0;
    for (const isCovered of covered.values()) if (isCovered) count++;
    return { count, classes: covered.size, socPct: charge.socPct.at(-1) ?? day.socPct };
  };

  let best = tried([]);
  let cuts: Cut[] = [];
  let added: Cut[] = [];
  for (const kind of sheddable(day)) {
    if (best.count === best.classes) break;
    added = [...added, { kind, fromMs: startMs }];
    const result = tried(added);
    if (result.count > best.count) {
      best = result;
      cuts = added;
    }
  }
  if (cuts.length === 0) return { covered: best.count, shed: [], socPct: best.socPct };

  const starts = classStarts(stretches, range).filter((ms) => ms > startMs);
  for (let i = cuts.length - 1; i >= 0; i--) {
    // Never at all is tried last: a kind whose absence gained nothing by itself may stay on.
    for (const fromMs of [...starts, Number.POSITIVE_INFINITY]) {
      const later = cuts.map((cut, at) => (at === i ? { ...cut, fromMs } : cut));
      const result = tried(later);
      if (result.count < best.count) break;
      best = result;
      cuts = later;
    }
  }
  const kept = cuts.filter(({ fromMs }) => Number.isFinite(fromMs));
  return {
    covered: best.count,
    socPct: best.socPct,
    shed: kept.map((cut) => ({
      kind: cut.kind,
      from: new Date(cut.fromMs).toISOString(),
      savesWh: Math.round(savedWh(day, [first, last], cut)),
    })),
  };
}

const isCut = (cuts: readonly Cut[], kind: LoadKind, atMs: number) =>
  cuts.some((cut) => cut.kind === kind && atMs >= cut.fromMs);

/** Kinds that may be switched off, in the truck's order. A kind told twice goes with its first mention. */
function sheddable(day: DayOnPath): LoadKind[] {
  const orders = new Map<LoadKind, number>();
  for (let index = day.range[0]; index < day.range[1]; index++) {
    if ((day.stretches[index]?.inClass ?? -1) < 0) continue;
    for (const { kind, shedOrder, watts } of day.drawOf(index)) {
      if (watts <= 0) continue;
      const before = orders.get(kind);
      // 0 is never, whatever another entry of the kind says.
      orders.set(kind, before === undefined ? shedOrder : Math.min(before, shedOrder));
    }
  }
  return [...orders]
    .filter(([, order]) => order > 0)
    .sort(([, a], [, b]) => a - b)
    .map(([kind]) => kind);
}

function classStarts(stretches: readonly Stretch[], [from, to]: readonly [number, number]): number[] {
  const starts: number[] = [];
  let before = -1;
  for (let i = from; i < to; i++) {
    const stretch = stretches[i];
    if (stretch === undefined) continue;
    if (stretch.inClass >= 0 && stretch.inClass !== before) starts.push(stretch.startMs);
    before = stretch.inClass;
  }
  return starts;
}

function savedWh(day: DayOnPath, [from, to]: readonly [number, number], cut: Cut): number {
  let wh = 0;
  for (let i = from; i < to; i++) {
    const stretch = day.stretches[i];
    if (stretch === undefined || stretch.startMs < cut.fromMs) continue;
    for (const { kind, watts } of day.drawOf(i)) if (kind === cut.kind) wh += watts * stretch.hours;
  }
  return wh;
}

/** Which alert was right: held against what was injected, and against what truly was, minute by minute. */
import type { AlertKind, ReplayedAlert } from '@digitruck/contract/alerts';
import type { InjectedFault } from './faults.ts';
import { DAY_MS, minuteOf, type Quarter, type Truth } from './quarter.ts';

/**
 * `fault`: of an injected fault, by its own kind. `consequence`: of that fault, by another kind. `so`: nothing was injected, and it was
 * so all the same (a battery that was low, a class that nobody came to). `false`: nobody had to know.
 */
export type Verdict = 'fault' | 'consequence' | 'so' | 'false';

const HOUR_MS = 3_600_000;
const RESERVE_PCT = 20;
/** An alert of a fault may come while it lasts and a little after it. */
const AFTER_MS = 2 * HOUR_MS;

/**
 * How soon a fault has to be told to count as told, from its beginning: a clock or a silence while somebody can still act the same day;
 * a battery that takes no charge when it has been drawn down far enough to want some, which takes days where the grid helps; an
 * array that gives less after enough hours of clear sky, which takes a fortnight in the rains.
 */
export const WITHIN_H: { readonly [Kind in AlertKind]?: number } = {
  'clock-wrong': 1,
  'truck-silent': 3,
  'battery-not-charging': 10 * 24,
  'panel-underperformance': 14 * 24,
};

const CONSEQUENCES: { readonly [Kind in AlertKind]?: readonly AlertKind[] } = {
  'panel-underperformance': [
    'battery-class',
    'battery-low',
    'energy-short-ahead',
    'truck-silent',
    'class-empty',
  ],
  'battery-not-charging': [
    'battery-class',
    'battery-low',
    'energy-short-ahead',
    'truck-silent',
    'class-empty',
    'panel-underperformance',
    'sensor-fault',
  ],
  'truck-silent': ['off-schedule', 'late-for-visit'],
  'clock-wrong': ['sensor-fault'],
};

export function verdictOf(alert: ReplayedAlert, quarter: Quarter, faults: readonly InjectedFault[]): Verdict {
  const raisedMs = Date.parse(alert.raisedAt);
  const own = faults.filter(({ fault }) => raisedMs >= fault.fromMs && raisedMs < fault.toMs + AFTER_MS);
  if (own.some(({ expected }) => expected === alert.kind)) return 'fault';
  if (own.some(({ expected }) => CONSEQUENCES[expected]?.includes(alert.kind))) return 'consequence';
  return wasSo(alert, raisedMs, quarter) ? 'so' : 'false';
}

function wasSo(alert: ReplayedAlert, raisedMs: number, { truth, stays }: Quarter): boolean {
  switch (alert.kind) {
    case 'battery-low':
      return lowest(truth, raisedMs - HOUR_MS, raisedMs) <= RESERVE_PCT + 1;
    case 'battery-class':
      // It was said that the battery would come near its reserve today; low power was not switched on, so it must have.
      return lowest(truth, raisedMs, dayEnd(raisedMs)) <= RESERVE_PCT + 3;
    case 'energy-short-ahead': {
      const dayMs = Date.parse(`${String(alert.facts.day)}T00:00:00+03:00`);
      return lowest(truth, dayMs, dayMs + DAY_MS) <= RESERVE_PCT + 3;
    }
    case 'truck-silent':
      return share(truth, raisedMs - 45 * 60_000, raisedMs) === 1;
    case 'class-empty':
      return mean(truth.occupancy, truth, raisedMs - 10 * 60_000, raisedMs) <= 3;
    case 'bandwidth-short':
      return (
        mean(truth.downlinkKbps, truth, raisedMs - 15 * 60_000, raisedMs) <=
        0.65 * Number(alert.facts.needKbps)
      );
    case 'late-for-visit': {
      const firstMs = Date.parse(String(alert.facts.firstClassAt));
      // Whoever arrives in the night before is not late.
      return stays.some(({ classes }) => classes[0]?.startMs === firstMs) && alert.clearedAt !== null
        ? Date.parse(alert.clearedAt) >= firstMs
        : false;
    }
    case 'off-schedule':
      return Number(alert.facts.distanceKm) > 2;
    default:
      return false;
  }
}

const dayEnd = (ms: number) => (Math.floor((ms + 3 * HOUR_MS) / DAY_MS) + 1) * DAY_MS - 3 * HOUR_MS;

function between(values: ArrayLike<number>, truth: Truth, fromMs: number, toMs: number): number[] {
  const found: number[] = [];
  for (let i = Math.max(0, minuteOf(fromMs, truth.startMs)); i < minuteOf(toMs, truth.startMs); i++) {
    const value = values[i];
    if (value !== undefined && !Number.isNaN(value)) found.push(value);
  }
  return found;
}
const lowest = (truth: Truth, fromMs: number, toMs: number) =>
  between(truth.socPct, truth, fromMs, toMs).reduce(
    (least, value) => Math.min(least, value),
    Number.POSITIVE_INFINITY,
  );
function mean(values: ArrayLike<number>, truth: Truth, fromMs: number, toMs: number): number {
  const found = between(values, truth, fromMs, toMs);
  return found.reduce((sum, value) => sum + value, 0) / found.length;
}
const share = (truth: Truth, fromMs: number, toMs: number) => mean(truth.unheard, truth, fromMs, toMs);

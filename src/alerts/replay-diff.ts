/** What changed rules would have changed: alerts that are new, gone, earlier, later, or the same. */
import type { ReplayedAlert, RuleReplayResult } from '@digitruck/contract/alerts';

export type DiffLine = RuleReplayResult['diff'][number];

/** Two alerts of a kind are the same finding if both were open at a moment, or were raised within this. */
const SAME_WITHIN_MS = 6 * 3_600_000;

const raisedMs = (alert: ReplayedAlert) => Date.parse(alert.raisedAt);
const clearedMs = (alert: ReplayedAlert) =>
  alert.clearedAt === null ? Number.POSITIVE_INFINITY : Date.parse(alert.clearedAt);

const isSame = (a: ReplayedAlert, b: ReplayedAlert) =>
  (raisedMs(a) < clearedMs(b) && raisedMs(b) < clearedMs(a)) ||
  Math.abs(raisedMs(a) - raisedMs(b)) <= SAME_WITHIN_MS;

/** @returns in order of time, by the earlier of the two */
export function diffAlerts(asIs: readonly ReplayedAlert[], changed: readonly ReplayedAlert[]): DiffLine[] {
  const keyOf = ({ truckId, kind, subject }: ReplayedAlert) => `${truckId} ${kind} ${subject}`;
  const changedBy = Map.groupBy(changed, keyOf);
  const asIsBy = Map.groupBy(asIs, keyOf);
  const keys = new Set([...asIsBy.keys(), ...changedBy.keys()]);
  const lines = [...keys].flatMap((key) => diffOfKey(asIsBy.get(key) ?? [], changedBy.get(key) ?? []));
  return lines.sort((a, b) => startOf(a) - startOf(b) || compare(labelOf(a), labelOf(b)));
}

function startOf({ asIs, changed }: DiffLine): number {
  return Math.min(
    asIs === null ? Number.POSITIVE_INFINITY : raisedMs(asIs),
    changed === null ? Number.POSITIVE_INFINITY : raisedMs(changed),
  );
}

const labelOf = ({ asIs, changed }: DiffLine) => {
  const alert = asIs ?? changed;
  return `${alert?.truckId} ${alert?.kind} ${alert?.subject}`;
};
const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** Both in order of raising. The earliest that can go together do. */
function diffOfKey(asIs: readonly ReplayedAlert[], changed: readonly ReplayedAlert[]): DiffLine[] {
  const lines: DiffLine[] = [];
  let j = 0;
  for (const a of asIs) {
    for (; j < changed.length; j++) {
      const b = changed[j];
      if (b === undefined || isSame(a, b) || raisedMs(b) > raisedMs(a)) break;
      lines.push({ change: 'new', byS: null, asIs: null, changed: b });
    }
    const b = changed[j];
    if (b !== undefined && isSame(a, b)) {
      const byS = Math.round((raisedMs(b) - raisedMs(a)) / 1000);
      lines.push({ change: byS === 0 ? 'same' : byS < 0 ? 'earlier' : 'later', byS, asIs: a, changed: b });
      j += 1;
    } else lines.push({ change: 'gone', byS: null, asIs: a, changed: null });
  }
  for (const b of changed.slice(j)) lines.push({ change: 'new', byS: null, asIs: null, changed: b });
  return lines;
}

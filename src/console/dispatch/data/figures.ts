/** Small sums over what the service tells of its data. */
import type { DataHealth, QuarantineReason } from '@digitruck/contract/history';

/** How many messages were refused in the last 24 hours. */
export function refusedIn(health: DataHealth): number {
  return Object.values(health.quarantinedLastDay).reduce((sum, n) => sum + n, 0);
}

/** The reasons of the last 24 hours, the most frequent first. */
export function reasonsIn(health: DataHealth): readonly (readonly [QuarantineReason, number])[] {
  const entries = Object.entries(health.quarantinedLastDay) as [QuarantineReason, number][];
  return entries.filter(([, n]) => n > 0).sort(([, a], [, b]) => b - a);
}

/** JSON made readable; what is none stays as it came. */
export function readable(payload: string): string {
  try {
    return JSON.stringify(JSON.parse(payload), null, 2);
  } catch {
    return payload;
  }
}

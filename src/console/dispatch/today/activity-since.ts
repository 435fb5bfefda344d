/** Since when a truck has been doing what it does, read back from the quarter hours of its day. Pure. */

import { activityOf } from '@digitruck/contract/activity';
import type { Activity } from '@digitruck/contract/fleet';
import type { History } from '@digitruck/contract/history';

const STEP_MS = 15 * 60_000;
const NOT_YET_MAX = 2;

/**
 * The start of the first quarter hour, counted back without a break, in which the truck did what it does now.
 * Undefined when that is not known; a quarter of an hour without samples breaks the run, for nobody knows what it held.
 */
export function activitySince(history: History, activity: Activity): string | undefined {
  const { at, samples, series } = history;
  let since: string | undefined;
  let laterMs: number | undefined;
  for (let index = at.length - 1; index >= 0; index -= 1) {
    const stepAt = at[index];
    // The newest quarter hours may not have been summed up yet.
    if (laterMs === undefined && (samples[index] ?? 0) === 0 && at.length - index <= NOT_YET_MAX) continue;
    if (stepAt === undefined || (samples[index] ?? 0) === 0) break;
    const stepMs = Date.parse(stepAt);
    if (laterMs !== undefined && laterMs - stepMs > STEP_MS) break;
    const did = activityOf({
      speedKph: series.speedKph?.mean?.[index] ?? undefined,
      occupancy: series.occupancy?.mean?.[index] ?? undefined,
      batteryW: series.batteryW?.mean?.[index] ?? undefined,
    });
    // The quarter hour that goes on may hold the end of what it did before.
    if (did !== activity && laterMs !== undefined) break;
    since = stepAt;
    laterMs = stepMs;
  }
  return since;
}

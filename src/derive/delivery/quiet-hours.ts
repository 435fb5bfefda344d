/** Quiet hours: local times of day, also across midnight and on days when clocks change. */
import { addDays, instantOf, localDayOf } from '../../kernel/zone.ts';

export type QuietHours = { readonly from: string; readonly to: string };

/**
 * When it is over, ms; undefined when it isn't quiet now. The first instant is quiet, the last no longer.
 * @param hours `HH:MM` each; the same twice is never
 */
export function quietUntilMs(nowMs: number, hours: QuietHours | null, timeZone: string): number | undefined {
  if (hours === null || hours.from === hours.to) return undefined;
  const today = localDayOf(nowMs, timeZone);
  // It may have begun yesterday.
  for (const day of [addDays(today, -1), today]) {
    const endDay = hours.from < hours.to ? day : addDays(day, 1);
    const endMs = instantOf(endDay, hours.to, timeZone);
    if (instantOf(day, hours.from, timeZone) <= nowMs && nowMs < endMs) return endMs;
  }
  return undefined;
}

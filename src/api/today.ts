/** The day it is where the trucks are. */
import type { Clock } from '../kernel/clock.ts';

/** @returns a function that gives the present day as YYYY-MM-DD in an IANA time zone */
export function todayIn(timeZone: string, clock: Clock): () => string {
  // The Swedish way of writing a date is ISO 8601.
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' });
  return () => format.format(clock.nowMs());
}

/** The list's filters as they stand in the address, and what they ask of the service. */
import { addDays } from '../../../kernel/zone.ts';
import type { SessionFilter } from './queries.ts';

export const PERIOD_DAYS = [1, 7, 30, 90, 365] as const;
const PERIOD_USUAL = 30;
export const FILTERS = [
  'period',
  'truckId',
  'siteId',
  'visitId',
  'state',
  'problem',
  'questions',
  /** `day`: what came or changed in the last 24 hours. */
  'arrived',
] as const;
export type FilterName = (typeof FILTERS)[number];
export type Chosen = { readonly [Name in FilterName]?: string };

export function readFilter(search: URLSearchParams): Chosen {
  return Object.fromEntries(
    FILTERS.flatMap((name) => {
      const value = search.get(name);
      return value === null || value === '' ? [] : [[name, value]];
    }),
  );
}

/** Days back from today; undefined is any time. */
export function periodOf({ period, questions, visitId }: Chosen): number | undefined {
  const days = Number(period);
  if (PERIOD_DAYS.some((known) => known === days)) return days;
  // Whoever asks for all questions, or a whole visit, means the old ones, too.
  if (period === 'any' || questions !== undefined || visitId !== undefined) return undefined;
  return PERIOD_USUAL;
}

/**
 * @param today YYYY-MM-DD in the programme's time zone
 * @param dayAgoMs 24 hours before now
 */
export function askedOf(chosen: Chosen, today: string, dayAgoMs: number): SessionFilter {
  const { period: _, arrived, ...rest } = chosen;
  const days = periodOf(chosen);
  const receivedAfter = arrived === undefined ? {} : { receivedAfter: new Date(dayAgoMs).toISOString() };
  return { ...rest, ...receivedAfter, ...(days !== undefined && { from: addDays(today, 1 - days) }) };
}

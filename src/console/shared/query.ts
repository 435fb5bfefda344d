/** How the console fetches: what is worth trying again, how long an answer counts as fresh, and the keys of the cache. */
import { QueryClient } from '@tanstack/react-query';
import { RequestFailed } from './http.ts';

/** The live feed tells what changed, so answers stay fresh a while and nothing is fetched just because a window came to the front. */
const FRESH_MS = 30_000;
const TRIES_AGAIN_MAX = 2;

export function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: FRESH_MS,
        gcTime: 10 * 60_000,
        refetchOnWindowFocus: false,
        retry: (failures, error) => failures < TRIES_AGAIN_MAX && isWorthAnotherTry(error),
        retryDelay: (attempt) => Math.min(8_000, 500 * 2 ** attempt) * (0.5 + Math.random() / 2),
      },
      mutations: { retry: false },
    },
  });
}

/** A refusal stays a refusal; only what may pass by itself is asked for again. */
export function isWorthAnotherTry(error: unknown): boolean {
  if (!(error instanceof RequestFailed)) return false;
  const { failure } = error;
  return failure.kind === 'unreachable' || failure.problem.status >= 500;
}

/**
 * The cache's keys. The first part is the subject that the live feed names in `changed`, so that a change of sites
 * makes everything under ['sites'] be fetched again.
 */
export const keys = {
  me: ['me'] as const,
  live: ['live'] as const,
  trucks: ['trucks'] as const,
  truck: (truckId: string) => ['trucks', truckId] as const,
  history: (truckId: string, ...what: readonly unknown[]) => ['history', truckId, ...what] as const,
  gaps: (truckId: string) => ['gaps', truckId] as const,
  commands: (truckId: string) => ['commands', truckId] as const,
  sites: ['sites'] as const,
  courses: ['courses'] as const,
  requests: ['requests'] as const,
  quarantine: ['quarantine'] as const,
  pending: ['pending'] as const,
  dataHealth: ['data-health'] as const,
  visits: ['visits'] as const,
  visitsOf: (truckId: string) => ['visits', truckId] as const,
  plans: ['plans'] as const,
  plan: (planId: string) => ['plans', planId] as const,
  forecasts: ['forecasts'] as const,
  forecast: (truckId: string) => ['forecasts', truckId] as const,
  skill: (truckId: string) => ['forecasts', 'skill', truckId] as const,
  sessions: ['sessions'] as const,
  alerts: ['alerts'] as const,
  alertsOf: (truckId: string) => ['alerts', 'truck', truckId] as const,
  alertRules: ['alert-rules'] as const,
  channels: ['alert-channels'] as const,
  calendarLinks: ['calendar-links'] as const,
  holidays: ['holidays'] as const,
  maintenance: ['maintenance'] as const,
};

/** Fetches what the list of needs is made of beside the live feed, and makes it. Also used by the list of trucks. */
import type { DataHealth, PendingTruck } from '@digitruck/contract/history';
import type { RequestPage } from '@digitruck/contract/registry-lists';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { type Failure, failureOf, fetched, get } from '../../shared/http.ts';
import { useLive } from '../../shared/live.tsx';
import { useMay } from '../../shared/me.ts';
import { useNow } from '../../shared/now.ts';
import { keys } from '../../shared/query.ts';
import { useAlerts } from '../alerts/queries.ts';
import { serverNowMs, stateOf } from '../trucks/truck-state.ts';
import { useTruckRecords } from '../trucks/use-fleet.ts';
import { type KnownTruck, type Need, needsYou, urgencyByTruck } from './needs-you.ts';

export type Needs = {
  /** Undefined until the fleet is known. */
  readonly trucks: readonly KnownTruck[] | undefined;
  readonly needs: readonly Need[];
  readonly nowMs: number;
  readonly requests: RequestPage | undefined;
  readonly health: DataHealth | undefined;
  /** What could not be had, so that nobody takes a short list for the whole. */
  readonly failed: readonly {
    readonly part: 'alerts' | 'requests' | 'data' | 'pending';
    readonly failure: Failure;
  }[];
};

/** Some sites asked more than once; this many requests surely name the few sites that are shown. */
const REQUESTS_SEEN = 12;
const OPEN_ALERTS = { state: 'open' } as const;
/** Needs do not change by the second. */
const LOOK_EVERY_MS = 5000;

export function useNeeds(): Needs {
  const { fleet } = useLive();
  const tickMs = useNow(LOOK_EVERY_MS);
  const mayAdopt = useMay('coordinator');
  const records = useTruckRecords();
  const alerts = useAlerts(OPEN_ALERTS);
  const requests = useQuery({
    queryKey: [...keys.requests, 'waiting', REQUESTS_SEEN],
    queryFn: ({ signal }) =>
      fetched(
        get<RequestPage>('/requests', { status: 'open', sort: 'waiting', limit: REQUESTS_SEEN }, signal),
      ),
  });
  const health = useQuery({
    queryKey: keys.dataHealth,
    queryFn: ({ signal }) => fetched(get<DataHealth>('/data/health', {}, signal)),
    refetchInterval: 60_000,
  });
  const pending = useQuery({
    queryKey: keys.pending,
    queryFn: ({ signal }) => fetched(get<{ items: PendingTruck[] }>('/data/pending', {}, signal)),
    enabled: mayAdopt,
  });

  return useMemo(() => {
    const nowMs = fleet === undefined ? tickMs : serverNowMs(fleet, Math.max(tickMs, fleet.receivedAtMs));
    const needs = needsYou({
      trucks: fleet?.trucks ?? [],
      records: new Map((records.data ?? []).map((record) => [record.truckId, record])),
      pulse: fleet?.pulse ?? null,
      alerts: alerts.data?.items ?? [],
      health: health.data,
      pending: pending.data?.items ?? [],
      requests: requests.data?.items ?? [],
      nowMs,
    });
    const urgencies = urgencyByTruck(needs);
    return {
      trucks: fleet?.trucks.map((truck) => ({
        ...truck,
        state: stateOf(truck, nowMs),
        urgency: urgencies.get(truck.truckId),
      })),
      needs,
      nowMs,
      requests: requests.data,
      health: health.data,
      failed: [
        { part: 'alerts' as const, query: alerts },
        { part: 'requests' as const, query: requests },
        { part: 'data' as const, query: health },
        { part: 'pending' as const, query: pending },
      ].flatMap(({ part, query }) =>
        query.isError && query.data === undefined ? [{ part, failure: failureOf(query.error) }] : [],
      ),
    };
  }, [fleet, tickMs, records.data, alerts, health, pending, requests]);
}

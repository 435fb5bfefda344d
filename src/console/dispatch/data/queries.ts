/** What the Data screen fetches. The live feed says when something was refused, waits or is missing; rates are asked for again. */
import type { DataHealth, PendingTruck, Quarantined } from '@digitruck/contract/history';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { fetched, get } from '../../shared/http.ts';
import { keys } from '../../shared/query.ts';

export const HEALTH_EVERY_MS = 15_000;
const PAGE_SIZE = 50;

export function useDataHealth() {
  return useQuery({
    queryKey: keys.dataHealth,
    queryFn: ({ signal }) => fetched(get<DataHealth>('/data/health', undefined, signal)),
    refetchInterval: HEALTH_EVERY_MS,
    staleTime: HEALTH_EVERY_MS,
  });
}

export type QuarantineFilter = { readonly reason?: string; readonly truckId?: string };
type QuarantinePage = {
  readonly items: readonly Quarantined[];
  readonly nextCursor: string | null;
  readonly total: number;
};

export function useQuarantine(filter: QuarantineFilter, enabled: boolean) {
  return useInfiniteQuery({
    queryKey: [...keys.quarantine, filter],
    queryFn: ({ pageParam, signal }) =>
      fetched(
        get<QuarantinePage>('/data/quarantine', { ...filter, limit: PAGE_SIZE, cursor: pageParam }, signal),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
    enabled,
  });
}

export function usePending(enabled: boolean) {
  return useQuery({
    queryKey: keys.pending,
    queryFn: ({ signal }) => fetched(get<{ items: PendingTruck[] }>('/data/pending', undefined, signal)),
    select: ({ items }) => items,
    enabled,
  });
}

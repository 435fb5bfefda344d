/** What the Sessions screens fetch, and the one thing they send: an answer. */
import type { CohortPage } from '@digitruck/contract/cohorts';
import type { Gap, History } from '@digitruck/contract/history';
import type { Session, SessionPage, SessionVersion } from '@digitruck/contract/sessions';
import type { Visit } from '@digitruck/contract/visits';
import { keepPreviousData, useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import type { Span } from '../../shared/chart/data.ts';
import { fetched, get, type Result, send } from '../../shared/http.ts';
import { keys } from '../../shared/query.ts';

const PAGE = 50;
const QUARTER_MS = 900_000;

/** As they stand in the address of the API. */
export type SessionFilter = {
  readonly from?: string;
  readonly to?: string;
  readonly truckId?: string;
  readonly siteId?: string;
  readonly visitId?: string;
  readonly state?: string;
  readonly problem?: string;
  readonly questions?: string;
  readonly receivedAfter?: string;
};

export function useSessionList(filter: SessionFilter) {
  return useInfiniteQuery({
    queryKey: [...keys.sessions, 'list', filter],
    queryFn: ({ pageParam, signal }) =>
      fetched(get<SessionPage>('/sessions', { ...filter, limit: PAGE, cursor: pageParam }, signal)),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
  });
}

/** How many there are, without them. */
export function useSessionCount(filter: SessionFilter): number | undefined {
  return useQuery({
    queryKey: [...keys.sessions, 'count', filter],
    queryFn: ({ signal }) => fetched(get<SessionPage>('/sessions', { ...filter, limit: 1 }, signal)),
    select: ({ total }) => total,
    placeholderData: keepPreviousData,
  }).data;
}

export function useSession(sessionId: string) {
  return useQuery({
    queryKey: [...keys.sessions, 'one', sessionId],
    queryFn: ({ signal }) => fetched(get<Session>(`/sessions/${encodeURIComponent(sessionId)}`, {}, signal)),
  });
}

export function useVersions(sessionId: string, version: number) {
  return useQuery({
    queryKey: [...keys.sessions, 'versions', sessionId, version],
    queryFn: ({ signal }) =>
      fetched(get<{ items: SessionVersion[] }>(`/sessions/${sessionId}/versions`, {}, signal)),
    select: ({ items }) => items,
  });
}

/** What the truck sent around a class, by quarters of an hour. */
export function useTruckThen(truckId: string, { fromMs, toMs }: Span, aroundMs: number) {
  const from = new Date(Math.floor((fromMs - aroundMs) / QUARTER_MS) * QUARTER_MS).toISOString();
  const to = new Date(Math.ceil((toMs + aroundMs) / QUARTER_MS) * QUARTER_MS).toISOString();
  const query = { from, to, resolution: '15m', readings: 'occupancy,loadW' };
  return useQuery({
    queryKey: keys.history(truckId, '15m evidence', from, to),
    queryFn: ({ signal }) =>
      fetched(get<History>(`/trucks/${encodeURIComponent(truckId)}/telemetry`, query, signal)),
    staleTime: 60_000,
  });
}

export function useGapsOf(truckId: string) {
  return useQuery({
    queryKey: [...keys.gaps(truckId), 'evidence'],
    queryFn: ({ signal }) =>
      fetched(get<{ items: Gap[] }>(`/trucks/${encodeURIComponent(truckId)}/gaps`, { limit: 500 }, signal)),
    select: ({ items }) => items,
  });
}

export function useSameDay(truckId: string, day: string) {
  const query = { truckId, from: day, to: day, limit: PAGE };
  return useQuery({
    queryKey: [...keys.sessions, 'list', query],
    queryFn: ({ signal }) => fetched(get<SessionPage>('/sessions', query, signal)),
    select: ({ items }) => items.toReversed(),
  });
}

/** Classes that name a problem, of a visit or of a truck's days; the newest first. */
export function useReportedProblems(filter: SessionFilter, limit: number) {
  const query = { ...filter, problem: 'any', limit };
  return useQuery({
    queryKey: [...keys.sessions, 'list', query],
    queryFn: ({ signal }) => fetched(get<SessionPage>('/sessions', query, signal)),
  });
}

export function useVisitOf(visitId: string | null) {
  return useQuery({
    queryKey: ['visits', 'one', visitId],
    queryFn: ({ signal }) => fetched(get<Visit>(`/visits/${visitId}`, {}, signal)),
    enabled: visitId !== null,
  });
}

export function useCohortsOf(visitId: string | null) {
  return useQuery({
    queryKey: ['cohorts', 'of-visit', visitId],
    queryFn: ({ signal }) =>
      fetched(get<CohortPage>('/cohorts', { visitId: visitId ?? '', limit: PAGE }, signal)),
    select: ({ items }) => items,
    enabled: visitId !== null,
  });
}

/** Answers, asks, replies or corrects; what it makes of the session stands at once. */
export function useSessionAct() {
  const client = useQueryClient();
  return useCallback(
    async (sessionId: string, what: string, body: object): Promise<Result<Session>> => {
      const result = await send<Session>('POST', `/sessions/${sessionId}/${what}`, { body });
      if (result.ok) client.setQueryData([...keys.sessions, 'one', sessionId], result.value);
      // Somebody was faster: what it is by now.
      else await client.invalidateQueries({ queryKey: [...keys.sessions, 'one', sessionId] });
      await client.invalidateQueries({ queryKey: [...keys.sessions, 'list'] });
      return result;
    },
    [client],
  );
}

/** What the Sessions screens fetch, and the one thing they send: an answer. */
import type { Session, SessionPage, SessionVersion } from '@digitruck/contract/sessions';
import { keepPreviousData, useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { fetched, get, type Result, send } from '../../shared/http.ts';
import { keys } from '../../shared/query.ts';

const PAGE = 50;

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

export function useAnswer() {
  const client = useQueryClient();
  return useCallback(
    async (sessionId: string, kind: string, answer: string): Promise<Result<Session>> => {
      const path = `/sessions/${sessionId}/questions/${kind}/answer`;
      const result = await send<Session>('POST', path, { body: { answer } });
      if (result.ok) client.setQueryData([...keys.sessions, 'one', sessionId], result.value);
      await client.invalidateQueries({ queryKey: [...keys.sessions, 'list'] });
      return result;
    },
    [client],
  );
}

/** What is asked about disruptions. All keys begin with ['disruptions'], so that the live feed has them asked again. */
import type {
  DisruptionBody,
  DisruptionMarked,
  DisruptionPage,
  DisruptionSeen,
} from '@digitruck/contract/disruptions';
import type { SitePage } from '@digitruck/contract/registry-lists';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { fetched, get, send } from '../../../shared/http.ts';
import { keys } from '../../../shared/query.ts';

export const disruptionsKey = ['disruptions'] as const;
const OPEN_MAX = 50;
const SITES_OFFERED = 12;

export function useOpenDisruptions() {
  return useQuery({
    queryKey: [...disruptionsKey, 'open'],
    queryFn: ({ signal }) => fetched(get<DisruptionPage>('/disruptions', { limit: OPEN_MAX }, signal)),
    select: ({ items }) => items,
  });
}

/** With the promised visits that it touches now. */
export function useDisruption(disruptionId: string) {
  return useQuery({
    queryKey: [...disruptionsKey, disruptionId],
    queryFn: ({ signal }) => fetched(get<DisruptionSeen>(`/disruptions/${disruptionId}`, undefined, signal)),
  });
}

/** Which promised visits it would touch, before it is marked. */
export function useWouldTouch(body: DisruptionBody | undefined) {
  return useQuery({
    queryKey: [...disruptionsKey, 'would-touch', body],
    queryFn: ({ signal }) =>
      fetched(
        send<DisruptionMarked>('POST', '/disruptions', {
          body: { disruption: body },
          query: { dryRun: true },
          signal,
        }),
      ),
    select: ({ hits }) => hits,
    enabled: body !== undefined,
    placeholderData: keepPreviousData,
    gcTime: 0,
  });
}

export function useSitesNamed(words: string) {
  return useQuery({
    queryKey: [...keys.sites, 'named', words],
    queryFn: ({ signal }) => fetched(get<SitePage>('/sites', { q: words, limit: SITES_OFFERED }, signal)),
    select: ({ items }) => items,
    enabled: words.trim() !== '',
    placeholderData: keepPreviousData,
  });
}

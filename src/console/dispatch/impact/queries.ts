/** What the Impact screens fetch, in the language of now. */
import type { Impact, ImpactSessions, TargetProgress } from '@digitruck/contract/impact';
import type { Coverage } from '@digitruck/contract/impact-coverage';
import type { Cost, Target, VisitedSchool } from '@digitruck/contract/impact-entries';
import type { Dhis2Settings } from '@digitruck/contract/impact-exports';
import type { ImpactPeriod, ImpactPeriodRestated } from '@digitruck/contract/impact-periods';
import { keepPreviousData, useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { fetched, get, send } from '../../shared/http.ts';
import { useLanguage } from '../../shared/i18n/language.tsx';
import { keys } from '../../shared/query.ts';
import { type Asked, queryOf } from './impact-filter.ts';

/** Counting follows reports, so what the feed says of sessions is news here too. */
const KEY = [...keys.sessions, 'impact'] as const;
const BEHIND_PAGE = 50;

export function useImpact(asked: Asked) {
  const { language } = useLanguage();
  return useQuery({
    queryKey: [...KEY, language, asked],
    queryFn: ({ signal }) => fetched(send<Impact>('GET', `/impact?${queryOf(asked)}`, { language, signal })),
    placeholderData: keepPreviousData,
  });
}

/** @param path as a figure's `open` says it */
export function useBehind(path: string | null) {
  const { language } = useLanguage();
  return useInfiniteQuery({
    queryKey: [...KEY, language, 'behind', path],
    queryFn: ({ pageParam, signal }) => {
      const cursor = pageParam === undefined ? '' : `&cursor=${encodeURIComponent(pageParam)}`;
      const query = `${path}&limit=${BEHIND_PAGE}${cursor}`;
      return fetched(send<ImpactSessions>('GET', query, { language, signal }));
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    enabled: path !== null,
  });
}

export function useCoverage({ from, to }: Pick<Asked, 'from' | 'to'>) {
  return useQuery({
    queryKey: [...KEY, 'coverage', from, to],
    queryFn: ({ signal }) => fetched(get<Coverage>('/impact/coverage', { from, to }, signal)),
    placeholderData: keepPreviousData,
  });
}

export function useProgress({ from, to }: Pick<Asked, 'from' | 'to'>) {
  return useQuery({
    queryKey: [...KEY, 'progress', from, to],
    queryFn: ({ signal }) =>
      fetched(
        send<{ items: TargetProgress[] }>('GET', '/impact/targets/progress', { query: { from, to }, signal }),
      ),
  });
}

export function usePeriods() {
  return useQuery({
    queryKey: [...KEY, 'periods'],
    queryFn: ({ signal }) => fetched(send<{ items: ImpactPeriod[] }>('GET', '/impact/periods', { signal })),
  });
}

export function useRestated(periodId: string) {
  return useQuery({
    queryKey: [...KEY, 'periods', periodId],
    queryFn: ({ signal }) =>
      fetched(send<ImpactPeriodRestated>('GET', `/impact/periods/${periodId}`, { signal })),
  });
}

export function useTargets() {
  return useQuery({
    queryKey: [...KEY, 'targets'],
    queryFn: ({ signal }) => fetched(get<{ items: Target[] }>('/impact/targets', {}, signal)),
    select: ({ items }) => items,
  });
}

export function useCosts() {
  return useQuery({
    queryKey: [...KEY, 'costs'],
    queryFn: ({ signal }) => fetched(get<{ items: Cost[] }>('/impact/costs', {}, signal)),
    select: ({ items }) => items,
  });
}

/** Names that visits, targets and costs may be given for. */
export function useFunders() {
  return useQuery({
    queryKey: [...KEY, 'funders'],
    queryFn: ({ signal }) => fetched(get<{ items: string[] }>('/impact/funders', {}, signal)),
    select: ({ items }) => items,
  });
}

export function useSchools(from: string, to: string) {
  return useQuery({
    queryKey: [...KEY, 'schools', from, to],
    queryFn: ({ signal }) =>
      fetched(
        get<{ items: VisitedSchool[]; connected: number | null }>('/impact/schools', { from, to }, signal),
      ),
    placeholderData: keepPreviousData,
  });
}

export function useDhis2(enabled: boolean) {
  return useQuery({
    queryKey: [...KEY, 'dhis2'],
    queryFn: ({ signal }) => fetched(get<Dhis2Settings>('/exports/dhis2/mapping', {}, signal)),
    enabled,
  });
}

/** After something was entered: all figures may be others. */
export function useImpactChanged(): () => Promise<void> {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: KEY });
}

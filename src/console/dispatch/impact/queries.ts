/** What the Impact screen fetches, in the language of now. */
import type { Impact, ImpactSessions, TargetProgress } from '@digitruck/contract/impact';
import type { ImpactPeriod, ImpactPeriodRestated } from '@digitruck/contract/impact-periods';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { fetched, send } from '../../shared/http.ts';
import { useLanguage } from '../../shared/i18n/language.tsx';
import { keys } from '../../shared/query.ts';

/** Counting follows reports, so what the feed says of sessions is news here too. */
const KEY = [...keys.sessions, 'impact'] as const;
export const SHOWN_MAX = 50;

export type Asked = { readonly from: string; readonly to: string; readonly groupBy: string };

export function useImpact(asked: Asked) {
  const { language } = useLanguage();
  return useQuery({
    queryKey: [...KEY, language, asked],
    queryFn: ({ signal }) => fetched(send<Impact>('GET', '/impact', { query: asked, language, signal })),
    placeholderData: keepPreviousData,
  });
}

/** @param path as a figure's `open` says it */
export function useBehind(path: string | null) {
  const { language } = useLanguage();
  return useQuery({
    queryKey: [...KEY, language, 'behind', path],
    queryFn: ({ signal }) =>
      fetched(send<ImpactSessions>('GET', `${path}&limit=${SHOWN_MAX}`, { language, signal })),
    enabled: path !== null,
  });
}

export function useTargets({ from, to }: Pick<Asked, 'from' | 'to'>) {
  return useQuery({
    queryKey: [...KEY, 'targets', from, to],
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

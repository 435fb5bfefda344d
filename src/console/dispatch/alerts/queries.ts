/** What the alert screens fetch, in the language of now, and what they send. */
import type { Alert, AlertDetail, AlertPage, AlertQuery } from '@digitruck/contract/alerts';
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { fetched, type Result, send } from '../../shared/http.ts';
import { useLanguage } from '../../shared/i18n/language.tsx';
import { keys } from '../../shared/query.ts';

/** More open alerts than this and nobody reads them one by one. */
export const SHOWN_MAX = 200;
/** What the feed does not tell: a snooze that ends. */
const LOOK_AGAIN_MS = 60_000;

export type AlertFilter = Partial<
  Pick<AlertQuery, 'state' | 'truckId' | 'kind' | 'severity' | 'assignedTo' | 'snoozed'>
>;

export function useAlerts(filter: AlertFilter, { enabled = true, limit = SHOWN_MAX } = {}) {
  const { language } = useLanguage();
  return useQuery({
    queryKey: [...keys.alerts, language, filter, limit],
    queryFn: ({ signal }) =>
      fetched(send<AlertPage>('GET', '/alerts', { query: { ...filter, limit }, language, signal })),
    placeholderData: keepPreviousData,
    refetchInterval: LOOK_AGAIN_MS,
    enabled,
  });
}

export function useAlert(alertId: string) {
  const { language } = useLanguage();
  return useQuery({
    queryKey: [...keys.alerts, language, 'one', alertId],
    queryFn: ({ signal }) =>
      fetched(send<AlertDetail>('GET', `/alerts/${encodeURIComponent(alertId)}`, { language, signal })),
  });
}

/** One of the things a person does with an alert; the lists follow. */
export function useAct() {
  const client = useQueryClient();
  const { language } = useLanguage();
  return useCallback(
    async (
      { alertId }: Pick<Alert, 'alertId'>,
      what: 'acknowledge' | 'snooze' | 'assign' | 'notes',
      body: object,
    ): Promise<Result<unknown>> => {
      const result = await send('POST', `/alerts/${alertId}/${what}`, { body, language });
      await client.invalidateQueries({ queryKey: keys.alerts });
      return result;
    },
    [client, language],
  );
}

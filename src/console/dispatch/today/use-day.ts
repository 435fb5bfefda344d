/** Fetches the day's visits and what the forecasts say of it. */
import type { FleetForecast } from '@digitruck/contract/energy';
import type { VisitPage } from '@digitruck/contract/visits';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { localDayOf } from '../../../kernel/zone.ts';
import { fetched, get } from '../../shared/http.ts';
import { useFormat } from '../../shared/i18n/language.tsx';
import { keys } from '../../shared/query.ts';
import { type TruckDay, truckDays } from './today-classes.ts';

const VISITS_MAX = 1000;

export type Day = {
  /** By truck; undefined until the visits are known. */
  readonly days: ReadonlyMap<string, TruckDay> | undefined;
  readonly forecasts: FleetForecast | undefined;
};

export function useDay(nowMs: number): Day {
  const { timeZone } = useFormat();
  const today = localDayOf(nowMs, timeZone);
  const visits = useQuery({
    queryKey: [...keys.visits, 'day', today],
    queryFn: ({ signal }) =>
      fetched(get<VisitPage>('/visits', { from: today, to: today, limit: VISITS_MAX }, signal)),
  }).data;
  const forecasts = useQuery({
    queryKey: [...keys.forecasts, 'fleet'],
    queryFn: ({ signal }) => fetched(get<FleetForecast>('/forecasts', {}, signal)),
  }).data;
  const days = useMemo(
    () => (visits === undefined ? undefined : truckDays(visits.items, today, timeZone, nowMs)),
    [visits, today, timeZone, nowMs],
  );
  return { days, forecasts };
}

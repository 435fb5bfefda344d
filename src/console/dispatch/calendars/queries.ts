/** What the screens about calendars, holidays and maintenance fetch. */
import type { CalendarLinks, Trainers } from '@digitruck/contract/calendars';
import type { Truck } from '@digitruck/contract/fleet';
import type { Holidays } from '@digitruck/contract/holidays';
import type { MaintenanceList } from '@digitruck/contract/maintenance';
import type { TimetableLayout } from '@digitruck/contract/timetable-layout';
import { useQuery } from '@tanstack/react-query';
import { fetched, get } from '../../shared/http.ts';
import { keys } from '../../shared/query.ts';

const TRUCKS_MAX = 1000;

export type Subject = {
  readonly scope: 'programme' | 'truck' | 'site' | 'trainer';
  readonly subjectId: string;
};

/** All links, or those of one subject. */
export function useLinks(of?: Subject) {
  return useQuery({
    queryKey: [...keys.calendarLinks, of?.scope ?? 'all', of?.subjectId ?? ''],
    queryFn: ({ signal }) => fetched(get<CalendarLinks>('/calendar-links', { ...of }, signal)),
    select: ({ items }) => items,
  });
}

export function useTrainers(enabled: boolean) {
  return useQuery({
    queryKey: [...keys.calendarLinks, 'trainers'],
    queryFn: ({ signal }) => fetched(get<Trainers>('/calendar-links/trainers', undefined, signal)),
    select: ({ items }) => items,
    enabled,
  });
}

export type TruckChoice = { readonly truckId: string; readonly name: string };

/** Trucks in use, by name. */
export function useTruckChoices() {
  return useQuery({
    queryKey: [...keys.trucks, 'choices'],
    queryFn: ({ signal }) => fetched(get<{ items: Truck[] }>('/trucks', { limit: TRUCKS_MAX }, signal)),
    select: ({ items }): TruckChoice[] =>
      items.map(({ truckId, name }) => ({ truckId, name: name === '' ? truckId : name })),
  });
}

export function useHolidays(from: string | undefined) {
  return useQuery({
    queryKey: [...keys.holidays, from ?? 'all'],
    queryFn: ({ signal }) => fetched(get<Holidays>('/holidays', { from }, signal)),
    select: ({ items }) => items,
  });
}

export function useMaintenance(from: string | undefined, truckId?: string) {
  return useQuery({
    queryKey: [...keys.maintenance, from ?? 'all', truckId ?? ''],
    queryFn: ({ signal }) => fetched(get<MaintenanceList>('/maintenance', { from, truckId }, signal)),
    select: ({ items }) => items,
  });
}

/** @param path `/visits/...` or `/plans/.../visits/...`: whose layout */
export function useLayout(path: string) {
  return useQuery({
    queryKey: [...keys.visits, 'layout', path],
    queryFn: ({ signal }) => fetched(get<TimetableLayout>(`${path}/layout`, undefined, signal)),
  });
}

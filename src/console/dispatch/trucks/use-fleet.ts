/** What both Today and Trucks ask the service for beside the live feed: the trucks' records, and the sites that name places. */
import type { Truck } from '@digitruck/contract/fleet';
import type { SitesSummary } from '@digitruck/contract/registry-lists';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { fetched, get } from '../../shared/http.ts';
import { useFormat } from '../../shared/i18n/language.tsx';
import { useNow } from '../../shared/now.ts';
import { keys } from '../../shared/query.ts';
import { type SiteFeature, type SitePoint, sitePoints } from '../sites/site-points.ts';
import { indexSites, type SiteIndex } from './nearest-site.ts';

const TRUCKS_MAX = 1000;
/** Above this only the sites that wait are fetched: tens of thousands of schools are megabytes nobody looks at here. */
const SITES_MAX = 5000;
const DAY_MS = 86_400_000;

export function useTruckRecords(retired = false) {
  return useQuery({
    queryKey: retired ? [...keys.trucks, 'retired', 'all'] : keys.trucks,
    queryFn: ({ signal }) =>
      fetched(get<{ items: Truck[] }>('/trucks', { limit: TRUCKS_MAX, retired }, signal)),
    select: ({ items }) => items,
  });
}

/** The sites of the map, and the nearest of them to any place. Empty until they came, or when they can't be had. */
export function useSitePlaces(): { readonly sites: readonly SitePoint[]; readonly index: SiteIndex } {
  const { timeZone } = useFormat();
  const nowMs = useNow(DAY_MS / 24);
  const summary = useQuery({
    queryKey: [...keys.sites, 'summary'],
    queryFn: ({ signal }) => fetched(get<SitesSummary>('/sites/summary', {}, signal)),
  });
  const waiting = summary.data !== undefined && summary.data.sites > SITES_MAX ? true : undefined;
  const { data } = useQuery({
    queryKey: [...keys.sites, 'places', waiting ?? 'all'],
    queryFn: ({ signal }) =>
      fetched(get<{ features: readonly SiteFeature[] }>('/sites.geojson', { waiting }, signal)),
    enabled: summary.data !== undefined,
    staleTime: 10 * 60_000,
  });
  const today = dayIn(timeZone, nowMs);
  return useMemo(() => {
    const sites = data === undefined ? [] : sitePoints(data.features, today);
    return { sites, index: indexSites(sites) };
  }, [data, today]);
}

/** YYYY-MM-DD: the Swedish way of writing a date. */
export function dayIn(timeZone: string, atMs: number): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(new Date(atMs));
}

/** What the screens about sites fetch. All keys begin with ['sites'], so that a change of sites has them fetched again. */
import type { Course, Site } from '@digitruck/contract/registry';
import type { SiteDetail, SitePage, SitesSummary } from '@digitruck/contract/registry-lists';
import {
  keepPreviousData,
  type QueryClient,
  useInfiniteQuery,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { fetched, get } from '../../shared/http.ts';
import { keys } from '../../shared/query.ts';
import { type SiteFeature, sitePoints } from './site-points.ts';
import { filterOf, type SiteQuery } from './site-query.ts';

const PAGE_SIZE = 50;
const COURSES_MAX = 1000;

export function useSiteList(query: SiteQuery) {
  return useInfiniteQuery({
    queryKey: [...keys.sites, 'list', query],
    queryFn: ({ pageParam, signal }) =>
      fetched(get<SitePage>('/sites', { ...query, limit: PAGE_SIZE, cursor: pageParam }, signal)),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
  });
}

export function useSitesSummary() {
  return useQuery({
    queryKey: [...keys.sites, 'summary'],
    queryFn: ({ signal }) => fetched(get<SitesSummary>('/sites/summary', undefined, signal)),
  });
}

/** All places that the filters show, however many. The service answers 304 when nothing changed. */
export function useSitePoints(query: SiteQuery, today: string) {
  const filter = filterOf(query);
  return useQuery({
    queryKey: [...keys.sites, 'points', filter, today],
    queryFn: async ({ signal }) => {
      const { features } = await fetched(get<{ features: SiteFeature[] }>('/sites.geojson', filter, signal));
      return sitePoints(features, today);
    },
    placeholderData: keepPreviousData,
    // 38,000 places compared one by one to find that none has changed would stop the page for a moment.
    structuralSharing: false,
  });
}

export function useSite(siteId: string, enabled = true) {
  return useQuery({
    queryKey: siteKey(siteId),
    queryFn: ({ signal }) => fetched(get<SiteDetail>(`/sites/${siteId}`, undefined, signal)),
    enabled,
  });
}

export function useCourses(retired: 'false' | 'any') {
  return useQuery({
    queryKey: [...keys.courses, retired],
    queryFn: ({ signal }) =>
      fetched(get<{ items: Course[] }>('/courses', { retired, limit: COURSES_MAX }, signal)),
    select: ({ items }) => items,
  });
}

function siteKey(siteId: string) {
  return [...keys.sites, 'one', siteId] as const;
}

/** After a change of one's own: shown at once where it is whole, and all else about sites asked again. */
export function useSitesChanged(): (site?: Site) => Promise<void> {
  const client = useQueryClient();
  return async (site) => {
    if (site !== undefined) showChanged(client, site);
    await Promise.all([
      client.invalidateQueries({ queryKey: keys.sites }),
      client.invalidateQueries({ queryKey: keys.requests }),
    ]);
  };
}

function showChanged(client: QueryClient, site: Site): void {
  client.setQueryData<SiteDetail>(siteKey(site.siteId), (old) =>
    old === undefined ? undefined : { ...old, ...site },
  );
}

/** What the list of sites is asked for. It stands in the address, so that a link or the way back shows the same list. */
import type { SiteFilter } from '@digitruck/contract/registry-lists';
import type { Query } from '../../shared/http.ts';

export const SORTS = ['waiting', 'name', 'county', 'learners', 'updated'] as const;
export type SiteSort = (typeof SORTS)[number];
export const FILTERS = ['q', 'county', 'waiting', 'agreement', 'access', 'network', 'power'] as const;
export type FilterKey = (typeof FILTERS)[number] & keyof SiteFilter;
export type SiteQuery = { readonly sort: SiteSort } & { readonly [Key in FilterKey]?: string };

/** Who waits longest stands first, unless asked otherwise. */
export const FIRST_SORT: SiteSort = 'waiting';

export function readSiteQuery(search: URLSearchParams): SiteQuery {
  const sort = SORTS.find((name) => name === search.get('sort')) ?? FIRST_SORT;
  const filters = FILTERS.flatMap((key) => {
    const value = search.get(key);
    return value === null || value === '' ? [] : [[key, value] as const];
  });
  return { ...Object.fromEntries(filters), sort };
}

/** As it stands in the address: without what goes without saying. */
export function writeSiteQuery(query: SiteQuery): URLSearchParams {
  const search = new URLSearchParams();
  for (const key of FILTERS) if (query[key]) search.set(key, query[key]);
  if (query.sort !== FIRST_SORT) search.set('sort', query.sort);
  return search;
}

/** Without the sort: what the map and the exports want. */
export function filterOf({ sort: _, ...filter }: SiteQuery): Query {
  return filter;
}

export function isFiltered(query: SiteQuery): boolean {
  return FILTERS.some((key) => query[key] !== undefined);
}

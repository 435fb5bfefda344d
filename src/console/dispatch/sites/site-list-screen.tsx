/** Which sites wait longest, and which are ready? The list is the truth; the map beside it shows where. */
import { useLayoutEffect, useRef, useState } from 'react';
import { useLocation, useSearchParams } from 'wouter';
import { apiUrl, failureOf } from '../../shared/http.ts';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { sitesText } from '../../shared/i18n/sites.ts';
import { useMay, useMe } from '../../shared/me.ts';
import { Button, LinkButton } from '../../shared/ui/button.tsx';
import { BigNumber, BigNumbers } from '../../shared/ui/card.tsx';
import { LoadMore } from '../../shared/ui/load-more.tsx';
import { Menu, MenuItem, MenuLabel } from '../../shared/ui/menu.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../shared/ui/states.tsx';
import { useWide } from '../../shared/use-wide.ts';
import { saveFrom } from './download.ts';
import { PartsNav } from './parts-nav.tsx';
import { useSiteList, useSitesSummary } from './queries.ts';
import { SiteFilters } from './site-filters.tsx';
import { SiteList } from './site-list.tsx';
import { filterOf, isFiltered, readSiteQuery, type SiteQuery, writeSiteQuery } from './site-query.ts';
import { SitesMap } from './sites-map.tsx';

/** Where the list stood when a site was opened, so that the way back leads there. */
const leftAt = { address: '', top: 0 };

export function SiteListScreen() {
  const t = useText(sitesText);
  const [, navigate] = useLocation();
  const [search, setSearch] = useSearchParams();
  const query = readSiteQuery(search);
  const mayChange = useMay('coordinator');
  const list = useSiteList(query);
  const summary = useSitesSummary();
  const [selectedId, setSelectedId] = useState<string>();
  const [shown, setShown] = useState<'list' | 'map'>('list');
  const change = (part: Partial<SiteQuery>) => {
    setSelectedId(undefined);
    setSearch(writeSiteQuery({ ...query, ...part }), { replace: true });
  };
  const clear = () => setSearch(writeSiteQuery({ sort: query.sort }), { replace: true });
  const show = (siteId: string) => {
    setSelectedId(siteId);
    setShown('map');
  };
  const wide = useWide();
  const address = search.toString();
  const scroll = useScrollKept(address, list.data !== undefined);
  const sites = list.data?.pages.flatMap(({ items }) => items) ?? [];
  const total = list.data?.pages.at(-1)?.total ?? 0;
  return (
    <div className="sites" data-shown={shown}>
      <header className="sites-head">
        <h1 className="hidden-text">{t.sites}</h1>
        <PartsNav here="sites" />
        <div className="row">
          <Menu label={t.exportAs} trigger={t.exportAs} className="button button-quiet">
            <MenuLabel>{t.exportNote}</MenuLabel>
            <MenuItem onSelect={() => saveFrom(apiUrl('/exports/sites.csv', filterOf(query)), 'sites.csv')}>
              {t.exportCsv}
              <span className="menu-note">{t.exportCsvNote}</span>
            </MenuItem>
            <MenuItem onSelect={() => saveFrom(apiUrl('/sites.geojson', filterOf(query)), 'sites.geojson')}>
              {t.exportMap}
              <span className="menu-note">{t.exportMapNote}</span>
            </MenuItem>
          </Menu>
          {mayChange ? (
            <>
              <LinkButton href="/sites/import">{t.importSites}</LinkButton>
              <LinkButton href="/sites/new" kind="primary">
                {t.newSite}
              </LinkButton>
            </>
          ) : (
            <p className="muted small">{t.viewOnly}</p>
          )}
        </div>
      </header>
      <Numbers summary={summary.data} failed={summary.isError} />
      {/* biome-ignore lint/a11y/useSemanticElements: no fields of a form */}
      <div className="sites-switch" role="group" aria-label={t.listOrMap}>
        {(['list', 'map'] as const).map((part) => (
          <Button key={part} small aria-pressed={shown === part} onClick={() => setShown(part)}>
            {t[part]}
          </Button>
        ))}
      </div>
      <div className="sites-body">
        <section className="sites-side" aria-labelledby="sites-list">
          <h2 className="hidden-text" id="sites-list">
            {t.list}
          </h2>
          <SiteFilters
            query={query}
            counties={summary.data?.counties.flatMap(({ county }) => (county === '' ? [] : [county])) ?? []}
            onChange={change}
          />
          <div className="sites-scroll" ref={scroll} tabIndex={-1}>
            {list.isPending ? (
              <ListSkeleton />
            ) : list.isError && list.data === undefined ? (
              <ErrorState
                failure={failureOf(list.error)}
                onRetry={() => list.refetch()}
                retrying={list.isFetching}
              />
            ) : sites.length === 0 ? (
              isFiltered(query) ? (
                <EmptyState
                  title={t.noneFits}
                  why={t.noneFitsWhy}
                  action={<Button onClick={clear}>{t.clearFilters}</Button>}
                />
              ) : (
                <EmptyState
                  title={t.noSites}
                  why={t.noSitesWhy}
                  action={
                    mayChange ? (
                      <>
                        <Button kind="primary" onClick={() => navigate('/sites/import')}>
                          {t.importSites}
                        </Button>
                        <LinkButton href="/sites/new">{t.newSite}</LinkButton>
                      </>
                    ) : undefined
                  }
                />
              )
            ) : (
              <>
                <div className="sites-count">
                  <p className="muted small" aria-live="polite">
                    {t.found(total)}
                  </p>
                  {isFiltered(query) ? (
                    <Button kind="quiet" small onClick={clear}>
                      {t.clearFilters}
                    </Button>
                  ) : null}
                </div>
                <SiteList
                  sites={sites}
                  selectedId={selectedId}
                  onShow={show}
                  hrefOf={(siteId) => `/sites/${siteId}${address === '' ? '' : `?${address}`}`}
                />
                <LoadMore
                  shown={sites.length}
                  total={total}
                  hasMore={list.hasNextPage}
                  busy={list.isFetchingNextPage}
                  onMore={() => list.fetchNextPage()}
                />
              </>
            )}
          </div>
        </section>
        {wide || shown === 'map' ? (
          <section className="sites-map" aria-label={t.map}>
            <SitesMap query={query} selectedId={selectedId} onSelect={setSelectedId} />
          </section>
        ) : null}
      </div>
    </div>
  );
}

function Numbers({
  summary,
  failed,
}: {
  readonly summary: ReturnType<typeof useSitesSummary>['data'];
  readonly failed: boolean;
}) {
  const t = useText(sitesText);
  const format = useFormat();
  const me = useMe().data;
  const number = (value: number | undefined) =>
    value === undefined && !failed ? <span className="number-waits" /> : format.number(value);
  const { agreement, access } = summary?.readiness ?? {};
  const longest = summary?.longestWaitingDays;
  return (
    <BigNumbers label={t.summary}>
      <BigNumber
        value={number(summary?.sites)}
        label={[t.sitesInAll(summary?.sites ?? 0), me?.installation.programme].filter(Boolean).join(' · ')}
      />
      <BigNumber
        value={number(summary?.withOpenRequests)}
        label={<strong>{t.waitForVisit(summary?.withOpenRequests ?? 0)}</strong>}
      />
      <BigNumber
        value={longest === undefined ? number(undefined) : longest === null ? '–' : t.days(longest)}
        label={longest === null ? t.nobodyWaits : t.longestWait}
      />
      <BigNumber
        value={number(agreement?.yes)}
        label={`${t.agreedHosts} · ${t.refusedHosts(format.number(agreement?.no))}`}
      />
      <BigNumber
        value={number(access?.yes)}
        label={`${t.reachable} · ${t.notReachable(format.number(access?.no))}`}
      />
    </BigNumbers>
  );
}

const SKELETON_ROWS = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
function ListSkeleton() {
  return (
    <div className="site-list-skeleton">
      {SKELETON_ROWS.map((row, index) => (
        <div key={row} className="site-row" aria-hidden={index > 0}>
          <Skeleton lines={2} height={14} />
        </div>
      ))}
    </div>
  );
}

/** Brings the list back to where it was left, once its rows are there. */
function useScrollKept(address: string, ready: boolean) {
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null || !ready) return;
    if (leftAt.address === address) element.scrollTop = leftAt.top;
    const keep = () => Object.assign(leftAt, { address, top: element.scrollTop });
    element.addEventListener('scroll', keep, { passive: true });
    return () => element.removeEventListener('scroll', keep);
  }, [address, ready]);
  return box;
}

/** The map of all sites that the filters show. Chosen here or in the list, a site opens a small box with its news. */
import { Link } from 'wouter';
import { useText } from '../../shared/i18n/language.tsx';
import { sitesText } from '../../shared/i18n/sites.ts';
import { uiText } from '../../shared/i18n/ui.ts';
import { LazyMap } from '../../shared/lazy-map.tsx';
import { MapLegend } from '../../shared/map/legend.tsx';
import { useMe } from '../../shared/me.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Skeleton } from '../../shared/ui/states.tsx';
import { useSite, useSitePoints } from './queries.ts';
import { ReadinessMarks } from './readiness-marks.tsx';
import { Waiting } from './site-list.tsx';
import type { SitePoint } from './site-points.ts';
import type { SiteQuery } from './site-query.ts';
import { useToday } from './today.ts';

const NO_POINTS: readonly SitePoint[] = [];
const NO_TRUCKS: readonly never[] = [];

export function SitesMap(props: {
  readonly query: SiteQuery;
  readonly selectedId: string | undefined;
  readonly onSelect: (siteId: string | undefined) => void;
}) {
  const { query, selectedId, onSelect } = props;
  const t = useText(sitesText);
  const ui = useText(uiText);
  const installation = useMe().data?.installation;
  const points = useSitePoints(query, useToday());
  const shown = points.data ?? NO_POINTS;
  if (installation === undefined) return null;
  return (
    <>
      <LazyMap
        label={t.mapLabel(shown.length)}
        country={installation.country}
        tileUrl={installation.tileUrl}
        trucks={NO_TRUCKS}
        sites={shown}
        selected={selectedId === undefined ? null : { kind: 'site', id: selectedId }}
        onSelect={(selection) => onSelect(selection?.id)}
        popup={({ id }) => <SitePopup siteId={id} point={shown.find((point) => point.id === id)} />}
      />
      <MapLegend truckMarks={NO_TRUCKS} />
      {points.isError ? (
        <div className="sites-map-note" role="alert">
          <p>{t.mapFailed}</p>
          <Button small onClick={() => points.refetch()} busy={points.isFetching}>
            {ui.tryAgain}
          </Button>
        </div>
      ) : null}
    </>
  );
}

function SitePopup({ siteId, point }: { readonly siteId: string; readonly point: SitePoint | undefined }) {
  const t = useText(sitesText);
  const site = useSite(siteId).data;
  return (
    <div className="site-popup">
      <p className="map-popup-title">{site?.name ?? point?.name}</p>
      {site === undefined ? (
        <Skeleton lines={3} />
      ) : (
        <>
          <p className="muted">{[t[site.kind], site.county].filter(Boolean).join(' · ')}</p>
          <p>
            <Waiting days={site.waitingDays} />
          </p>
          <ReadinessMarks readiness={site.readiness} />
        </>
      )}
      <Link href={`/sites/${siteId}`} className="button button-small">
        {t.openSite}
      </Link>
    </div>
  );
}

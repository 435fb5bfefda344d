/** Today's map: the trucks by state, the sites by how long they wait; a click tells more and leads on. */
import type { Me } from '@digitruck/contract/people';
import { useMemo, useState } from 'react';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { todayText } from '../../shared/i18n/today.ts';
import { LazyMap } from '../../shared/lazy-map.tsx';
import { MapLegend } from '../../shared/map/legend.tsx';
import type { MapTruck, Selection } from '../../shared/map/types.ts';
import { StaleBadge } from '../../shared/ui/badge.tsx';
import { LinkButton } from '../../shared/ui/button.tsx';
import { BatteryBar } from '../../shared/ui/progress.tsx';
import type { SitePoint } from '../sites/site-points.ts';
import { useStateText } from '../trucks/truck-sign.tsx';
import { isOfNow, markOf, truckTitle } from '../trucks/truck-state.ts';
import type { KnownTruck } from './needs-you.ts';

export function TodayMap(props: {
  readonly installation: Me['installation'];
  readonly trucks: readonly KnownTruck[];
  readonly sites: readonly SitePoint[];
  readonly nowMs: number;
  readonly placeOf: (truck: KnownTruck) => string;
}) {
  const { installation, trucks, sites, nowMs, placeOf } = props;
  const t = useText(todayText);
  const format = useFormat();
  const stateText = useStateText();
  const [selected, setSelected] = useState<Selection | null>(null);
  const onMap = useMemo(
    () =>
      trucks.flatMap((truck): MapTruck[] => {
        const place = truck.latest?.place;
        if (!place) return [];
        const { batterySocPct: socPct, headingDeg } = truck.latest?.readings ?? {};
        const soc = socPct === undefined ? '' : ` ${format.percent(socPct)}`;
        const silent = truck.state === 'silent';
        return [
          {
            id: truck.truckId,
            lat: place.lat,
            lon: place.lon,
            mark: truck.urgency === 'urgent' && !silent ? 'alert' : markOf(truck.state),
            socPct,
            headingDeg,
            stale: !isOfNow(truck, nowMs),
            label: truck.urgency === 'urgent' ? `${truck.truckId}${soc}` : truck.truckId,
            description: `${truckTitle(truck)}, ${stateText(truck.state)}${soc}`,
          },
        ];
      }),
    [trucks, format, stateText, nowMs],
  );
  const popup = (selection: Selection) => {
    const truck = trucks.find(({ truckId }) => selection.kind === 'truck' && truckId === selection.id);
    if (truck !== undefined) return <TruckPopup truck={truck} nowMs={nowMs} place={placeOf(truck)} />;
    const site = sites.find(({ id }) => selection.kind === 'site' && id === selection.id);
    return site === undefined ? null : <SitePopup site={site} nowMs={nowMs} />;
  };
  return (
    <div className="today-map">
      <LazyMap
        label={t.map}
        country={installation.country}
        tileUrl={installation.tileUrl}
        trucks={onMap}
        sites={sites}
        selected={selected}
        onSelect={setSelected}
        popup={popup}
      />
      <MapLegend />
    </div>
  );
}

function TruckPopup(props: { readonly truck: KnownTruck; readonly nowMs: number; readonly place: string }) {
  const { truck, nowMs, place } = props;
  const t = useText(todayText);
  const format = useFormat();
  const stateText = useStateText();
  const { batterySocPct, occupancy } = truck.latest?.readings ?? {};
  const stale = !isOfNow(truck, nowMs);
  const people =
    truck.state === 'teaching' && occupancy !== undefined
      ? ` · ${t.people(format.number(occupancy), format.number(truck.seats))}`
      : '';
  return (
    <div className="stack popup-words">
      <p className="map-popup-title">{truckTitle(truck)}</p>
      <p>
        {stateText(truck.state)}
        {people}
        <br />
        <span className="muted">{place}</span>
      </p>
      <p>
        <BatteryBar socPct={batterySocPct} text={format.percent(batterySocPct)} stale={stale} />
      </p>
      {stale ? <StaleBadge at={truck.latest?.sampledAt} nowMs={nowMs} afterMs={0} /> : null}
      <div>
        <LinkButton small href={`/trucks/${truck.truckId}`}>
          {t.openTruck}
        </LinkButton>
      </div>
    </div>
  );
}

function SitePopup({ site, nowMs }: { readonly site: SitePoint; readonly nowMs: number }) {
  const t = useText(todayText);
  const format = useFormat();
  return (
    <div className="stack popup-words">
      <p className="map-popup-title">{site.name}</p>
      <p className="muted">
        {[
          site.county,
          site.waitingSince === undefined
            ? undefined
            : t.waits(t.site, format.duration(nowMs - Date.parse(site.waitingSince))),
        ]
          .filter((part) => part !== undefined && part !== '')
          .join(' · ')}
      </p>
      <div>
        <LinkButton small href={`/sites/${site.id}`}>
          {t.openSite}
        </LinkButton>
      </div>
    </div>
  );
}

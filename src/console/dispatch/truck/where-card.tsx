/** Where the truck is, and the way it went in the time shown. */
import type { TruckNow } from '@digitruck/contract/fleet';
import { useMemo } from 'react';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { mapText } from '../../shared/i18n/map.ts';
import { truckText } from '../../shared/i18n/truck.ts';
import { LazyMap } from '../../shared/lazy-map.tsx';
import { mapTruckOf } from '../../shared/map/from-fleet.ts';
import { useMe } from '../../shared/me.ts';
import { Card } from '../../shared/ui/card.tsx';
import { useHistory } from './past-card.tsx';
import type { Range } from './use-range.ts';

const TOWN_ZOOM = 8;

export function WhereCard({ truck, range }: { readonly truck: TruckNow; readonly range: Range }) {
  const t = useText(truckText);
  const words = useText(mapText);
  const format = useFormat();
  const installation = useMe().data?.installation;
  const history = useHistory(truck.truckId, range).data;
  const track = useMemo(() => {
    const lats = history?.series.lat?.mean ?? history?.series.lat?.value ?? [];
    const lons = history?.series.lon?.mean ?? history?.series.lon?.value ?? [];
    return lats.flatMap((lat, index) => {
      const lon = lons[index];
      return lat === null || lon === null || lon === undefined ? [] : [{ lat, lon }];
    });
  }, [history]);
  const marker = mapTruckOf(truck, false, format, words);
  const trucks = useMemo(() => (marker === undefined ? [] : [marker]), [marker]);
  if (marker === undefined || installation === undefined) return null;
  return (
    <Card title={t.where} flush>
      <div className="where-map">
        <LazyMap
          label={truck.truckId}
          country={installation.country}
          tileUrl={installation.tileUrl}
          trucks={trucks}
          track={track}
          initial={{ lat: marker.lat, lon: marker.lon, zoom: TOWN_ZOOM }}
        />
      </div>
      <p className="where-note muted small">
        {format.number(marker.lat, 4)}, {format.number(marker.lon, 4)} · {t.track}
      </p>
    </Card>
  );
}

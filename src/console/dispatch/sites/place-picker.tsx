/** Where a site is: a pin set on the map, or its degrees entered; each follows the other. */
import { useText } from '../../shared/i18n/language.tsx';
import { siteText } from '../../shared/i18n/site-form.ts';
import { LazyMap } from '../../shared/lazy-map.tsx';
import type { Place } from '../../shared/map/types.ts';
import { useMe } from '../../shared/me.ts';

const NO_TRUCKS: readonly never[] = [];
/** About ten metres; finer than a pin can be set. */
const DIGITS = 4;
const NEAR_ZOOM = 9;

export function PlacePicker(props: {
  readonly lat: string;
  readonly lon: string;
  readonly onPick: (lat: string, lon: string) => void;
}) {
  const t = useText(siteText);
  const installation = useMe().data?.installation;
  const place = placeOf(props.lat, props.lon);
  if (installation === undefined) return null;
  return (
    <figure className="place-picker">
      <div className="place-picker-map">
        <LazyMap
          label={t.mapToPick}
          country={installation.country}
          tileUrl={installation.tileUrl}
          trucks={NO_TRUCKS}
          initial={place && { ...place, zoom: NEAR_ZOOM }}
          picked={place ?? null}
          onPick={({ lat, lon }) => props.onPick(lat.toFixed(DIGITS), lon.toFixed(DIGITS))}
        />
      </div>
      <figcaption className="muted small">{t.pickHint}</figcaption>
    </figure>
  );
}

/** Undefined while the degrees are not entered, or are no place on the earth. */
export function placeOf(lat: string, lon: string): Place | undefined {
  if (lat.trim() === '' || lon.trim() === '') return undefined;
  const place = { lat: Number(lat), lon: Number(lon) };
  return Math.abs(place.lat) <= 90 && Math.abs(place.lon) <= 180 ? place : undefined;
}

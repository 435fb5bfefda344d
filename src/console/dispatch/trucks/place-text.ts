/** Where a truck is, in words: the site it stands at, or how far it is from the nearest. */
import type { TruckNow } from '@digitruck/contract/fleet';
import { useMemo } from 'react';
import type { Format } from '../../shared/format.ts';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { todayText } from '../../shared/i18n/today.ts';
import { AT_SITE_KM, type Nearest, type SiteIndex } from './nearest-site.ts';

export type PlaceWords = {
  readonly noPlace: string;
  readonly at: (site: string) => string;
  readonly from: (km: string, site: string) => string;
};

export function placeText(nearest: Nearest | undefined, words: PlaceWords, format: Format): string {
  if (nearest === undefined) return words.noPlace;
  if (nearest.km <= AT_SITE_KM) return words.at(nearest.site.name);
  return words.from(format.unit(nearest.km, 'km', nearest.km < 10 ? 1 : 0), nearest.site.name);
}

/** Says a truck's place; a place without a site near is its coordinates. */
export function usePlaceOf(index: SiteIndex): (truck: Pick<TruckNow, 'latest'>) => string {
  const t = useText(todayText);
  const format = useFormat();
  return useMemo(
    () => (truck) => {
      const place = truck.latest?.place;
      if (!place) return t.noPlace;
      const nearest = index.nearest(place);
      return nearest === undefined
        ? `${format.number(place.lat, 3)}, ${format.number(place.lon, 3)}`
        : placeText(nearest, t, format);
    },
    [index, t, format],
  );
}

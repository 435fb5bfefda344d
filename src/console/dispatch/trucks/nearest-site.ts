/** Names a place by the site nearest to it. Pure: sites lie in cells of half a degree, so that forty thousand cost nothing. */
import { distanceKm, type Place } from '../../../kernel/geo.ts';

export type NamedPlace = Place & { readonly id: string; readonly name: string };
export type Nearest = { readonly site: NamedPlace; readonly km: number };
export type SiteIndex = {
  readonly size: number;
  /** The nearest site within 60 km or so; undefined when there is none. */
  nearest(place: Place): Nearest | undefined;
};

/** Up to here a truck is "at" the site: one site's ground and a GPS's error. */
export const AT_SITE_KM = 0.8;
/** Half a degree is 55 km at the equator; a cell and its neighbours hold all that lies within that. */
const CELL_DEG = 0.5;

export function indexSites(sites: readonly NamedPlace[]): SiteIndex {
  const cells = new Map<string, NamedPlace[]>();
  for (const site of sites) {
    const key = keyOf(cell(site.lat), cell(site.lon));
    const cellSites = cells.get(key);
    if (cellSites === undefined) cells.set(key, [site]);
    else cellSites.push(site);
  }
  return {
    size: sites.length,
    nearest(place) {
      const [row, column] = [cell(place.lat), cell(place.lon)];
      let best: Nearest | undefined;
      for (const near of NEIGHBOURS) {
        for (const site of cells.get(keyOf(row + near.rows, column + near.columns)) ?? []) {
          const km = distanceKm(place, site);
          if (best === undefined || km < best.km) best = { site, km };
        }
      }
      return best;
    },
  };
}

const NEIGHBOURS = [-1, 0, 1].flatMap((rows) => [-1, 0, 1].map((columns) => ({ rows, columns })));

function cell(deg: number): number {
  return Math.floor(deg / CELL_DEG);
}

function keyOf(row: number, column: number): string {
  return `${row} ${column}`;
}

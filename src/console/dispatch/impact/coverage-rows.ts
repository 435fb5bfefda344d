/** Coverage by county: the figures of these days beside who waits, one row a county, and the circles of the map. */
import type { ImpactRow } from '@digitruck/contract/impact';
import type { CountyCoverage } from '@digitruck/contract/impact-coverage';
import type { MapCircle } from '../../shared/map/types.ts';

export type CoverageRow = {
  readonly county: string;
  readonly values: ImpactRow['values'];
  /** Undefined where no class was reported. */
  readonly open: string | undefined;
  /** Undefined until it is known, or when it cannot be had. */
  readonly place: CountyCoverage | undefined;
};

/** Counties with figures first, in their order; then those where somebody only waits, the most first. */
export function coverageRows(
  figures: readonly ImpactRow[],
  places: readonly CountyCoverage[],
): readonly CoverageRow[] {
  const known = new Map(places.map((place) => [place.county, place]));
  const counted = new Set(figures.map(({ key }) => key));
  const waiting = places
    .filter(({ county, openRequests }) => !counted.has(county) && openRequests > 0)
    .sort((a, b) => b.learnersWaiting - a.learnersWaiting || a.county.localeCompare(b.county));
  return [
    ...figures.map(({ key, values, open }) => ({ county: key, values, open, place: known.get(key) })),
    ...waiting.map((place) => ({
      county: place.county,
      values: { people: 0, women: 0, sessionsHeld: 0 },
      open: undefined,
      place,
    })),
  ];
}

/** Of the rows that have a place; one where nobody was reached and nobody waits is no circle. */
export function coverageCircles(
  rows: readonly CoverageRow[],
  words: {
    readonly name: (county: string) => string;
    readonly describe: (county: string, reached: number, waiting: number) => string;
  },
): readonly MapCircle[] {
  return rows.flatMap(({ county, values, place }) => {
    if (place === undefined || place.lat === null || place.lon === null) return [];
    const reached = values.people ?? 0;
    const waiting = place.learnersWaiting;
    if (reached + waiting === 0) return [];
    const name = words.name(county);
    const description = words.describe(name, reached, waiting);
    return [{ id: county, lat: place.lat, lon: place.lon, reached, waiting, name, description }];
  });
}

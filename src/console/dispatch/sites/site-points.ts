/** The sites as the map draws them: out of the service's GeoJSON, with the mark each gets. */

import type { MapSite, SiteMark } from '../../shared/map/types.ts';
import type { Readiness } from './readiness.ts';

/** What of `/sites.geojson` is used; a property without news is left out of it. */
export type SiteFeature = {
  readonly id: string;
  readonly geometry: { readonly coordinates: readonly [lon: number, lat: number] };
  readonly properties: {
    readonly name: string;
    readonly county?: string;
    readonly agreement?: 'asked' | 'agreed' | 'refused';
    readonly access?: Readiness;
    readonly network?: Readiness;
    readonly power?: Readiness;
    readonly openRequests?: number;
    /** YYYY-MM-DD */
    readonly waitingSince?: string;
  };
};
export type SitePoint = MapSite & Pick<SiteFeature['properties'], 'waitingSince' | 'county'>;

/** A site that asked longer ago than half a year is marked as overdue. */
export const OVERDUE_AFTER_DAYS = 180;
const DAY_MS = 86_400_000;

/** @param today YYYY-MM-DD in the programme's time zone */
export function sitePoints(features: readonly SiteFeature[], today: string): readonly SitePoint[] {
  const overdueSince = new Date(Date.parse(today) - OVERDUE_AFTER_DAYS * DAY_MS).toISOString().slice(0, 10);
  return features.map(({ id, geometry, properties }) => {
    const [lon, lat] = geometry.coordinates;
    const { name, county, waitingSince } = properties;
    return { id, lat, lon, name, county, waitingSince, mark: markOf(properties, overdueSince) };
  });
}

/** Who waits comes first; a site that asked for nothing is told by whether a truck could come. */
function markOf(site: SiteFeature['properties'], overdueSince: string): SiteMark {
  if (site.waitingSince !== undefined) return site.waitingSince < overdueSince ? 'overdue' : 'waiting';
  if (site.agreement === 'refused' || site.access === 'no') return 'not-ready';
  return site.agreement === 'agreed' && site.access === 'yes' ? 'ready' : 'unknown';
}

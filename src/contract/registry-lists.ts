/** The registry's lists: what can be asked of them, and what an item carries beyond the thing itself. */
import { z } from 'zod';
import { LINK_STATES } from './fleet.ts';
import { CourseId, SiteId } from './ids.ts';
import { Course, LocalDate, PageQuery, pageOf, Site, VisitRequest } from './registry.ts';
import { NETWORK_MIN_KBPS, SITE_KINDS } from './registry-words.ts';

// --- readiness: which sites could be visited tomorrow?

export const READINESS = ['yes', 'no', 'unknown'] as const;
const Ready = z.enum(READINESS);
export const SiteReadiness = z
  .object({
    agreement: Ready.meta({ description: 'The host has agreed' }),
    access: Ready.meta({ description: 'The lorry gets there and the ground is flat' }),
    network: Ready.meta({ description: 'The measured downlink serves a class' }),
    power: Ready.meta({ description: 'There is a grid to fall back on; a visit is possible without' }),
  })
  .meta({ id: 'SiteReadiness' });
export type SiteReadiness = z.infer<typeof SiteReadiness>;

/** What is known of a site's readiness; what nobody has said is unknown, not no. */
export function readinessOf(site: Pick<Site, 'host' | 'access' | 'connectivity' | 'power'>): SiteReadiness {
  const agreement = { agreed: 'yes', refused: 'no', asked: 'unknown', none: 'unknown' } as const;
  const power = { yes: 'yes', unreliable: 'no', no: 'no', unknown: 'unknown' } as const;
  const { lorry, flatGround } = site.access;
  const { downlinkKbps } = site.connectivity;
  return {
    agreement: agreement[site.host.agreement],
    access:
      lorry === 'no' || flatGround === 'no'
        ? 'no'
        : lorry === 'yes' && flatGround === 'yes'
          ? 'yes'
          : 'unknown',
    network: downlinkKbps === null ? 'unknown' : downlinkKbps >= NETWORK_MIN_KBPS ? 'yes' : 'no',
    power: power[site.power.grid],
  };
}

// --- sites

const waiting = {
  openRequests: z.int(),
  waitingSince: LocalDate.nullable().meta({ description: 'Day of its oldest open request' }),
  waitingDays: z.int().nullable().meta({ 'x-unit': 'd', description: 'From that day to today' }),
};
export const SiteListItem = z
  .object({
    ...Site.shape,
    ...waiting,
    readiness: SiteReadiness,
    distanceKm: z.number().nullable().meta({ 'x-unit': 'km', description: 'From `near`, if that was asked' }),
  })
  .meta({ id: 'SiteListItem' });
export type SiteListItem = z.infer<typeof SiteListItem>;
export const SitePage = pageOf(SiteListItem).meta({ id: 'SitePage' });
export type SitePage = z.infer<typeof SitePage>;

const Near = z
  .string()
  .regex(/^\s*-?\d+(\.\d+)?\s*,\s*-?\d+(\.\d+)?\s*$/, 'must be latitude,longitude, e.g. -1.28,36.82')
  .transform((text) => {
    const [lat = Number.NaN, lon = Number.NaN] = text.split(',').map(Number);
    return { lat, lon };
  })
  .refine((place) => Math.abs(place.lat) <= 90 && Math.abs(place.lon) <= 180, 'is no place on the earth');
const YesNoQuery = z.enum(['true', 'false']);

export const SiteFilter = z.object({
  q: PageQuery.shape.q,
  county: z.string().max(80).optional(),
  kind: z.enum(SITE_KINDS).optional(),
  agreement: z.enum(['none', 'asked', 'agreed', 'refused']).optional(),
  access: Ready.optional().meta({ description: 'Readiness of access' }),
  network: Ready.optional().meta({ description: 'Readiness of the network' }),
  power: Ready.optional().meta({ description: 'Readiness of power' }),
  waiting: YesNoQuery.optional().meta({ description: 'true: only sites with an open request' }),
});
export type SiteFilter = z.infer<typeof SiteFilter>;
export const SITE_SORTS = ['name', 'waiting', 'county', 'learners', 'updated', 'distance'] as const;
export const SitesQuery = z.object({
  ...PageQuery.shape,
  ...SiteFilter.shape,
  near: Near.optional().meta({ description: 'latitude,longitude: nearest first', type: 'string' }),
  sort: z
    .enum(SITE_SORTS)
    .optional()
    .meta({ description: 'By name; with `near` by distance; `waiting` puts who waits longest first' }),
});
export type SitesQuery = z.infer<typeof SitesQuery>;

/** `GET /sites/summary`: the Sites screen's numbers. */
export const SitesSummary = z
  .object({
    sites: z.int(),
    withOpenRequests: z.int(),
    longestWaitingDays: z.int().nullable().meta({ 'x-unit': 'd' }),
    readiness: z.object({
      agreement: z.record(Ready, z.int()),
      access: z.record(Ready, z.int()),
      network: z.record(Ready, z.int()),
      power: z.record(Ready, z.int()),
    }),
    counties: z.array(z.object({ county: z.string(), sites: z.int(), ...waiting })),
  })
  .meta({ id: 'SitesSummary' });
export type SitesSummary = z.infer<typeof SitesSummary>;

// --- visit requests

export const RequestListItem = z
  .object({
    ...VisitRequest.shape,
    site: z.object({ name: z.string(), county: z.string(), lat: z.number(), lon: z.number() }),
    course: Course.pick({ code: true, name: true, mode: true }),
    waitingDays: z.int().nullable().meta({ 'x-unit': 'd', description: 'null unless it is open' }),
  })
  .meta({ id: 'RequestListItem' });
export type RequestListItem = z.infer<typeof RequestListItem>;
export const RequestPage = pageOf(RequestListItem).meta({ id: 'RequestPage' });
export type RequestPage = z.infer<typeof RequestPage>;
export const REQUEST_SORTS = ['waiting', 'priority', 'updated'] as const;
export const RequestsQuery = z.object({
  ...PageQuery.shape,
  status: VisitRequest.shape.status.unwrap().optional(),
  siteId: SiteId.optional(),
  courseId: CourseId.optional(),
  county: z.string().max(80).optional(),
  sort: z.enum(REQUEST_SORTS).default('waiting').meta({ description: '`waiting`: oldest request first' }),
});
export type RequestsQuery = z.infer<typeof RequestsQuery>;

/** `GET /sites/:siteId`: with what it asked for. */
export const SiteDetail = z
  .object({ ...SiteListItem.shape, requests: z.array(RequestListItem) })
  .meta({ id: 'SiteDetail' });
export type SiteDetail = z.infer<typeof SiteDetail>;

// --- courses and trucks

const RetiredQuery = z
  .enum(['true', 'false', 'any'])
  .default('false')
  .meta({ description: 'Retired ones are left out unless asked for' });
export const CoursesQuery = z.object({ ...PageQuery.shape, retired: RetiredQuery });
export type CoursesQuery = z.infer<typeof CoursesQuery>;
export const TrucksQuery = z.object({
  ...PageQuery.shape,
  state: z.enum(LINK_STATES).optional(),
  retired: RetiredQuery,
});
export type TrucksQuery = z.infer<typeof TrucksQuery>;

/** Secret links to calendars, and the visits that a calendar shows. A link's secret is never here, only its hash. */
import type { CalendarLink, CalendarLinkBody, CalendarLinksQuery } from '@digitruck/contract/calendars';
import { CALENDAR_LINKS_MAX, type Trainers } from '@digitruck/contract/calendars';
import type { CalendarLinkId, SiteId, TruckId } from '@digitruck/contract/ids';
import type { Actor } from '@digitruck/contract/people';
import type { Visit } from '@digitruck/contract/visits';
import type { Db, Tx } from '../db.ts';
import { and, eq, gte, inArray, or, type SQL, sql } from '../drizzle.ts';
import { allOf } from '../pages.ts';
import { calendarLinks } from '../tables/calendars.ts';
import { people } from '../tables/people.ts';
import { courses, sites, trucks } from '../tables/registry.ts';
import { visits } from '../tables/visits.ts';
import { versionedRows } from '../versioned-rows.ts';
import { type Done, done, type NoSuch, type NotFound, onlyRow, type VersionConflict } from '../versions.ts';

/** A visit as a calendar shows it: nothing that somebody wrote about people. */
export type CalendarVisit = Pick<
  Visit,
  'visitId' | 'truckId' | 'firstDay' | 'lastDay' | 'timetable' | 'state' | 'version'
> & {
  readonly truck: string;
  readonly site: {
    readonly name: string;
    readonly county: string;
    readonly lat: number;
    readonly lon: number;
  };
  readonly course: string;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
};
/** What a secret opens. */
export type OpenCalendar = Pick<CalendarLink, 'scope' | 'subject'> & { readonly visits: CalendarVisit[] };

const READ_AT_MOST_EVERY = sql`interval '1 hour'`;
const VISITS_MAX = 20_000;

const rows = versionedRows({
  table: calendarLinks,
  id: 'linkId',
  subject: 'calendar-link',
  rowOf: async ({ linkId }, db): Promise<CalendarLink> =>
    onlyRow(await linksWhere(db, eq(calendarLinks.linkId, linkId))),
});

export function calendarLinkStore(db: Db) {
  return {
    /** By subject. */
    async list(query: CalendarLinksQuery): Promise<CalendarLink[]> {
      return linksWhere(
        db,
        allOf([
          query.scope === undefined ? undefined : eq(calendarLinks.scope, query.scope),
          query.subjectId === undefined ? undefined : eq(calendarLinks.subjectId, query.subjectId),
        ]),
      );
    },

    find: (linkId: CalendarLinkId): Promise<CalendarLink | undefined> => rows.find(db, linkId),

    async create(
      actor: Actor,
      body: CalendarLinkBody,
      secretHash: string,
    ): Promise<Done<CalendarLink> | NoSuch> {
      return db.transaction(async (tx) => {
        const { scope, subjectId } = body;
        if (scope !== 'programme' && !(await exists(tx, scope, subjectId))) {
          return { ok: false, reason: 'no-such', field: 'subjectId', value: subjectId };
        }
        return done(await rows.add(tx, actor, { ...body, secretHash, createdBy: actor.name }));
      });
    },

    /** Another secret; the one before opens nothing any more. */
    async renew(
      actor: Actor,
      linkId: CalendarLinkId,
      version: number,
      secretHash: string,
    ): Promise<Done<CalendarLink> | NotFound | VersionConflict<CalendarLink>> {
      return db.transaction(async (tx) => {
        const based = await rows.at(tx, linkId, version);
        if (!based.ok) return based;
        const set = { secretHash, renewedAt: sql`clock_timestamp()`, lastReadAt: null };
        return done(await rows.change(tx, actor, based.row, set, 'renew'));
      });
    },

    async remove(
      actor: Actor,
      linkId: CalendarLinkId,
      version: number,
    ): Promise<Done<CalendarLink> | NotFound | VersionConflict<CalendarLink>> {
      return db.transaction(async (tx) => {
        const based = await rows.at(tx, linkId, version);
        return based.ok ? done(await rows.remove(tx, actor, based.row, 'revoke')) : based;
      });
    },

    /** The link with this hash of its secret, and the hash that is kept, for the caller to compare. */
    async bySecretHash(hash: string): Promise<{ link: CalendarLink; secretHash: string } | undefined> {
      const [row] = await db
        .select({ linkId: calendarLinks.linkId, secretHash: calendarLinks.secretHash })
        .from(calendarLinks)
        .where(eq(calendarLinks.secretHash, hash));
      if (row === undefined) return undefined;
      const [link] = await linksWhere(db, eq(calendarLinks.linkId, row.linkId));
      return link && { link, secretHash: row.secretHash };
    },

    /** Notes that somebody reads it, once an hour at most. */
    async noteRead(linkId: CalendarLinkId): Promise<void> {
      const { lastReadAt } = calendarLinks;
      const due = or(sql`${lastReadAt} is null`, sql`${lastReadAt} < now() - ${READ_AT_MOST_EVERY}`);
      await db
        .update(calendarLinks)
        .set({ lastReadAt: sql`date_trunc('hour', now())` })
        .where(and(eq(calendarLinks.linkId, linkId), due));
    },

    /**
     * The visits that a calendar shows, by first day; undefined when its truck, site or trainer is gone (or may not sign in any more).
     * @param sinceDay planned ones that were over before are left out
     * @param cancelledSinceMs and so are those that were cancelled before
     */
    async calendarVisits(
      { scope, subjectId }: Pick<CalendarLink, 'scope' | 'subjectId'>,
      sinceDay: string,
      cancelledSinceMs: number,
    ): Promise<CalendarVisit[] | undefined> {
      let whose: SQL | undefined;
      if (scope === 'truck') whose = eq(visits.truckId, subjectId as TruckId);
      if (scope === 'site') whose = eq(visits.siteId, subjectId as SiteId);
      if (scope === 'trainer') {
        const [person] = await db
          .select({ truckIds: people.truckIds })
          .from(people)
          .where(and(eq(people.id, subjectId), eq(people.disabled, false)));
        if (person === undefined) return undefined;
        whose =
          person.truckIds.length === 0 ? sql`false` : inArray(visits.truckId, person.truckIds as TruckId[]);
      }
      const { visitId, truckId, firstDay, lastDay, timetable, state, version, createdAt, updatedAt } = visits;
      const cancelledSince = new Date(cancelledSinceMs).toISOString();
      const found = await db
        .select({
          visitId,
          truckId,
          firstDay,
          lastDay,
          timetable,
          state,
          version,
          createdAt,
          updatedAt,
          truck: sql<string>`coalesce(nullif(${trucks.name}, ''), ${trucks.truckId})`,
          site: { name: sites.name, county: sites.county, lat: sites.lat, lon: sites.lon },
          course: courses.name,
        })
        .from(visits)
        .innerJoin(sites, eq(sites.siteId, visits.siteId))
        .innerJoin(courses, eq(courses.courseId, visits.courseId))
        .innerJoin(trucks, eq(trucks.truckId, truckId))
        .where(
          allOf([
            whose,
            or(
              and(eq(state, 'planned'), gte(lastDay, sinceDay)),
              and(eq(state, 'cancelled'), sql`${updatedAt} >= ${cancelledSince}`),
            ),
          ]),
        )
        .orderBy(firstDay, visitId)
        .limit(VISITS_MAX);
      return found.map(({ createdAt: made, updatedAt: changed, ...row }) => ({
        ...row,
        createdAtMs: made.getTime(),
        updatedAtMs: changed.getTime(),
      }));
    },

    /** People whose trucks make a calendar. */
    async trainers(): Promise<Trainers['items']> {
      const found = await db
        .select({ personId: people.id, name: people.name, truckIds: people.truckIds })
        .from(people)
        .where(and(eq(people.disabled, false), sql`cardinality(${people.truckIds}) > 0`))
        .orderBy(sql`lower(${people.name})`, people.id)
        .limit(CALENDAR_LINKS_MAX);
      return found.map((row) => ({ ...row, truckIds: row.truckIds as TruckId[] }));
    },
  };
}
export type CalendarLinkStore = ReturnType<typeof calendarLinkStore>;

async function linksWhere(db: Db | Tx, where: SQL): Promise<CalendarLink[]> {
  const { scope, subjectId } = calendarLinks;
  const found = await db
    .select({
      row: calendarLinks,
      subject: sql<string>`coalesce(case ${scope}
        when 'truck' then (select coalesce(nullif(t.name, ''), t.truck_id) from trucks t where t.truck_id = ${subjectId})
        when 'site' then (select s.name from sites s where s.site_id::text = ${subjectId})
        when 'trainer' then (select p.name from people p where p.id = ${subjectId}) end, '')`,
    })
    .from(calendarLinks)
    .where(where)
    .orderBy(scope, subjectId, calendarLinks.createdAt)
    .limit(CALENDAR_LINKS_MAX);
  return found.map(({ row, subject }) => ({
    linkId: row.linkId,
    scope: row.scope,
    subjectId: row.subjectId,
    subject,
    label: row.label,
    createdAt: row.createdAt.toISOString(),
    createdBy: row.createdBy,
    renewedAt: row.renewedAt?.toISOString() ?? null,
    lastReadAt: row.lastReadAt?.toISOString() ?? null,
    version: row.version,
    updatedAt: row.updatedAt.toISOString(),
    updatedBy: row.updatedBy,
  }));
}

async function exists(tx: Tx, scope: 'truck' | 'site' | 'trainer', subjectId: string): Promise<boolean> {
  switch (scope) {
    case 'truck':
      return (await tx.$count(trucks, eq(trucks.truckId, subjectId as TruckId))) > 0;
    case 'site':
      return (await tx.$count(sites, sql`${sites.siteId}::text = ${subjectId}`)) > 0;
    case 'trainer':
      return (await tx.$count(people, and(eq(people.id, subjectId), eq(people.disabled, false)))) > 0;
  }
}

/**
 * Disruptions: marked, ended, withdrawn; never deleted. Places and names are written down as they were when they were marked, so that a site
 * that moves later does not move a closed road.
 */
import type { Disruption, DisruptionBody, DisruptionWhat } from '@digitruck/contract/disruptions';
import type { DisruptionId, SiteId, TruckId } from '@digitruck/contract/ids';
import type { Actor } from '@digitruck/contract/people';
import type { Db } from '../db.ts';
import { eq, inArray, isNotNull, isNull, sql } from '../drizzle.ts';
import { allOf, type Page, type PagedBy, pageOf } from '../pages.ts';
import { disruptions } from '../tables/disruptions.ts';
import { sites, trucks } from '../tables/registry.ts';
import { visits } from '../tables/visits.ts';
import { versionedRows } from '../versioned-rows.ts';
import { type Done, done, type NoSuch, type NotFound, type VersionConflict } from '../versions.ts';

/** Ended before it began, or withdrawn already. */
export type NotOpen = {
  readonly ok: false;
  readonly reason: 'not-open';
  readonly why: 'withdrawn' | 'too-early';
};
export type DisruptionRefusal = NotFound | NotOpen | VersionConflict<Disruption>;

const NEWEST: PagedBy = {
  name: 'newest',
  sort: { key: sql`${disruptions.createdAt}`, type: 'timestamptz', descending: true },
  id: sql`${disruptions.disruptionId}`,
  idType: 'uuid',
};
const inForce = isNull(disruptions.withdrawnBy);
const WITHDRAWN: NotOpen = { ok: false, reason: 'not-open', why: 'withdrawn' };
const TOO_EARLY: NotOpen = { ok: false, reason: 'not-open', why: 'too-early' };

const rowsOn = (today: string) =>
  versionedRows({
    table: disruptions,
    id: 'disruptionId',
    subject: 'disruption',
    rowOf: (row): Disruption => disruptionOf(row, today),
    changed: () => ({ subjects: ['disruptions'] }),
  });

/** @param today local day of the programme: what is over by then is not open */
export function disruptionStore(db: Db) {
  return {
    /** What it is about, with names and places of now; whom it names must be there. */
    async resolve(body: DisruptionBody): Promise<Done<DisruptionWhat> | NoSuch> {
      switch (body.kind) {
        case 'truck-out':
        case 'battery': {
          const { truckId } = body;
          const found = await db.$count(trucks, eq(trucks.truckId, truckId));
          return found > 0 ? { ok: true, row: body } : noSuch('truckId', truckId);
        }
        case 'site-cancels':
          return cancelled(body);
        case 'road-closed': {
          const { where, ...rest } = body;
          if (where.shape === 'around') return { ok: true, row: { ...rest, where } };
          const ids = where.ends.flatMap((end) => ('siteId' in end ? [end.siteId] : []));
          const known = new Map((await placesOf(ids)).map((site) => [site.siteId, site]));
          const missing = ids.find((siteId) => !known.has(siteId));
          if (missing !== undefined) return noSuch('where.ends', missing);
          const ends = where.ends.flatMap((end) => {
            const place = 'siteId' in end ? known.get(end.siteId) : { siteId: null, ...end };
            return place === undefined ? [] : [place];
          });
          return { ok: true, row: { ...rest, where: { ...where, ends } } };
        }
      }
    },

    async create(actor: Actor, what: DisruptionWhat, today: string): Promise<Disruption> {
      return db.transaction(async (tx) => {
        const values = {
          kind: what.kind,
          aboutTruckId: 'truckId' in what ? what.truckId : null,
          siteId: 'siteId' in what ? what.siteId : null,
          fromDay: what.from,
          toDay: what.to,
          what,
          createdBy: actor.name,
        };
        return rowsOn(today).add(tx, actor, values, 'mark');
      });
    },

    async list(query: {
      readonly limit: number;
      readonly cursor?: string | undefined;
      readonly state: Disruption['state'] | 'all';
      readonly kind?: DisruptionWhat['kind'] | undefined;
      readonly truckId?: TruckId | undefined;
      readonly today: string;
    }): Promise<Page<Disruption>> {
      const { today, state } = query;
      const over = sql`(${disruptions.toDay} is not null and ${disruptions.toDay} < ${today}::date)`;
      const matches = allOf([
        state === 'all' ? undefined : state === 'withdrawn' ? isNotNull(disruptions.withdrawnBy) : inForce,
        state === 'open' ? sql`not ${over}` : state === 'over' ? over : undefined,
        query.kind === undefined ? undefined : eq(disruptions.kind, query.kind),
        query.truckId === undefined ? undefined : eq(disruptions.aboutTruckId, query.truckId),
      ]);
      return pageOf(NEWEST, query, {
        matches,
        rows: ({ where, orderBy, limit, sortKey }) =>
          db
            .select({ row: disruptions, sortKey })
            .from(disruptions)
            .where(where)
            .orderBy(orderBy)
            .limit(limit),
        total: () => db.$count(disruptions, matches),
        idOf: ({ row }) => row.disruptionId,
        itemOf: ({ row }) => disruptionOf(row, today),
      });
    },

    find: (disruptionId: DisruptionId, today: string): Promise<Disruption | undefined> =>
      rowsOn(today).find(db, disruptionId),

    /** Those that touch any of these days, the oldest first. */
    async inForce(from: string, to: string): Promise<Disruption[]> {
      const rows = await db
        .select()
        .from(disruptions)
        .where(
          sql`${inForce} and (${disruptions.toDay} is null or ${disruptions.toDay} >= ${from}::date)
            and (${disruptions.fromDay} is null or ${disruptions.fromDay} <= ${to}::date)`,
        )
        .orderBy(disruptions.createdAt, disruptions.disruptionId);
      return rows.map((row) => disruptionOf(row, from));
    },

    async end(
      actor: Actor,
      disruptionId: DisruptionId,
      { to, version }: { readonly to: string; readonly version: number },
      today: string,
    ): Promise<Done<Disruption> | DisruptionRefusal> {
      return db.transaction(async (tx) => {
        const rows = rowsOn(today);
        const based = await rows.at(tx, disruptionId, version);
        if (!based.ok) return based;
        if (based.row.withdrawnBy !== null) return WITHDRAWN;
        const { from } = based.row.what;
        if (from === null || to < from) return TOO_EARLY;
        return done(await rows.change(tx, actor, based.row, { toDay: to, endedBy: actor.name }, 'end'));
      });
    },

    async withdraw(
      actor: Actor,
      disruptionId: DisruptionId,
      { why, version }: { readonly why: string; readonly version: number },
      today: string,
    ): Promise<Done<Disruption> | DisruptionRefusal> {
      return db.transaction(async (tx) => {
        const rows = rowsOn(today);
        const based = await rows.at(tx, disruptionId, version);
        if (!based.ok) return based;
        if (based.row.withdrawnBy !== null) return WITHDRAWN;
        const set = { withdrawnBy: actor.name, withdrawnWhy: why };
        return done(await rows.change(tx, actor, based.row, set, 'withdraw'));
      });
    },
  };

  async function placesOf(ids: readonly SiteId[]) {
    if (ids.length === 0) return [];
    const { siteId, name, lat, lon } = sites;
    return db
      .select({ siteId, name, lat, lon })
      .from(sites)
      .where(inArray(siteId, [...ids]));
  }

  async function cancelled(
    body: Extract<DisruptionBody, { kind: 'site-cancels' }>,
  ): Promise<Done<DisruptionWhat> | NoSuch> {
    const { visitId } = body;
    const [visit] =
      visitId === null
        ? []
        : await db
            .select({ siteId: visits.siteId, requestId: visits.requestId })
            .from(visits)
            .where(eq(visits.visitId, visitId));
    if (visitId !== null && visit === undefined) return noSuch('visitId', visitId);
    const siteId = visit?.siteId ?? body.siteId;
    const [site] = siteId === null ? [] : await placesOf([siteId]);
    if (site === undefined) return noSuch('siteId', siteId);
    const requestId = visit?.requestId ?? null;
    return { ok: true, row: { ...body, siteId: site.siteId, requestId, site: site.name } };
  }
}
export type DisruptionStore = ReturnType<typeof disruptionStore>;

function noSuch(field: string, value: unknown): NoSuch {
  return { ok: false, reason: 'no-such', field: `disruption.${field}`, value };
}

function disruptionOf(row: typeof disruptions.$inferSelect, today: string): Disruption {
  const what = { ...row.what, from: row.fromDay, to: row.toDay } as DisruptionWhat;
  const over = row.toDay !== null && row.toDay < today;
  return {
    disruptionId: row.disruptionId,
    what,
    state: row.withdrawnBy !== null ? 'withdrawn' : over ? 'over' : 'open',
    markedAt: row.createdAt.toISOString(),
    markedBy: row.createdBy,
    endedBy: row.endedBy,
    withdrawnBy: row.withdrawnBy,
    withdrawnWhy: row.withdrawnWhy,
    version: row.version,
    updatedAt: row.updatedAt.toISOString(),
    updatedBy: row.updatedBy,
  };
}

/**
 * Disruptions: marked, ended, withdrawn; never deleted. Places and names are written down as they were when they were marked, so that a site
 * that moves later does not move a closed road.
 */
import type { Disruption, DisruptionBody, DisruptionWhat } from '@digitruck/contract/disruptions';
import type { DisruptionId, SiteId, TruckId } from '@digitruck/contract/ids';
import type { Actor } from '@digitruck/contract/people';
import { notifyChanges } from '../changes.ts';
import type { Db, Tx } from '../db.ts';
import { eq, inArray, isNotNull, isNull, sql } from '../drizzle.ts';
import { allOf, keyset, type Page, pageFrom, type Sort } from '../pages.ts';
import { recordChange } from '../people/audit.ts';
import { disruptions } from '../tables/disruptions.ts';
import { sites, trucks } from '../tables/registry.ts';
import { visits } from '../tables/visits.ts';
import {
  type Done,
  NOT_FOUND,
  type NoSuch,
  type NotFound,
  onlyRow,
  touchedBy,
  type VersionConflict,
} from '../versions.ts';

/** Ended before it began, or withdrawn already. */
export type NotOpen = {
  readonly ok: false;
  readonly reason: 'not-open';
  readonly why: 'withdrawn' | 'too-early';
};
export type DisruptionRefusal = NotFound | NotOpen | VersionConflict<Disruption>;

const NEWEST: Sort = { key: sql`${disruptions.createdAt}`, type: 'timestamptz', descending: true };
const inForce = isNull(disruptions.withdrawnBy);

/** @param today local day of the programme: what is over by then is not open */
export function disruptionStore(db: Db) {
  async function locked(
    tx: Tx,
    disruptionId: DisruptionId,
    version: number,
    today: string,
  ): Promise<{ ok: true; row: typeof disruptions.$inferSelect } | DisruptionRefusal> {
    const [row] = await tx
      .select()
      .from(disruptions)
      .where(eq(disruptions.disruptionId, disruptionId))
      .for('update');
    if (row === undefined) return NOT_FOUND;
    if (row.version !== version)
      return { ok: false, reason: 'version-conflict', current: disruptionOf(row, today) };
    if (row.withdrawnBy !== null) return { ok: false, reason: 'not-open', why: 'withdrawn' };
    return { ok: true, row };
  }

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
          updatedBy: actor.name,
        };
        const made = disruptionOf(onlyRow(await tx.insert(disruptions).values(values).returning()), today);
        await note(tx, actor, 'mark', undefined, made);
        return made;
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
      const page = keyset({
        name: 'newest',
        sort: NEWEST,
        id: sql`${disruptions.disruptionId}`,
        idType: 'uuid',
        cursor: query.cursor,
      });
      const over = sql`(${disruptions.toDay} is not null and ${disruptions.toDay} < ${today}::date)`;
      const matches = allOf([
        state === 'all' ? undefined : state === 'withdrawn' ? isNotNull(disruptions.withdrawnBy) : inForce,
        state === 'open' ? sql`not ${over}` : state === 'over' ? over : undefined,
        query.kind === undefined ? undefined : eq(disruptions.kind, query.kind),
        query.truckId === undefined ? undefined : eq(disruptions.aboutTruckId, query.truckId),
      ]);
      const rows = await db
        .select({ row: disruptions, sortKey: page.sortKey })
        .from(disruptions)
        .where(allOf([matches, page.after]))
        .orderBy(page.orderBy)
        .limit(query.limit + 1);
      return pageFrom(rows, {
        name: 'newest',
        limit: query.limit,
        total: await db.$count(disruptions, matches),
        idOf: ({ row }) => row.disruptionId,
        itemOf: ({ row }) => disruptionOf(row, today),
      });
    },

    async find(disruptionId: DisruptionId, today: string): Promise<Disruption | undefined> {
      const [row] = await db.select().from(disruptions).where(eq(disruptions.disruptionId, disruptionId));
      return row && disruptionOf(row, today);
    },

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
        const found = await locked(tx, disruptionId, version, today);
        if (!found.ok) return found;
        const { fromDay } = found.row;
        if (fromDay === null || to < fromDay)
          return { ok: false, reason: 'not-open', why: 'too-early' } as const;
        const rows = await tx
          .update(disruptions)
          .set({ toDay: to, endedBy: actor.name, ...touchedBy(actor.name, version) })
          .where(eq(disruptions.disruptionId, disruptionId))
          .returning();
        const row = disruptionOf(onlyRow(rows), today);
        await note(tx, actor, 'end', disruptionOf(found.row, today), row);
        return { ok: true, row } as const;
      });
    },

    async withdraw(
      actor: Actor,
      disruptionId: DisruptionId,
      { why, version }: { readonly why: string; readonly version: number },
      today: string,
    ): Promise<Done<Disruption> | DisruptionRefusal> {
      return db.transaction(async (tx) => {
        const found = await locked(tx, disruptionId, version, today);
        if (!found.ok) return found;
        const rows = await tx
          .update(disruptions)
          .set({ withdrawnBy: actor.name, withdrawnWhy: why, ...touchedBy(actor.name, version) })
          .where(eq(disruptions.disruptionId, disruptionId))
          .returning();
        const row = disruptionOf(onlyRow(rows), today);
        await note(tx, actor, 'withdraw', disruptionOf(found.row, today), row);
        return { ok: true, row } as const;
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

async function note(
  tx: Tx,
  actor: Actor,
  verb: string,
  before: Disruption | undefined,
  after: Disruption,
): Promise<void> {
  await recordChange(tx, {
    actor,
    action: `disruption.${verb}`,
    subject: 'disruption',
    subjectId: after.disruptionId,
    before,
    after,
  });
  await notifyChanges(tx, { subjects: ['disruptions'] });
}

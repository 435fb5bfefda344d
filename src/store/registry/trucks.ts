/** Trucks as the registry knows them, together with what is known of each right now. */
import type { Truck } from '@digitruck/contract/fleet';
import type { TruckId } from '@digitruck/contract/ids';
import type { Actor } from '@digitruck/contract/people';
import type { TruckBody, TruckRecord, TruckUpdate } from '@digitruck/contract/registry';
import type { TrucksQuery } from '@digitruck/contract/registry-lists';
import { notifyChanges } from '../changes.ts';
import type { Db, Tx } from '../db.ts';
import { eq, sql } from '../drizzle.ts';
import { nowOf } from '../fleet-now.ts';
import { allOf, keyset, type Page, pageFrom, type Sort, wordPatterns } from '../pages.ts';
import { recordChange } from '../people/audit.ts';
import { trucks } from '../tables/registry.ts';
import {
  type AlreadyExists,
  changesNothing,
  type Done,
  type InUse,
  NOT_FOUND,
  type NotFound,
  onlyRow,
  rowMetaOf,
  touchedBy,
  unlessTaken,
  type VersionConflict,
} from '../versions.ts';

const BY_ID: Sort = { key: sql`${trucks.truckId}`, type: 'text' };

export function truckStore(db: Db) {
  async function withNow(records: readonly TruckRecord[]): Promise<Truck[]> {
    const now = await nowOf(
      db,
      records.map((record) => record.truckId),
    );
    return records.map((record) => withNowOf(record, now));
  }

  return {
    async list(query: TrucksQuery): Promise<Page<Truck>> {
      const words = wordPatterns((query.q ?? '').toLowerCase());
      const matches = allOf([
        ...words.map((word) => sql`lower(${trucks.truckId} || ' ' || ${trucks.name}) like ${word}`),
        query.retired === 'any' ? undefined : eq(trucks.retired, query.retired === 'true'),
        query.state === undefined
          ? undefined
          : sql`coalesce((select state from presence p where p.truck_id = ${trucks.truckId}), 'never') = ${query.state}`,
      ]);
      const page = keyset({
        name: 'id',
        sort: BY_ID,
        id: sql`${trucks.truckId}`,
        idType: 'text',
        cursor: query.cursor,
      });
      const rows = await db
        .select({ row: trucks, sortKey: page.sortKey })
        .from(trucks)
        .where(allOf([matches, page.after]))
        .orderBy(page.orderBy)
        .limit(query.limit + 1);
      const records = pageFrom(rows, {
        name: 'id',
        limit: query.limit,
        total: await db.$count(trucks, matches),
        idOf: ({ row }) => row.truckId,
        itemOf: ({ row }) => recordOf(row),
      });
      return { ...records, items: await withNow(records.items) };
    },

    async find(truckId: TruckId): Promise<Truck | undefined> {
      const [row] = await db.select().from(trucks).where(eq(trucks.truckId, truckId));
      return row && (await withNow([recordOf(row)]))[0];
    },

    async create(actor: Actor, body: TruckBody): Promise<Done<Truck> | AlreadyExists> {
      const result = await unlessTaken(
        () =>
          db.transaction(async (tx) => {
            const values = { ...body, updatedBy: actor.name };
            const row = recordOf(onlyRow(await tx.insert(trucks).values(values).returning()));
            await note(tx, actor, 'create', row.truckId, undefined, row);
            return { ok: true as const, row };
          }),
        async (constraint) =>
          constraint === 'trucks_pkey'
            ? ({
                ok: false,
                reason: 'already-exists',
                field: 'truckId',
                value: body.truckId,
                existingId: body.truckId,
              } as const)
            : undefined,
      );
      return result.ok ? { ok: true, row: await withNowOne(result.row) } : result;
    },

    async update(
      actor: Actor,
      truckId: TruckId,
      { version, ...change }: TruckUpdate,
    ): Promise<Done<Truck> | NotFound | VersionConflict<TruckRecord>> {
      const result = await db.transaction(async (tx) => {
        const current = await locked(tx, truckId);
        if (current === undefined) return NOT_FOUND;
        if (current.version !== version) {
          return { ok: false as const, reason: 'version-conflict' as const, current };
        }
        if (changesNothing(current, change)) return { ok: true as const, row: current };
        const rows = await tx
          .update(trucks)
          .set({ ...change, ...touchedBy(actor.name, version) })
          .where(eq(trucks.truckId, truckId))
          .returning();
        const row = recordOf(onlyRow(rows));
        await note(tx, actor, 'update', truckId, current, row);
        return { ok: true as const, row };
      });
      return result.ok ? { ok: true, row: await withNowOne(result.row) } : result;
    },

    /** Only a truck that never sent anything can go; what was measured must keep its truck. Its credentials go too. */
    async remove(
      actor: Actor,
      truckId: TruckId,
      version: number,
    ): Promise<Done<TruckRecord> | NotFound | VersionConflict<TruckRecord> | InUse> {
      return db.transaction(async (tx) => {
        const current = await locked(tx, truckId);
        if (current === undefined) return NOT_FOUND;
        if (current.version !== version) {
          return { ok: false as const, reason: 'version-conflict' as const, current };
        }
        const by = await usedBy(tx, truckId);
        if (by.length > 0) return { ok: false as const, reason: 'in-use' as const, by: by.join(' and ') };
        await tx.execute(sql`delete from truck_credentials where truck_id = ${truckId}`);
        await tx.execute(sql`delete from presence where truck_id = ${truckId}`);
        await tx.execute(sql`delete from boots where truck_id = ${truckId}`);
        await tx.execute(sql`delete from schedules_sent where truck_id = ${truckId}`);
        await tx.delete(trucks).where(eq(trucks.truckId, truckId));
        await note(tx, actor, 'delete', truckId, current, undefined);
        return { ok: true as const, row: current };
      });
    },

    /** Every truck that is not retired, with the place it was last seen at. */
    async places(): Promise<Truck[]> {
      const rows = await db.select().from(trucks).where(eq(trucks.retired, false)).orderBy(trucks.truckId);
      return withNow(rows.map(recordOf));
    },
  };

  async function withNowOne(record: TruckRecord): Promise<Truck> {
    return withNowOf(record, await nowOf(db, [record.truckId]));
  }
}
export type TruckStore = ReturnType<typeof truckStore>;

function withNowOf(record: TruckRecord, now: Awaited<ReturnType<typeof nowOf>>): Truck {
  const current = now.get(record.truckId);
  return {
    ...record,
    link: current?.link ?? { state: 'never', since: null, lastHeardAt: null, bootId: null, flapping: false },
    latest: current?.latest ?? null,
    activity: current?.activity ?? 'unknown',
  };
}

async function usedBy(tx: Tx, truckId: TruckId): Promise<string[]> {
  const { rows } = await tx.execute<{ samples: boolean; commands: boolean; visits: boolean }>(sql`
    select exists (select 1 from samples where truck_id = ${truckId}) as samples,
      exists (select 1 from commands where truck_id = ${truckId}) as commands,
      exists (select 1 from visits where truck_id = ${truckId}) as visits`);
  const used = onlyRow(rows);
  return [
    ...(used.samples ? ['samples that it sent'] : []),
    ...(used.commands ? ['commands that it was sent'] : []),
    ...(used.visits ? ['its visits'] : []),
  ];
}

async function locked(tx: Tx, truckId: TruckId): Promise<TruckRecord | undefined> {
  const [row] = await tx.select().from(trucks).where(eq(trucks.truckId, truckId)).for('update');
  return row && recordOf(row);
}

async function note(
  tx: Tx,
  actor: Actor,
  verb: string,
  truckId: TruckId,
  before: TruckRecord | undefined,
  after: TruckRecord | undefined,
): Promise<void> {
  await recordChange(tx, {
    actor,
    action: `truck.${verb}`,
    subject: 'truck',
    subjectId: truckId,
    before,
    after,
  });
  await notifyChanges(tx, { trucks: [truckId], subjects: ['trucks'] });
}

function recordOf(row: typeof trucks.$inferSelect): TruckRecord {
  const { programmeId: _, createdAt, updatedAt, version, updatedBy, ...body } = row;
  return { ...body, ...rowMetaOf({ version, createdAt, updatedAt, updatedBy }) };
}

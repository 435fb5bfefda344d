/** Trucks as the registry knows them, together with what is known of each right now. */
import type { Truck } from '@digitruck/contract/fleet';
import type { TruckId } from '@digitruck/contract/ids';
import type { Actor } from '@digitruck/contract/people';
import type { TruckBody, TruckRecord, TruckUpdate } from '@digitruck/contract/registry';
import type { TrucksQuery } from '@digitruck/contract/registry-lists';
import type { Db, Tx } from '../db.ts';
import { eq, sql } from '../drizzle.ts';
import { nowOf } from '../fleet-now.ts';
import { allOf, type Page, type PagedBy, pageOf, wordPatterns } from '../pages.ts';
import { trucks } from '../tables/registry.ts';
import { versionedRows } from '../versioned-rows.ts';
import {
  type AlreadyExists,
  changesNothing,
  type Done,
  done,
  type InUse,
  inUse,
  type NotFound,
  onlyRow,
  shownOf,
  unlessTaken,
  type VersionConflict,
} from '../versions.ts';

const BY_ID: PagedBy = {
  name: 'id',
  sort: { key: sql`${trucks.truckId}`, type: 'text' },
  id: sql`${trucks.truckId}`,
  idType: 'text',
};
const rows = versionedRows({
  table: trucks,
  id: 'truckId',
  subject: 'truck',
  rowOf: (row): TruckRecord => shownOf(row),
  changed: ({ truckId }) => ({ trucks: [truckId], subjects: ['trucks'] }),
});

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
      const records = await pageOf(BY_ID, query, {
        matches,
        rows: ({ where, orderBy, limit, sortKey }) =>
          db.select({ row: trucks, sortKey }).from(trucks).where(where).orderBy(orderBy).limit(limit),
        total: () => db.$count(trucks, matches),
        idOf: ({ row }) => row.truckId,
        itemOf: ({ row }): TruckRecord => shownOf(row),
      });
      return { ...records, items: await withNow(records.items) };
    },

    async find(truckId: TruckId): Promise<Truck | undefined> {
      const record = await rows.find(db, truckId);
      return record && withNowOne(record);
    },

    async create(actor: Actor, body: TruckBody): Promise<Done<Truck> | AlreadyExists> {
      const result = await unlessTaken(
        () => db.transaction(async (tx) => done(await rows.add(tx, actor, body))),
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
      return result.ok ? done(await withNowOne(result.row)) : result;
    },

    async update(
      actor: Actor,
      truckId: TruckId,
      { version, ...change }: TruckUpdate,
    ): Promise<Done<Truck> | NotFound | VersionConflict<TruckRecord>> {
      const result = await db.transaction(async (tx) => {
        const based = await rows.at(tx, truckId, version);
        if (!based.ok || changesNothing(based.row, change)) return based;
        return done(await rows.change(tx, actor, based.row, change));
      });
      return result.ok ? done(await withNowOne(result.row)) : result;
    },

    /** Only a truck that never sent anything can go; what was measured must keep its truck. Its credentials go too. */
    async remove(
      actor: Actor,
      truckId: TruckId,
      version: number,
    ): Promise<Done<TruckRecord> | NotFound | VersionConflict<TruckRecord> | InUse> {
      return db.transaction(async (tx) => {
        const based = await rows.at(tx, truckId, version);
        if (!based.ok) return based;
        const by = await usedBy(tx, truckId);
        if (by.length > 0) return inUse(by.join(' and '));
        await tx.execute(sql`delete from truck_credentials where truck_id = ${truckId}`);
        await tx.execute(sql`delete from presence where truck_id = ${truckId}`);
        await tx.execute(sql`delete from boots where truck_id = ${truckId}`);
        await tx.execute(sql`delete from schedules_sent where truck_id = ${truckId}`);
        return done(await rows.remove(tx, actor, based.row));
      });
    },

    /** Every truck that is not retired, with the place it was last seen at. */
    async places(): Promise<Truck[]> {
      const found = await db.select().from(trucks).where(eq(trucks.retired, false)).orderBy(trucks.truckId);
      return withNow(found.map(shownOf));
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
  const found = await tx.execute<{ samples: boolean; commands: boolean; visits: boolean }>(sql`
    select exists (select 1 from samples where truck_id = ${truckId}) as samples,
      exists (select 1 from commands where truck_id = ${truckId}) as commands,
      exists (select 1 from visits where truck_id = ${truckId}) as visits`);
  const used = onlyRow(found.rows);
  return [
    ...(used.samples ? ['samples that it sent'] : []),
    ...(used.commands ? ['commands that it was sent'] : []),
    ...(used.visits ? ['its visits'] : []),
  ];
}

/** What was refused, kept with the reason; and trucks that nobody registered yet. */
import type { QuarantineReason } from '@digitruck/contract/history';
import type { TruckId } from '@digitruck/contract/ids';
import type pg from 'pg';
import { notifyChanges } from '../changes.ts';
import type { Db } from '../db.ts';
import { sql } from '../drizzle.ts';
import { byteaArray, int4Array, int8Array, textArray, timestampArray } from './binary-arrays.ts';

export type NewQuarantine = {
  readonly truckId: string | null;
  readonly topic: string;
  readonly reason: QuarantineReason;
  readonly detail: string;
  readonly payload: Uint8Array;
  readonly payloadBytes: number;
  readonly receivedMs: number;
};

/** Messages of a truck nobody registered: how many came, how many of them are held. */
export type PendingSeen = { truckId: TruckId; seenMs: number; messages: number; held: number };

/** Messages and bytes held of one truck, and trucks on the list; what comes beyond is only counted. */
export const PENDING_LIMITS = { heldMax: 1000, heldBytesMax: 16 * 1024 * 1024, trucksMax: 200 };

export async function insertQuarantine(client: pg.Client, items: readonly NewQuarantine[]): Promise<void> {
  await client.query({
    name: 'quarantine',
    text: `insert into quarantine (truck_id, topic, reason, detail, payload, payload_bytes, received_at)
      select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bytea[], $6::int4[], $7::timestamptz[])`,
    values: [
      textArray(items.map((item) => item.truckId)),
      textArray(items.map((item) => printable(item.topic))),
      textArray(items.map((item) => item.reason)),
      textArray(items.map((item) => printable(item.detail))),
      byteaArray(items.map((item) => item.payload)),
      int4Array(items.length, (i) => items[i]?.payloadBytes ?? 0),
      timestampArray(items.length, (i) => items[i]?.receivedMs ?? null),
    ],
  });
}

/** PostgreSQL's text has no NUL. */
function printable(text: string): string {
  return text.replaceAll('\0', '\uFFFD');
}

export async function upsertPending(client: pg.Client, seen: readonly PendingSeen[]): Promise<void> {
  await client.query({
    name: 'pending',
    text: `insert into pending_trucks (truck_id, first_seen_at, last_seen_at, messages, held)
      select truck_id, at, at, messages, held
      from unnest($1::text[], $2::timestamptz[], $3::int8[], $4::int4[]) as n (truck_id, at, messages, held)
      on conflict (truck_id) do update set last_seen_at = excluded.last_seen_at,
        messages = pending_trucks.messages + excluded.messages, held = pending_trucks.held + excluded.held`,
    values: [
      textArray(seen.map((item) => item.truckId)),
      timestampArray(seen.length, (i) => seen[i]?.seenMs ?? null),
      int8Array(seen.length, (i) => seen[i]?.messages ?? 0),
      int4Array(seen.length, (i) => seen[i]?.held ?? 0),
    ],
  });
}

export type HeldMessage = {
  readonly quarantineId: string;
  readonly topic: string;
  readonly payload: Buffer;
  readonly payloadBytes: number;
  readonly receivedMs: number;
};

export function quarantineStore(db: Db) {
  const pool = db.$client;
  return {
    /** What is held of the trucks on the pending list, and of retired ones. */
    async held(): Promise<Map<TruckId, { messages: number; bytes: number }>> {
      const { rows } = await pool.query<{ truck_id: TruckId; messages: number; bytes: number }>(
        `select truck_id, sum(messages)::float8 as messages, sum(bytes)::float8 as bytes from (
           select p.truck_id, count(q.truck_id) as messages, coalesce(sum(q.payload_bytes), 0) as bytes
           from pending_trucks p left join quarantine q
             on q.truck_id = p.truck_id and q.reason = 'unknown-truck' and q.replayed_at is null
           group by p.truck_id
           union all
           select truck_id, count(*), sum(payload_bytes) from quarantine
           where reason = 'retired-truck' and replayed_at is null group by truck_id
         ) as h group by truck_id`,
      );
      return new Map(rows.map(({ truck_id, messages, bytes }) => [truck_id, { messages, bytes }]));
    },

    /** One refused message, or undefined if it is not there or was replayed already. */
    async toReplay(quarantineId: string): Promise<HeldMessage | undefined> {
      const { rows } = await pool.query(
        `select quarantine_id::text as "quarantineId", topic, payload, payload_bytes as "payloadBytes",
           (extract(epoch from received_at) * 1000)::float8 as "receivedMs"
         from quarantine where quarantine_id = $1 and replayed_at is null`,
        [quarantineId],
      );
      return rows[0] as HeldMessage | undefined;
    },

    /** The oldest messages held of a truck. */
    async heldOf(truckId: TruckId, limit: number): Promise<HeldMessage[]> {
      const { rows } = await pool.query(
        `select quarantine_id::text as "quarantineId", topic, payload, payload_bytes as "payloadBytes",
           (extract(epoch from received_at) * 1000)::float8 as "receivedMs"
         from quarantine
         where truck_id = $1 and reason in ('unknown-truck', 'retired-truck') and replayed_at is null
         order by quarantine_id limit $2`,
        [truckId, limit],
      );
      return rows as HeldMessage[];
    },

    async markReplayed(quarantineIds: readonly string[]): Promise<void> {
      await pool.query('update quarantine set replayed_at = now() where quarantine_id = any($1::bigint[])', [
        quarantineIds,
      ]);
    },

    /** Off the pending list, after it was registered and what was held of it is in; told to those who look at the list. */
    async settlePending(truckId: TruckId): Promise<void> {
      await db.transaction(async (tx) => {
        await tx.execute(sql`delete from pending_trucks where truck_id = ${truckId}`);
        await notifyChanges(tx, { subjects: ['pending', 'quarantine'] });
      });
    },
  };
}
export type QuarantineStore = ReturnType<typeof quarantineStore>;

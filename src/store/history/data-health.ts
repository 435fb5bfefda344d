/** What came in, what was refused, who is waiting to be adopted: the engineer's and coordinator's look at the data. */
import type { DataHealth, PendingTruck, Quarantined, QuarantineReason } from '@digitruck/contract/history';
import type { TruckId } from '@digitruck/contract/ids';
import type { Actor } from '@digitruck/contract/people';
import { notifyChanges } from '../changes.ts';
import { cursorOf, readCursor } from '../cursor.ts';
import type { Db } from '../db.ts';
import { sql } from '../drizzle.ts';
import type { Page } from '../pages.ts';
import { recordChange } from '../people/audit.ts';
import { COVERED_MAX_S } from './rollup-sql.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const BUCKET_MS = 900_000;
/** Payloads are shown up to this. */
const PAYLOAD_SHOWN_BYTES = 65_536;

export type QuarantineQuery = {
  readonly reason?: QuarantineReason | undefined;
  readonly truckId?: TruckId | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
};

type QuarantineRow = {
  quarantine_id: string;
  topic: string;
  truck_id: TruckId | null;
  reason: QuarantineReason;
  detail: string;
  payload: Buffer;
  payload_bytes: number;
  received_at: Date;
  replayed_at: Date | null;
};

const QUARANTINE_COLUMNS = `quarantine_id, topic, truck_id, reason, detail,
  substring(payload from 1 for ${PAYLOAD_SHOWN_BYTES}) as payload, payload_bytes, received_at, replayed_at`;

function quarantinedOf(row: QuarantineRow): Quarantined {
  return {
    quarantineId: row.quarantine_id,
    topic: row.topic,
    truckId: row.truck_id,
    reason: row.reason,
    detail: row.detail,
    payload: row.payload.toString('utf8'),
    payloadBytes: row.payload_bytes,
    receivedAt: row.received_at.toISOString(),
    replayedAt: row.replayed_at?.toISOString() ?? null,
  };
}

export function dataStore(db: Db) {
  const pool = db.$client;
  return {
    /** @param samplesPerS what ingest counts, over the last minute */
    async health(nowMs: number, samplesPerS: number): Promise<DataHealth> {
      const now = new Date(nowMs);
      const dayAgo = new Date(nowMs - DAY_MS);
      const totals = await pool.query<Counts & { stored_hour: number; pending: number; gaps: number }>(
        `select ${COUNTS}, coalesce(sum(stored) filter (where bucket_at > $2), 0)::float8 as stored_hour,
           (select count(*) from pending_trucks)::int as pending,
           (select count(*) from gaps where closed_at is null)::int as gaps
         from ingest_counts where bucket_at > $1`,
        [dayAgo, new Date(nowMs - HOUR_MS)],
      );
      const reasons = await pool.query<{ reason: QuarantineReason; n: number }>(
        'select reason, count(*)::int as n from quarantine where received_at > $1 group by reason order by reason',
        [dayAgo],
      );
      const buckets = await pool.query<{ at_ms: number; stored: number; quarantined: number }>(
        `select (extract(epoch from bucket_at) * 1000)::float8 as at_ms, sum(stored)::float8 as stored,
           sum(quarantined)::float8 as quarantined
         from ingest_counts where bucket_at > $1 group by bucket_at`,
        [dayAgo],
      );
      const total = totals.rows[0];
      return {
        at: now.toISOString(),
        samplesPerS,
        storedLastHour: total?.stored_hour ?? 0,
        storedLastDay: total?.stored ?? 0,
        duplicatesLastDay: total?.duplicates ?? 0,
        lateLastDay: total?.late ?? 0,
        badClockLastDay: total?.bad_clock ?? 0,
        readingsDroppedLastDay: total?.readings_dropped ?? 0,
        quarantinedLastDay: Object.fromEntries(reasons.rows.map(({ reason, n }) => [reason, n])),
        pendingTrucks: total?.pending ?? 0,
        openGaps: total?.gaps ?? 0,
        rate: rateOf(buckets.rows, nowMs),
        trucks: await healthOfTrucks(db, nowMs),
      };
    },

    /** What was refused, newest first. */
    async quarantined(query: QuarantineQuery): Promise<Page<Quarantined>> {
      const after = readCursor(query.cursor, 1)?.[0];
      const before = after !== undefined && /^\d{1,18}$/.test(after) ? after : null;
      const filter = '($1::text is null or reason = $1) and ($2::text is null or truck_id = $2)';
      const values = [query.reason ?? null, query.truckId ?? null];
      const { rows } = await pool.query<QuarantineRow>(
        `select ${QUARANTINE_COLUMNS} from quarantine
         where ${filter} and ($3::bigint is null or quarantine_id < $3)
         order by quarantine_id desc limit $4`,
        [...values, before, query.limit + 1],
      );
      const counted = await pool.query<{ n: number }>(
        `select count(*)::int as n from quarantine where ${filter}`,
        values,
      );
      const page = rows.slice(0, query.limit);
      const last = page.at(-1);
      return {
        items: page.map(quarantinedOf),
        nextCursor: rows.length > query.limit && last ? cursorOf([last.quarantine_id]) : null,
        total: counted.rows[0]?.n ?? 0,
      };
    },

    async quarantinedOne(quarantineId: string): Promise<Quarantined | undefined> {
      const { rows } = await pool.query<QuarantineRow>(
        `select ${QUARANTINE_COLUMNS} from quarantine where quarantine_id = $1`,
        [quarantineId],
      );
      return rows[0] && quarantinedOf(rows[0]);
    },

    /** Writes down who had a message replayed; after it was. */
    async noteReplay(actor: Actor, message: Quarantined): Promise<void> {
      const { quarantineId, truckId, reason, replayedAt } = message;
      await db.transaction(async (tx) => {
        await recordChange(tx, {
          actor,
          action: 'quarantine.replay',
          subject: 'quarantine',
          subjectId: quarantineId,
          after: { truckId, reason, replayedAt },
        });
        await notifyChanges(tx, { subjects: ['quarantine'] });
      });
    },

    /** Trucks that nobody registered, last seen first. */
    async pending(): Promise<PendingTruck[]> {
      const { rows } = await pool.query<PendingRow>(
        'select * from pending_trucks order by last_seen_at desc, truck_id',
      );
      return rows.map(pendingOf);
    },

    /**
     * Takes a truck off the list until it sends again; what is held of it stays in quarantine.
     * @returns false when it is not on the list
     */
    async dismissPending(actor: Actor, truckId: TruckId): Promise<boolean> {
      return await db.transaction(async (tx) => {
        const { rows } = await tx.execute<PendingRow>(
          sql`delete from pending_trucks where truck_id = ${truckId}
            returning truck_id, first_seen_at::timestamptz, last_seen_at::timestamptz, messages, held`,
        );
        const [row] = rows;
        if (row === undefined) return false;
        await recordChange(tx, {
          actor,
          action: 'pending.dismiss',
          subject: 'pending',
          subjectId: truckId,
          before: pendingOf(row),
        });
        await notifyChanges(tx, { subjects: ['pending'] });
        return true;
      });
    },
  };
}
export type DataStore = ReturnType<typeof dataStore>;

type Counts = {
  stored: number;
  duplicates: number;
  late: number;
  bad_clock: number;
  readings_dropped: number;
  quarantined: number;
};
const COUNTS = ['stored', 'duplicates', 'late', 'bad_clock', 'readings_dropped', 'quarantined']
  .map((name) => `coalesce(sum(${name}), 0)::float8 as ${name}`)
  .join(', ');

type PendingRow = {
  truck_id: TruckId;
  first_seen_at: Date | string;
  last_seen_at: Date | string;
  messages: string;
  held: number;
};
function pendingOf(row: PendingRow): PendingTruck {
  return {
    truckId: row.truck_id,
    firstSeenAt: new Date(row.first_seen_at).toISOString(),
    lastSeenAt: new Date(row.last_seen_at).toISOString(),
    messages: Number(row.messages),
    held: row.held,
  };
}

/** Each 15 minutes of the last 24 hours, the one that is not over yet too; nothing received is 0, for that is known. */
function rateOf(
  rows: readonly { at_ms: number; stored: number; quarantined: number }[],
  nowMs: number,
): DataHealth['rate'] {
  const byTime = new Map(rows.map((row) => [row.at_ms, row]));
  const lastMs = Math.floor(nowMs / BUCKET_MS) * BUCKET_MS;
  return Array.from({ length: DAY_MS / BUCKET_MS }, (_, i) => {
    const atMs = lastMs - DAY_MS + (i + 1) * BUCKET_MS;
    const row = byTime.get(atMs);
    return {
      at: new Date(atMs).toISOString(),
      samples: row?.stored ?? 0,
      quarantined: row?.quarantined ?? 0,
    };
  });
}

type TruckRow = Counts & {
  truck_id: TruckId;
  name: string;
  last_heard_at: Date | null;
  heard: boolean;
  covered_s: number;
  missing: number;
};

/**
 * Coverage is that of the last 24 hours, beginning with a whole hour, from the hours' rollups: what is covered inside them and
 * between them ($2 is where it begins; the hours before it are read for what reaches over that).
 */
const TRUCKS = `
  select truck_id, name, presence.last_heard_at, counts.*, coalesce(missing, 0)::float8 as missing,
    exists (select from boots where boots.truck_id = trucks.truck_id) as heard, coalesce(covered_s, 0) as covered_s
  from trucks
  left join presence using (truck_id)
  cross join lateral (
    select ${COUNTS} from ingest_counts where ingest_counts.truck_id = trucks.truck_id and bucket_at > $1
  ) as counts
  left join (select truck_id, sum(missing) as missing from gaps where closed_at is null group by truck_id) as gap
    using (truck_id)
  cross join lateral (
    select sum(
        case when step_start >= $2 then covered_s else 0 end +
        case when boot_before = first_boot_id and seq_before + 1 = first_seq and first_at > $2
            and first_at - at_before <= interval '${COVERED_MAX_S} seconds'
          then date_part('epoch', first_at - greatest(at_before, $2)) else 0 end
      ) as covered_s
    from (
      select *, lag(last_boot_id) over in_time as boot_before, lag(last_seq) over in_time as seq_before,
        lag(last_at) over in_time as at_before
      from (
        select step_start, covered_s, first_at, first_boot_id, first_seq, last_at, last_boot_id, last_seq from rollups
        where rollups.truck_id = trucks.truck_id and step_s = 3600
          and step_start >= $2::timestamptz - interval '3 hours' and step_start <= $3
      ) as hour
      window in_time as (order by step_start)
    ) as hour
  ) as coverage
  where not retired
  order by truck_id`;

async function healthOfTrucks(db: Db, nowMs: number): Promise<DataHealth['trucks']> {
  const fromMs = Math.floor((nowMs - DAY_MS) / HOUR_MS) * HOUR_MS + HOUR_MS;
  const { rows } = await db.$client.query<TruckRow>(TRUCKS, [
    new Date(nowMs - DAY_MS),
    new Date(fromMs),
    new Date(nowMs),
  ]);
  return rows.map((row) => ({
    truckId: row.truck_id,
    name: row.name,
    lastHeardAt: row.last_heard_at?.toISOString() ?? null,
    storedLastDay: row.stored,
    coverageLastDay: row.heard
      ? Math.round(Math.min(1, row.covered_s / ((nowMs - fromMs) / 1000)) * 1e4) / 1e4
      : null,
    duplicatesLastDay: row.duplicates,
    lateLastDay: row.late,
    missing: row.missing,
    readingsDroppedLastDay: row.readings_dropped,
    quarantinedLastDay: row.quarantined,
  }));
}

/**
 * What the rules are shown of the fleet: a few statements for all trucks at once, each of them cheap however fast samples come in, for
 * they read `latest`, presence and counts, and of the samples themselves only a backlog of one truck.
 */
import type { ForecastDay } from '@digitruck/contract/energy';
import type { TruckId } from '@digitruck/contract/ids';
import { columnOf, READING_NAMES } from '@digitruck/contract/readings';
import type { TruckBody } from '@digitruck/contract/registry';
import type { Db } from '../db.ts';

export type TruckToWatch = Pick<
  TruckBody,
  'truckId' | 'seats' | 'reportingIntervalS' | 'speedKph' | 'dataBundleMb' | 'battery' | 'array' | 'retired'
>;
/** Numbers that are unknown are NaN. */
export type LatestSeen = {
  readonly truckId: TruckId;
  readonly heardMs: number;
  readonly flapping: boolean;
  readonly sampledMs: number;
  readonly receivedMs: number;
  readonly placeMs: number;
  /** In the order of READING_NAMES. */
  readonly values: readonly number[];
};
export type CountsSeen = {
  readonly truckId: TruckId;
  readonly bucketMs: number;
  readonly stored: number;
  readonly late: number;
  readonly badClock: number;
  readonly readingsDropped: number;
  readonly quarantined: number;
};
export type RefusedSeen = {
  readonly truckId: TruckId;
  readonly reason: 'identity-mismatch' | 'future';
  readonly bucketMs: number;
  readonly messages: number;
};
export type ForecastSeen = {
  readonly truckId: TruckId;
  readonly madeMs: number;
  readonly days: readonly ForecastDay[];
};
export type LateSample = {
  readonly sampledMs: number;
  readonly receivedMs: number;
  readonly values: readonly number[];
};

const ms = (column: string) => `(extract(epoch from ${column}) * 1000)::float8`;
const readings = (table: string) =>
  READING_NAMES.map((name) => `${table}.${columnOf(name)}::float8`).join(', ');
const HEAD = 6;
/** Refused messages of a truck are counted up to this: whoever sends more is not told apart. */
const REFUSED_MAX = 500;
/** A backlog is looked through up to this; three days of minutes are 4,320. */
const LATE_SAMPLES_MAX = 20_000;

const numberOf = (value: unknown) => (typeof value === 'number' ? value : Number.NaN);

export function alertFactsStore(db: Db) {
  const pool = db.$client;
  return {
    /** All trucks, the retired ones too. */
    async trucks(): Promise<TruckToWatch[]> {
      const { rows } = await pool.query<TruckToWatch>(
        `select truck_id as "truckId", seats, reporting_interval_s as "reportingIntervalS", speed_kph as "speedKph",
           data_bundle_mb as "dataBundleMb", battery, solar_array as array, retired from trucks order by truck_id`,
      );
      return rows;
    },

    /** Every truck in use that was ever heard, as it is now. */
    async latest(): Promise<LatestSeen[]> {
      const { rows } = await pool.query<unknown[]>({
        name: 'alerts-latest',
        rowMode: 'array',
        text: `select t.truck_id, ${ms('p.last_heard_at')}, coalesce(p.flapping, false), ${ms('l.sampled_at')}, ${ms('l.received_at')},
            ${ms('l.place_at')}, ${readings('l')}
          from trucks t left join presence p using (truck_id) left join latest l using (truck_id)
          where not t.retired and (p.last_heard_at is not null or l.sampled_at is not null)`,
      });
      return rows.map((row) => ({
        truckId: row[0] as TruckId,
        heardMs: numberOf(row[1]),
        flapping: row[2] === true,
        sampledMs: numberOf(row[3]),
        receivedMs: numberOf(row[4]),
        placeMs: numberOf(row[5]),
        values: READING_NAMES.map((_, i) => numberOf(row[HEAD + i])),
      }));
    },

    /** How ingest went, by quarter hours of receiving. */
    async counts(sinceMs: number): Promise<CountsSeen[]> {
      const { rows } = await pool.query<CountsSeen>({
        name: 'alerts-counts',
        text: `select truck_id as "truckId", ${ms('bucket_at')} as "bucketMs", stored::float8 as stored, late::float8 as late,
            bad_clock::float8 as "badClock", readings_dropped::float8 as "readingsDropped", quarantined::float8 as quarantined
          from ingest_counts where bucket_at >= $1 order by bucket_at`,
        values: [new Date(sinceMs)],
      });
      return rows;
    },

    /** Messages of these trucks that were refused for reasons of their own, by quarter hours. */
    async refused(truckIds: readonly TruckId[], sinceMs: number): Promise<RefusedSeen[]> {
      if (truckIds.length === 0) return [];
      const { rows } = await pool.query<RefusedSeen>({
        name: 'alerts-refused',
        text: `select truck_id as "truckId", reason, floor(at_ms / 900000) * 900000 as "bucketMs", count(*)::float8 as messages
          from unnest($1::text[]) as truck (truck_id)
          cross join unnest('{identity-mismatch,future}'::text[]) as kind (reason)
          cross join lateral (
            select ${ms('received_at')} as at_ms from quarantine q
            where q.truck_id = truck.truck_id and q.reason = kind.reason order by quarantine_id desc limit ${REFUSED_MAX}
          ) as newest
          where at_ms >= $2 group by 1, 2, 3`,
        values: [truckIds, sinceMs],
      });
      return rows;
    },

    /** How ingest went in a stretch, by truck; and refused messages of the kinds that rules tell apart. */
    async countsBetween(truckIds: readonly TruckId[], fromMs: number, toMs: number): Promise<CountsSeen[]> {
      const { rows } = await pool.query<CountsSeen>(
        `select truck_id as "truckId", ${ms('bucket_at')} as "bucketMs", stored::float8 as stored, late::float8 as late,
           bad_clock::float8 as "badClock", readings_dropped::float8 as "readingsDropped", quarantined::float8 as quarantined
         from ingest_counts where truck_id = any($1::text[]) and bucket_at >= $2 and bucket_at < $3 order by bucket_at`,
        [truckIds, new Date(fromMs), new Date(toMs)],
      );
      return rows;
    },
    async refusedBetween(truckIds: readonly TruckId[], fromMs: number, toMs: number): Promise<RefusedSeen[]> {
      const { rows } = await pool.query<RefusedSeen>(
        `select truck_id as "truckId", reason, floor(${ms('received_at')} / 900000) * 900000 as "bucketMs",
           count(*)::float8 as messages
         from quarantine where truck_id = any($1::text[]) and reason in ('identity-mismatch', 'future')
           and received_at >= $2 and received_at < $3 group by 1, 2, 3 order by 3`,
        [truckIds, new Date(fromMs), new Date(toMs)],
      );
      return rows;
    },

    /** Quarter hours of a stretch in which something was stored of any truck, ms, in order. */
    async heardQuarters(fromMs: number, toMs: number): Promise<number[]> {
      const { rows } = await pool.query<{ at_ms: number }>(
        `select ${ms('bucket_at')} as at_ms from ingest_counts where bucket_at >= $1 and bucket_at < $2 and stored > 0
         group by bucket_at order by bucket_at`,
        [new Date(fromMs), new Date(toMs)],
      );
      return rows.map(({ at_ms }) => at_ms);
    },

    /** About how many samples of each truck were measured in a stretch, off the rollups' days. */
    async samplesAbout(
      truckIds: readonly TruckId[],
      fromMs: number,
      toMs: number,
    ): Promise<Map<TruckId, number>> {
      const { rows } = await pool.query<{ truck_id: TruckId; n: number }>(
        `select truck_id, sum(samples)::float8 as n from rollups
         where truck_id = any($1::text[]) and step_s = 86400 and step_start > $2::timestamptz - interval '1 day' and step_start < $3
         group by truck_id`,
        [truckIds, new Date(fromMs), new Date(toMs)],
      );
      return new Map(rows.map(({ truck_id, n }) => [truck_id, n]));
    },

    /** The newest forecast of each truck, by days. */
    async forecasts(): Promise<ForecastSeen[]> {
      const { rows } = await pool.query<ForecastSeen>(
        `select truck_id as "truckId", ${ms('made_at')} as "madeMs", days from forecasts where possible`,
      );
      return rows;
    },

    /** The clearest hour of each day before `today`, oldest first. */
    async clearDays(
      fromDay: string,
      today: string,
      truckIds?: readonly TruckId[],
    ): Promise<Map<TruckId, { day: string; clearHourRatio: number | null }[]>> {
      const { rows } = await pool.query<{ truck_id: TruckId; days: string[]; ratios: (number | null)[] }>(
        `select truck_id, array_agg(day::text order by day) as days, array_agg(clear_hour_ratio order by day) as ratios
         from energy_days where day >= $1::date and day < $2::date and ($3::text[] is null or truck_id = any($3))
         group by truck_id`,
        [fromDay, today, truckIds ?? null],
      );
      return new Map(
        rows.map(({ truck_id, days, ratios }) => [
          truck_id,
          days.map((day, i) => ({ day, clearHourRatio: ratios[i] ?? null })),
        ]),
      );
    },

    /** What a truck's data counter said first in a month, for trucks that are new to the rules. */
    async firstDataUsed(monthStartMs: number): Promise<Map<TruckId, { atMs: number; usedMb: number }>> {
      const { rows } = await pool.query<{ truck_id: TruckId; at_ms: number; used_mb: number }>(
        `select truck_id, ${ms('first_at')} as at_ms, data_used_mb_first as used_mb
         from trucks t cross join lateral (
           select first_at, data_used_mb_first from rollups r
           where r.truck_id = t.truck_id and step_s = 3600 and step_start >= $1 and data_used_mb_first is not null
           order by step_start limit 1
         ) as first where not retired`,
        [new Date(monthStartMs)],
      );
      return new Map(rows.map((row) => [row.truck_id, { atMs: row.at_ms, usedMb: row.used_mb }]));
    },

    /** Samples of one truck that were measured in a stretch and came late, in order. */
    async lateSamples(
      truckId: TruckId,
      fromMs: number,
      toMs: number,
      lateAfterMs: number,
    ): Promise<LateSample[]> {
      const { rows } = await pool.query<unknown[]>({
        rowMode: 'array',
        text: `select ${ms('sampled_at')}, ${ms('received_at')}, ${readings('samples')} from samples
          where truck_id = $1 and sampled_at > $2 and sampled_at < $3 and clock = 'ok'
            and received_at - sampled_at > make_interval(secs => $4)
          order by sampled_at limit ${LATE_SAMPLES_MAX}`,
        values: [truckId, new Date(fromMs), new Date(toMs), lateAfterMs / 1000],
      });
      return rows.map((row) => ({
        sampledMs: numberOf(row[0]),
        receivedMs: numberOf(row[1]),
        values: READING_NAMES.map((_, i) => numberOf(row[2 + i])),
      }));
    },
  };
}
export type AlertFactsStore = ReturnType<typeof alertFactsStore>;

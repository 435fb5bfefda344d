/** What each local day of a truck gave: kept when its raw samples have gone, restated when late ones come. */
import type { TruckId } from '@digitruck/contract/ids';
import type { Db } from '../db.ts';
import type { LoadsOfDay } from '../tables/forecasts.ts';
import { inTransaction } from '../transaction.ts';
import { type EnergyStep, readEnergySteps } from './energy-steps.ts';

export type EnergyDayRow = {
  readonly day: string;
  readonly potentialWh: number | null;
  readonly harvestWh: number | null;
  readonly clearSkyWh: number | null;
  readonly trainedShare: number;
  readonly sunRatio: number | null;
  readonly clearHourRatio: number | null;
  readonly curtailed: number;
  readonly coverage: number;
  readonly soFar: { readonly potentialWh: number; readonly harvestWh: number; readonly loadWh: number };
  readonly loads: LoadsOfDay;
  readonly samples: number;
  readonly settings: string;
};

export type DaySpan = { readonly day: string; readonly startMs: number; readonly endMs: number };

const NO_LOADS: LoadsOfDay = { classW: null, classHours: 0, otherW: [] };

export function energyDayStore(db: Db) {
  const pool = db.$client;
  return {
    /**
     * Days from `fromDay` to `toDay` (both included) of some trucks, oldest first.
     * @param loadsFrom what the classroom drew is read from this day on only: it is most of a row, and soon out of date
     */
    async list(
      truckIds: readonly TruckId[],
      fromDay: string,
      toDay: string,
      loadsFrom = fromDay,
    ): Promise<Map<TruckId, EnergyDayRow[]>> {
      const { rows } = await pool.query<DbRow>({
        name: 'energy-days',
        text: `select truck_id, day::text as day, potential_wh, harvest_wh, clear_sky_wh, trained_share, sun_ratio, clear_hour_ratio,
            curtailed, coverage, seen_potential_wh, seen_harvest_wh, seen_load_wh,
            case when day >= $4::date then loads end as loads, samples::double precision as samples, settings
          from energy_days where truck_id = any($1::text[]) and day >= $2::date and day <= $3::date order by truck_id, day`,
        values: [truckIds, fromDay, toDay, loadsFrom],
      });
      const found = new Map<TruckId, EnergyDayRow[]>();
      for (const row of rows) {
        const ofTruck = found.get(row.truck_id);
        if (ofTruck === undefined) found.set(row.truck_id, [rowOf(row)]);
        else ofTruck.push(rowOf(row));
      }
      return found;
    },

    /** How many samples each of these days has; days without any are left out. */
    async samplesByDay(
      truckIds: readonly TruckId[],
      days: readonly DaySpan[],
    ): Promise<Map<TruckId, Map<string, number>>> {
      // Hours are four times fewer to add up; where local days don't begin on whole hours they won't do.
      const stepS = days.every(({ startMs, endMs }) => startMs % HOUR_MS === 0 && endMs % HOUR_MS === 0)
        ? 3600
        : 900;
      const { rows } = await pool.query<{ truck_id: TruckId; day: string; samples: number }>({
        name: 'energy-days-samples',
        text: `select truck_id, span.day, sum(samples)::double precision as samples
          from unnest($2::text[], $3::timestamptz[], $4::timestamptz[]) as span (day, start_at, end_at)
          cross join unnest($1::text[]) as truck (truck_id)
          join rollups using (truck_id)
          where step_s = $5 and step_start >= start_at and step_start < end_at
          group by truck_id, span.day`,
        values: [
          truckIds,
          days.map(({ day }) => day),
          days.map(({ startMs }) => new Date(startMs)),
          days.map(({ endMs }) => new Date(endMs)),
          stepS,
        ],
      });
      const found = new Map<TruckId, Map<string, number>>();
      for (const { truck_id, day, samples } of rows) {
        const ofTruck = found.get(truck_id) ?? new Map<string, number>();
        ofTruck.set(day, samples);
        found.set(truck_id, ofTruck);
      }
      return found;
    },

    steps: (truckIds: readonly TruckId[], fromMs: number, toMs: number): Promise<Map<string, EnergyStep[]>> =>
      readEnergySteps(pool, truckIds, fromMs, toMs),

    /** Trucks whose late data came in since then; of all trucks, or of one. */
    async lateSince(sinceMs: number, truckId?: TruckId): Promise<Set<TruckId>> {
      const { rows } = await pool.query<{ truck_id: TruckId }>(
        `select distinct truck_id from ingest_counts
         where late > 0 and bucket_at >= $1 and ($2::text is null or truck_id = $2)`,
        [new Date(sinceMs), truckId ?? null],
      );
      return new Set(rows.map((row) => row.truck_id));
    },

    /** Restates days. */
    async save(truckId: TruckId, days: readonly EnergyDayRow[], nowMs: number): Promise<void> {
      if (days.length === 0) return;
      await inTransaction(pool, async (client) => {
        await client.query({
          name: 'energy-days-save',
          text: SAVE,
          values: [truckId, JSON.stringify(days), new Date(nowMs)],
        });
      });
    },
  };
}
export type EnergyDayStore = ReturnType<typeof energyDayStore>;

const HOUR_MS = 3_600_000;

const SAVE = `
  insert into energy_days (truck_id, day, potential_wh, harvest_wh, clear_sky_wh, trained_share, sun_ratio, clear_hour_ratio,
    curtailed, coverage, seen_potential_wh, seen_harvest_wh, seen_load_wh, loads, samples, settings, updated_at)
  select $1, (row ->> 'day')::date, (row ->> 'potentialWh')::double precision, (row ->> 'harvestWh')::double precision,
    (row ->> 'clearSkyWh')::double precision, (row ->> 'trainedShare')::double precision,
    (row ->> 'sunRatio')::double precision, (row ->> 'clearHourRatio')::double precision,
    (row ->> 'curtailed')::double precision, (row ->> 'coverage')::double precision,
    (row -> 'soFar' ->> 'potentialWh')::double precision, (row -> 'soFar' ->> 'harvestWh')::double precision,
    (row -> 'soFar' ->> 'loadWh')::double precision, row -> 'loads', (row ->> 'samples')::bigint, row ->> 'settings', $3
  from jsonb_array_elements($2::jsonb) as row
  on conflict (truck_id, day) do update set
    potential_wh = excluded.potential_wh, harvest_wh = excluded.harvest_wh, clear_sky_wh = excluded.clear_sky_wh,
    trained_share = excluded.trained_share, sun_ratio = excluded.sun_ratio, clear_hour_ratio = excluded.clear_hour_ratio,
    curtailed = excluded.curtailed, coverage = excluded.coverage, seen_potential_wh = excluded.seen_potential_wh,
    seen_harvest_wh = excluded.seen_harvest_wh, seen_load_wh = excluded.seen_load_wh, loads = excluded.loads,
    samples = excluded.samples, settings = excluded.settings, updated_at = excluded.updated_at`;

type DbRow = {
  truck_id: TruckId;
  day: string;
  potential_wh: number | null;
  harvest_wh: number | null;
  clear_sky_wh: number | null;
  trained_share: number;
  sun_ratio: number | null;
  clear_hour_ratio: number | null;
  curtailed: number;
  coverage: number;
  seen_potential_wh: number;
  seen_harvest_wh: number;
  seen_load_wh: number;
  loads: LoadsOfDay | null;
  samples: number;
  settings: string;
};

function rowOf(row: DbRow): EnergyDayRow {
  return {
    day: row.day,
    potentialWh: row.potential_wh,
    harvestWh: row.harvest_wh,
    clearSkyWh: row.clear_sky_wh,
    trainedShare: row.trained_share,
    sunRatio: row.sun_ratio,
    clearHourRatio: row.clear_hour_ratio,
    curtailed: row.curtailed,
    coverage: row.coverage,
    soFar: {
      potentialWh: row.seen_potential_wh,
      harvestWh: row.seen_harvest_wh,
      loadWh: row.seen_load_wh,
    },
    loads: row.loads ?? NO_LOADS,
    samples: row.samples,
    settings: row.settings,
  };
}

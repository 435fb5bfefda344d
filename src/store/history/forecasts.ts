/** Forecasts: the newest of each truck, and what was foretold of each day, to be held against what came. */
import type { FleetForecast, Forecast, ForetoldClasses } from '@digitruck/contract/energy';
import type { TruckId } from '@digitruck/contract/ids';
import type { TruckBody } from '@digitruck/contract/registry';
import { notifyChanges } from '../changes.ts';
import type { Db } from '../db.ts';
import { eq, sql } from '../drizzle.ts';
import { forecasts } from '../tables/forecasts.ts';
import { trucks } from '../tables/registry.ts';

/** A truck as a forecast needs it. */
export type TruckToForecast = Pick<
  TruckBody,
  'truckId' | 'seats' | 'array' | 'battery' | 'loads' | 'depot'
> & {
  readonly charge: { readonly socPct: number; readonly atMs: number } | null;
  readonly place: { readonly lat: number; readonly lon: number; readonly headingDeg: number | null } | null;
};

export type ForetoldRow = {
  readonly day: string;
  readonly lead: number;
  readonly p10Wh: number;
  readonly p50Wh: number;
  readonly p90Wh: number;
  readonly meanWh: number;
  readonly persistenceWh: number | null;
  readonly mean30Wh: number | null;
};
/** In classes too; null where none could be foretold. */
export type ForetoldInClasses = ForetoldRow & { readonly classes: ForetoldClasses | null };
export type NewForecast = { readonly forecast: Forecast; readonly foretold: readonly ForetoldRow[] };

/** A day that was foretold and is over. */
export type ScoredDay = ForetoldRow & { readonly truckId: TruckId; readonly cameWh: number };

/** "DIGF": held by the replica that makes forecasts. */
const FORECAST_LOCK = 0x44494746;
/** A lorry that drives has a heading, but not the one it will stand by. */
const STANDS_BELOW_KPH = 5;

export function forecastStore(db: Db) {
  const pool = db.$client;
  return {
    /** The trucks in use, or one of them; by id. */
    async trucks(truckId?: TruckId): Promise<TruckToForecast[]> {
      const result = await db.execute<TruckRow>(sql`
        select t.truck_id, t.seats, t.solar_array, t.battery, t.loads, t.depot,
          l.battery_soc_pct as soc_pct, (extract(epoch from l.sampled_at) * 1000)::float8 as sampled_ms,
          l.place_lat as lat, l.place_lon as lon,
          case when coalesce(l.speed_kph, 0) < ${STANDS_BELOW_KPH} then l.heading_deg end as heading_deg
        from trucks t left join latest l using (truck_id)
        where not t.retired ${truckId === undefined ? sql`` : sql`and t.truck_id = ${truckId}`}
        order by t.truck_id`);
      return result.rows.map(truckOf);
    },

    /**
     * Keeps forecasts, each unless a newer one is there; and what they foretell, unless that day and lead was foretold before:
     * the first forecast of a day is the one that counts.
     */
    async save(made: readonly NewForecast[]): Promise<void> {
      if (made.length === 0) return;
      await db.transaction(async (tx) => {
        await tx
          .insert(forecasts)
          .values(
            made.map(({ forecast: { truckId, madeAt, possible, basis, days, hours } }) => ({
              truckId,
              madeAt: new Date(madeAt),
              possible,
              basis,
              days,
              hours,
            })),
          )
          .onConflictDoUpdate({
            target: forecasts.truckId,
            set: {
              madeAt: sql`excluded.made_at`,
              possible: sql`excluded.possible`,
              basis: sql`excluded.basis`,
              days: sql`excluded.days`,
              hours: sql`excluded.hours`,
            },
            setWhere: sql`${forecasts.madeAt} <= excluded.made_at`,
          });
        const foretold = made.flatMap(({ forecast: { truckId, madeAt, days }, foretold }) =>
          foretold.map((day) => ({
            truckId,
            madeAt,
            ...day,
            classes: days.find((each) => each.day === day.day)?.classes,
          })),
        );
        await tx.execute(sql`
          insert into forecast_days (truck_id, day, lead, made_at, potential_p10_wh, potential_p50_wh, potential_p90_wh,
            potential_mean_wh, persistence_wh, mean30_wh, classes_planned, covered_p10, covered_p50, covered_p10_after_shedding)
          select row ->> 'truckId', (row ->> 'day')::date, (row ->> 'lead')::integer, (row ->> 'madeAt')::timestamptz,
            (row ->> 'p10Wh')::double precision, (row ->> 'p50Wh')::double precision, (row ->> 'p90Wh')::double precision,
            (row ->> 'meanWh')::double precision, (row ->> 'persistenceWh')::double precision,
            (row ->> 'mean30Wh')::double precision, (row -> 'classes' ->> 'planned')::integer,
            (row -> 'classes' ->> 'coveredP10')::integer, (row -> 'classes' ->> 'coveredP50')::integer,
            (row -> 'classes' ->> 'coveredP10AfterShedding')::integer
          from jsonb_array_elements(${JSON.stringify(foretold)}::jsonb) as row
          on conflict (truck_id, day, lead) do nothing`);
        await notifyChanges(tx, { subjects: ['forecasts'] });
      });
    },

    async find(truckId: TruckId): Promise<Forecast | undefined> {
      const [row] = await db.select().from(forecasts).where(eq(forecasts.truckId, truckId));
      return row && { ...row, madeAt: row.madeAt.toISOString() };
    },

    /** What its energy means in classes, for one truck; empty while there is no forecast. */
    async days(truckId: TruckId): Promise<Forecast['days']> {
      const [row] = await db
        .select({ days: forecasts.days })
        .from(forecasts)
        .where(eq(forecasts.truckId, truckId));
      return row?.days ?? [];
    },

    /** The days named, of all trucks in use that have a forecast. */
    async fleet(today: string, tomorrow: string): Promise<FleetForecast['trucks']> {
      const rows = await db
        .select({
          truckId: forecasts.truckId,
          madeAt: forecasts.madeAt,
          possible: forecasts.possible,
          days: forecasts.days,
        })
        .from(forecasts)
        .innerJoin(trucks, eq(trucks.truckId, forecasts.truckId))
        .where(eq(trucks.retired, false))
        .orderBy(forecasts.truckId);
      return rows.map(({ truckId, madeAt, possible, days }) => ({
        truckId,
        madeAt: madeAt.toISOString(),
        possible,
        today: days.find(({ day }) => day === today) ?? null,
        tomorrow: days.find(({ day }) => day === tomorrow) ?? null,
      }));
    },

    /** Days from `from` to `to` (both included) that were foretold and whose sun is known; of one truck or of all. */
    async scored(from: string, to: string, truckId?: TruckId): Promise<ScoredDay[]> {
      const result = await db.execute<ScoredRow>(sql`
        select truck_id, f.day::text as day, lead, potential_p10_wh, potential_p50_wh, potential_p90_wh, potential_mean_wh,
          persistence_wh, mean30_wh, potential_wh as came_wh
        from forecast_days f join energy_days using (truck_id, day)
        where f.day between ${from}::date and ${to}::date and potential_wh is not null
          ${truckId === undefined ? sql`` : sql`and truck_id = ${truckId}`}
        order by truck_id, f.day, lead`);
      return result.rows.map((row) => ({
        truckId: row.truck_id,
        day: row.day,
        lead: row.lead,
        p10Wh: row.potential_p10_wh,
        p50Wh: row.potential_p50_wh,
        p90Wh: row.potential_p90_wh,
        meanWh: row.potential_mean_wh,
        persistenceWh: row.persistence_wh,
        mean30Wh: row.mean30_wh,
        cameWh: row.came_wh,
      }));
    },

    /** What was foretold of a truck's days, by day and lead, whether they are known by now or not. */
    async foretold(truckId: TruckId, from: string, to: string): Promise<ForetoldInClasses[]> {
      const result = await db.execute<ScoredRow & ClassesRow>(sql`
        select truck_id, day::text as day, lead, potential_p10_wh, potential_p50_wh, potential_p90_wh, potential_mean_wh,
          persistence_wh, mean30_wh, 0::double precision as came_wh,
          classes_planned, covered_p10, covered_p50, covered_p10_after_shedding
        from forecast_days where truck_id = ${truckId} and day between ${from}::date and ${to}::date order by day, lead`);
      return result.rows.map((row) => ({
        day: row.day,
        lead: row.lead,
        p10Wh: row.potential_p10_wh,
        p50Wh: row.potential_p50_wh,
        p90Wh: row.potential_p90_wh,
        meanWh: row.potential_mean_wh,
        persistenceWh: row.persistence_wh,
        mean30Wh: row.mean30_wh,
        classes: classesOf(row),
      }));
    },

    /** Runs `work` unless another replica is at it; says whether it ran. */
    async alone(work: () => Promise<void>): Promise<boolean> {
      const client = await pool.connect();
      try {
        const { rows } = await client.query('select pg_try_advisory_lock($1) as mine', [FORECAST_LOCK]);
        if (rows[0]?.mine !== true) return false;
        try {
          await work();
        } finally {
          await client.query('select pg_advisory_unlock($1)', [FORECAST_LOCK]);
        }
        return true;
      } finally {
        client.release();
      }
    },
  };
}
export type ForecastStore = ReturnType<typeof forecastStore>;

type TruckRow = {
  truck_id: TruckId;
  seats: number;
  solar_array: TruckBody['array'];
  battery: TruckBody['battery'];
  loads: TruckBody['loads'];
  depot: TruckBody['depot'];
  soc_pct: number | null;
  sampled_ms: number | null;
  lat: number | null;
  lon: number | null;
  heading_deg: number | null;
};

function truckOf(row: TruckRow): TruckToForecast {
  const { soc_pct: socPct, sampled_ms: atMs, lat, lon } = row;
  return {
    truckId: row.truck_id,
    seats: row.seats,
    array: row.solar_array,
    battery: row.battery,
    loads: row.loads,
    depot: row.depot,
    charge: socPct === null || atMs === null ? null : { socPct, atMs },
    place: lat === null || lon === null ? null : { lat, lon, headingDeg: row.heading_deg },
  };
}

type ClassesRow = {
  classes_planned: number | null;
  covered_p10: number | null;
  covered_p50: number | null;
  covered_p10_after_shedding: number | null;
};
/** All four are known, or none. */
function classesOf(row: ClassesRow): ForetoldClasses | null {
  const [planned, coveredP10, coveredP50] = [row.classes_planned, row.covered_p10, row.covered_p50];
  const coveredP10AfterShedding = row.covered_p10_after_shedding;
  if (planned === null || coveredP10 === null || coveredP50 === null || coveredP10AfterShedding === null)
    return null;
  return { planned, coveredP10, coveredP50, coveredP10AfterShedding };
}

type ScoredRow = {
  truck_id: TruckId;
  day: string;
  lead: number;
  potential_p10_wh: number;
  potential_p50_wh: number;
  potential_p90_wh: number;
  potential_mean_wh: number;
  persistence_wh: number | null;
  mean30_wh: number | null;
  came_wh: number;
};

/**
 * Ways by road that a service was asked for, kept by pair of rounded places. A thousand places are a million ways: they are read some rows at
 * a time, so that nobody waits for them all.
 */

import type { Db } from '../db.ts';
import { sql } from '../drizzle.ts';

/** In ten thousandths of a degree. */
export type RoundedPlace = { readonly lat: number; readonly lon: number };
export type KeptWay = {
  /** Numbers of the places. */
  readonly from: number;
  readonly to: number;
  /** null: there is no road. */
  readonly minutes: number | null;
  readonly km: number | null;
};

const ROWS_AT_ONCE = 64;
const SAVED_AT_ONCE = 5000;

export function travelStore(db: Db) {
  return {
    /** Ways between these places that are not older than so many days. */
    async known(source: string, places: readonly RoundedPlace[], maxAgeDays: number): Promise<KeptWay[]> {
      const lats = places.map(({ lat }) => lat);
      const lons = places.map(({ lon }) => lon);
      const ways: KeptWay[] = [];
      for (let first = 0; first < places.length; first += ROWS_AT_ONCE) {
        const { rows } = await db.$client.query<{
          from: number;
          to: number[];
          minutes: (number | null)[];
          km: (number | null)[];
        }>(
          `with place as (select lat, lon, (ordinality - 1)::int as number
             from unnest($2::int[], $3::int[]) with ordinality as p(lat, lon, ordinality))
           select f.number as "from", array_agg(t.number) as "to", array_agg(w.minutes) as minutes, array_agg(w.km) as km
           from place f
             join travel_ways w on w.source = $1 and w.from_lat_e4 = f.lat and w.from_lon_e4 = f.lon
             join place t on w.to_lat_e4 = t.lat and w.to_lon_e4 = t.lon
           where f.number between $4 and $5 and w.asked_at > clock_timestamp() - $6 * interval '1 day'
           group by f.number`,
          [source, lats, lons, first, first + ROWS_AT_ONCE - 1, maxAgeDays],
        );
        for (const { from, to, minutes, km } of rows) {
          for (const [i, number] of to.entries())
            ways.push({ from, to: number, minutes: minutes[i] ?? null, km: km[i] ?? null });
        }
      }
      return ways;
    },

    async save(source: string, places: readonly RoundedPlace[], ways: readonly KeptWay[]): Promise<void> {
      for (let first = 0; first < ways.length; first += SAVED_AT_ONCE) {
        const some = ways.slice(first, first + SAVED_AT_ONCE);
        const at = (which: 'from' | 'to', axis: 'lat' | 'lon') =>
          some.map((way) => places[way[which]]?.[axis] ?? 0);
        await db.$client.query(
          `insert into travel_ways (source, from_lat_e4, from_lon_e4, to_lat_e4, to_lon_e4, minutes, km)
           select distinct on (a, b, c, d) $1, a, b, c, d, minutes, km
           from unnest($2::int[], $3::int[], $4::int[], $5::int[], $6::float8[], $7::float8[]) as way(a, b, c, d, minutes, km)
           on conflict (source, from_lat_e4, from_lon_e4, to_lat_e4, to_lon_e4)
             do update set minutes = excluded.minutes, km = excluded.km, asked_at = clock_timestamp()`,
          [
            source,
            at('from', 'lat'),
            at('from', 'lon'),
            at('to', 'lat'),
            at('to', 'lon'),
            some.map(({ minutes }) => minutes),
            some.map(({ km }) => km),
          ],
        );
      }
    },

    /** Forgets what is too old to be used, whatever service said it. */
    async forget(maxAgeDays: number): Promise<void> {
      await db.execute(
        sql`delete from travel_ways where asked_at < clock_timestamp() - ${maxAgeDays} * interval '1 day'`,
      );
    },
  };
}
export type TravelStore = ReturnType<typeof travelStore>;

/**
 * Each truck as it is now: its record's few words, its link (kept by presence), its latest readings. One statement for
 * the whole fleet or for some of it; the API's trucks and the live feed are both made of it.
 */

import { activityOf } from '@digitruck/contract/activity';
import type { Latest, Link, TruckNow } from '@digitruck/contract/fleet';
import type { TruckId } from '@digitruck/contract/ids';
import { columnOf, READING_NAMES, type ReadingName } from '@digitruck/contract/readings';
import type { Db, Tx } from './db.ts';
import { sql } from './drizzle.ts';

const NEVER_HEARD: Link = {
  state: 'never',
  since: null,
  lastHeardAt: null,
  bootId: null,
  flapping: false,
};

/** Times come as milliseconds: numbers are read faster than texts, and mean the same everywhere. */
const ms = (column: string, name: string) => `(extract(epoch from ${column}) * 1000)::float8 as ${name}`;
const COLUMNS = [
  't.truck_id, t.name, t.seats',
  'p.state, p.boot_id as link_boot_id, p.flapping',
  ms('p.since', 'since_ms'),
  ms('p.last_heard_at', 'last_heard_ms'),
  'l.boot_id, l.seq::float8 as seq',
  ms('l.sampled_at', 'sampled_ms'),
  ms('l.received_at', 'received_ms'),
  'l.place_lat::float8 as place_lat, l.place_lon::float8 as place_lon',
  ms('l.place_at', 'place_ms'),
  ...READING_NAMES.map((name) => `l.${columnOf(name)}::float8 as "${name}"`),
].join(', ');

type Row = { [Name in ReadingName]: number | null } & {
  truck_id: TruckId;
  name: string;
  seats: number;
  state: Link['state'] | null;
  link_boot_id: string | null;
  flapping: boolean | null;
  since_ms: number | null;
  last_heard_ms: number | null;
  boot_id: string | null;
  seq: number;
  sampled_ms: number;
  received_ms: number;
  place_lat: number | null;
  place_lon: number | null;
  place_ms: number | null;
};

/**
 * The trucks as they are now, by their ids in order.
 * @param truckIds only these; retired and unknown ones are left out. Without it the whole fleet but the retired
 */
export async function fleetNow(db: Db | Tx, truckIds?: readonly TruckId[]): Promise<TruckNow[]> {
  if (truckIds?.length === 0) return [];
  const which =
    truckIds === undefined ? sql`` : sql`and t.truck_id = any(${sql.param([...truckIds])}::text[])`;
  return (await rowsOf(db, sql`where not t.retired ${which}`)).map(truckNowOf);
}

/** The same for trucks that may be retired, by id. */
export async function nowOf(db: Db | Tx, truckIds: readonly TruckId[]): Promise<Map<TruckId, TruckNow>> {
  const rows = await rowsOf(db, sql`where t.truck_id = any(${sql.param([...truckIds])}::text[])`);
  return new Map(rows.map((row) => [row.truck_id, truckNowOf(row)]));
}

async function rowsOf(db: Db | Tx, where: ReturnType<typeof sql>): Promise<Row[]> {
  const result = await db.execute<Row>(sql`
    select ${sql.raw(COLUMNS)} from trucks t
      left join presence p using (truck_id)
      left join latest l using (truck_id)
    ${where} order by t.truck_id`);
  return result.rows;
}

function truckNowOf(row: Row): TruckNow {
  const latest = latestOf(row);
  return {
    truckId: row.truck_id,
    name: row.name,
    seats: row.seats,
    link: linkOf(row),
    latest,
    activity: activityOf(latest?.readings),
  };
}

function linkOf(row: Row): Link {
  if (row.state === null) return NEVER_HEARD;
  return {
    state: row.state,
    since: isoOf(row.since_ms),
    lastHeardAt: isoOf(row.last_heard_ms),
    bootId: row.link_boot_id,
    flapping: row.flapping ?? false,
  };
}

function latestOf(row: Row): Latest | null {
  if (row.boot_id === null) return null;
  const readings: { [Name in ReadingName]?: number } = {};
  for (const name of READING_NAMES) {
    const value = row[name];
    if (value !== null) readings[name] = value;
  }
  const { place_lat: lat, place_lon: lon } = row;
  const placeAt = isoOf(row.place_ms);
  return {
    bootId: row.boot_id,
    seq: row.seq,
    sampledAt: new Date(row.sampled_ms).toISOString(),
    receivedAt: new Date(row.received_ms).toISOString(),
    readings,
    place: lat === null || lon === null || placeAt === null ? null : { lat, lon, at: placeAt },
  };
}

function isoOf(timeMs: number | null): string | null {
  return timeMs === null ? null : new Date(timeMs).toISOString();
}

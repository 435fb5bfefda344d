/**
 * Gaps: stretches of a boot's sequence numbers of which samples are known to be missing.
 *
 * `boots.stored_seqs` says what is stored; what is not stored below the highest is missing. The samples after the
 * highest are not known to exist, so there is no gap at the end. A boot counts from 0, so missing first ones are a gap too,
 * except for the first boot that was ever heard of a truck: that truck was running before it was ours.
 *
 * A gap keeps the stretch in which it was noticed; `missing` falls while late samples fill it, and at 0 it is closed.
 */
import type { Gap } from '@digitruck/contract/history';
import type { TruckId } from '@digitruck/contract/ids';
import type pg from 'pg';
import { CHANGES_CHANNEL, encodeChanges } from '../changes.ts';
import { cursorOf, readCursor } from '../cursor.ts';
import type { Db } from '../db.ts';

/**
 * More new stretches than this at once in one boot are a shuffled backlog on its way (or every other sample lost): they are
 * written down as one gap from the first to the last, with the number that is missing in it.
 */
export const NEW_GAPS_MAX = 50;

/** Replicas' clocks differ, and what waited for the database commits late: boots are looked at again this long after. */
const CHECK_AGAIN = `interval '1 hour'`;

/** Boots of the trucks $1 that received something since they were last checked, and what is missing in them. */
const MISSING = `
  with boot as materialized (
    select truck_id, boot_id, boot_month, last_received_at,
      int8multirange(int8range(
        case when exists (
          select from boots earlier where earlier.truck_id = boots.truck_id
            and earlier.first_received_at < boots.first_received_at
        ) then 0 else lower(stored_seqs) end,
        upper(stored_seqs))) - stored_seqs as missing
    from boots left join gap_checks using (truck_id)
    where truck_id = any ($1::text[]) and not isempty(stored_seqs)
      and (checked_to is null or last_received_at >= checked_to - ${CHECK_AGAIN})
  )`;

const countOf = (multirange: string) =>
  `(select coalesce(sum(upper(piece) - lower(piece)), 0)::bigint from unnest(${multirange}) as piece)`;

const UPDATE_OPEN = `${MISSING}
  update gaps set missing = counted.missing, closed_at = case when counted.missing = 0 then clock_timestamp() end
  from (
    select gaps.truck_id, boot_id, from_seq,
      ${countOf('boot.missing * int8multirange(int8range(from_seq, to_seq + 1))')} as missing
    from gaps join boot using (truck_id, boot_id)
    where closed_at is null
  ) as counted
  where gaps.truck_id = counted.truck_id and gaps.boot_id = counted.boot_id and gaps.from_seq = counted.from_seq
    and gaps.missing <> counted.missing`;

/** Stretches that no open gap holds yet, by boot. */
const FRESH = `${MISSING}, fresh as materialized (
    select boot.*, boot.missing - coalesce((
        select range_agg(int8range(from_seq, to_seq + 1)) from gaps
        where gaps.truck_id = boot.truck_id and gaps.boot_id = boot.boot_id and closed_at is null
      ), '{}') as unseen
    from boot where not isempty(boot.missing)
  ), counted as materialized (
    select fresh.*, (select count(*) from unnest(unseen)) > ${NEW_GAPS_MAX} as many from fresh
    where not isempty(unseen)
  )`;

/** Where there are too many stretches to tell apart, the boot's open gaps become part of the one that is written instead. */
const DROP_SWALLOWED = `${FRESH}
  delete from gaps using counted
  where many and gaps.truck_id = counted.truck_id and gaps.boot_id = counted.boot_id and closed_at is null`;

const INSERT_FRESH = `${FRESH}
  insert into gaps (truck_id, boot_id, from_seq, to_seq, missing, after_at, before_at, noticed_at)
  select truck_id, boot_id, from_seq, to_seq, gap.missing,
    coalesce(
      (select sampled_at from samples where samples.truck_id = counted.truck_id and samples.boot_id = counted.boot_id
        and samples.boot_month = counted.boot_month and seq = from_seq - 1),
      -- The head of a boot: the truck's sample before it was of another boot.
      (select max(sampled_at) from samples where samples.truck_id = counted.truck_id and from_seq = 0
        and samples.boot_id <> counted.boot_id and sampled_at <= before_at)
    ),
    before_at, clock_timestamp()
  from counted
  cross join lateral (
    select lower(piece) as from_seq, upper(piece) - 1 as to_seq, upper(piece) - lower(piece) as missing
    from unnest(unseen) as piece where not many
    union all
    select lower(counted.missing), upper(counted.missing) - 1, ${countOf('counted.missing')} where many
  ) as gap
  left join lateral (
    select sampled_at as before_at from samples where samples.truck_id = counted.truck_id
      and samples.boot_id = counted.boot_id and samples.boot_month = counted.boot_month and seq = to_seq + 1
  ) as behind on true`;

/** Whether there is anything to do at all, which is rare. */
const ANY = `${MISSING}
  select exists (select from boot where not isempty(missing))
    or exists (select from gaps join boot using (truck_id, boot_id) where closed_at is null) as any`;

/** Not at every look: what is checked once more than needed costs nothing but the look. */
const REMEMBER = `
  insert into gap_checks (truck_id, checked_to)
  select truck_id, max(last_received_at) from boots where truck_id = any ($1::text[]) group by truck_id
  on conflict (truck_id) do update set checked_to = excluded.checked_to
  where gap_checks.checked_to < excluded.checked_to - ${CHECK_AGAIN} / 2`;

/**
 * Brings the gaps of these trucks up to date. Runs in the transaction (repeatable read: all statements see the same) of
 * whoever holds the trucks' claim, so that nobody else does; what is committed meanwhile has marked its trucks again.
 */
export async function refreshGaps(client: pg.ClientBase, truckIds: readonly string[]): Promise<void> {
  const values = [truckIds];
  const { rows } = await client.query({ name: 'gaps-any', text: ANY, values });
  if (rows[0]?.any === true) {
    await client.query({ name: 'gaps-swallow', text: DROP_SWALLOWED, values });
    const updated = await client.query({ name: 'gaps-update', text: UPDATE_OPEN, values });
    const noticed = await client.query({ name: 'gaps-insert', text: INSERT_FRESH, values });
    if (updated.rowCount || noticed.rowCount) {
      for (const payload of encodeChanges({ subjects: ['gaps'] })) {
        await client.query('select pg_notify($1, $2)', [CHANGES_CHANNEL, payload]);
      }
    }
  }
  await client.query({ name: 'gaps-remember', text: REMEMBER, values });
}

export type GapQuery = {
  readonly state: 'open' | 'closed' | 'any';
  readonly limit: number;
  readonly cursor?: string | undefined;
};

type GapRow = {
  boot_id: string;
  from_seq: string;
  to_seq: string;
  missing: string;
  after_at: Date | null;
  before_at: Date | null;
  noticed_at: Date;
  closed_at: Date | null;
  /** Microseconds since 1970, which a Date has not. */
  noticed_us: string;
};

const NOTICED_US = '(extract(epoch from noticed_at) * 1000000)::bigint';
/** A hand-made cursor must not become an error of the database. */
const WHOLE_NUMBER = /^\d{1,18}$/;

function afterGap(cursor: string | undefined): (string | null)[] {
  const [noticedUs = '', bootId = '', fromSeq = ''] = readCursor(cursor, 3) ?? [];
  const ours = WHOLE_NUMBER.test(noticedUs) && WHOLE_NUMBER.test(fromSeq) && !bootId.includes('\0');
  return ours ? [noticedUs, bootId, fromSeq] : [null, null, null];
}

export function gapStore(db: Db) {
  return {
    /** A truck's gaps, last noticed first; undefined for a truck that is not registered. */
    async list(
      truckId: TruckId,
      query: GapQuery,
    ): Promise<{ items: Gap[]; nextCursor: string | null; total: number } | undefined> {
      const state = {
        open: 'and closed_at is null',
        closed: 'and closed_at is not null',
        any: '',
      }[query.state];
      const known = await db.$client.query<{ total: string }>(
        `select (select count(*) from gaps where truck_id = $1 ${state}) as total from trucks where truck_id = $1`,
        [truckId],
      );
      const [truck] = known.rows;
      if (truck === undefined) return undefined;
      const { rows } = await db.$client.query<GapRow>(
        `select *, ${NOTICED_US} as noticed_us from gaps
         where truck_id = $1 ${state}
           and ($3::bigint is null or (${NOTICED_US}, boot_id, from_seq) < ($3::bigint, $4::text, $5::bigint))
         order by ${NOTICED_US} desc, boot_id desc, from_seq desc limit $2`,
        [truckId, query.limit + 1, ...afterGap(query.cursor)],
      );
      const page = rows.slice(0, query.limit);
      const last = page.at(-1);
      const more = rows.length > query.limit && last !== undefined;
      return {
        items: page.map((row) => gapOf(truckId, row)),
        nextCursor: more ? cursorOf([last.noticed_us, last.boot_id, last.from_seq]) : null,
        total: Number(truck.total),
      };
    },
  };
}
export type GapStore = ReturnType<typeof gapStore>;

function gapOf(truckId: TruckId, row: GapRow): Gap {
  // Without a sample before (a boot's head) or with it gone, the nearest time that is known stands for it.
  const beforeAt = row.before_at ?? row.noticed_at;
  return {
    truckId,
    bootId: row.boot_id,
    fromSeq: Number(row.from_seq),
    toSeq: Number(row.to_seq),
    missing: Number(row.missing),
    afterAt: (row.after_at ?? beforeAt).toISOString(),
    beforeAt: beforeAt.toISOString(),
    noticedAt: row.noticed_at.toISOString(),
    closedAt: row.closed_at?.toISOString() ?? null,
  };
}

/**
 * Counts session reports: the stays they touch are restated from all their reports, and the reports are marked as counted.
 *
 * One transaction at a time does so (an advisory lock), whatever replica it is on. A version that comes in meanwhile is not marked, and its
 * stay is restated again.
 */

import { addDays } from '../../kernel/zone.ts';
import { notifyChanges } from '../changes.ts';
import type { Db, Tx } from '../db.ts';
import { type SQL, sql } from '../drizzle.ts';
import { CATEGORIES, classRows, countStay, dayNumber, dayOf, monthsOf } from './counted.ts';
import { type Pack, packIn, packsFrom } from './pack.ts';
import { toldOf } from './rows.ts';
import {
  arrivalsFrom,
  CLASS_COLUMNS,
  IS_NAMES_OF,
  LEARNER_COLUMNS,
  LEARNER_PERSON,
  LEARNER_TEXT,
  LEARNER_TYPES,
  namesFrom,
  STAY_OF,
  SUM_COLUMNS,
} from './sql.ts';

/** "IMPA" in ASCII. */
const COUNT_LOCK = 0x494d5041;
/** So many are counted in one go: what else the service does has to get its turn between. */
const STAYS_AT_ONCE = 50;

type Due = { truckId: string; sessionId: string; version: number; state: string; stayId: string };

export function impactCountStore(db: Db) {
  /** When all that was changed was found last, by the database's clock. */
  let lookedAt: string | undefined;
  return {
    /**
     * Counts `limit` reports, the longest waiting first, and with them whatever else waits of the same stays: these are restated anyway, and
     * after days without a network it is most of what comes.
     * @returns how many that were: less than `limit` when nothing else waits
     */
    async countSome(limit: number): Promise<number> {
      return db.transaction(async (tx) => {
        await tx.execute(sql`select pg_advisory_xact_lock(${COUNT_LOCK})`);
        // A class that runs is in no total; one that was counted and runs again is taken out.
        const waits = sql`r.counted_at is null and (r.state <> 'started'
          or exists (select 1 from impact_counted c where c.truck_id = r.truck_id and c.session_id = r.session_id))`;
        const { rows: due } = await tx.execute<Due>(sql`
          with oldest as (
            select ${STAY_OF} as stay_id from session_reports r where ${waits} order by r.updated_at limit ${limit}
          )
          select r.truck_id as "truckId", r.session_id as "sessionId", r.version, r.state, ${STAY_OF} as "stayId"
          from session_reports r where ${waits} and ${STAY_OF} in (select stay_id from oldest)`);
        if (due.length === 0) return 0;
        const trucks = sql`${sql.param(due.map(({ truckId }) => truckId))}::text[]`;
        const sessions = sql`${sql.param(due.map(({ sessionId }) => sessionId))}::uuid[]`;
        const stays = sql`${sql.param(due.map(({ stayId }) => stayId))}::uuid[]`;
        const { rows: before } = await tx.execute<{ stayId: string }>(sql`
          select distinct c.stay_id as "stayId" from impact_counted c
          join unnest(${trucks}, ${sessions}) as d (truck_id, session_id) using (truck_id, session_id)`);
        await restate(
          tx,
          [...due, ...before].map(({ stayId }) => stayId),
        );
        await tx.execute(sql`
          insert into impact_counted (truck_id, session_id, stay_id) select * from unnest(${trucks}, ${sessions}, ${stays})
          on conflict (truck_id, session_id) do update set stay_id = excluded.stay_id`);
        await tx.execute(sql`
          delete from impact_counted c using unnest(${trucks}, ${sessions}, ${sql.param(due.map(({ state }) => state))}::text[])
            as d (truck_id, session_id, state)
          where d.state = 'started' and c.truck_id = d.truck_id and c.session_id = d.session_id`);
        await tx.execute(sql`
          update session_reports r set counted_at = clock_timestamp()
          from unnest(${trucks}, ${sessions}, ${sql.param(due.map(({ version }) => version))}::int[])
            as d (truck_id, session_id, version)
          where r.truck_id = d.truck_id and r.session_id = d.session_id and r.version = d.version
            and r.state <> 'started' and r.counted_at is null`);
        await notifyChanges(tx, { subjects: ['sessions'] });
        return due.length;
      });
    },

    /**
     * Restates stays whose cohorts, rosters or courses were changed since they were counted, and those of which no classes are kept yet.
     * @returns how many that were
     */
    async recountChanged(limit: number): Promise<number> {
      // A change may become visible some time after it was made.
      const changed = (row: SQL) =>
        lookedAt === undefined
          ? sql`true`
          : sql`${row}.updated_at > ${lookedAt}::timestamptz - interval '10 minutes'`;
      return db.transaction(async (tx) => {
        await tx.execute(sql`select pg_advisory_xact_lock(${COUNT_LOCK})`);
        const { rows: times } = await tx.execute<{ now: string }>(sql`select now()::text as now`);
        const { rows } = await tx.execute<{ stayId: string }>(sql`
          select s.stay_id as "stayId" from impact_stays s
          where not exists (select 1 from impact_packs p where p.stay_id = s.stay_id)
          union
          select s.stay_id from enrolments e join cohorts c on c.cohort_id = e.cohort_id
          join impact_stays s on s.visit_id = c.visit_id and s.counted_at < e.updated_at where ${changed(sql`e`)}
          union
          select s.stay_id from learners l
          join impact_learners i on i.person_id = l.learner_id and i.month is null
          join impact_stays s on s.stay_id = i.stay_id and s.counted_at < l.updated_at where ${changed(sql`l`)}
          union
          select s.stay_id from learners l join enrolments e on e.learner_id = l.learner_id join cohorts c on c.cohort_id = e.cohort_id
          join impact_stays s on s.visit_id = c.visit_id and s.counted_at < l.updated_at where ${changed(sql`l`)}
          union
          select i.stay_id from courses k join impact_sums i on i.course_id = k.course_id
          join impact_stays s on s.stay_id = i.stay_id and s.counted_at < k.updated_at where ${changed(sql`k`)}
          limit ${limit}`);
        if (rows.length > 0)
          await restate(
            tx,
            rows.map(({ stayId }) => stayId),
          );
        if (rows.length < limit) lookedAt = times[0]?.now;
        return rows.length;
      });
    },
  };
}
export type ImpactCountStore = ReturnType<typeof impactCountStore>;

async function restate(tx: Tx, stayIds: readonly string[]): Promise<void> {
  const ids = [...new Set(stayIds)];
  for (let at = 0; at < ids.length; at += STAYS_AT_ONCE)
    await restateSome(tx, ids.slice(at, at + STAYS_AT_ONCE));
}

async function restateSome(tx: Tx, stayIds: readonly string[]): Promise<void> {
  const ids = sql`${sql.param([...stayIds])}::uuid[]`;
  const stays = sql`(select unnest(${ids}) as stay_id)`;
  const standing = sql`${STAY_OF} = s.stay_id and r.state in ('held', 'cancelled')`;
  // Of which nothing is left, what hangs on a stay goes with it.
  const { rows: left } = await tx.execute<{ personId: string }>(sql`
    with gone as (
      delete from impact_stays s where s.stay_id = any(${ids}) and not exists (select 1 from session_reports r where ${standing})
      returning s.stay_id
    )
    select distinct person_id as "personId" from impact_learners where stay_id in (select stay_id from gone)`);
  await tx.execute(sql`
    insert into impact_stays (stay_id, visit_id, first_day, last_day, counted_at)
    select s.stay_id, (array_agg(r.visit_id))[1], min(r.day), max(r.day), now()
    from ${stays} s join session_reports r on ${standing} group by s.stay_id
    on conflict (stay_id) do update set visit_id = excluded.visit_id, first_day = excluded.first_day,
      last_day = excluded.last_day, counted_at = excluded.counted_at`);
  await tx.execute(sql`
    with sums as (delete from impact_sums where stay_id = any(${ids})),
      classes as (delete from impact_classes where stay_id = any(${ids}))
    delete from impact_arrivals where stay_id = any(${ids})`);
  await tx.execute(sql`insert into impact_arrivals ${arrivalsFrom(stays)}`);
  const { rows: packs } = await tx.execute<{ stayId: string; classes: string }>(sql`
    insert into impact_packs (stay_id, classes) ${packsFrom(stays)}
    on conflict (stay_id) do update set classes = excluded.classes returning stay_id as "stayId", classes`);
  const packed = packs.map(({ stayId, classes }) => ({ stayId, pack: packIn(classes) }));
  const counted = packed.flatMap(({ stayId, pack }) => wholeAndMonths(stayId, pack));
  const classes = packed.flatMap(({ stayId, pack }) => classRows(pack, stayId));
  const json = (rows: readonly object[]) => sql`${JSON.stringify(rows)}::json`;
  await tx.execute(sql`
    insert into impact_classes (${CLASS_COLUMNS})
    select ${CLASS_COLUMNS} from json_populate_recordset(null::impact_classes, ${json(classes)})`);
  const changed = await changePeople(
    tx,
    ids,
    counted.flatMap(({ learners }) => learners),
  );
  // Whoever came to be in a second stay, or no longer is, changes what is added up of the other one as well.
  const tellApart = sql.param([...left.map(({ personId }) => personId), ...changed]);
  const { rows: others } = await tx.execute<{ stayId: string }>(sql`
    with n as (
      select person_id, count(*) filter (where month is null) = 1 as alone from impact_learners
      where person_id = any(${tellApart}::uuid[]) group by person_id
    )
    update impact_learners l set alone = n.alone from n
    where l.person_id = n.person_id and l.alone <> n.alone returning l.stay_id as "stayId"`);
  await tx.execute(sql`
    insert into impact_sums (${SUM_COLUMNS})
    select x.stay_id, x.month, x.truck_id, x.site_id, x.course_id, x.told, x.reasons, x.heads, n.names
    from json_populate_recordset(null::impact_sums, ${json(counted.flatMap(({ sums }) => sums))}) x
    left join (${namesFrom(ids)}) n on ${IS_NAMES_OF}`);
  const elsewhere = new Set(others.map(({ stayId }) => stayId)).difference(new Set(stayIds));
  if (elsewhere.size > 0)
    await tx.execute(sql`
      update impact_sums x set names = n.names
      from (${namesFrom(sql`${sql.param([...elsewhere])}::uuid[]`)}) n where ${IS_NAMES_OF}`);
}

/** One report changes few of a stay's people: only these are written, for each stands in three indexes. @returns who they are */
async function changePeople(
  tx: Tx,
  ids: SQL,
  now: readonly (readonly (string | null)[])[],
): Promise<Set<string>> {
  const { rows } = await tx.execute<{ said: string | null }>(sql`
    select string_agg(ctid || ' ' || ${LEARNER_TEXT}, ';') as said from impact_learners where stay_id = any(${ids})`);
  const gone = new Map<string, string>();
  for (const said of rows[0]?.said?.split(';') ?? []) {
    const at = said.indexOf(' ');
    gone.set(said.slice(at + 1), said.slice(0, at));
  }
  const changed = new Set<string>();
  const come = now.filter((row) => !gone.delete(row.map((one) => one ?? '-').join(' ')));
  for (const row of come) changed.add(row[LEARNER_PERSON] ?? '');
  for (const said of gone.keys()) changed.add(said.split(' ')[LEARNER_PERSON] ?? '');
  if (gone.size > 0)
    await tx.execute(
      sql`delete from impact_learners where ctid = any(${sql.param([...gone.values()])}::tid[])`,
    );
  if (come.length > 0)
    await tx.execute(sql`
      insert into impact_learners (${LEARNER_COLUMNS}) select * from unnest(${sql.join(
        LEARNER_TYPES.map(
          (type, at) => sql`${sql.param(come.map((row) => row[at] ?? null))}::${sql.raw(type)}[]`,
        ),
        sql`, `,
      )})`);
  return changed;
}

/** Rows of `impact_sums` and `impact_learners` of a stay as a whole, and of each of its months: people are no sum over months. */
function wholeAndMonths(stayId: string, pack: Pack) {
  const rowsOf = (first: number, last: number, month: string | null) =>
    countStay(pack, { first, last }).map(({ place, sums, reasons: why, heads, people }) => {
      const row = { stay_id: stayId, month, ...place };
      const reasons = why && JSON.stringify(why);
      return {
        sums: { ...row, told: toldOf(stayId, place, sums), reasons, heads: JSON.stringify(heads) },
        learners: people.map((one) => [
          ...Object.values(row),
          one.personId,
          ...Object.values(CATEGORIES[one.category] ?? {}),
          dayOf(one.firstDay),
          String(one.present),
          String(one.seconds),
        ]),
      };
    });
  const rows = [
    ...rowsOf(-Infinity, Infinity, null),
    ...monthsOf(pack).flatMap((month) =>
      rowsOf(dayNumber(month), dayNumber(addDays(month, 31).slice(0, 8).concat('01')) - 1, month),
    ),
  ];
  return { sums: rows.map((row) => row.sums), learners: rows.flatMap((row) => row.learners) };
}

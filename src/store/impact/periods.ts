/**
 * Closing a period: its figures and the reports they were made of are kept as one moment of the database saw them. Nothing is closed while
 * a report of it waits to be counted, so that the figures are those of the reports.
 */
import type {
  ChangedSession,
  ImpactPeriod,
  ImpactSnapshot,
  PeriodBody,
} from '@digitruck/contract/impact-periods';
import type { Actor } from '@digitruck/contract/people';
import type { Db } from '../db.ts';
import { desc, eq, sql } from '../drizzle.ts';
import { recordChange } from '../people/audit.ts';
import { impactPeriods } from '../tables/impact.ts';
import {
  type AlreadyExists,
  type Done,
  NOT_FOUND,
  type NotFound,
  onlyRow,
  unlessTaken,
} from '../versions.ts';
import { type ImpactEntryStore, impactEntryStore } from './entries.ts';
import { type ImpactFigureStore, impactFigureStore } from './figures.ts';
import { GIGA_COLUMNS, measuredAtSchools } from './giga.ts';

export type ImpactParts = {
  readonly impactFigures: ImpactFigureStore;
  readonly impactEntries: ImpactEntryStore;
};
export type NotCounted = { readonly ok: false; readonly reason: 'not-counted'; readonly waiting: number };
export type FrozenPeriod = ImpactPeriod & { readonly snapshot: ImpactSnapshot };

export type FrozenSession = {
  readonly sessionId: string;
  readonly truckId: string;
  readonly day: string;
  readonly startedAt: string;
  readonly state: string;
  readonly site: string;
  readonly county: string;
  readonly course: string;
  readonly seconds: number | null;
  readonly heads: number;
  readonly headCounts: { sex: string; ageBand: string; role: string; count: number }[];
};

const CHANGES_MAX = 500;

export function impactPeriodStore(db: Db) {
  return {
    async list(): Promise<ImpactPeriod[]> {
      const rows = await db
        .select({
          periodId: impactPeriods.periodId,
          name: impactPeriods.name,
          firstDay: impactPeriods.firstDay,
          lastDay: impactPeriods.lastDay,
          frozenAt: impactPeriods.frozenAt,
          frozenBy: impactPeriods.frozenBy,
        })
        .from(impactPeriods)
        .orderBy(desc(impactPeriods.lastDay), desc(impactPeriods.frozenAt))
        .limit(500);
      return rows.map((row) => ({ ...row, frozenAt: row.frozenAt.toISOString() }));
    },

    async find(periodId: string): Promise<FrozenPeriod | undefined> {
      const [row] = await db.select().from(impactPeriods).where(eq(impactPeriods.periodId, periodId));
      if (row === undefined) return undefined;
      const { programmeId: _, figures, frozenAt, ...period } = row;
      return { ...period, frozenAt: frozenAt.toISOString(), snapshot: figures as ImpactSnapshot };
    },

    async freeze(
      actor: Actor,
      body: PeriodBody,
      snapshotOf: (parts: ImpactParts) => Promise<ImpactSnapshot>,
    ): Promise<Done<ImpactPeriod> | AlreadyExists | NotCounted> {
      return unlessTaken(
        () =>
          db.transaction(
            async (tx) => {
              const waiting = await tx.execute<{ n: number }>(sql`
                select count(*)::int as n from session_reports
                where counted_at is null and state <> 'started' and day between ${body.firstDay}::date and ${body.lastDay}::date`);
              const n = waiting.rows[0]?.n ?? 0;
              if (n > 0) return { ok: false, reason: 'not-counted', waiting: n } as const;
              const snapshot = await snapshotOf({
                impactFigures: impactFigureStore(tx as unknown as Db, false),
                impactEntries: impactEntryStore(tx as unknown as Db),
              });
              const made = onlyRow(
                await tx
                  .insert(impactPeriods)
                  .values({
                    ...body,
                    figures: snapshot,
                    frozenAt: new Date(snapshot.impact.asOf),
                    frozenBy: actor.name,
                  })
                  .returning(),
              );
              await tx.execute(sql`
                insert into impact_period_sessions (period_id, truck_id, session_id, version, day, started_at, state, site_id,
                  course_id, site, county, course, seconds, heads, head_counts)
                select ${made.periodId}::uuid, r.truck_id, r.session_id, r.version, r.day, r.started_at, r.state, r.site_id,
                  r.course_id, coalesce(si.name, ''), coalesce(si.county, ''), coalesce(k.name, ''), round(r.minutes * 60)::bigint, r.heads, coalesce((
                    select jsonb_agg(jsonb_build_object('sex', h.sex, 'ageBand', h.age_band, 'role', h.role, 'count', h.count)
                      order by h.sex, h.age_band, h.role)
                    from session_heads h where h.truck_id = r.truck_id and h.session_id = r.session_id), '[]')
                from session_reports r
                left join sites si on si.site_id = r.site_id left join courses k on k.course_id = r.course_id
                where r.state in ('held', 'cancelled') and r.day between ${body.firstDay}::date and ${body.lastDay}::date`);
              await tx.execute(sql`
                insert into impact_period_giga (period_id, ${GIGA_COLUMNS})
                select ${made.periodId}::uuid, ${GIGA_COLUMNS} from (${measuredAtSchools({ from: body.firstDay, to: body.lastDay })}) m`);
              const row = {
                ...body,
                periodId: made.periodId,
                frozenAt: snapshot.impact.asOf,
                frozenBy: actor.name,
              };
              await recordChange(tx, {
                actor,
                action: 'period.freeze',
                subject: 'period',
                subjectId: made.periodId,
                after: row,
              });
              return { ok: true as const, row };
            },
            { isolationLevel: 'repeatable read' },
          ),
        async (constraint): Promise<AlreadyExists | undefined> =>
          constraint === 'impact_periods_name'
            ? { ok: false, reason: 'already-exists', field: 'name', value: body.name, existingId: null }
            : undefined,
      );
    },

    /** Opens it again: what was kept goes. The log keeps its figures. */
    async remove(actor: Actor, periodId: string): Promise<Done<{ periodId: string }> | NotFound> {
      return db.transaction(async (tx) => {
        const [row] = await tx.delete(impactPeriods).where(eq(impactPeriods.periodId, periodId)).returning();
        if (row === undefined) return NOT_FOUND;
        const { name, firstDay, lastDay, frozenBy, frozenAt } = row;
        const figures = (row.figures as ImpactSnapshot).impact.figures.map(({ id, value }) => ({
          id,
          value,
        }));
        const before = { name, firstDay, lastDay, frozenBy, frozenAt: frozenAt.toISOString(), figures };
        await recordChange(tx, {
          actor,
          action: 'period.reopen',
          subject: 'period',
          subjectId: periodId,
          before,
        });
        return { ok: true as const, row: { periodId } };
      });
    },

    /** Which reports are other than they were, by day. */
    async changes(period: ImpactPeriod): Promise<{ changes: ChangedSession[]; changeCount: number }> {
      const kept = sql`impact_period_sessions where period_id = ${period.periodId}`;
      const standing = sql`session_reports
        where state in ('held', 'cancelled') and day between ${period.firstDay}::date and ${period.lastDay}::date`;
      // Most days are as they were. Which are not tells a sum over each day's versions; only of those are the reports held against each other.
      const hash = sql`hashtextextended(truck_id, uuid_hash_extended(session_id, version))`;
      const { rows: days } = await db.execute<{ day: string }>(sql`
        select day::text as day from (
          select day, ${hash} as hash, 1 as n from ${kept}
          union all
          select day, ${hash}, -1 from ${standing}
        ) v group by day having bit_xor(hash) <> 0 or sum(n) <> 0`);
      if (days.length === 0) return { changes: [], changeCount: 0 };
      const of = sql`day = any(${sql.param(days.map(({ day }) => day))}::date[])`;
      const { rows } = await db.execute<ChangedSession & { total: number }>(sql`
        with changed as materialized (
          select coalesce(f.session_id, r.session_id) as session_id, coalesce(f.truck_id, r.truck_id) as truck_id,
            coalesce(f.day, r.day) as day,
            case when f.session_id is null then 'arrived' when r.session_id is null then 'left' else 'changed' end as change,
            case when f.session_id is not null then jsonb_build_object('state', f.state, 'heads', f.heads) end as before,
            case when r.session_id is not null then jsonb_build_object('state', r.state, 'heads', r.heads) end as now
          from (select truck_id, session_id, version, day, state, heads from ${kept} and ${of}) f
          full join (select truck_id, session_id, version, day, state, heads from ${standing} and ${of}) r
            on r.truck_id = f.truck_id and r.session_id = f.session_id
          where f.version is distinct from r.version
        ), shown as materialized (
          select *, (count(*) over ())::int as total from changed order by day, session_id limit ${CHANGES_MAX}
        )
        select s.session_id as "sessionId", s.truck_id as "truckId", s.day::text as day, s.change, s.before, s.now, s.total,
          to_char(c.updated_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at, c.updated_by as by
        from shown s join session_reports c on c.truck_id = s.truck_id and c.session_id = s.session_id
        order by s.day, s.session_id`);
      return { changes: rows.map(({ total: _, ...row }) => row), changeCount: rows[0]?.total ?? 0 };
    },

    /** What a period was made of, by day; of a period that is not closed, what it would be made of. */
    async *sessions(
      of: { readonly periodId: string } | { readonly from: string; readonly to: string },
    ): AsyncGenerator<FrozenSession[]> {
      const rows =
        'periodId' in of
          ? sql`select * from impact_period_sessions where period_id = ${of.periodId}`
          : sql`select r.truck_id, r.session_id, r.day, r.started_at, r.state, coalesce(si.name, '') as site,
              coalesce(si.county, '') as county, coalesce(k.name, '') as course, round(r.minutes * 60)::bigint as seconds, r.heads, coalesce((
                select jsonb_agg(jsonb_build_object('sex', h.sex, 'ageBand', h.age_band, 'role', h.role, 'count', h.count)
                  order by h.sex, h.age_band, h.role)
                from session_heads h where h.truck_id = r.truck_id and h.session_id = r.session_id), '[]') as head_counts
            from session_reports r left join sites si on si.site_id = r.site_id left join courses k on k.course_id = r.course_id
            where r.state in ('held', 'cancelled') and r.counted_at is not null
              and r.day between ${of.from}::date and ${of.to}::date`;
      let after = { day: '0001-01-01', id: '00000000-0000-0000-0000-000000000000' };
      for (;;) {
        const page = await db.execute<FrozenSession>(sql`
          select f.session_id as "sessionId", f.truck_id as "truckId", f.day::text as day,
            to_char(f.started_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "startedAt", f.state,
            f.site, f.county, f.course, f.seconds::float8 as seconds, f.heads, f.head_counts as "headCounts"
          from (${rows}) f
          where (f.day, f.session_id) > (${after.day}::date, ${after.id}::uuid)
          order by f.day, f.session_id limit 5000`);
        if (page.rows.length > 0) yield page.rows;
        const last = page.rows.at(-1);
        if (last === undefined || page.rows.length < 5000) return;
        after = { day: last.day, id: last.sessionId };
      }
    },
  };
}
export type ImpactPeriodStore = ReturnType<typeof impactPeriodStore>;

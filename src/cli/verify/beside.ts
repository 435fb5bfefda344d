/** The rest of the independent recount: what stands beside the reports, in plain SQL of its own: costs, targets, schools, late reports, measurements. */
import type { Days, Query } from './recount.ts';

export type Beside = {
  readonly cancelled: ReadonlyMap<string, number>;
  readonly cost: ReadonlyMap<string, number>;
  readonly schoolsConnected: number | null;
};

/** After `layOut`. */
export async function besides(query: Query, { from, to }: Days): Promise<Beside> {
  const reasons = await query(
    `select p ->> 'kind' as kind, count(*)::int as n from v_class c cross join jsonb_array_elements(c.problems) p
     where c.state = 'cancelled' group by 1`,
  );
  // Day by day, each day its share; in hundredths a cost at a time.
  const costs = await query(
    `select currency, sum(part)::float8 as amount from (
       select cost_id, currency, round(amount * count(d) / (last_day - first_day + 1), 2) as part
       from impact_costs cross join lateral generate_series(first_day, last_day, interval '1 day') d
       where d::date between $1::date and $2::date group by cost_id, currency, amount, first_day, last_day
     ) c group by 1`,
    [from, to],
  );
  return {
    cancelled: new Map(reasons.rows.map((row) => [String(row.kind), Number(row.n)])),
    cost: new Map(costs.rows.map((row) => [String(row.currency), Number(row.amount)])),
    schoolsConnected: await schoolsConnected(query, { from, to }),
  };
}

export async function schoolsConnected(query: Query, { from, to }: Days): Promise<number | null> {
  const { rows } = await query(
    `select count(*)::int as noted,
       count(distinct case when i.before ->> 'internet' = 'no' and i.after ->> 'internet' = 'yes' then s.site_id end)::int as n
     from impact_schools i join visits v on v.visit_id = i.visit_id
     join sites s on s.site_id = v.site_id and s.kind = any('{school,vocational-college}')
     where v.state = 'planned' and v.last_day between $1::date and $2::date
       and i.before ->> 'internet' <> 'unknown' and i.after ->> 'internet' <> 'unknown'`,
    [from, to],
  );
  return rows[0] === undefined || rows[0].noted === 0 ? null : Number(rows[0].n);
}

/** Reports that arrived, or were changed, after the last day was over where the programme is. */
export async function lateReports(query: Query, { from, to }: Days, timeZone: string) {
  const { rows } = await query(
    `select count(*)::int as sessions, (count(*) filter (where received_at <= since))::int as changed
     from session_reports cross join (select (($2::date + 1)::timestamp at time zone $3) as since) s
     where state <> 'started' and day between $1::date and $2::date and updated_at > since`,
    [from, to, timeZone],
  );
  return { sessions: Number(rows[0]?.sessions), changed: Number(rows[0]?.changed) };
}

export type TargetRow = {
  readonly targetId: string;
  readonly indicator: string;
  readonly from: string;
  readonly to: string;
  readonly funder: string;
};

export async function targetsOf(query: Query, { from, to }: Days): Promise<TargetRow[]> {
  const { rows } = await query(
    `select target_id::text as "targetId", indicator, first_day::text as from, last_day::text as to, funder
     from impact_targets where first_day <= $2::date and last_day >= $1::date order by first_day, target_id`,
    [from, to],
  );
  return rows as TargetRow[];
}

type Measured = Readonly<Record<'rows' | 'download' | 'upload' | 'latency', number>>;
function measuredOf(row: Record<string, unknown> | undefined): Measured {
  return {
    rows: Number(row?.rows),
    download: Number(row?.download),
    upload: Number(row?.upload),
    latency: Number(row?.latency),
  };
}

/** Those that were kept with a closed period. */
export async function keptMeasured(query: Query, periodId: string): Promise<Measured> {
  const { rows } = await query(
    `select count(*)::int as rows, coalesce(sum(download::numeric), 0) as download, coalesce(sum(upload::numeric), 0) as upload,
       coalesce(sum(latency::numeric), 0) as latency from impact_period_giga where period_id = $1::uuid`,
    [periodId],
  );
  return measuredOf(rows[0]);
}

/** Hours of stays at schools with a Giga id in which the router told anything: how many, and what they come to. */
export async function measured(query: Query, { from, to }: Days): Promise<Measured> {
  const { rows } = await query(
    `select count(*)::int as rows, coalesce(sum(down), 0)::float8 as download, coalesce(sum(up), 0)::float8 as upload,
       coalesce(sum(late), 0)::float8 as latency
     from (
       select round((u.downlink_kbps_sum / nullif(u.downlink_kbps_n, 0))::numeric, 1) as down,
         round((u.uplink_kbps_sum / nullif(u.uplink_kbps_n, 0))::numeric, 1) as up,
         round((u.latency_ms_sum / nullif(u.latency_ms_n, 0))::numeric, 1) as late
       from visits v join sites s on s.site_id = v.site_id and s.giga_id is not null
       join visit_days d on d.visit_id = v.visit_id and d.truck_id = v.truck_id and d.day between $1::date and $2::date
       join rollups u on u.truck_id = v.truck_id and u.step_s = 3600 and u.step_start >= d.day and u.step_start < d.day + 1
       where u.downlink_kbps_n + u.uplink_kbps_n + u.latency_ms_n > 0
     ) m`,
    [from, to],
  );
  return measuredOf(rows[0]);
}

/**
 * What a closed period leans on beside its reports, and what of it was changed since it was closed: rosters, certificates and registers are
 * not kept with it, so that who was counted can't be told again for certain where they were.
 */
export async function changedSince(query: Query, since: string): Promise<{ what: string; rows: number }[]> {
  const tables = [
    'learners',
    'enrolments',
    'cohorts',
    'courses',
    'sites',
    'visits',
    'impact_costs',
    'impact_schools',
  ];
  const { rows } = await query(
    tables
      .map(
        (table) =>
          `select '${table}' as what, count(*)::int as rows from ${table} where updated_at > $1::timestamptz`,
      )
      .join(' union all '),
    [since],
  );
  return (rows as { what: string; rows: number }[]).filter((one) => one.rows > 0);
}

/** Reports of a closed period that are other than they were kept, left it, or came to it. */
export async function reportsChanged(query: Query, { from, to }: Days, periodId: string): Promise<number> {
  const { rows } = await query(
    `select count(*)::int as n from (select * from impact_period_sessions where period_id = $3::uuid) p
     full join (select * from session_reports where state in ('held', 'cancelled') and day between $1::date and $2::date) r
       on r.truck_id = p.truck_id and r.session_id = p.session_id
     where r.version is distinct from p.version`,
    [from, to, periodId],
  );
  return Number(rows[0]?.n);
}

/**
 * Years of a programme by SQL alone: visits of four weeks, five cohorts each, five classes a day; what a tenth of the courses certifies takes
 * names, and some of its learners come a second time. What is entered beside it (costs, targets, schools, requests) is here too.
 *
 * Keys to other tables are not checked and indexes are made when the rows are there: a million reports are written in a minute or two.
 */
import type pg from 'pg';

/** Sessions of one visit: 20 class days of five. */
export const A_VISIT = 100;
const TRUCKS = 100;
/** Too large to be written one index entry at a time. */
const LARGE = [
  'visits',
  'learners',
  'enrolments',
  'session_reports',
  'session_heads',
  'session_attendance',
  'impact_counted',
];

/** As an earlier version left them: each has to be counted anew. */
const STAYS = `
  insert into impact_counted
  select truck_id, session_id, impact_stay_of(truck_id, visit_id, cohort_id, site_id, course_id, day) from session_reports;
  insert into impact_stays
  select c.stay_id, (array_agg(r.visit_id))[1], min(r.day), max(r.day), '-infinity'
  from impact_counted c join session_reports r using (truck_id, session_id) group by c.stay_id`;

export async function seedReports(
  pool: pg.Pool,
  reports: number,
  say: (text: string) => void,
): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query("set session_replication_role = replica; set maintenance_work_mem = '256MB'");
    const { rows: indexes } = await client.query<{ name: string; made: string }>(
      `select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as made from pg_index i
       left join pg_constraint c on c.conindid = i.indexrelid
       where c.oid is null and i.indrelid::regclass::text = any($1)`,
      [LARGE],
    );
    // The visits' own are looked for while reports are made.
    const later = indexes.filter(({ name }) => name !== 'visits_by_id');
    for (const { name } of later) await client.query(`drop index ${name}`);
    for (const [what, step] of stepsFor(Math.ceil(reports / A_VISIT))) {
      say(what);
      await client.query(step);
    }
    say('stays to be counted, and indexes');
    await client.query(STAYS);
    for (const { made } of later) await client.query(made);
    await client.query('select impact_certify(array(select distinct cohort_id from certificates))');
    await client.query('vacuum analyze');
  } finally {
    client.release(true);
  }
}

function stepsFor(visits: number): [what: string, sql: string][] {
  const all = `generate_series(0, ${visits - 1})`;
  const certifying = `generate_series(0, ${visits - 1}, 10)`;
  // Of every second course that certifies, the first ten came to the one before, and two more are noted there under another row.
  const person = (visit: string, i: string) =>
    `md5('l' || case when ${visit} % 20 = 10 and ${i} < 10 then ${visit} - 10 else ${visit} end || '-' || ${i})::uuid`;
  return [
    [
      'fleet, sites and courses',
      `insert into trucks (truck_id, updated_by) select 'DT-' || n, 'bench' from generate_series(0, ${TRUCKS - 1}) n;
       insert into sites (name, lat, lon, county, giga_id, host, access, connectivity, power, name_key, search, updated_by)
       select 'Site ' || n, n * 0.001, n * 0.001, 'County ' || n % 47, md5('g' || n)::uuid, '{}', '{}', '{}', '{}', n, n, 'bench'
       from generate_series(0, 1999) n;
       insert into courses (code, name, mode, total_hours, class_hours, power_per_seat_w, certifies, updated_by, updated_at)
       select 'C' || n, 'Course ' || n, case n when 2 then 'drop-in' else 'cohort' end, 40, 2, 45, n = 1, 'bench', '2019-01-01'
       from generate_series(0, 7) n;
       insert into requests (site_id, course_id, learners_expected, requested_on, updated_by)
       select site_id, course_id, 20 + lat::int % 60, '2026-01-01', 'bench' from sites cross join courses where code in ('C0', 'C1')`,
    ],
    [
      `${visits} visits`,
      `insert into visits (truck_id, visit_id, site_id, course_id, first_day, last_day, timetable, learners_expected, funder, updated_by)
       select 'DT-' || n % ${TRUCKS}, md5('v' || n)::uuid, s.site_id, k.course_id, '2019-01-07'::date + (n / ${TRUCKS}) * 28,
         '2019-01-07'::date + (n / ${TRUCKS}) * 28 + 25, '{}', 100, 'Funder ' || n % 3, 'bench'
       from ${all} n
       join (select site_id, row_number() over (order by name) - 1 as i from sites) s on s.i = n * 7 % 2000
       join courses k on k.code = case when n % 10 = 0 then 'C1' when n % 10 = 1 then 'C2' when n % 3 = 0 then 'C' || 3 + n % 5 else 'C0' end;
       insert into cohorts (cohort_id, visit_id, course_id, number, seats, updated_by)
       select md5('c' || n || '-' || c)::uuid, v.visit_id, v.course_id, c + 1, 20, 'bench'
       from ${all} n join visits v on v.visit_id = md5('v' || n)::uuid cross join generate_series(0, 4) c`,
    ],
    [
      'learners, their cohorts and certificates',
      `insert into learners (learner_id, sex, role, same_as, updated_by, updated_at)
       select md5('l' || n || '-' || i)::uuid, case i % 5 when 0 then 'male' else 'female' end, case i % 25 when 24 then 'teacher' else 'learner' end,
         case when n % 20 = 10 and i in (10, 11) then md5('l' || n - 10 || '-' || i)::uuid end, 'bench', '2019-01-01'
       from ${certifying} n, generate_series(0, 99) i;
       insert into enrolments (cohort_id, learner_id, number, state, age_band, updated_by, updated_at)
       select md5('c' || n || '-' || i / 20)::uuid, ${person('n', 'i')}, i % 20 + 1, 'enrolled', case i % 3 when 0 then '18-24' else '25-34' end,
         'bench', '2019-01-01'
       from ${certifying} n, generate_series(0, 99) i;
       insert into certificates (certificate_number, learner_id, cohort_id, course_id, course_name, course_hours, programme_name, issued_on, issued_by)
       select n || '-' || i, ${person('n', 'i')}, md5('c' || n || '-' || i / 20)::uuid, v.course_id, 'Course 1', 40, 'Bench', v.last_day + 3, 'bench'
       from ${certifying} n join visits v on v.visit_id = md5('v' || n)::uuid cross join generate_series(0, 99) i where i % 9 <> 8`,
    ],
    [
      'reports',
      // A fiftieth is of no visit that anybody knows; some came months late, some were changed.
      `insert into session_reports (truck_id, session_id, visit_id, site_id, course_id, cohort_id, state, started_at, ended_at, day, minutes,
         device_started_at, clock, heads, device_id, device_revision, device_saved_at, content_hash, code, received_at, received_via,
         reported_by, updated_at, updated_by, problems, counted_at)
       select v.truck_id, md5('s' || n || '-' || s)::uuid, case when n % 50 = 49 then null else v.visit_id end, v.site_id, v.course_id,
         case when n % 50 = 49 then null else md5('c' || n || '-' || s % 5)::uuid end,
         case when s % 25 = 24 then 'cancelled' else 'held' end, at, at + interval '2 hours', at::date, 120, at, 'good',
         case when s % 25 = 24 then 0 else 16 + (n + s) % 5 end, v.visit_id, 1, at, '', 'AAA-AAA', came, '{http}', 'bench',
         case when n % 100 = 8 then at + interval '40 days' else came end, 'bench',
         case when s % 25 = 24 then '[{"kind": "fuel", "note": ""}]'::jsonb else '[]' end, came
       from ${all} n
       join visits v on v.visit_id = md5('v' || n)::uuid
       cross join generate_series(0, ${A_VISIT - 1}) s
       cross join lateral (select (v.first_day + (s / 25) * 7 + (s / 5) % 5)::timestamptz + interval '5 hours' + s % 5 * interval '2 hours' as at) t
       cross join lateral (select at + interval '3 hours' + case when n % 100 = 7 then interval '100 days' else interval '0' end as came) c`,
    ],
    [
      'heads',
      `insert into session_heads select truck_id, session_id, g.sex, g.age, 'learner', g.n from session_reports
       cross join lateral (values ('female', '18-24', heads - 11), ('female', '25-34', 4), ('male', '18-24', 7)) g (sex, age, n) where state = 'held'`,
    ],
    [
      'attendance',
      `insert into session_attendance
       select v.truck_id, md5('s' || n || '-' || s)::uuid, ${person('n', '(s % 5) * 20 + i')}, (s + i) % 9 <> 0, null
       from ${certifying} n join visits v on v.visit_id = md5('v' || n)::uuid
       cross join generate_series(0, ${A_VISIT - 1}) s cross join generate_series(0, 19) i where s % 25 <> 24`,
    ],
    [
      'costs, targets and schools',
      `insert into impact_costs (truck_id, kind, first_day, last_day, amount, currency, funder, updated_by)
       select truck_id, 'fuel', m, m + interval '1 month' - interval '1 day', 100000, 'KES', 'Funder ' || row_number() over () % 3, 'bench'
       from trucks cross join generate_series('2019-01-01'::timestamp, '2026-12-01', '1 month') m;
       insert into impact_targets (indicator, first_day, last_day, value, funder, updated_by)
       select i, make_date(y, 1, 1), make_date(y, 12, 31), 1000, f, 'bench'
       from unnest('{people,women,certified,schoolsConnected}'::text[]) i, generate_series(2019, 2026) y,
         unnest('{"",Funder 0,Funder 1,Funder 2}'::text[]) f;
       insert into impact_schools (visit_id, before, after, updated_by)
       select md5('v' || n)::uuid, '{"internet": "no"}', jsonb_build_object('internet', case n % 3 when 0 then 'yes' else 'no' end), 'bench'
       from generate_series(0, ${visits - 1}, 4) n`,
    ],
  ];
}

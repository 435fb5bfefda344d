/** Years of session reports by SQL alone: visits of four weeks, five cohorts each, five classes a day; a part of the courses takes names. */
import type pg from 'pg';

/** Sessions of one visit: 20 class days of five. */
export const A_VISIT = 100;
const TRUCKS = 100;

export async function seedReports(pool: pg.Pool, sessions: number): Promise<void> {
  const visits = Math.ceil(sessions / A_VISIT);
  const steps = [
    `insert into trucks (truck_id, updated_by) select 'DT-' || n, 'bench' from generate_series(0, ${TRUCKS - 1}) n`,
    `insert into sites (name, lat, lon, county, host, access, connectivity, power, name_key, search, updated_by)
      select 'Site ' || n, n * 0.001, n * 0.001, 'County ' || n % 47, '{}', '{}', '{}', '{}', n, n, 'bench' from generate_series(0, 1999) n`,
    `insert into courses (code, name, mode, total_hours, class_hours, power_per_seat_w, certifies, updated_by)
      select 'C' || n, 'Course ' || n, case n when 2 then 'drop-in' else 'cohort' end, 40, 2, 45, n = 1, 'bench' from generate_series(0, 2) n`,
    `insert into visits (truck_id, visit_id, site_id, course_id, first_day, last_day, timetable, learners_expected, funder, updated_by)
      select 'DT-' || n % ${TRUCKS}, md5('v' || n)::uuid, s.site_id, k.course_id, '2019-01-07'::date + (n / ${TRUCKS}) * 28,
        '2019-01-07'::date + (n / ${TRUCKS}) * 28 + 25, '{}', 100, 'Funder ' || n % 3, 'bench'
      from generate_series(0, ${visits - 1}) n
      join (select site_id, row_number() over (order by name) - 1 as i from sites) s on s.i = n * 7 % 2000
      join courses k on k.code = case when n % 20 = 0 then 'C1' when n % 10 = 1 then 'C2' else 'C0' end`,
    `insert into learners (learner_id, sex, updated_by)
      select md5('l' || n || '-' || i)::uuid, case i % 5 when 0 then 'male' else 'female' end, 'bench'
      from generate_series(0, ${visits - 1}, 20) n, generate_series(0, 99) i`,
    `insert into session_reports (truck_id, session_id, visit_id, site_id, course_id, cohort_id, state, started_at, ended_at, day, minutes,
        device_started_at, clock, heads, device_id, device_revision, device_saved_at, content_hash, code, received_at, received_via,
        reported_by, updated_at, updated_by, problems)
      select v.truck_id, md5('s' || n || '-' || s)::uuid, v.visit_id, v.site_id, v.course_id, md5('c' || n || '-' || s % 5)::uuid,
        case when s % 25 = 24 then 'cancelled' else 'held' end, at, at + interval '2 hours', at::date, 120, at, 'good',
        18, v.visit_id, 1, at, '', 'AAA-AAA', at + interval '3 hours', '{http}', 'bench', v.last_day + n * interval '1 millisecond', 'bench',
        case when s % 25 = 24 then '[{"kind": "fuel", "note": ""}]'::jsonb else '[]' end
      from generate_series(0, ${visits - 1}) n
      join visits v on v.visit_id = md5('v' || n)::uuid
      cross join generate_series(0, ${A_VISIT - 1}) s
      cross join lateral (select (v.first_day + (s / 25) * 7 + (s / 5) % 5)::timestamptz + interval '5 hours' + s % 5 * interval '2 hours' as at) t`,
    `insert into session_heads select truck_id, session_id, g.sex, g.age, 'learner', g.n from session_reports
      cross join (values ('female', '18-24', 7), ('female', '25-34', 4), ('male', '18-24', 7)) g (sex, age, n) where state = 'held'`,
    `insert into session_attendance
      select r.truck_id, r.session_id, md5('l' || n || '-' || (s % 5) * 20 + i)::uuid, (s + i) % 9 <> 0, null
      from generate_series(0, ${visits - 1}, 20) n cross join generate_series(0, ${A_VISIT - 1}) s
      join session_reports r on r.session_id = md5('s' || n || '-' || s)::uuid and r.state = 'held'
      cross join generate_series(0, 19) i`,
    'vacuum analyze',
  ];
  for (const step of steps) await pool.query(step);
}

/**
 * The independent recount of impact: what the rules say (`impact/definitions.ts`, in words), done again from the raw reports by plain SQL, as simply as
 * it can be and with nothing of what the service counts with: no rollup, no view, no function of its own, no line of its code.
 *
 * What is recounted are the reports of some days as they are now, or as they were kept when a period was closed (with the certificates that
 * stood then). Tables are temporary, of the transaction that the caller began; everything is read as one moment of the database.
 */

export type Query = (text: string, values?: unknown[]) => Promise<{ rows: Record<string, unknown>[] }>;
export type Days = { readonly from: string; readonly to: string };
/** `periodId`: the reports that a closed period kept, in place of those that stand now. */
export type Recounted = Days & { readonly periodId: string | null };

/** By what figures are told, and how a class is filed under it. */
export const KEYS = {
  whole: `''`,
  county: 'county',
  site: `coalesce(site::text, 'none')`,
  course: `coalesce(course::text, 'none')`,
  truck: 'truck',
  month: 'month',
  funder: 'funder',
} as const;
export type Key = keyof typeof KEYS;

export type Counted = Record<
  | 'held'
  | 'cancelled'
  | 'seconds'
  | 'attendances'
  | 'attendanceSeconds'
  | 'dropIn'
  | 'people'
  | 'women'
  | 'men'
  | 'teachers'
  | 'certified'
  | 'noShows'
  | 'called'
  | 'places'
  | 'placeSeconds',
  number
>;
export type CountedLine = {
  readonly site: string | null;
  readonly sex: string;
  readonly age: string;
  readonly role: string;
  people: number;
  attendances: number;
  certified: number;
};

/** Lays the raw rows out: `v_class`, `v_head` and `v_roll`, and of classes told by heads the fullest, of rolls one row a person and course. */
export async function layOut(query: Query, { from, to, periodId }: Recounted): Promise<void> {
  await query(
    `drop table if exists v_class, v_head, v_roll, v_counting_whole, v_counting_month, v_names_whole, v_names_month`,
  );
  // A kept report whose version still stands is read from its columns, another one from the version that was kept.
  const source =
    periodId === null
      ? `select r.truck_id, r.session_id, r.day, r.started_at, r.state, round(r.minutes * 60) as seconds, r.site_id, r.course_id, r.cohort_id,
           r.visit_id, r.problems, true as stands, null::jsonb as head_counts, null::jsonb as rolls,
           coalesce(si.county, '') as county, coalesce(ki.name, '') as course_name
         from session_reports r left join sites si on si.site_id = r.site_id left join courses ki on ki.course_id = r.course_id where r.state in ('held', 'cancelled') and r.day between $1::date and $2::date`
      : `select p.truck_id, p.session_id, p.day, p.started_at, p.state, p.seconds, p.site_id, p.course_id,
           case when r.version = p.version then r.cohort_id else
             (select c.cohort_id from cohorts c where c.cohort_id::text = v.report ->> 'cohortId') end as cohort_id,
           case when r.version = p.version then r.visit_id else
             (select w.visit_id from visits w where w.visit_id::text = v.report ->> 'visitId') end as visit_id,
           case when jsonb_typeof(v.report -> 'problems') = 'array' then v.report -> 'problems' else '[]' end as problems, coalesce(r.version = p.version, false) as stands, p.head_counts,
           case when jsonb_typeof(v.report -> 'attendance') = 'array' then v.report -> 'attendance' else '[]' end as rolls, p.county, p.course as course_name
         from impact_period_sessions p
         left join session_reports r on r.truck_id = p.truck_id and r.session_id = p.session_id
         left join session_versions v on v.truck_id = p.truck_id and v.session_id = p.session_id and v.version = p.version
         where p.period_id = '${periodId}'::uuid and p.day between $1::date and $2::date`;
  await query(
    `create temp table v_class on commit drop as
     select x.truck_id as truck, x.session_id as session, x.day, to_char(x.day, 'YYYY-MM') as month, x.started_at, x.state,
       coalesce(x.seconds, 0)::bigint as seconds, x.site_id as site, x.course_id as course, x.cohort_id as cohort, x.visit_id as visit,
       x.problems, x.stands, x.head_counts, x.rolls, k.mode, x.county, x.course_name, coalesce(v.funder, '') as funder,
       -- A stay is a visit, or else a cohort, or else a truck at a place with a course in a month.
       coalesce(x.visit_id::text, x.cohort_id::text, concat_ws(' ', x.truck_id, coalesce(x.site_id::text, '-'),
         coalesce(x.course_id::text, '-'), to_char(x.day, 'YYYY-MM'))) as stay
     from (${source}) x
     left join courses k on k.course_id = x.course_id left join visits v on v.visit_id = x.visit_id`,
    [from, to],
  );
  await query('create index on v_class (truck, session)');
  await query('analyze v_class');
  const OF_CLASS = `c.truck, c.session, c.day, c.month, c.started_at, c.seconds, c.site, c.course, c.cohort, c.visit, c.mode, c.county, c.course_name,
    c.funder, c.stay, coalesce(c.site::text, c.stay) as place`;
  await query(
    `create temp table v_head on commit drop as
     select ${OF_CLASS}, h.sex, h.age_band as age, h.role, h.count from v_class c
     join session_heads h on h.truck_id = c.truck and h.session_id = c.session where c.state = 'held' and c.head_counts is null
     union all
     select ${OF_CLASS}, h ->> 'sex', h ->> 'ageBand', h ->> 'role', (h ->> 'count')::int
     from v_class c cross join jsonb_array_elements(c.head_counts) h where c.state = 'held' and c.head_counts is not null`,
  );
  // One person in two rows of the roster is the person that the first is marked to be.
  await query(
    `create temp table v_roll on commit drop as
     select a.*, coalesce(l.same_as, a.learner) as person, coalesce(p.sex, 'unknown') as sex, coalesce(p.role, 'learner') as role,
       coalesce(e.age_band, 'unknown') as age, case when a.present then coalesce(a.minutes * 60, a.seconds) else 0 end as present_s
     from (
       select ${OF_CLASS}, t.learner_id as learner, t.present, t.minutes from v_class c
       join session_attendance t on t.truck_id = c.truck and t.session_id = c.session where c.state = 'held' and c.stands
       union all
       select ${OF_CLASS}, (t ->> 'learnerId')::uuid, (t ->> 'present')::boolean, (t ->> 'minutes')::int
       from v_class c cross join jsonb_array_elements(c.rolls) t
       where c.state = 'held' and not c.stands and exists (select from learners l where l.learner_id::text = t ->> 'learnerId')
     ) a
     left join learners l on l.learner_id = a.learner
     left join learners p on p.learner_id = coalesce(l.same_as, a.learner)
     left join enrolments e on e.cohort_id = a.cohort and e.learner_id = a.learner`,
  );
  await query('analyze v_head, v_roll');
  for (const [name, part] of [
    ['whole', `''`],
    ['month', 'month'],
  ]) {
    // Of the classes told by heads, those whose people may be told from them; place 1 is the fullest of its cohort.
    await query(
      `create temp table v_counting_${name} on commit drop as
       with named as (select distinct ${part} as part, stay, cohort from v_roll),
       in_cohorts as (select distinct ${part} as part, stay from v_class where state = 'held' and cohort is not null),
       taught as (
         select ${part} as part, stay, course, cohort, truck, session, started_at, sum(count) as people from v_head h
         where mode = 'cohort' and role <> 'other'
           and not exists (select from named n where n.part = ${part} and n.stay = h.stay and n.cohort is not distinct from h.cohort)
           and (cohort is not null or (visit is not null
             and not exists (select from in_cohorts i where i.part = ${part} and i.stay = h.stay)))
         group by 1, 2, 3, 4, 5, 6, 7
       )
       select truck as of_truck, session as of_session,
         row_number() over (partition by part, stay, course, cohort order by people desc, started_at, session) as place from taught`,
    );
    await query(
      `create temp table v_names_${name} on commit drop as
       select ${part} as part, stay, place, truck, site, course, county, funder, min(month) as month, person, min(sex) as sex, min(role) as role,
         (array_agg(age order by (age = 'unknown'), day, session))[1] as age, min(day) as first_day, bool_or(present) as came,
         sum(present_s) as present_s
       from v_roll where role <> 'other' group by 1, 2, 3, 4, 5, 6, 7, 8, person`,
    );
    await query(`analyze v_counting_${name}, v_names_${name}`);
  }
}

/** Who was taught, once: a place is told by names or by the fullest cohorts of one course, whichever shows more. */
function peopleSql(by: Key): string {
  const of = by === 'month' ? 'month' : 'whole';
  const key = KEYS[by];
  return `
    full_heads as (
      select ${key} as key, h.place, h.course, h.site, h.sex, h.age, h.role, sum(h.count) as n
      from v_head h join v_counting_${of} f on f.of_truck = h.truck and f.of_session = h.session and f.place = 1
      where h.role <> 'other' group by 1, 2, 3, 4, 5, 6, 7
    ),
    names as (select ${key} as key, x.* from v_names_${of} x),
    named_at as (select key, place, count(distinct person) as n from names where came group by 1, 2),
    largest as (
      select distinct on (key, place) * from (select key, place, course, sum(n) as n from full_heads group by 1, 2, 3) c
      order by key, place, n desc, course
    ),
    by_heads as (
      select l.* from largest l left join named_at n on n.key = l.key and n.place = l.place where l.n > coalesce(n.n, 0)
    ),
    people as (
      select h.key, h.site, h.sex, h.age, h.role, h.n from full_heads h
      join by_heads b on b.key = h.key and b.place = h.place and b.course is not distinct from h.course
      union all
      select key, site, sex, age, role, 1 from (
        select distinct on (key, person) * from names n
        where came and not exists (select from by_heads b where b.key = n.key and b.place = n.place)
        order by key, person, first_day, place, course, age, sex
      ) once
    )`;
}

/** Who holds a certificate that was issued in these days, once a key, and was not revoked (at `$3`). */
function certifiedSql(by: Key): string {
  const key = { ...KEYS, course: 'course::text', month: `to_char(issued_on, 'YYYY-MM')` }[by];
  return `
    certified as (
      select distinct on (key, person) * from (
        select ${key} as key, c.* from (
          select coalesce(l.same_as, l.learner_id) as person, t.issued_on, t.certificate_number, t.course_id as course, v.site_id as site,
            coalesce(v.truck_id, '') as truck, coalesce(v.funder, '') as funder, coalesce(s.county, '') as county, p.sex, p.role,
            coalesce(e.age_band, 'unknown') as age
          from certificates t join learners l on l.learner_id = t.learner_id
          join learners p on p.learner_id = coalesce(l.same_as, l.learner_id)
          join cohorts o on o.cohort_id = t.cohort_id
          left join enrolments e on e.cohort_id = t.cohort_id and e.learner_id = t.learner_id
          left join visits v on v.visit_id = o.visit_id left join sites s on s.site_id = v.site_id
          where t.issued_on between $1::date and $2::date and t.created_at <= $3::timestamptz
            and (t.revoked_at is null or t.revoked_at > $3::timestamptz)
        ) c
      ) k order by key, person, issued_on, certificate_number
    )`;
}

export const NOTHING: Counted = {
  held: 0,
  cancelled: 0,
  seconds: 0,
  attendances: 0,
  attendanceSeconds: 0,
  dropIn: 0,
  people: 0,
  women: 0,
  men: 0,
  teachers: 0,
  certified: 0,
  noShows: 0,
  called: 0,
  places: 0,
  placeSeconds: 0,
};

/** After `layOut`. @param asOf certificates as they stood at this instant */
export async function countBy(
  query: Query,
  { from, to }: Days,
  asOf: string,
  by: Key,
): Promise<ReadonlyMap<string, Counted>> {
  const of = by === 'month' ? 'month' : 'whole';
  const key = KEYS[by];
  const parts = await query(
    `with ${peopleSql(by)}, ${certifiedSql(by)}
     select json_build_object('key', key, 'held', count(*) filter (where state = 'held'), 'cancelled', count(*) filter (where state = 'cancelled'),
       'seconds', coalesce(sum(seconds) filter (where state = 'held'), 0)) as part
     from (select ${key} as key, state, seconds from v_class) c group by key
     union all
     select json_build_object('key', key, 'attendances', sum(count), 'attendanceSeconds', sum(count * seconds),
       'dropIn', coalesce(sum(count) filter (where mode is distinct from 'cohort'), 0))
     from (select ${key} as key, count, seconds, mode from v_head) h group by key
     union all
     select json_build_object('key', key, 'places', coalesce(sum(count) filter (where first), 0), 'placeSeconds', sum(count * seconds))
     from (select ${key} as key, h.count, h.seconds, f.place = 1 as first from v_head h
       join v_counting_${of} f on f.of_truck = h.truck and f.of_session = h.session where h.role <> 'other' and h.cohort is not null) p group by key
     union all
     select json_build_object('key', key, 'places', count(*) filter (where came), 'placeSeconds', sum(present_s)) from names group by key
     union all
     select json_build_object('key', key, 'called', count(*), 'noShows', count(*) filter (where not came))
     from (select key, person, bool_or(came) as came from names group by 1, 2) n group by key
     union all
     select json_build_object('key', key, 'people', sum(n), 'women', coalesce(sum(n) filter (where sex = 'female'), 0),
       'men', coalesce(sum(n) filter (where sex = 'male'), 0), 'teachers', coalesce(sum(n) filter (where role = 'teacher'), 0))
     from people group by key
     union all
     select json_build_object('key', key, 'certified', count(*)) from certified group by key`,
    [from, to, asOf],
  );
  const counted = new Map<string, Counted>();
  for (const { part } of parts.rows) {
    const { key: at, ...numbers } = part as { key: string } & Partial<Counted>;
    const row = counted.get(at) ?? { ...NOTHING };
    for (const [name, number] of Object.entries(numbers)) row[name as keyof Counted] += Number(number);
    counted.set(at, row);
  }
  return counted;
}

/** By site, sex, age band and role: each person once. */
export async function countLines(query: Query, { from, to }: Days, asOf: string): Promise<CountedLine[]> {
  const { rows } = await query(
    `with ${peopleSql('whole')}, ${certifiedSql('whole')}
     select site::text as site, sex, age, role, sum(people)::int as people, sum(heads)::int as attendances, sum(certified)::int as certified from (
       select site, sex, age, role, n as people, 0 as heads, 0 as certified from people
       union all select site, sex, age, role, 0, count, 0 from v_head
       union all select site, sex, age, role, 0, 0, 1 from certified
     ) l group by 1, 2, 3, 4 having sum(people) + sum(heads) + sum(certified) > 0`,
    [from, to, asOf],
  );
  return rows as CountedLine[];
}

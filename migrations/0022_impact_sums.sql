-- Why: a figure over years was made in the database of ten thousands of rows, sorted, joined and copied a dozen times; half of what somebody
-- waited for. So what a stay comes to is kept as one short text a truck, site, course and month, as it is read, and the figures are told from
-- that in one pass: all that is asked of the same days from one reading. `month` null is the whole stay, as before.
-- A database that was made before is filled here: its stays need not be counted again.

create table impact_sums (
  stay_id uuid not null references impact_stays (stay_id) on delete cascade,
  month date,
  truck_id text not null,
  site_id uuid,
  course_id uuid,
  -- The site (or the stay, where none is known), whether it is a site, the course, and: classes held and cancelled, their seconds, attendances,
  -- their seconds, drop-in heads, places and their seconds, people, women, men, teachers: "c5d8...",1,"1274...",5,1,36000,80,576000,0,16,...
  told text not null,
  -- Why classes were cancelled: {"fuel":1}; null where none were.
  reasons text,
  -- A category (impact_category_number), heads, their seconds, drop-in heads, people, places and their seconds; again and again.
  heads text not null,
  -- Who is in one stay and course alone, added up by category: called, came, seconds. And all others: person, category, first day since
  -- 1970, classes they were in, seconds. Null where no names were taken.
  names text
);
create index impact_sums_of_stay on impact_sums (stay_id);

insert into impact_sums
with heads as (
  select stay_id, month, truck_id, site_id, course_id, '[' || string_agg(concat_ws(',', category, heads, head_seconds, drop_in_heads, people,
    cohort_people, people_seconds), ',' order by category) || ']' as list,
    concat_ws(',', sum(heads), sum(head_seconds), sum(drop_in_heads), sum(cohort_people), sum(people_seconds), sum(people),
      coalesce(sum(people) filter (where sex = 'female'), 0), coalesce(sum(people) filter (where sex = 'male'), 0),
      coalesce(sum(people) filter (where role = 'teacher'), 0)) as sums
  from (select *, impact_category_number(sex, age_band, role) as category from impact_groups) g group by 1, 2, 3, 4, 5
), names as (
  select stay_id, month, truck_id, site_id, course_id,
    '[[' || coalesce(string_agg(list, ',' order by category) filter (where alone), '') || '],['
      || coalesce(string_agg(list, ',' order by category) filter (where not alone), '') || ']]' as list
  from (
    select stay_id, month, truck_id, site_id, course_id, alone, category, case
      when alone then concat_ws(',', category, count(*), count(*) filter (where present > 0), sum(seconds))
      else string_agg(concat_ws(',', '"' || person_id || '"', category, first_day - date '1970-01-01', present, seconds), ',' order by person_id)
      end as list
    from (select *, impact_category_number(sex, age_band, role) as category from impact_learners) l group by 1, 2, 3, 4, 5, 6, 7
  ) c group by 1, 2, 3, 4, 5
)
select c.stay_id, c.month, c.truck_id, c.site_id, c.course_id,
  '"' || coalesce(c.site_id, c.stay_id) || '",' || case when c.site_id is null then 0 else 1 end || ',' || coalesce('"' || c.course_id || '"', 'null')
    || ',' || concat_ws(',', c.held, c.cancelled, c.seconds, coalesce(h.sums, '0,0,0,0,0,0,0,0,0')), c.reasons::text,
  coalesce(h.list, '[]'), n.list
from impact_cells c
left join heads h on h.stay_id = c.stay_id and h.truck_id = c.truck_id and h.month is not distinct from c.month
  and h.site_id is not distinct from c.site_id and h.course_id is not distinct from c.course_id
left join names n on n.stay_id = c.stay_id and n.truck_id = c.truck_id and n.month is not distinct from c.month
  and n.site_id is not distinct from c.site_id and n.course_id is not distinct from c.course_id;
analyze impact_sums;

drop table impact_cells;
drop table impact_groups;
drop table impact_named;

-- On which days a closed period is other than it was is told from the indexes alone; and so are the classes of cohorts that were certified.
drop index session_reports_of_cohort;
create index session_reports_of_cohort on session_reports (cohort_id, day, state) where cohort_id is not null;
drop index session_reports_counting;
create index session_reports_counting on session_reports (day, state, updated_at, received_at) include (truck_id, session_id, version);
drop index impact_period_sessions_of_period;
create index impact_period_sessions_of_period on impact_period_sessions (period_id, day) include (truck_id, session_id, version);

-- Classes that were not held for a reason are few, and counted from this index alone.
create index session_reports_cancelled on session_reports (day) include (problems) where state = 'cancelled';

-- Why: with a million reports behind them figures are asked for while somebody waits. What is late, and how many classes had whom in them,
-- is therefore restated with the stay it belongs to, like its figures, and read from there: no question looks at all reports. What routers
-- measured at schools is kept with the period that was closed, and what DHIS2 said is kept a row each.
-- A database that was made before is filled here: its stays need not be counted again.

-- Of a stay the late reports alone can be read.
drop index session_reports_of_stay;
create index session_reports_of_stay on session_reports (
  impact_stay_of(truck_id, visit_id, cohort_id, site_id, course_id, day), updated_at);

-- When the reports of a stay came, those that were withdrawn as well: most stays are late as a whole or not at all.
create table impact_arrivals (
  stay_id uuid not null,
  visit_id uuid,
  truck_id text not null,
  site_id uuid,
  course_id uuid,
  first_day date not null,
  last_day date not null,
  reports integer not null,
  first_received_at timestamptz not null,
  last_received_at timestamptz not null,
  first_updated_at timestamptz not null,
  last_updated_at timestamptz not null
);
create index impact_arrivals_of_stay on impact_arrivals (stay_id);
create index impact_arrivals_late on impact_arrivals (last_updated_at);

-- Which of sex, age band and role a head is, as a bit; the order is that of the contract.
create function impact_category(sex text, age_band text, role text) returns bit(84)
  language sql immutable strict parallel safe
  return set_bit(repeat('0', 84)::bit(84),
    (array_position('{female,male,other,unknown}'::text[], sex) - 1) * 21
      + (array_position('{0-14,15-17,18-24,25-34,35-64,65+,unknown}'::text[], age_band) - 1) * 3
      + array_position('{learner,teacher,other}'::text[], role) - 1, 1);

-- How many classes of a stay had heads of the same categories: a class with women is found by one bit, however many there are.
create table impact_classes (
  stay_id uuid not null references impact_stays (stay_id) on delete cascade,
  month date not null,
  truck_id text not null,
  site_id uuid,
  course_id uuid,
  state text not null,
  categories bit(84) not null,
  -- Somebody who was called was not there.
  absences boolean not null,
  sessions integer not null
);
create index impact_classes_of_stay on impact_classes (stay_id);

-- Who is in one stay and course alone is a person of their own in every grouping, and need not be told apart from others: they are added up.
-- Only those who are in several have to be looked at one by one.
alter table impact_learners add column alone boolean not null default true;
create index impact_learners_shared on impact_learners (stay_id) where not alone;
create table impact_named (
  stay_id uuid not null references impact_stays (stay_id) on delete cascade,
  month date,
  truck_id text not null,
  site_id uuid,
  course_id uuid,
  sex text not null,
  age_band text not null,
  role text not null,
  -- People who were called, and of these those who came at least once.
  called integer not null,
  present integer not null,
  seconds bigint not null
);
create index impact_named_of_stay on impact_named (stay_id);

update impact_learners set alone = false where person_id in (
  select person_id from impact_learners where month is null group by 1 having count(*) > 1);
insert into impact_named
select stay_id, month, truck_id, site_id, course_id, sex, age_band, role, count(*)::int, (count(*) filter (where present > 0))::int, sum(seconds)
from impact_learners where alone group by 1, 2, 3, 4, 5, 6, 7, 8;

insert into impact_arrivals
select impact_stay_of(truck_id, visit_id, cohort_id, site_id, course_id, day), visit_id, truck_id, site_id, course_id, min(day), max(day),
  count(*)::int, min(received_at), max(received_at), min(updated_at), max(updated_at)
from session_reports where state <> 'started' and counted_at is not null group by 1, 2, 3, 4, 5;

insert into impact_classes
select k.stay_id, k.month, k.truck_id, k.site_id, k.course_id, k.state, k.categories, k.absences, count(*)::int
from (
  select impact_stay_of(r.truck_id, r.visit_id, r.cohort_id, r.site_id, r.course_id, r.day) as stay_id,
    date_trunc('month', r.day::timestamp)::date as month, r.truck_id, r.site_id, r.course_id, r.state,
    coalesce((select bit_or(impact_category(h.sex, h.age_band, h.role)) from session_heads h
      where h.truck_id = r.truck_id and h.session_id = r.session_id), repeat('0', 84)::bit(84)) as categories,
    exists (select 1 from session_attendance a
      where a.truck_id = r.truck_id and a.session_id = r.session_id and not a.present) as absences
  from session_reports r where r.state in ('held', 'cancelled')
) k join impact_stays s on s.stay_id = k.stay_id
group by 1, 2, 3, 4, 5, 6, 7, 8;

-- Freezes with its period; of periods that were closed before, what is known now.
create table impact_period_giga (
  period_id uuid not null references impact_periods (period_id) on delete cascade,
  measured_at timestamptz not null,
  download double precision,
  upload double precision,
  latency double precision,
  giga_id_school uuid not null,
  country_code text not null,
  device_hardware_id text not null
);
create index impact_period_giga_of_period on impact_period_giga (period_id, measured_at);

insert into impact_period_giga
select p.period_id, u.step_start, round((u.downlink_kbps_sum / nullif(u.downlink_kbps_n, 0))::numeric, 1),
  round((u.uplink_kbps_sum / nullif(u.uplink_kbps_n, 0))::numeric, 1), round((u.latency_ms_sum / nullif(u.latency_ms_n, 0))::numeric, 1),
  si.giga_id, si.country, u.truck_id
from impact_periods p
join visit_days d on d.day between p.first_day and p.last_day
join visits v on v.truck_id = d.truck_id and v.visit_id = d.visit_id
join sites si on si.site_id = v.site_id and si.giga_id is not null
join rollups u on u.truck_id = d.truck_id and u.step_s = 3600 and u.step_start >= d.day and u.step_start < d.day + 1
  and (u.downlink_kbps_n > 0 or u.uplink_kbps_n > 0 or u.latency_ms_n > 0);

-- The last tries; the rows in the order they were sent, and what was said against each: [{"code": "E7612", "text": "..."}].
create table impact_dhis2_sends (
  send_id uuid primary key default gen_random_uuid(),
  period_id uuid not null references impact_periods (period_id) on delete cascade,
  dry_run boolean not null,
  sent_at timestamptz not null,
  sent_by text not null
);
create table impact_dhis2_rows (
  send_id uuid not null references impact_dhis2_sends (send_id) on delete cascade,
  number integer not null,
  data_element text not null,
  period text not null,
  org_unit text not null,
  category_option_combo text,
  value text not null,
  what text not null,
  said jsonb,
  primary key (send_id, number)
);

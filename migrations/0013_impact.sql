-- Why: a total nobody can trace is worth little, and one that takes a minute nobody looks at. So what was reported is counted once a stay
-- (a visit; where none is known a cohort, or else a truck's month at a place) into rows that are always restated from the reports and never
-- added to: any order, any repetition gives the same rows. A period takes the rows of the stays that lie in it whole; stays over its
-- edge are counted from their reports then and there. Frozen periods keep what they were made of, so that what came later can be told.

alter table visits add column funder text not null default '';

-- A function, so that an index and every statement agree on which stay a report belongs to.
create function impact_stay_of(truck_id text, visit_id uuid, cohort_id uuid, site_id uuid, course_id uuid, day date) returns uuid
  language sql immutable parallel safe
  return coalesce(visit_id, cohort_id, md5(truck_id || '/' || coalesce(site_id::text, '') || '/' || coalesce(course_id::text, '') || '/'
    || extract(year from day)::int::text || '-' || extract(month from day)::int::text)::uuid);
create index session_reports_of_stay on session_reports (impact_stay_of(truck_id, visit_id, cohort_id, site_id, course_id, day));
-- Counting sessions of some days, and those that came late, without looking at the reports themselves.
create index session_reports_counting on session_reports (day, state, updated_at, received_at);

-- Where each counted report was counted last: an edit may move it to another stay.
create table impact_counted (
  truck_id text not null,
  session_id uuid not null,
  stay_id uuid not null,
  primary key (truck_id, session_id)
);
create index impact_counted_of_stay on impact_counted (stay_id);

create table impact_stays (
  stay_id uuid primary key,
  visit_id uuid,
  first_day date not null,
  last_day date not null check (last_day >= first_day),
  counted_at timestamptz not null
);
create index impact_stays_by_day on impact_stays (first_day, last_day);
create index impact_stays_of_visit on impact_stays (visit_id);

-- `month` is the first day of one; null is the whole stay. Both are kept, for people are no sum over months.
create table impact_cells (
  stay_id uuid not null references impact_stays (stay_id) on delete cascade,
  month date,
  truck_id text not null,
  site_id uuid,
  course_id uuid,
  held integer not null,
  cancelled integer not null,
  -- Of the cancelled, how many by reason: {"fuel": 2}; null where none were.
  reasons jsonb,
  -- Whole seconds, so that sums are the same in any order.
  seconds bigint not null,
  heads integer not null,
  walk_ins integer not null,
  waiting integer not null
);
create index impact_cells_of_stay on impact_cells (stay_id);

create table impact_groups (
  stay_id uuid not null references impact_stays (stay_id) on delete cascade,
  month date,
  truck_id text not null,
  site_id uuid,
  course_id uuid,
  sex text not null,
  age_band text not null,
  role text not null,
  heads integer not null,
  head_seconds bigint not null,
  -- Heads of a drop-in course, or of a course that nobody knows: attendances, never people.
  drop_in_heads integer not null,
  -- Where only heads are counted: those of each cohort's fullest class; of these, where the cohort is known, and the time its heads
  -- spent (of an unknown one nobody knows which classes are the same people's).
  people integer not null,
  cohort_people integer not null,
  people_seconds bigint not null
);
create index impact_groups_of_stay on impact_groups (stay_id);

-- Where names are taken: a row a person, stay and course. Who was called and never came has present = 0.
create table impact_learners (
  stay_id uuid not null references impact_stays (stay_id) on delete cascade,
  month date,
  truck_id text not null,
  site_id uuid,
  course_id uuid,
  person_id uuid not null,
  sex text not null,
  age_band text not null,
  role text not null,
  first_day date not null,
  present integer not null,
  seconds bigint not null
);
create index impact_learners_of_stay on impact_learners (stay_id);
create index impact_learners_of_person on impact_learners (person_id);

create table impact_costs (
  cost_id uuid primary key default gen_random_uuid(),
  programme_id text not null default 'default',
  -- Null: of the whole programme.
  truck_id text references trucks (truck_id) on delete restrict,
  kind text not null check (kind in ('fuel', 'staff', 'maintenance', 'connectivity', 'equipment', 'travel', 'other')),
  first_day date not null,
  last_day date not null check (last_day >= first_day),
  amount numeric(14, 2) not null check (amount >= 0),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  funder text not null default '',
  notes text not null default '',
  version integer not null default 1 check (version >= 1),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  updated_by text not null
);
create index impact_costs_by_day on impact_costs (first_day, last_day);

create table impact_targets (
  target_id uuid primary key default gen_random_uuid(),
  programme_id text not null default 'default',
  indicator text not null,
  first_day date not null,
  last_day date not null check (last_day >= first_day),
  value double precision not null check (value > 0),
  funder text not null default '',
  notes text not null default '',
  version integer not null default 1 check (version >= 1),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  updated_by text not null
);
create unique index impact_targets_once on impact_targets (programme_id, indicator, first_day, last_day, funder);

-- What a school was before the truck came and after it left, as somebody noted it; null is not noted.
create table impact_schools (
  visit_id uuid primary key,
  before jsonb,
  after jsonb,
  version integer not null default 1 check (version >= 1),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  updated_by text not null
);

-- A closed period: its figures as they were, and the reports they were made of.
create table impact_periods (
  period_id uuid primary key default gen_random_uuid(),
  programme_id text not null default 'default',
  name text not null check (name <> ''),
  first_day date not null,
  last_day date not null check (last_day >= first_day),
  figures jsonb not null,
  frozen_at timestamptz not null,
  frozen_by text not null
);
create unique index impact_periods_name on impact_periods (programme_id, lower(name));

create table impact_period_sessions (
  period_id uuid not null references impact_periods (period_id) on delete cascade,
  truck_id text not null,
  session_id uuid not null,
  version integer not null,
  day date not null,
  started_at timestamptz not null,
  state text not null,
  site_id uuid,
  course_id uuid,
  seconds bigint,
  heads integer not null,
  head_counts jsonb not null,
  primary key (truck_id, period_id, session_id)
);
create index impact_period_sessions_of_period on impact_period_sessions (period_id, day
);

-- How figures become DHIS2 data values: one row for the installation. The token is read by the program alone.
create table impact_dhis2 (
  programme_id text primary key default 'default',
  mapping jsonb not null,
  token text,
  version integer not null default 1 check (version >= 1),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  updated_by text not null
);

-- Why: a visit is a promise to a host. Two clicks at once must not book one truck to two sites, or two trucks to one site, on
-- one day (ACCEPTANCE case 32): each day of a planned visit is a row of its truck and a row of its site, unique in either, so the
-- database refuses the second. Two tables, because a table that is distributed by truck cannot hold what is unique by site.
-- Days, not an exclusion over ranges: that would need an extension that not every server has.

create table visits (
  truck_id text not null references trucks (truck_id) on delete restrict,
  visit_id uuid not null default gen_random_uuid(),
  programme_id text not null default 'default',
  site_id uuid not null references sites (site_id) on delete restrict,
  course_id uuid not null references courses (course_id) on delete restrict,
  request_id uuid references requests (request_id) on delete set null,
  first_day date not null,
  last_day date not null check (last_day >= first_day),
  timetable jsonb not null,
  learners_expected integer not null check (learners_expected >= 1),
  heading_deg double precision check (heading_deg between 0 and 360),
  notes text not null default '',
  state text not null default 'planned' check (state in ('planned', 'cancelled')),
  cancel_reason text not null default '',
  version integer not null default 1 check (version >= 1),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  updated_by text not null,
  primary key (truck_id, visit_id)
);
create index visits_by_id on visits (visit_id);
create index visits_of_truck on visits (truck_id, first_day);
create index visits_of_site on visits (site_id, first_day);
create index visits_by_day on visits (programme_id, first_day, visit_id);

-- The days of planned visits, and of no others; written in one place, store/visits/visit-days.ts.
create table visit_days (
  truck_id text not null,
  day date not null,
  visit_id uuid not null,
  primary key (truck_id, day),
  foreign key (truck_id, visit_id) references visits (truck_id, visit_id) on delete cascade
);
create table site_days (
  site_id uuid not null,
  day date not null,
  visit_id uuid not null,
  primary key (site_id, day)
);
create index site_days_of_visit on site_days (visit_id);

-- What each truck was last sent as its schedule, so that a restart or a replica does not send it again for nothing.
create table schedules_sent (
  truck_id text primary key,
  digest text not null,
  sent_at timestamptz not null
);

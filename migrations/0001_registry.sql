-- Why: the registry is what people enter: trucks, sites, courses and visit requests. Every row carries a version, so
-- that a change based on an old one is refused instead of overwriting somebody's work, and the name of who changed
-- it last. What is searched, joined or constrained is a column; a nested object that is always replaced as a whole
-- (depot, battery, host ...) is one jsonb column whose shape the contract checks.

create table trucks (
  truck_id text primary key check (truck_id ~ '^[A-Za-z0-9_-]{1,64}$'),
  programme_id text not null default 'default',
  name text not null default '',
  depot jsonb,
  seats integer not null default 20 check (seats between 1 and 200),
  solar_array jsonb,
  battery jsonb,
  loads jsonb not null default '[]',
  speed_kph double precision not null default 45 check (speed_kph > 0),
  reporting_interval_s integer not null default 60 check (reporting_interval_s between 5 and 3600),
  data_bundle_mb double precision check (data_bundle_mb >= 0),
  notes text not null default '',
  retired boolean not null default false,
  version integer not null default 1 check (version >= 1),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  updated_by text not null
);

create table sites (
  site_id uuid primary key default gen_random_uuid(),
  programme_id text not null default 'default',
  name text not null check (name <> ''),
  kind text not null default 'school',
  lat double precision not null check (lat between -90 and 90),
  lon double precision not null check (lon between -180 and 180),
  country text not null default 'KE' check (country ~ '^[A-Z]{2}$'),
  county text not null default '',
  district text not null default '',
  government_id text check (government_id <> ''),
  giga_id uuid,
  learners integer check (learners >= 0),
  host jsonb not null,
  access jsonb not null,
  connectivity jsonb not null,
  power jsonb not null,
  notes text not null default '',
  agreement text not null generated always as (coalesce(host ->> 'agreement', 'none')) stored,
  -- Written by the program, which folds case and accents the same way whatever the server's locale is:
  -- the name to sort and compare by, and all the words that a search looks in.
  name_key text not null,
  search text not null,
  version integer not null default 1 check (version >= 1),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  updated_by text not null
);
-- A ministry's id names one school of its country; a Giga id names one school of the world.
create unique index sites_government_id on sites (programme_id, country, government_id) where government_id is not null;
create unique index sites_giga_id on sites (programme_id, giga_id) where giga_id is not null;
-- Without a ministry's id, the same name at the same place is the same site.
create unique index sites_name_place on sites (programme_id, name_key, lat, lon) where government_id is null;
create index sites_by_name on sites (programme_id, name_key, site_id);
create index sites_by_county on sites (programme_id, county);
create index sites_by_place on sites (lat, lon);

create table courses (
  course_id uuid primary key default gen_random_uuid(),
  programme_id text not null default 'default',
  code text not null check (code <> ''),
  name text not null check (name <> ''),
  mode text not null check (mode in ('cohort', 'drop-in')),
  total_hours double precision not null check (total_hours > 0),
  class_hours double precision not null check (class_hours > 0),
  power_per_seat_w double precision not null check (power_per_seat_w >= 0),
  downlink_kbps double precision not null default 0 check (downlink_kbps >= 0),
  certifies boolean not null default false,
  language text not null default '',
  notes text not null default '',
  retired boolean not null default false,
  version integer not null default 1 check (version >= 1),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  updated_by text not null
);
create unique index courses_code on courses (programme_id, lower(code));

create table requests (
  request_id uuid primary key default gen_random_uuid(),
  programme_id text not null default 'default',
  -- A site or course that somebody asked for can't vanish below the request.
  site_id uuid not null references sites (site_id) on delete restrict,
  course_id uuid not null references courses (course_id) on delete restrict,
  learners_expected integer not null check (learners_expected >= 1),
  women_expected integer check (women_expected >= 0),
  teachers_expected integer check (teachers_expected >= 0),
  priority integer not null default 3 check (priority between 1 and 5),
  windows jsonb not null default '[]',
  blackouts jsonb not null default '[]',
  minimum_stay_days integer not null default 1 check (minimum_stay_days >= 1),
  requested_on date not null,
  status text not null default 'open' check (status in ('open', 'withdrawn', 'served')),
  notes text not null default '',
  version integer not null default 1 check (version >= 1),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  updated_by text not null
);
create index requests_by_site on requests (site_id, status);
create index requests_by_course on requests (course_id);
-- Who waits longest is asked at every look at the list.
create index requests_waiting on requests (programme_id, status, requested_on, request_id);

-- Why: hosts and trainers keep their own calendars, so visits go there by a secret link, which can be renewed and taken back. And two
-- things leave days out: public holidays of a country (no classes) and maintenance of a truck (no visit at all). What a holiday took
-- out of a booked visit's timetable is remembered beside the visit, so that it can be given back when the holiday moves, and is told
-- apart from days that a host left out.

create table calendar_links (
  link_id uuid primary key default gen_random_uuid(),
  programme_id text not null default 'default',
  scope text not null check (scope in ('programme', 'truck', 'site', 'trainer')),
  -- Truck, site or person; empty for the programme. Not a key: a link to what is gone shows an empty calendar.
  subject_id text not null default '',
  label text not null default '',
  -- SHA-256 of 256 random bits: nobody can read a link out of the database.
  secret_hash text not null,
  renewed_at timestamptz,
  last_read_at timestamptz,
  version integer not null default 1 check (version >= 1),
  created_at timestamptz not null default now(),
  created_by text not null,
  updated_at timestamptz not null default now(),
  updated_by text not null
);
create unique index calendar_links_secret on calendar_links (secret_hash);
create index calendar_links_of on calendar_links (programme_id, scope, subject_id);

create table holidays (
  holiday_id uuid primary key default gen_random_uuid(),
  programme_id text not null default 'default',
  country text not null,
  day date not null,
  name text not null,
  affects_classes boolean not null default true,
  source text not null default '',
  version integer not null default 1 check (version >= 1),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  updated_by text not null
);
create unique index holidays_named on holidays (programme_id, country, day, lower(name));

-- Days that holidays took out of a booked visit's timetable; written in one place, store/visits/visit-holidays.ts.
create table visit_holiday_days (
  truck_id text not null,
  visit_id uuid not null,
  day date not null,
  primary key (truck_id, visit_id, day),
  foreign key (truck_id, visit_id) references visits (truck_id, visit_id) on delete cascade
);

create table truck_maintenance (
  truck_id text not null references trucks (truck_id) on delete cascade,
  maintenance_id uuid not null default gen_random_uuid(),
  first_day date not null,
  last_day date not null check (last_day >= first_day),
  reason text not null,
  version integer not null default 1 check (version >= 1),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  updated_by text not null,
  primary key (truck_id, maintenance_id)
);
create index truck_maintenance_by_id on truck_maintenance (maintenance_id);
create index truck_maintenance_days on truck_maintenance (truck_id, first_day);

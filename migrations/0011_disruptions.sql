-- Why: what keeps a plan from being kept (a truck is out, a road is closed, a host cancels, a battery is weak) is marked once and holds for
-- every plan made or changed after that, so it is a row of its own that is ended or withdrawn, never deleted. And ways by road are asked of a
-- service once and kept: a plan must not wait for the same matrix each time, and can still be made when the service is gone.

create table disruptions (
  disruption_id uuid primary key default gen_random_uuid(),
  programme_id text not null default 'default',
  kind text not null check (kind in ('truck-out', 'road-closed', 'site-cancels', 'battery')),
  -- Not `truck_id`: these are read by programme, and no table of a truck.
  about_truck_id text references trucks (truck_id) on delete cascade,
  site_id uuid references sites (site_id) on delete cascade,
  from_day date,
  to_day date check (to_day >= from_day),
  what jsonb not null,
  ended_by text,
  withdrawn_by text,
  withdrawn_why text not null default '',
  version integer not null default 1 check (version >= 1),
  created_at timestamptz not null default now(),
  created_by text not null,
  updated_at timestamptz not null default now(),
  updated_by text not null
);
create index disruptions_newest on disruptions (programme_id, created_at, disruption_id);
create index disruptions_in_force on disruptions (programme_id, to_day) where withdrawn_by is null;

-- Ways from a place to another, by the road service that was asked (its address, kind and profile are `source`). Places are rounded to ten
-- thousandths of a degree, some eleven metres. No minutes: the service knows of no road.
create table travel_ways (
  source text not null,
  from_lat_e4 integer not null,
  from_lon_e4 integer not null,
  to_lat_e4 integer not null,
  to_lon_e4 integer not null,
  minutes double precision check (minutes >= 0),
  km double precision check (km >= 0),
  asked_at timestamptz not null default now(),
  primary key (source, from_lat_e4, from_lon_e4, to_lat_e4, to_lon_e4),
  check ((minutes is null) = (km is null))
);
create index travel_ways_oldest on travel_ways (asked_at);

-- How a plan is to be made, what it started from and obeys; notes become data that each screen says in its reader's language.
alter table plans
  add column stability text not null default 'usual' check (stability in ('usual', 'most')),
  add column return_to_depot boolean not null default false,
  add column based_on uuid,
  add column disruption_ids jsonb not null default '[]';
update plans set notes = (
  select coalesce(jsonb_agg(jsonb_build_object('kind', 'text', 'params', jsonb_build_object('text', note))), '[]')
  from jsonb_array_elements(notes) as note);

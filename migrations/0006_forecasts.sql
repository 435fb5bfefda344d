-- Why: a forecast is only worth as much as it was right before, so each is kept with what came of it, day by day. What a truck's
-- own days gave trains its next forecasts, and must outlive the raw samples it was read from.

-- The newest forecast of each truck, in the parts that are asked for apart: a list of the fleet needs days and no hours.
create table forecasts (
  truck_id text primary key references trucks (truck_id) on delete cascade,
  made_at timestamptz not null,
  possible boolean not null,
  basis jsonb not null,
  days jsonb not null,
  hours jsonb not null
) with (fillfactor = 60);

-- What a local day of a truck gave. Restated when late data comes.
create table energy_days (
  truck_id text not null,
  day date not null,
  -- null while the day is not covered well enough to say.
  potential_wh double precision,
  harvest_wh double precision,
  -- What a sound array of this truck gives under a clear sky at the place and heading of that day; null where nobody knows.
  clear_sky_wh double precision,
  -- Share of that in the steps that may train a forecast, 0 to 1, and what came of it; null when they say nothing.
  trained_share double precision not null,
  sun_ratio double precision,
  -- The same in the clearest hour: what the performance ratio is read off.
  clear_hour_ratio double precision,
  -- Shares of the day's clear-sky energy, 0 to 1.
  curtailed double precision not null,
  coverage double precision not null,
  -- Sums of what was seen, nothing filled up.
  seen_potential_wh double precision not null,
  seen_harvest_wh double precision not null,
  seen_load_wh double precision not null,
  -- What the classroom drew in class and by the hour out of class.
  loads jsonb not null,
  -- What the row was made of: so many samples, and the array and battery it was held against. Anything else makes it stale.
  samples bigint not null,
  settings text not null,
  updated_at timestamptz not null,
  primary key (truck_id, day)
);

-- What was foretold for a day so many days ahead. The first forecast made on a local day counts, with nothing of that day
-- in it: the day it was made on is lead 1, the first of which nothing was known.
create table forecast_days (
  truck_id text not null,
  day date not null,
  lead integer not null check (lead between 1 and 7),
  made_at timestamptz not null,
  potential_p10_wh double precision not null,
  potential_p50_wh double precision not null,
  potential_p90_wh double precision not null,
  -- The expectation: what the errors are told of.
  potential_mean_wh double precision not null,
  -- The rivals at that time, from the same days; null while no day was known.
  persistence_wh double precision,
  mean30_wh double precision,
  primary key (truck_id, day, lead)
);
create index forecast_days_by_day on forecast_days (day);

-- Why: a forecast is only worth as much as it was right before, so each is kept with what came of it, day by day. What a truck's
-- own days gave trains its next forecasts, and must outlive the raw samples it was read from.

-- The newest forecast of each truck, as the API shows it.
create table forecasts (
  truck_id text primary key references trucks (truck_id) on delete cascade,
  made_at timestamptz not null,
  forecast jsonb not null
) with (fillfactor = 60);

-- What a local day of a truck gave. Restated when late data comes.
create table energy_days (
  truck_id text not null,
  day date not null,
  -- null while the day is not covered well enough to say.
  potential_wh double precision,
  harvest_wh double precision,
  -- What a sound array of this truck gives under a clear sky at the place and heading of that day.
  clear_sky_wh double precision,
  clearness double precision,
  performance_ratio double precision,
  -- Shares of daylight, 0 to 1.
  curtailed double precision,
  coverage double precision not null,
  -- May train a forecast: well covered, and its curtailed hours left out leave enough.
  trains boolean not null,
  updated_at timestamptz not null,
  primary key (truck_id, day)
);

-- What was foretold for a day so many days ahead; the first forecast of the day before counts.
create table forecast_days (
  truck_id text not null,
  day date not null,
  lead integer not null check (lead between 1 and 7),
  made_at timestamptz not null,
  potential_p10_wh double precision not null,
  potential_p50_wh double precision not null,
  potential_p90_wh double precision not null,
  -- The rivals at that time, from the same days.
  persistence_wh double precision,
  mean30_wh double precision,
  primary key (truck_id, day, lead)
);
create index forecast_days_by_day on forecast_days (day);

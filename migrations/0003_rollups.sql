-- Why: history over months can't be read from raw samples, and raw samples are not kept for ever. Rollups are steps of 15
-- minutes, 1 hour and 1 day (UTC), restated from the samples whenever a sample of the step comes in, so that late, repeated and
-- shuffled data end in the same rows. A row holds only what the step's own samples say: what lies between two steps (the rise of a
-- counter, the time covered from the last sample of one to the first of the next) follows from their first and last samples
-- and is added by who reads. So a late sample never touches a step that it isn't in.

create table rollups (
  truck_id text not null,
  -- 900, 3600 or 86400: an hour is made of its quarters, a day of its hours.
  step_s integer not null check (step_s in (900, 3600, 86400)),
  step_start timestamptz not null,
  samples integer not null check (samples > 0),
  -- Seconds between neighbouring samples of this step between which no sample is missing.
  covered_s double precision not null,
  first_at timestamptz not null,
  first_boot_id text not null,
  first_seq bigint not null,
  last_at timestamptz not null,
  last_boot_id text not null,
  last_seq bigint not null,
  -- Gauges: how many were known, their sum, least and greatest. Counters: first and last known, and the rise between these.
  lat_n integer not null, lat_sum double precision, lat_min double precision, lat_max double precision,
  lon_n integer not null, lon_sum double precision, lon_min double precision, lon_max double precision,
  speed_kph_n integer not null, speed_kph_sum double precision, speed_kph_min double precision, speed_kph_max double precision,
  heading_deg_n integer not null, heading_deg_sum double precision, heading_deg_min double precision, heading_deg_max double precision,
  solar_w_n integer not null, solar_w_sum double precision, solar_w_min double precision, solar_w_max double precision,
  solar_potential_w_n integer not null, solar_potential_w_sum double precision, solar_potential_w_min double precision, solar_potential_w_max double precision,
  solar_wh_first double precision, solar_wh_last double precision, solar_wh_rise double precision,
  battery_soc_pct_n integer not null, battery_soc_pct_sum double precision, battery_soc_pct_min double precision, battery_soc_pct_max double precision,
  battery_v_n integer not null, battery_v_sum double precision, battery_v_min double precision, battery_v_max double precision,
  battery_w_n integer not null, battery_w_sum double precision, battery_w_min double precision, battery_w_max double precision,
  battery_temp_c_n integer not null, battery_temp_c_sum double precision, battery_temp_c_min double precision, battery_temp_c_max double precision,
  load_w_n integer not null, load_w_sum double precision, load_w_min double precision, load_w_max double precision,
  grid_w_n integer not null, grid_w_sum double precision, grid_w_min double precision, grid_w_max double precision,
  downlink_kbps_n integer not null, downlink_kbps_sum double precision, downlink_kbps_min double precision, downlink_kbps_max double precision,
  uplink_kbps_n integer not null, uplink_kbps_sum double precision, uplink_kbps_min double precision, uplink_kbps_max double precision,
  latency_ms_n integer not null, latency_ms_sum double precision, latency_ms_min double precision, latency_ms_max double precision,
  signal_dbm_n integer not null, signal_dbm_sum double precision, signal_dbm_min double precision, signal_dbm_max double precision,
  data_used_mb_first double precision, data_used_mb_last double precision, data_used_mb_rise double precision,
  occupancy_n integer not null, occupancy_sum double precision, occupancy_min double precision, occupancy_max double precision,
  inside_temp_c_n integer not null, inside_temp_c_sum double precision, inside_temp_c_min double precision, inside_temp_c_max double precision,
  primary key (truck_id, step_s, step_start)
) with (fillfactor = 70);

-- Touched steps, each once: what comes off the queue rollup_dirty waits here for its turn.
create table rollup_waiting (
  truck_id text not null,
  step_start timestamptz not null,
  primary key (truck_id, step_start)
);

-- Steps that a worker has taken and is restating. One worker at a time is on a truck; what a worker that died has left here
-- waits again.
create table rollup_claims (
  truck_id text not null,
  step_start timestamptz not null,
  worker_id uuid not null,
  claimed_at timestamptz not null default clock_timestamp(),
  primary key (truck_id, step_start)
);

-- Stretches of a boot's sequence numbers of which samples are known to be missing, from when they were noticed on. Filled ones stay,
-- closed: that data came late is worth knowing.
create table gaps (
  truck_id text not null,
  boot_id text not null,
  from_seq bigint not null,
  to_seq bigint not null check (to_seq >= from_seq),
  -- How many of them are missing still.
  missing bigint not null check (missing >= 0),
  -- Measured times of the samples before and behind; null where there was none.
  after_at timestamptz,
  before_at timestamptz,
  noticed_at timestamptz not null,
  closed_at timestamptz,
  primary key (truck_id, boot_id, from_seq),
  check ((missing = 0) = (closed_at is not null))
);
create index gaps_open on gaps (truck_id, boot_id) where closed_at is null;

-- Up to which boots.last_received_at a truck's boots were looked through for gaps.
create table gap_checks (
  truck_id text primary key,
  checked_to timestamptz not null
);

-- One row: samples measured before this may be gone, so steps before it are never restated.
create table raw_retention (
  one boolean primary key default true check (one),
  raw_kept_from timestamptz not null
);
insert into raw_retention (raw_kept_from) values ('-infinity');

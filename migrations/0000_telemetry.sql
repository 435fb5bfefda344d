-- Why: what trucks send. A sample is (truck, boot, seq), stored once; everything else here is what ingest knows of
-- trucks, boots and refusals. Every key leads with truck_id, so that the same schema distributes on Citus.

-- One row a boot of a truck's unit. boot_month is the month (UTC) in which the server first heard of the boot; it depends
-- on nothing a truck claims, so with it in the key (truck, boot, seq) is unique whatever time a resend brings.
-- stored_seqs are the sequence numbers in samples: gaps, receipts and verify are read off it.
create table boots (
  truck_id text not null,
  boot_id text not null,
  boot_month date not null,
  first_received_at timestamptz not null,
  last_received_at timestamptz not null,
  stored_seqs int8multirange not null default '{}',
  primary key (truck_id, boot_id)
) with (fillfactor = 60);

-- Raw readings; partitions are made by the service (store/samples/partitions.ts), dropped by retention.
create table samples (
  truck_id text not null,
  boot_id text not null,
  seq bigint not null,
  boot_month date not null,
  sampled_at timestamptz not null,
  received_at timestamptz not null,
  -- 'bad': the truck's clock was wrong, sampled_at is the server's time and claimed_at what the truck said.
  clock text not null,
  claimed_at timestamptz,
  -- 'ok', 'no-fix' (none, or 0,0) or 'jump' (further from the place before than a lorry can be).
  place text not null,
  lat double precision,
  lon double precision,
  speed_kph double precision,
  heading_deg double precision,
  solar_w double precision,
  solar_potential_w double precision,
  solar_wh double precision,
  battery_soc_pct double precision,
  battery_v double precision,
  battery_w double precision,
  battery_temp_c double precision,
  load_w double precision,
  grid_w double precision,
  downlink_kbps double precision,
  uplink_kbps double precision,
  latency_ms double precision,
  signal_dbm double precision,
  data_used_mb double precision,
  occupancy integer,
  inside_temp_c double precision,
  primary key (truck_id, boot_id, seq, boot_month)
) partition by range (boot_month);
create index samples_by_time on samples (truck_id, sampled_at);

-- The newest sample of each truck by measured time, with a good clock; and its last good place.
create table latest (
  truck_id text primary key,
  boot_id text not null,
  seq bigint not null,
  sampled_at timestamptz not null,
  received_at timestamptz not null,
  place_lat double precision,
  place_lon double precision,
  place_at timestamptz,
  lat double precision,
  lon double precision,
  speed_kph double precision,
  heading_deg double precision,
  solar_w double precision,
  solar_potential_w double precision,
  solar_wh double precision,
  battery_soc_pct double precision,
  battery_v double precision,
  battery_w double precision,
  battery_temp_c double precision,
  load_w double precision,
  grid_w double precision,
  downlink_kbps double precision,
  uplink_kbps double precision,
  latency_ms double precision,
  signal_dbm double precision,
  data_used_mb double precision,
  occupancy integer,
  inside_temp_c double precision
) with (fillfactor = 60);

-- Whether a truck is there: by its status, its last will, its samples, its silence.
create table presence (
  truck_id text primary key,
  state text not null check (state in ('never', 'online', 'offline', 'silent')),
  since timestamptz,
  last_heard_at timestamptz,
  boot_id text,
  boot_at timestamptz,
  flapping boolean not null default false
) with (fillfactor = 60);

-- 15-minute steps of measured time that a batch touched, to be restated in the rollups. A queue without a key: each batch
-- appends its steps, whoever restates deletes just the rows it read. With a key, a batch that finds the row there
-- already and commits after the step was restated would be forgotten.
create table rollup_dirty (
  truck_id text not null,
  step_start timestamptz not null
);

-- How ingest went, by truck and 15 minutes of receiving.
create table ingest_counts (
  truck_id text not null,
  bucket_at timestamptz not null,
  stored bigint not null default 0,
  duplicates bigint not null default 0,
  late bigint not null default 0,
  bad_clock bigint not null default 0,
  readings_dropped bigint not null default 0,
  quarantined bigint not null default 0,
  primary key (truck_id, bucket_at)
);
create index ingest_counts_by_time on ingest_counts (bucket_at);

-- What was refused, as it came, with the reason.
create table quarantine (
  quarantine_id bigint generated always as identity primary key,
  programme_id text not null default 'default',
  truck_id text,
  topic text not null,
  reason text not null,
  detail text not null,
  payload bytea not null,
  payload_bytes integer not null,
  received_at timestamptz not null,
  replayed_at timestamptz
);
create index quarantine_by_time on quarantine (received_at);
create index quarantine_by_truck on quarantine (truck_id, reason, quarantine_id);

-- Trucks that send and that nobody registered; their messages are held in quarantine as unknown-truck.
create table pending_trucks (
  truck_id text primary key,
  first_seen_at timestamptz not null,
  last_seen_at timestamptz not null,
  messages bigint not null,
  held integer not null
);

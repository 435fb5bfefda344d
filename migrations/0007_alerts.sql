-- Why: an alert is (truck, kind, subject) and open until cleared; the database holds that one cause is never two open alerts, whatever
-- replicas do. The state of the rules is kept with what they said, in one transaction, so that a restart neither forgets a
-- condition that has lasted for an hour nor raises it twice.

create table alerts (
  alert_id uuid not null default gen_random_uuid(),
  programme_id text not null default 'default',
  -- '' is the service itself: null would not be unique.
  truck_id text not null,
  kind text not null,
  subject text not null default '',
  severity text not null check (severity in ('urgent', 'soon', 'note')),
  state text not null default 'raised' check (state in ('raised', 'acknowledged', 'cleared')),
  visit_id uuid,
  site_id uuid,
  since timestamptz not null,
  raised_at timestamptz not null,
  updated_at timestamptz not null,
  cleared_at timestamptz,
  cleared_why text,
  facts jsonb not null,
  -- The alert whose cause explains this one.
  grouped_under uuid,
  acknowledged_by text,
  acknowledged_at timestamptz,
  assigned_to_id text,
  assigned_to text,
  snoozed_until timestamptz,
  primary key (truck_id, alert_id),
  check ((state = 'cleared') = (cleared_at is not null))
);
-- Not unique: keys of a table of a truck lead with truck_id.
create index alerts_by_id on alerts (alert_id);
create index alerts_grouped on alerts (grouped_under) where grouped_under is not null and state <> 'cleared';
create unique index alerts_open on alerts (truck_id, kind, subject) where state <> 'cleared';
create index alerts_by_time on alerts (raised_at desc, alert_id desc);
create index alerts_of_truck on alerts (truck_id, kind, subject, raised_at desc);

create table alert_events (
  truck_id text not null,
  alert_id uuid not null,
  event_id bigint generated always as identity,
  at timestamptz not null,
  kind text not null,
  by_whom text not null,
  note text not null default '',
  facts jsonb,
  primary key (truck_id, alert_id, event_id),
  foreign key (truck_id, alert_id) references alerts (truck_id, alert_id) on delete cascade
);

-- What the evaluation of a truck's rules carries from one look to the next; '' is the service.
create table alert_state (
  truck_id text primary key,
  state jsonb not null,
  evaluated_at timestamptz not null
) with (fillfactor = 60);

-- Settings that somebody changed; '' is the fleet. Their history is the audit log.
create table alert_rules (
  truck_id text not null default '',
  kind text not null,
  change jsonb not null,
  version integer not null check (version >= 1),
  updated_at timestamptz not null default now(),
  updated_by text not null,
  primary key (truck_id, kind)
);

create table alert_channels (
  channel_id uuid primary key default gen_random_uuid(),
  programme_id text not null default 'default',
  kind text not null check (kind in ('webhook', 'email')),
  body jsonb not null,
  -- Signs webhooks; never leaves the database but in the answer that made it.
  secret text,
  version integer not null default 1 check (version >= 1),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  updated_by text not null,
  last_told_at timestamptz,
  last_fault text
);

-- The outbox: what is to be told to whom. Written in the transaction of the alert, so that neither exists without the other. What is
-- due is put together into messages (one, a digest, a summary), and pg-boss carries each message and tries again.
create table alert_deliveries (
  delivery_id uuid primary key default gen_random_uuid(),
  channel_id uuid not null references alert_channels (channel_id) on delete cascade,
  -- null for a test message.
  alert_id uuid,
  what text not null check (what in ('raised', 'worse', 'escalated', 'cleared', 'test')),
  state text not null default 'waiting' check (state in ('waiting', 'quiet', 'told', 'failed', 'dropped')),
  due_at timestamptz not null,
  -- The message that tells it, once it was put together; the same in every try, so that a receiver can tell repeats.
  message_id uuid,
  message_kind text check (message_kind in ('single', 'digest', 'summary', 'test')),
  composed_at timestamptz,
  tries integer not null default 0,
  created_at timestamptz not null default now(),
  told_at timestamptz,
  fault text
);
create unique index alert_deliveries_once on alert_deliveries (channel_id, alert_id, what) where what in ('raised', 'escalated', 'cleared');
create index alert_deliveries_due on alert_deliveries (due_at) where state in ('waiting', 'quiet') and message_id is null;
create index alert_deliveries_handed_over on alert_deliveries (composed_at) where state = 'waiting' and message_id is not null;
create index alert_deliveries_of_message on alert_deliveries (message_id);
create index alert_deliveries_of_alert on alert_deliveries (alert_id, channel_id);
create index alert_deliveries_of_channel on alert_deliveries (channel_id, composed_at desc);
create index alert_deliveries_by_time on alert_deliveries (created_at desc, delivery_id desc);

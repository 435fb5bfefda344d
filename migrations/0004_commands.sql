-- Why: what the office asks of a truck must survive a restart of the service and a broker that is away, so a command is
-- a row first and a message after: this table is its own outbox. A replica that publishes a command puts its
-- `publish_after` ahead in the same statement that picks it, so two replicas never publish it at once, and one
-- that dies in between only delays it. It goes out again and again until the truck answers or it expires; trucks
-- take the same id once.
--
-- The key leads with truck_id: the same id of two trucks is two commands, and an answer counts only for the truck whose
-- topic it came on.

create table commands (
  truck_id text not null references trucks (truck_id) on delete restrict,
  command_id uuid not null,
  kind text not null,
  args jsonb not null,
  state text not null default 'waiting' check (state in ('waiting', 'done', 'refused', 'expired')),
  -- Why the truck refused it.
  reason text,
  asked_by_id text,
  asked_by text not null,
  issued_at timestamptz not null,
  expires_at timestamptz not null check (expires_at > issued_at),
  -- When the answer came here, by this server's clock.
  answered_at timestamptz,
  -- When the truck says it did it; its clock may be wrong.
  acted_at timestamptz,
  published_count integer not null default 0 check (published_count >= 0),
  published_at timestamptz,
  -- When to publish it (again).
  publish_after timestamptz not null,
  primary key (truck_id, command_id),
  check ((state in ('done', 'refused')) = (answered_at is not null))
);
-- The outbox and the expiry look at the few that wait, never at the past.
create index commands_to_publish on commands (publish_after) where state = 'waiting';
create index commands_to_expire on commands (expires_at) where state = 'waiting';
-- A truck's page shows its commands newest first.
create index commands_of_truck on commands (truck_id, issued_at desc, command_id desc);
-- An answer that fits no command of its truck may be to another's; a truck that sends many must not cost a scan each.
create index commands_by_id on commands (command_id);

-- Why: who may sign in, which programs hold a key, which trucks hold credentials, and what everybody changed.
-- people, sessions, accounts, verifications and api_keys have the columns that better-auth works with (snake_case here),
-- and what is ours besides: role, language, trucks, switched off.

create table people (
  id text primary key,
  programme_id text not null default 'default',
  name text not null check (name <> ''),
  -- Stored in small letters, as sign-in looks it up.
  email text not null unique check (email = lower(email)),
  email_verified boolean not null default false,
  image text,
  role text not null default 'viewer' check (role in ('viewer', 'operator', 'coordinator', 'engineer', 'admin')),
  language text not null default 'en',
  truck_ids text[] not null default '{}',
  disabled boolean not null default false,
  last_sign_in_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create table sessions (
  id text primary key,
  token text not null unique,
  user_id text not null references people (id) on delete cascade,
  expires_at timestamptz not null,
  ip_address text,
  user_agent text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index sessions_user on sessions (user_id);

-- A person's password (scrypt) stands here, as better-auth keeps it: provider_id 'credential'.
create table accounts (
  id text primary key,
  account_id text not null,
  provider_id text not null,
  user_id text not null references people (id) on delete cascade,
  access_token text,
  refresh_token text,
  id_token text,
  access_token_expires_at timestamptz,
  refresh_token_expires_at timestamptz,
  scope text,
  password text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (provider_id, account_id)
);
create index accounts_user on accounts (user_id);

create table verifications (
  id text primary key,
  identifier text not null,
  value text not null,
  expires_at timestamptz not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index verifications_identifier on verifications (identifier);

-- Keys of programs. Only a hash of the key is kept. reference_id is the person who made it ('system' where a
-- program's key made it); the key outlives that person's role, its own role is what counts.
create table api_keys (
  id text primary key,
  programme_id text not null default 'default',
  role text not null default 'viewer' check (role in ('viewer', 'operator', 'coordinator', 'engineer', 'admin')),
  created_by text not null default '',
  config_id text not null default 'default',
  name text,
  start text,
  prefix text,
  key text not null unique,
  reference_id text not null,
  refill_interval integer,
  refill_amount integer,
  last_refill_at timestamptz,
  enabled boolean not null default true,
  rate_limit_enabled boolean not null default false,
  rate_limit_time_window integer,
  rate_limit_max integer,
  request_count integer not null default 0,
  remaining integer,
  last_request timestamptz,
  expires_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  permissions text,
  metadata text
);

-- What all replicas of this installation share: the secret that signs cookies, hashes of set-up links.
create table installation (
  key text primary key,
  value text not null,
  created_at timestamptz not null default now()
);

-- One row for each truck that was ever given MQTT credentials; password_hash is Mosquitto's $7$ (PBKDF2-SHA512).
-- A revoked row stays: that truck must have a password again before it may connect.
create table truck_credentials (
  truck_id text primary key,
  password_hash text not null,
  created_at timestamptz not null default now(),
  created_by text not null,
  revoked_at timestamptz
);

create table audit_log (
  audit_id bigint generated always as identity primary key,
  programme_id text not null default 'default',
  at timestamptz not null default clock_timestamp(),
  actor_id text,
  actor_name text not null,
  actor_via text not null check (actor_via in ('session', 'key', 'system')),
  action text not null,
  subject text not null,
  subject_id text not null,
  before jsonb,
  after jsonb
);
create index audit_log_subject on audit_log (subject, subject_id, audit_id desc);

create function refuse_audit_change() returns trigger language plpgsql as $$
begin
  raise exception 'the audit log is append-only';
end
$$;
create trigger audit_log_append_only before update or delete or truncate on audit_log
  for each statement execute function refuse_audit_change();

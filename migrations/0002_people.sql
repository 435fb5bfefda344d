-- Why: who may sign in, which programs hold a key, which trucks hold credentials, and what everybody changed.
-- The tables of people, sessions, accounts, verifications and API keys have the columns that better-auth expects.
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

-- Why: a quarter of visits is planned at once, compared, bent by hand, and only then promised. A plan's visits are rows of its own, so that
-- what was planned, published and superseded stays to be read; what is promised is still `visits` alone. One published plan a programme
-- is a unique index, not a habit: of two people who publish at once the second is refused.

create table plans (
  plan_id uuid primary key default gen_random_uuid(),
  programme_id text not null default 'default',
  name text not null,
  state text not null default 'draft' check (state in ('draft', 'published', 'superseded')),
  first_day date not null,
  days integer not null check (days between 1 and 400),
  frozen_before date not null,
  seed integer not null,
  search_seconds integer not null,
  pins_of uuid,
  -- Whom it was asked for (empty: every truck in use), and whom it was made for.
  truck_ids jsonb not null default '[]',
  trucks jsonb not null default '[]',
  notes jsonb not null default '[]',
  score jsonb,
  -- Requests that are not in it, with the nearest reason; and what was promised when it was made.
  unscheduled jsonb not null default '[]',
  promised jsonb not null default '[]',
  -- Whom to tell, as it was when it was published.
  hosts jsonb,
  job_state text not null default 'waiting' check (job_state in ('waiting', 'running', 'done', 'cancelled', 'failed')),
  job_attempts integer not null default 0,
  -- The search that runs says so now and then; one that says nothing any more has died with its replica.
  job_beat_at timestamptz,
  job_started_at timestamptz,
  job_ended_at timestamptz,
  job_seconds double precision not null default 0,
  job_iterations double precision not null default 0,
  job_score jsonb,
  job_truncated boolean not null default false,
  job_fault text,
  cancel_asked boolean not null default false,
  version integer not null default 1 check (version >= 1),
  created_at timestamptz not null default now(),
  created_by text not null,
  updated_at timestamptz not null default now(),
  updated_by text not null,
  published_at timestamptz,
  published_by text,
  check (state = 'draft' or published_at is not null)
);
create unique index plans_one_published on plans (programme_id) where state = 'published';
create index plans_newest on plans (programme_id, created_at, plan_id);
create index plans_at_work on plans (job_state) where job_state in ('waiting', 'running');

-- Days as dates, and what follows from them as facts; never joined to `visits`, which goes on changing.
create table plan_visits (
  plan_id uuid not null references plans (plan_id) on delete cascade,
  visit_id uuid not null,
  request_id uuid,
  -- Not `truck_id`: these are a plan's rows, read and kept by plan, and no table of a truck.
  planned_truck_id text not null,
  site_id uuid not null,
  course_id uuid not null,
  first_day date not null,
  last_day date not null check (last_day >= first_day),
  pinned boolean not null default false,
  facts jsonb not null,
  primary key (plan_id, visit_id)
);
create unique index plan_visits_one_a_request on plan_visits (plan_id, request_id);

-- What was done by hand, to be undone and done again: the one visit before and after.
create table plan_edits (
  plan_id uuid not null references plans (plan_id) on delete cascade,
  edit_number integer not null,
  visit_id uuid not null,
  before jsonb,
  after jsonb,
  undone boolean not null default false,
  made_by text not null,
  made_at timestamptz not null default now(),
  primary key (plan_id, edit_number)
);

-- Why: an operator's report of a class must count once, whichever way and however often it arrives, and what it said before must stay to
-- be read. A row is what stands now; `session_versions` keeps every version whole. Head counts are rows, so that totals are plain sums. The
-- table that better-auth calls `sessions` is about signing in, hence the name.

create table session_reports (
  truck_id text not null references trucks (truck_id) on delete restrict,
  session_id uuid not null,
  programme_id text not null default 'default',
  visit_id uuid,
  site_id uuid references sites (site_id) on delete restrict,
  course_id uuid references courses (course_id) on delete restrict,
  cohort_id uuid,
  planned_starts_at timestamptz,
  state text not null check (state in ('started', 'held', 'cancelled', 'withdrawn')),
  -- Corrected by what is known of the device's clock; `day` is the programme's.
  started_at timestamptz not null,
  ended_at timestamptz check (ended_at >= started_at),
  day date not null,
  minutes double precision check (minutes >= 0),
  device_started_at timestamptz not null,
  device_ended_at timestamptz,
  skew_ms bigint,
  clock text not null check (clock in ('good', 'corrected', 'unknown')),
  heads integer not null default 0 check (heads >= 0),
  walk_ins integer not null default 0 check (walk_ins >= 0),
  waiting integer not null default 0 check (waiting >= 0),
  topics jsonb not null default '[]',
  problems jsonb not null default '[]',
  notes text not null default '',
  device_id uuid not null,
  device_revision integer not null check (device_revision >= 1),
  device_saved_at timestamptz not null,
  device_sent_at timestamptz,
  -- SHA-256 of the content, so that what comes again is known as the same.
  content_hash bytea not null,
  code text not null,
  received_at timestamptz not null,
  received_via text[] not null,
  -- Null until the totals hold this version.
  counted_at timestamptz,
  -- The version of which the hub on the truck was told that it is counted.
  counted_told integer not null default 0,
  -- The version that was held against what else is known, and how many samples of the truck that was.
  checked_version integer not null default 0,
  checked_samples bigint not null default 0,
  reported_by text not null,
  reported_by_id text,
  version integer not null default 1 check (version >= 1),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  updated_by text not null,
  primary key (truck_id, session_id)
);
create index session_reports_by_id on session_reports (session_id);
create index session_reports_by_day on session_reports (programme_id, day, started_at, session_id);
create index session_reports_newest on session_reports (started_at, session_id);
create index session_reports_of_truck on session_reports (truck_id, started_at);
create index session_reports_of_visit on session_reports (visit_id, day);
create index session_reports_of_site on session_reports (site_id, day);
create index session_reports_of_cohort on session_reports (cohort_id) where cohort_id is not null;
create index session_reports_changed on session_reports (updated_at);
create index session_reports_uncounted on session_reports (updated_at) where counted_at is null;
create index session_reports_unchecked on session_reports (updated_at) where checked_version < version;
create index session_reports_untold on session_reports (counted_at)
  where counted_at is not null and counted_told < version and received_via @> '{mqtt}';

create table session_heads (
  truck_id text not null,
  session_id uuid not null,
  sex text not null check (sex in ('female', 'male', 'other', 'unknown')),
  age_band text not null check (age_band in ('0-14', '15-17', '18-24', '25-34', '35-64', '65+', 'unknown')),
  role text not null check (role in ('learner', 'teacher', 'other')),
  count integer not null check (count >= 1),
  primary key (truck_id, session_id, sex, age_band, role),
  foreign key (truck_id, session_id) references session_reports (truck_id, session_id) on delete cascade
);

-- Who was there, by the id of the roster: names are nowhere here.
create table session_attendance (
  truck_id text not null,
  session_id uuid not null,
  learner_id uuid not null,
  present boolean not null,
  minutes integer check (minutes between 0 and 1440),
  primary key (truck_id, session_id, learner_id),
  foreign key (truck_id, session_id) references session_reports (truck_id, session_id) on delete cascade
);
create index session_attendance_of_learner on session_attendance (learner_id);

create table session_versions (
  truck_id text not null,
  session_id uuid not null,
  version integer not null,
  report jsonb not null,
  made_by text not null,
  made_at timestamptz not null,
  via text not null check (via in ('http', 'mqtt')),
  primary key (truck_id, session_id, version),
  foreign key (truck_id, session_id) references session_reports (truck_id, session_id) on delete cascade
);

-- One a kind and report; what a later version answers by fitting is `gone`, and asked anew if it comes back.
create table session_questions (
  truck_id text not null,
  session_id uuid not null,
  kind text not null,
  facts jsonb not null,
  state text not null default 'open' check (state in ('open', 'answered', 'gone')),
  answer text,
  answered_by text,
  asked_at timestamptz not null,
  answered_at timestamptz,
  primary key (truck_id, session_id, kind),
  foreign key (truck_id, session_id) references session_reports (truck_id, session_id) on delete cascade
);
create index session_questions_open on session_questions (asked_at) where state = 'open';

-- Small on the phone already; they come last, so a photo may arrive long after its report, never before it.
create table session_photos (
  truck_id text not null,
  session_id uuid not null,
  photo_id uuid not null,
  content_type text not null,
  image bytea not null,
  taken_at timestamptz not null,
  caption text not null default '',
  consent text not null,
  received_at timestamptz not null,
  received_from text not null,
  primary key (truck_id, session_id, photo_id),
  foreign key (truck_id, session_id) references session_reports (truck_id, session_id) on delete cascade
);

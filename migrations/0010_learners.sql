-- Why: a ministry asks how many women were certified, and a learner asks to be forgotten. So who somebody is (name, phone, note, year of birth)
-- stands in columns that only the program can read (AES-256-GCM, store/learners/sealed.ts), and everything that is counted (sex, age band, role,
-- states, results) stands beside them in the clear: erasing the first leaves the second. Names are kept only where a course certifies
-- and the learner agreed; anybody else is a number in a cohort.

alter table courses add column pass_mark_pct double precision check (pass_mark_pct between 0 and 100);

create table cohorts (
  cohort_id uuid primary key default gen_random_uuid(),
  programme_id text not null default 'default',
  -- A visit may be given to another truck, which is why its truck is not repeated here.
  visit_id uuid not null,
  course_id uuid not null references courses (course_id) on delete restrict,
  number integer not null check (number >= 1),
  name text not null default '',
  seats integer not null check (seats >= 1),
  -- Which classes of the visit's timetable are this cohort's, by the time of day they begin; empty: all or not said.
  slots jsonb not null default '[]',
  notes text not null default '',
  version integer not null default 1 check (version >= 1),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  updated_by text not null,
  unique (visit_id, number)
);
create index cohorts_of_course on cohorts (course_id);

create table learners (
  learner_id uuid primary key default gen_random_uuid(),
  programme_id text not null default 'default',
  -- Sealed: key id, nonce, ciphertext, tag. Null: never said, refused, or erased.
  name_sealed bytea,
  phone_sealed bytea,
  note_sealed bytea,
  birth_year_sealed bytea,
  sex text not null default 'unknown' check (sex in ('female', 'male', 'other', 'unknown')),
  role text not null default 'learner' check (role in ('learner', 'teacher', 'other')),
  -- Of a teacher: where they teach. Told by the registry's site, or in words when it is not there.
  school_site_id uuid references sites (site_id) on delete set null,
  school_name text not null default '',
  consent text not null default 'not-asked' check (consent in ('given', 'refused', 'not-asked', 'withdrawn')),
  consent_at timestamptz,
  consent_asked_by text not null default '',
  consent_wording text not null default '',
  -- Two rows that are one person: this one counts as that one. Nothing is moved, so it can be undone.
  same_as uuid references learners (learner_id) on delete restrict check (same_as <> learner_id),
  erased_at timestamptz,
  erased_why text check (erased_why in ('asked', 'retention')),
  version integer not null default 1 check (version >= 1),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  updated_by text not null,
  check (consent = 'given' or (name_sealed is null and phone_sealed is null and note_sealed is null
    and birth_year_sealed is null)),
  check (erased_at is null or (name_sealed is null and school_name = ''))
);
create index learners_same_as on learners (same_as) where same_as is not null;
create index learners_by_person on learners ((coalesce(same_as, learner_id)));
create index learners_named on learners (learner_id) where name_sealed is not null;
create index learners_of_school on learners (school_site_id) where school_site_id is not null;

create table enrolments (
  cohort_id uuid not null references cohorts (cohort_id) on delete restrict,
  learner_id uuid not null references learners (learner_id) on delete restrict,
  programme_id text not null default 'default',
  -- Counts those who came to this cohort: the name of somebody without a name, and the order of the waiting list.
  number integer not null check (number >= 1),
  state text not null check (state in ('enrolled', 'waiting', 'dropped-out', 'completed')),
  state_since timestamptz not null default now(),
  drop_reason text check (drop_reason in ('work', 'family', 'illness', 'distance', 'moved', 'not-for-me', 'never-came',
    'entered-twice', 'other')),
  -- How old the learner was when the course began.
  age_band text not null default 'unknown'
    check (age_band in ('0-14', '15-17', '18-24', '25-34', '35-64', '65+', 'unknown')),
  exam_score_pct double precision check (exam_score_pct between 0 and 100),
  exam_on date,
  version integer not null default 1 check (version >= 1),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  updated_by text not null,
  primary key (cohort_id, learner_id),
  unique (cohort_id, number),
  check ((state = 'dropped-out') = (drop_reason is not null))
);
create index enrolments_of_learner on enrolments (learner_id);

-- What a certificate said when it was issued; the name is the learner's and goes when that is erased.
create table certificates (
  certificate_number text primary key,
  programme_id text not null default 'default',
  learner_id uuid not null references learners (learner_id) on delete restrict,
  cohort_id uuid not null references cohorts (cohort_id) on delete restrict,
  course_id uuid not null references courses (course_id) on delete restrict,
  course_name text not null,
  course_hours double precision not null,
  programme_name text not null,
  place text not null default '',
  issued_on date not null,
  issued_by text not null,
  revoked_at timestamptz,
  revoked_by text,
  revoke_reason text,
  created_at timestamptz not null default now()
);
create unique index certificates_standing on certificates (cohort_id, learner_id) where revoked_at is null;
create index certificates_of_learner on certificates (learner_id);
create index certificates_by_day on certificates (programme_id, issued_on);

-- Where people go on afterwards.
create table online_courses (
  online_course_id uuid primary key default gen_random_uuid(),
  programme_id text not null default 'default',
  name text not null check (name <> ''),
  provider text not null default '',
  url text not null check (url ~ '^https?://'),
  language text not null default '',
  total_hours double precision check (total_hours > 0),
  notes text not null default '',
  retired boolean not null default false,
  version integer not null default 1 check (version >= 1),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  updated_by text not null
);
create unique index online_courses_url on online_courses (programme_id, url);

create table online_learners (
  online_course_id uuid not null references online_courses (online_course_id) on delete restrict,
  learner_id uuid not null references learners (learner_id) on delete restrict,
  state text not null check (state in ('wants-to', 'started', 'finished')),
  noted_at timestamptz not null default now(),
  noted_by text not null,
  primary key (online_course_id, learner_id)
);
create index online_learners_of_learner on online_learners (learner_id);

-- Who somebody is when people are counted, over however many courses and rows.
create view learner_people as select learner_id, coalesce(same_as, learner_id) as person_id from learners;

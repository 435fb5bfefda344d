-- Why: two phones with exam results of one cohort overwrote each other, and the later one won without a word. A cohort's results have a version
-- now, one for each time that some of them changed, and each result says with which version it came: who sends results based on an older one is told
-- of those that somebody else has changed since. Results that are here already came with the first version.

create table exam_sheets (
  cohort_id uuid not null references cohorts (cohort_id) on delete cascade,
  programme_id text not null default 'default',
  version integer not null check (version >= 1),
  -- The phone that sent it, and its how manieth saving it was; null from a desk.
  device_id uuid,
  device_revision integer check (device_revision >= 1),
  made_at timestamptz not null default now(),
  made_by text not null,
  primary key (cohort_id, version),
  check ((device_id is null) = (device_revision is null))
);
alter table enrolments add column exam_version integer not null default 0 check (exam_version >= 0);

insert into exam_sheets (cohort_id, programme_id, version, made_at, made_by)
select distinct on (cohort_id) cohort_id, programme_id, 1, updated_at, updated_by from enrolments
where exam_on is not null order by cohort_id, updated_at desc;
update enrolments set exam_version = 1 where exam_on is not null;

-- Why: who reports to IATI stood in the browser of whoever downloaded the file, and was made up where nobody had typed it. It is one setting of the
-- programme now. And a closed period kept the ids of sites and courses, so that its list of sessions changed when one of them was renamed or moved to
-- another county: it keeps what they were called. Periods that are closed already get the names of today, which is what they have told until now.

create table impact_iati (
  programme_id text primary key default 'default',
  settings jsonb not null,
  version integer not null default 1 check (version >= 1),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  updated_by text not null
);

alter table impact_period_sessions
  add column site text,
  add column county text,
  add column course text;
update impact_period_sessions p set
  site = coalesce((select name from sites s where s.site_id = p.site_id), ''),
  county = coalesce((select county from sites s where s.site_id = p.site_id), ''),
  course = coalesce((select name from courses c where c.course_id = p.course_id), '');
alter table impact_period_sessions
  alter column site set not null,
  alter column county set not null,
  alter column course set not null;

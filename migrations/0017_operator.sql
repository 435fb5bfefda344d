-- Why: what a report names and nobody here has (a cohort that was deleted, a learner who never was) makes no people. Reports are held
-- against what is known when they come in (store/sessions/named.ts); these statements do the same for those that came before, which are counted
-- and checked anew. What they said stays in session_versions.
update session_reports s set cohort_id = null, counted_at = null, checked_version = 0
where s.cohort_id is not null and not exists (
  select from cohorts c left join visits v on v.visit_id = c.visit_id
  where c.cohort_id = s.cohort_id and (c.visit_id = s.visit_id or v.truck_id = s.truck_id));

with nobodys as (
  delete from session_attendance a where not exists (select from learners l where l.learner_id = a.learner_id)
  returning a.truck_id, a.session_id)
update session_reports s set counted_at = null, checked_version = 0
where (s.truck_id, s.session_id) in (select truck_id, session_id from nobodys);

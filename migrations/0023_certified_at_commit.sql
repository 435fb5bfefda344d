-- Why: what certificates make was restated at the end of each statement, under one lock that was then held to the end of the transaction. So whoever
-- changed a second roster afterwards could wait for somebody's row while that one waited for the lock: a deadlock. Now a statement only notes which
-- cohorts it touched, and they are restated when the transaction commits: nothing is locked after that lock any more, so nobody can wait for each
-- other. A row is noted, used up and gone within one transaction, and never seen by another.

create unlogged table impact_certify_waits (
  wait_id bigint generated always as identity primary key,
  cohort_id uuid not null
);

create or replace function impact_certify_cohorts() returns trigger language plpgsql as $$
begin
  insert into impact_certify_waits (cohort_id)
  select distinct r.cohort_id from changed r
  where exists (select 1 from certificates c where c.cohort_id = r.cohort_id)
    or exists (select 1 from impact_certified i where i.cohort_id = r.cohort_id);
  return null;
end $$;

create or replace function impact_certify_learners() returns trigger language plpgsql as $$
begin
  insert into impact_certify_waits (cohort_id)
  select distinct c.cohort_id from after a
  join before b on b.learner_id = a.learner_id and (b.sex, b.role, b.same_as) is distinct from (a.sex, a.role, a.same_as)
  join learners l on l.learner_id = a.learner_id or l.same_as = a.learner_id
  join certificates c on c.learner_id = l.learner_id;
  return null;
end $$;

-- The first row of a transaction brings all of them; the others find nothing left.
create function impact_certify_waiting() returns trigger language plpgsql as $$
declare
  touched uuid[];
begin
  with noted as (delete from impact_certify_waits returning cohort_id)
  select array_agg(distinct cohort_id) into touched from noted;
  if touched is not null then perform impact_certify(touched); end if;
  return null;
end $$;
create constraint trigger impact_certify_at_commit after insert on impact_certify_waits
  deferrable initially deferred for each row execute function impact_certify_waiting();

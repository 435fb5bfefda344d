-- Why: a period that begins or ends within a stay had to count the stay's reports while somebody waits: two hundred stays of a hundred classes
-- took half a second. So the classes of each stay are kept beside its figures as one short text, restated with it, and any of its days are
-- counted from that. Stays that were counted before are packed when they are counted next, at the latest soon after the start.

create table impact_packs (
  stay_id uuid primary key references impact_stays (stay_id) on delete cascade,
  classes text not null
);

-- Which of sex, age band and role somebody is, from 0; the order is that of the contract and of impact_category's bits. Not strict: only so is it
-- put into the statement that calls it, which is thirty times faster than calling it.
create function impact_category_number(sex text, age_band text, role text) returns integer
  language sql immutable parallel safe
  return (array_position('{female,male,other,unknown}'::text[], sex) - 1) * 21
    + (array_position('{0-14,15-17,18-24,25-34,35-64,65+,unknown}'::text[], age_band) - 1) * 3
    + array_position('{learner,teacher,other}'::text[], role) - 1;

-- Who was changed lately is looked for each minute.
create index enrolments_changed on enrolments (updated_at);
create index learners_changed on learners (updated_at);

-- Who is certified was told from all certificates, their learners, cohorts and visits each time. So they are added up as well: whoever has one
-- certificate is counted with others of their cohort, day and category (`person_id` null); whoever has several stands alone, to be told apart.
create table impact_certified (
  cohort_id uuid not null,
  visit_id uuid not null,
  course_id uuid not null,
  issued_on date not null,
  sex text not null,
  age_band text not null,
  role text not null,
  person_id uuid,
  certificate_number text,
  people integer not null
);
create index impact_certified_of_cohort on impact_certified (cohort_id);
create index impact_certified_by_day on impact_certified (issued_on);

-- Restates what certificates of these cohorts make, and of all cohorts in which their people have others. One transaction at a time: two that
-- certify the same person would each believe to be the only one ("CERT" in ASCII).
create function impact_certify(touched uuid[]) returns void language plpgsql as $$
declare
  affected uuid[];
begin
  if cardinality(touched) = 0 then return; end if;
  perform pg_advisory_xact_lock(1128616532);
  affected := array(
    select unnest(touched)
    union
    select c.cohort_id from (
      select coalesce(l.same_as, l.learner_id) as person_id from certificates c join learners l on l.learner_id = c.learner_id
      where c.cohort_id = any(touched)
      union
      select i.person_id from impact_certified i where i.cohort_id = any(touched) and i.person_id is not null
    ) p
    join learners l on coalesce(l.same_as, l.learner_id) = p.person_id
    join certificates c on c.learner_id = l.learner_id);
  delete from impact_certified where cohort_id = any(affected);
  insert into impact_certified
  with held as (
    select c.cohort_id, t.visit_id, c.course_id, c.issued_on, c.certificate_number, l.learner_id as person_id, l.sex,
      coalesce(e.age_band, 'unknown') as age_band, l.role
    from certificates c
    join cohorts t on t.cohort_id = c.cohort_id
    join learners o on o.learner_id = c.learner_id
    join learners l on l.learner_id = coalesce(o.same_as, o.learner_id)
    left join enrolments e on e.cohort_id = c.cohort_id and e.learner_id = c.learner_id
    where c.cohort_id = any(affected) and c.revoked_at is null
  ), several as (
    select coalesce(l.same_as, l.learner_id) as person_id
    from (select distinct person_id from held) h
    join learners l on coalesce(l.same_as, l.learner_id) = h.person_id
    join certificates c on c.learner_id = l.learner_id and c.revoked_at is null
    group by 1 having count(*) > 1
  )
  select h.cohort_id, h.visit_id, h.course_id, h.issued_on, h.sex, h.age_band, h.role, s.person_id,
    case when s.person_id is not null then h.certificate_number end, count(*)::int
  from held h left join several s on s.person_id = h.person_id
  group by 1, 2, 3, 4, 5, 6, 7, 8, 9;
end $$;

create function impact_certify_cohorts() returns trigger language plpgsql as $$
begin
  perform impact_certify(array(
    select distinct r.cohort_id from changed r
    where exists (select 1 from certificates c where c.cohort_id = r.cohort_id)
      or exists (select 1 from impact_certified i where i.cohort_id = r.cohort_id)));
  return null;
end $$;
create trigger impact_certify_insert after insert on certificates referencing new table as changed
  for each statement execute function impact_certify_cohorts();
create trigger impact_certify_update after update on certificates referencing new table as changed
  for each statement execute function impact_certify_cohorts();
create trigger impact_certify_delete after delete on certificates referencing old table as changed
  for each statement execute function impact_certify_cohorts();
create trigger impact_certify_insert after insert on enrolments referencing new table as changed
  for each statement execute function impact_certify_cohorts();
create trigger impact_certify_update after update on enrolments referencing new table as changed
  for each statement execute function impact_certify_cohorts();
create trigger impact_certify_delete after delete on enrolments referencing old table as changed
  for each statement execute function impact_certify_cohorts();
create trigger impact_certify_update after update on cohorts referencing new table as changed
  for each statement execute function impact_certify_cohorts();

-- Who somebody is, of those certified.
create function impact_certify_learners() returns trigger language plpgsql as $$
begin
  perform impact_certify(array(
    select distinct c.cohort_id from after a
    join before b on b.learner_id = a.learner_id and (b.sex, b.role, b.same_as) is distinct from (a.sex, a.role, a.same_as)
    join learners l on l.learner_id = a.learner_id or l.same_as = a.learner_id
    join certificates c on c.learner_id = l.learner_id));
  return null;
end $$;
create trigger impact_certify_update after update on learners referencing old table as before new table as after
  for each statement execute function impact_certify_learners();

select impact_certify(array(select distinct cohort_id from certificates));

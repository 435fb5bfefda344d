-- Why: what was foretold for a day in classes is shown beside what came of it. null: no forecast in classes was possible, or it was
-- made before these columns were.
alter table forecast_days
  add column classes_planned integer,
  add column covered_p10 integer,
  add column covered_p50 integer,
  add column covered_p10_after_shedding integer;

-- Why: a place for what comes next.
select 1;

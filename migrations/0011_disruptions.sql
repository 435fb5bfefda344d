-- Why: see the issue it comes with.
select 1;

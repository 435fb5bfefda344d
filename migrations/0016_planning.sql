-- Why: a site has its own days and hours (Fridays off, Sundays open, afternoons only), and plans and timetables obey them. Who has said
-- nothing is open from Monday to Friday at any hour, as all were taken for until now.
alter table sites
  add column opening jsonb not null default '{"weekdays": [1, 2, 3, 4, 5], "from": null, "to": null}';

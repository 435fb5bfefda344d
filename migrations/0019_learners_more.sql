-- Why: a question about a report has three ways on: the report is accepted as it is, its operator is asked and replies, or the office corrects it and says
-- why. What was asked and replied stands beside the question, and the reason beside the version that it made. Answers of before accepted the report:
-- nothing else could be done.
alter table session_questions
  add column resolution text check (resolution in ('accepted', 'corrected')),
  add column asked_text text,
  add column asked_by text,
  add column asked_operator_at timestamptz,
  add column reply_text text,
  add column reply_by text,
  add column replied_at timestamptz,
  add constraint session_questions_asked check (num_nonnulls(asked_text, asked_by, asked_operator_at) in (0, 3)),
  add constraint session_questions_reply check (num_nonnulls(reply_text, reply_by, replied_at) in (0, 3));
update session_questions set resolution = 'accepted' where answer is not null;
alter table session_versions add column reason text not null default '';

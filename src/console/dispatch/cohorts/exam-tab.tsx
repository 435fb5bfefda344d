/** Exam results of a whole cohort on one sheet, and the certificates of who passed. */
import type { Cohort, Enrolment } from '@digitruck/contract/cohorts';
import { LANGUAGES } from '@digitruck/contract/people-words';
import { useState } from 'react';
import { send } from '../../shared/http.ts';
import { LANGUAGE_NAMES } from '../../shared/i18n/define.ts';
import { useFormat, useLanguage, useText } from '../../shared/i18n/language.tsx';
import { rosterText } from '../../shared/i18n/roster.ts';
import { useMay } from '../../shared/me.ts';
import { useAnnouncer } from '../../shared/ui/announcer.tsx';
import { Badge } from '../../shared/ui/badge.tsx';
import { Button } from '../../shared/ui/button.tsx';
import { Card } from '../../shared/ui/card.tsx';
import { type Column, DataTable } from '../../shared/ui/data-table.tsx';
import { SelectField, TextField } from '../../shared/ui/field.tsx';
import { useDescribe } from '../../shared/ui/states.tsx';
import { useToday } from '../sites/today.ts';
import { useLearnerName } from './cohort-name.ts';
import { useRosterChanged } from './queries.ts';
import { useLearnerActs } from './use-learner-acts.ts';

export function ExamTab({ cohort, list }: { readonly cohort: Cohort; readonly list: readonly Enrolment[] }) {
  const t = useText(rosterText);
  const format = useFormat();
  const nameOf = useLearnerName();
  const describe = useDescribe();
  const { toast } = useAnnouncer();
  const { language } = useLanguage();
  const mayIssue = useMay('coordinator');
  const acts = useLearnerActs(cohort);
  const changed = useRosterChanged(cohort.cohortId);
  const today = useToday();
  const [takenOn, setTakenOn] = useState(today < cohort.lastDay ? today : cohort.lastDay);
  const [scores, setScores] = useState<Readonly<Record<string, string>>>({});
  const [printIn, setPrintIn] = useState<string>(language);
  const [busy, setBusy] = useState(false);
  const { passMarkPct } = cohort.course;

  const rows = list.filter(({ state }) => state === 'enrolled' || state === 'completed');
  const entered = rows.flatMap((one) => {
    const typed = scores[one.learnerId]?.trim();
    if (typed === undefined) return [];
    const scorePct = typed === '' ? null : Number(typed.replace(',', '.'));
    return scorePct === (one.exam?.scorePct ?? null) ? [] : [{ learnerId: one.learnerId, scorePct }];
  });
  const wrong = entered.some(({ scorePct }) => scorePct !== null && !(scorePct >= 0 && scorePct <= 100));
  const may = rows.filter(
    (one) =>
      one.certificateNumber === null &&
      (passMarkPct === null ? one.state === 'completed' : one.passed === true),
  );
  const standing = rows.filter(({ certificateNumber }) => certificateNumber !== null);

  const save = async () => {
    setBusy(true);
    const body = { takenOn, results: entered };
    const result = await send<{ results: number }>('PUT', `/cohorts/${cohort.cohortId}/exam`, { body });
    setBusy(false);
    if (!result.ok) {
      toast(describe(result.failure), 'danger');
      return;
    }
    toast(t.resultsSaved(format.number(result.value.results)));
    setScores({});
    await changed();
  };
  const issue = async () => {
    setBusy(true);
    await acts.issue();
    setBusy(false);
  };

  const columns: readonly Column<Enrolment>[] = [
    { key: 'learner', header: t.learner, primary: true, cell: (one) => nameOf(one) },
    {
      key: 'hours',
      header: t.hours,
      align: 'end',
      cell: ({ hours, called }) => (called === 0 ? '–' : format.number(hours, 1)),
    },
    ...(passMarkPct === null
      ? []
      : [
          {
            key: 'score',
            header: t.score,
            cell: (one: Enrolment) => (
              <span className="row">
                <input
                  className="input input-score"
                  inputMode="decimal"
                  aria-label={`${t.score}, ${nameOf(one)}`}
                  value={scores[one.learnerId] ?? one.exam?.scorePct.toString() ?? ''}
                  onChange={(event) => setScores({ ...scores, [one.learnerId]: event.target.value })}
                />
                {one.passed === null ? null : (
                  <Badge tone={one.passed ? 'good' : 'warn'}>{one.passed ? t.passedOne : t.failed}</Badge>
                )}
              </span>
            ),
          },
        ]),
    {
      key: 'certificate',
      header: t.certificate,
      cell: ({ certificateNumber, learnerId }) =>
        certificateNumber === null ? (
          mayIssue && may.some((one) => one.learnerId === learnerId) ? (
            <Button small onClick={() => void acts.issue([learnerId])}>
              {t.issueOne}
            </Button>
          ) : (
            ''
          )
        ) : (
          <span className="row">
            <code className="small">{certificateNumber}</code>
            <Button small kind="quiet" onClick={() => acts.print({ learnerId, in: printIn })}>
              {t.print}
            </Button>
          </span>
        ),
    },
  ];
  return (
    <Card flush title={t.exam}>
      <div className="exam-bar">
        {passMarkPct === null ? (
          <p className="muted">{t.noPassMark}</p>
        ) : (
          <>
            <TextField
              label={t.takenOn}
              type="date"
              value={takenOn}
              max={today}
              onChange={(event) => setTakenOn(event.target.value)}
            />
            <p className="muted exam-mark">{t.passMark(format.number(passMarkPct, 1))}</p>
            <Button
              kind="primary"
              busy={busy}
              disabled={entered.length === 0 || wrong || takenOn === ''}
              onClick={() => void save()}
            >
              {t.saveResults}
            </Button>
          </>
        )}
        <span className="exam-gap" />
        {mayIssue ? (
          <Button
            kind={entered.length === 0 ? 'primary' : 'plain'}
            busy={busy}
            disabled={may.length === 0}
            onClick={() => void issue()}
          >
            {t.issueAll(format.number(may.length))}
          </Button>
        ) : null}
        <SelectField label={t.printIn} value={printIn} onChange={(event) => setPrintIn(event.target.value)}>
          {LANGUAGES.map((one) => (
            <option key={one} value={one}>
              {LANGUAGE_NAMES[one]}
            </option>
          ))}
        </SelectField>
        <Button disabled={standing.length === 0} onClick={() => acts.print({ in: printIn })}>
          {t.printAll}
        </Button>
      </div>
      <DataTable caption={t.exam} columns={columns} rows={rows} rowKey={({ learnerId }) => learnerId} />
    </Card>
  );
}

/** Exam results of a cohort, typed one after the other: of the roll that the phone has, or of the roster as the office has it. */
import type { Enrolment, Roster } from '@digitruck/contract/cohorts';
import { useEffect, useState } from 'react';
import { localDayOf } from '../../../kernel/zone.ts';
import type { LearnersText } from '../../shared/i18n/learners-en.ts';
import { fill, useModel, usePage } from '../context.tsx';
import { type ExamSheet, rollOf, scoreOf } from '../exam-sheets.ts';
import { Section } from './basics.tsx';

export type CohortProps = {
  readonly l: LearnersText;
  readonly cohortId: string;
  readonly roster: Roster | undefined;
  /** Something was changed there: it is asked for again, and the roll of the phone with it. */
  readonly onChanged: () => Promise<void>;
};

export const hasSeat = ({ state }: Enrolment) => state === 'enrolled' || state === 'completed';

export function Exam({ l, cohortId, roster, onChanged }: CohortProps) {
  const { t, format, model, clock, say } = usePage();
  const { pack } = useModel();
  const [sheet, setSheet] = useState<ExamSheet>();
  const [typed, setTyped] = useState<{ readonly [learnerId: string]: string }>({});
  const [takenOn, setTakenOn] = useState(() => localDayOf(clock.nowMs(), pack?.timeZone ?? 'UTC'));
  useEffect(() => {
    void model.examSheets().then((sheets) => sheets.read(cohortId).then(setSheet));
  }, [model, cohortId]);
  const known = new Map(roster?.enrolments.map((one) => [one.learnerId as string, one]));
  const people =
    roster?.enrolments.filter(hasSeat).map(({ learnerId, number, learner }) => ({
      learnerId,
      number,
      name: learner.name,
    })) ??
    rollOf(pack, cohortId)?.roster ??
    [];
  const shown = (learnerId: string): string => {
    const kept = sheet?.scores[learnerId];
    const before = kept === undefined ? known.get(learnerId)?.exam?.scorePct : kept;
    return typed[learnerId] ?? (before === null || before === undefined ? '' : String(before));
  };
  const changed = Object.entries(typed).filter(([, text]) => text === '' || scoreOf(text) !== undefined);
  const wrong = Object.values(typed).some((text) => text !== '' && scoreOf(text) === undefined);
  const save = async () => {
    const before = sheet?.state === 'sent' ? {} : sheet?.scores;
    const now = Object.fromEntries(changed.map(([id, text]) => [id, scoreOf(text) ?? null]));
    const sheets = await model.examSheets();
    try {
      await sheets.save(cohortId, takenOn, { ...before, ...now });
    } catch {
      return say(l.notKept, true);
    }
    setSheet(await sheets.read(cohortId));
    setTyped({});
    say(t.savedDisk);
    await model.sendNow();
    setSheet(await sheets.read(cohortId));
    if (roster !== undefined) await onChanged();
  };
  const mark = roster?.cohort.course.passMarkPct ?? null;
  return (
    <Section
      title={l.exam}
      aside={
        mark === null ? undefined : <span className="aside">{fill(l.passMark, format.percent(mark))}</span>
      }
    >
      {people.length === 0 ? <p className="quiet">{l.noRoll}</p> : null}
      <label>
        {l.takenOn}
        <input
          type="date"
          value={takenOn}
          required
          onInput={(event) => setTakenOn(event.currentTarget.value)}
        />
      </label>
      <ul className="rows">
        {people.map(({ learnerId, number, name }) => {
          const called = name ?? fill(t.number, format.number(number));
          const { passed = null, certificateNumber = null } = known.get(learnerId) ?? {};
          return (
            <li key={learnerId} className="result">
              <span className="result-who">
                {called}
                <small className={passed === false ? 'old' : 'quiet'}>
                  {certificateNumber !== null
                    ? l.certificate
                    : passed === null
                      ? ''
                      : passed
                        ? l.passed
                        : l.notPassed}
                </small>
              </span>
              <input
                aria-label={fill(l.score, called)}
                inputMode="decimal"
                maxLength={5}
                value={shown(learnerId)}
                aria-invalid={typed[learnerId] ? scoreOf(typed[learnerId] ?? '') === undefined : undefined}
                onFocus={(event) => event.currentTarget.select()}
                onInput={(event) => setTyped({ ...typed, [learnerId]: event.currentTarget.value })}
              />
            </li>
          );
        })}
      </ul>
      {sheet === undefined ? null : (
        <p className={sheet.state === 'refused' ? 'fault' : 'quiet'} role="status">
          {sheet.state === 'refused' ? fill(l.refused, sheet.why) : l[sheet.state]}
        </p>
      )}
      {changed.length === 0 ? null : (
        <div className="dock">
          <button
            type="button"
            className="primary"
            disabled={wrong || takenOn === ''}
            onClick={() => void save()}
          >
            {format.plural(changed.length, l.save)}
          </button>
        </div>
      )}
    </Section>
  );
}

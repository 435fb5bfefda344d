/** Exam results of a cohort, typed one after the other: of the roll that the phone has, or of the roster as the office has it. */
import type { Enrolment, Roster } from '@digitruck/contract/cohorts';
import { useEffect, useState } from 'react';
import { localDayOf } from '../../../kernel/zone.ts';
import type { LearnersText } from '../../shared/i18n/learners-en.ts';
import { fill, useModel, usePage } from '../context.tsx';
import { type ExamSheet, rollOf, scoreOf, type Typed } from '../exam-sheets.ts';
import { Banner, Section } from './basics.tsx';
import { Why } from './why.tsx';

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
  const [typed, setTyped] = useState<Typed>({});
  const [day, setDay] = useState<string>();
  useEffect(() => {
    void model.examSheets().then(async (sheets) => {
      setSheet(await sheets.read(cohortId));
      setTyped(await sheets.typed(cohortId));
    });
  }, [model, cohortId]);
  const kept = rollOf(pack, cohortId);
  const known = new Map(roster?.enrolments.map((one) => [one.learnerId as string, one]));
  const people =
    roster?.enrolments
      .filter(hasSeat)
      .map(({ learner, ...one }) => ({ ...one, name: learner.name as string | null })) ??
    kept?.roster ??
    [];
  const called = ({ name, number }: { readonly name: string | null; readonly number: number }) =>
    name ?? fill(t.number, format.number(number));
  const seen = roster?.examVersion ?? kept?.examVersion ?? 0;
  // What was sent stands until the office tells something newer.
  const own = sheet?.state === 'sent' && seen >= (sheet.basedOn ?? 0) ? undefined : sheet;
  const takenOn =
    day ??
    own?.takenOn ??
    people.find(({ exam }) => exam)?.exam?.takenOn ??
    localDayOf(clock.nowMs(), pack?.timeZone ?? 'UTC');
  const textOf = (score: number | null | undefined) => String(score ?? '');
  const shown = ({ learnerId, exam }: (typeof people)[number]): string => {
    const noted = own?.scores[learnerId];
    return typed[learnerId] ?? textOf(noted === undefined ? exam?.scorePct : noted);
  };
  const changed = Object.entries(typed).filter(([, text]) => text === '' || scoreOf(text) !== undefined);
  const wrong = Object.values(typed).some((text) => text !== '' && scoreOf(text) === undefined);
  const type = async (next: Typed) => {
    setTyped(next);
    await (await model.examSheets()).keepTyped(cohortId, next);
  };
  /** Something is to be sent: what became of it is shown. */
  const send = async () => {
    const sheets = await model.examSheets();
    setSheet(await sheets.read(cohortId));
    say(t.savedDisk);
    await model.sendNow();
    setSheet(await sheets.read(cohortId));
    if (roster !== undefined) await onChanged();
  };
  const save = async () => {
    const now = Object.fromEntries(changed.map(([id, text]) => [id, scoreOf(text) ?? null]));
    const sheets = await model.examSheets();
    const before = sheet?.state === 'sent' ? {} : sheet?.scores;
    try {
      await sheets.save(cohortId, takenOn, { ...before, ...now }, seen);
    } catch {
      return say(l.notKept, true);
    }
    setTyped({});
    void sheets.keepTyped(cohortId, undefined);
    await send();
  };
  const decide = async (mine: boolean) => {
    if (sheet === undefined) return;
    await (await model.examSheets()).decide(sheet, mine);
    await send();
  };
  const mark = roster?.cohort.course.passMarkPct ?? null;
  return (
    <Section
      title={t.exam}
      aside={
        mark === null ? undefined : <span className="aside">{fill(l.passMark, format.percent(mark))}</span>
      }
    >
      {people.length === 0 ? <p className="quiet">{l.noRoll}</p> : null}
      {sheet?.current === undefined || sheet.state !== 'conflict' ? null : (
        <Banner tone="danger">
          <p>{fill(t.conflictWhy, '', sheet.current.updatedBy)}</p>
          <table>
            <thead>
              <tr>
                <td />
                <th scope="col">{t.yours}</th>
                <th scope="col">{t.theirs}</th>
              </tr>
            </thead>
            <tbody>
              {sheet.current.results.map(({ learnerId, scorePct }) => (
                <tr key={learnerId}>
                  <th scope="row">{called(people.find((one) => one.learnerId === learnerId) ?? NOBODY)}</th>
                  <td>{textOf(sheet.scores[learnerId]) || '–'}</td>
                  <td>{textOf(scorePct) || '–'}</td>
                </tr>
              ))}
            </tbody>
          </table>
          <div className="buttons">
            <button type="button" className="primary" onClick={() => void decide(true)}>
              {t.sendMine}
            </button>
            <button type="button" onClick={() => void decide(false)}>
              {t.keepTheirs}
            </button>
          </div>
        </Banner>
      )}
      <label>
        {l.takenOn}
        <input type="date" value={takenOn} required onInput={(event) => setDay(event.currentTarget.value)} />
      </label>
      <ul className="rows">
        {people.map((one) => {
          const { learnerId } = one;
          const { passed = null, certificateNumber = null } = known.get(learnerId) ?? {};
          return (
            <li key={learnerId} className="result">
              <span className="result-who">
                {called(one)}
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
                aria-label={fill(l.score, called(one))}
                inputMode="decimal"
                maxLength={5}
                value={shown(one)}
                aria-invalid={typed[learnerId] ? scoreOf(typed[learnerId] ?? '') === undefined : undefined}
                onFocus={(event) => event.currentTarget.select()}
                onInput={(event) => void type({ ...typed, [learnerId]: event.currentTarget.value })}
              />
            </li>
          );
        })}
      </ul>
      {sheet === undefined || sheet.state === 'conflict' ? null : (
        <p className={sheet.state === 'refused' ? 'fault' : 'quiet'} role="status">
          {sheet.state === 'refused' ? (
            <>
              {fill(l.refused, sheet.refused === undefined ? sheet.why : '')}
              {sheet.refused === undefined ? null : <Why refused={sheet.refused} />}
            </>
          ) : (
            l[sheet.state]
          )}
        </p>
      )}
      {changed.length === 0 && !wrong ? null : (
        <div className="dock">
          {wrong ? <p className="fault">{l.wrongScore}</p> : null}
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

/** Of a result whose learner is not on this phone's roll. */
const NOBODY = { name: '–', number: 0 };

/** What was saved and how far each report has come; above all, what needs somebody: a refusal to mend, a conflict to decide. */

import { useState } from 'react';
import { fill, go, useModel, usePage } from '../context.tsx';
import { linesOf, totalOf } from '../heads.ts';
import type { Report } from '../outbox/kept.ts';
import { type Kept, reportOf, stepOf, type Trouble, waits } from '../outbox/kept.ts';
import { Banner, Empty, Steps } from '../parts/basics.tsx';
import { FieldProblems } from './class.tsx';

export function Reports() {
  const { t, format, model } = usePage();
  const { kept, photos, onlyHere, examsWait, examsRefused, pack, office, hub, sending } = useModel();
  const troubled = kept.filter(({ trouble }) => trouble !== null);
  const rest = kept.filter(({ trouble }) => trouble === null);
  const waiting = kept.filter(waits).length + examsWait.length;
  return (
    <div className="stack">
      <h1>{t.reports}</h1>
      {onlyHere.length === 0 ? null : (
        <Banner tone="danger">
          <b>{t.savedScreen}</b>
          <p>{t.screenOnly}</p>
        </Banner>
      )}
      {waiting + photos.length === 0 ? null : (
        <div className="card send">
          <p>
            {[
              waiting > 0 ? format.plural(waiting, t.waiting) : '',
              photos.length > 0 ? `${t.photos}: ${format.number(photos.length)}` : '',
              office === 'unreachable' ? (hub === 'reached' ? t.hubHas : t.lastTry) : '',
            ]
              .filter(Boolean)
              .join(' · ')}
          </p>
          <button type="button" disabled={sending} onClick={() => void model.sendNow()}>
            {sending ? t.sending : t.sendNow}
          </button>
        </div>
      )}
      {kept.length === 0 ? <Empty title={t.noReports} why={t.noReportsWhy} /> : null}
      {troubled.map((each) => (
        <TroubledReport key={each.sessionId} kept={each} />
      ))}
      {[...examsRefused, ...examsWait].map((cohortId) => (
        <button key={cohortId} type="button" className="row to card" onClick={() => go('learners', cohortId)}>
          <b>{pack?.cohorts.find((cohort) => cohort.cohortId === cohortId)?.name ?? t.roles.learner}</b>
          <span className={examsRefused.includes(cohortId) ? 'steps trouble' : 'steps'}>
            {examsRefused.includes(cohortId) ? t.needsFix : t.steps.saved}
          </span>
        </button>
      ))}
      {rest.length === 0 ? null : (
        <ul className="rows card">
          {rest.map((each) => (
            <li key={each.sessionId}>
              <ReportRow kept={each} />
            </li>
          ))}
        </ul>
      )}
      <button type="button" className="wide" onClick={() => go('rescue')}>
        {t.rescue}
      </button>
    </div>
  );
}

function useTold() {
  const { t, format } = usePage();
  const { pack } = useModel();
  return (report: Report) => {
    const { courseId, visitId, state, headCounts = [] } = report;
    const course = pack?.courses.find((each) => each.courseId === courseId)?.name;
    const site = pack?.visits.find((each) => each.visitId === visitId)?.site.name;
    const heads = totalOf(linesOf(headCounts));
    const word =
      state === 'withdrawn'
        ? t.withdrawn
        : state === 'cancelled'
          ? t.states.cancelled
          : state === 'started'
            ? t.states.running
            : format.plural(heads, t.people);
    return {
      when: `${format.day(report.startedAt)} ${format.time(report.startedAt)}`,
      what: [word, course, site].filter(Boolean).join(' · '),
    };
  };
}

function ReportRow({ kept }: { readonly kept: Kept }) {
  const { t, model } = usePage();
  const told = useTold()(kept.report);
  const [open, setOpen] = useState(false);
  const [asking, setAsking] = useState(false);
  const step = stepOf(kept);
  const withdrawn = kept.report.state === 'withdrawn';
  return (
    <div className={withdrawn ? 'report gone' : 'report'}>
      <button type="button" className="row" aria-expanded={open} onClick={() => setOpen(!open)}>
        <span className="what">
          <b>{told.when}</b>
          <small>{told.what}</small>
        </span>
        <span className="how">
          <Steps step={step} trouble={null} />
          <code>{kept.code}</code>
        </span>
      </button>
      {open ? (
        <div className="details">
          <p className="quiet">
            {t.stepWhys[step]} {kept.changedThere ? t.changedThere : ''}
          </p>
          <p className="quiet">
            {t.code} <code>{kept.code}</code>. {t.codeWhy}
          </p>
          {asking ? (
            <Banner tone="warn">
              <p>{t.withdrawAsk}</p>
              <div className="buttons">
                <button
                  type="button"
                  className="danger"
                  onClick={() => void model.save(kept.sessionId, { ...kept.report, state: 'withdrawn' })}
                >
                  {t.withdraw}
                </button>
                <button type="button" onClick={() => setAsking(false)}>
                  {t.cancel}
                </button>
              </div>
            </Banner>
          ) : (
            <div className="buttons">
              <button type="button" onClick={() => go('class', kept.sessionId)}>
                {t.edit}
              </button>
              {withdrawn ? null : (
                <button type="button" onClick={() => setAsking(true)}>
                  {t.withdraw}
                </button>
              )}
            </div>
          )}
        </div>
      ) : null}
    </div>
  );
}

function TroubledReport({ kept }: { readonly kept: Kept }) {
  const { t, model } = usePage();
  const told = useTold()(kept.report);
  const { trouble } = kept;
  if (trouble === null) return null;
  return (
    <article className="card trouble">
      <div className="card-head">
        <h2>{told.when}</h2>
        <Steps step={stepOf(kept)} trouble={trouble} />
      </div>
      <p className="quiet">{told.what}</p>
      {trouble.kind === 'needs-fix' ? (
        <>
          <p>{t.needsFixWhy}</p>
          <div className="fault">
            <FieldProblems fields={trouble.fields} detail={trouble.detail} />
          </div>
          <div className="buttons">
            <button type="button" className="primary" onClick={() => go('class', kept.sessionId)}>
              {t.mend}
            </button>
            <button type="button" onClick={() => void model.save(kept.sessionId, kept.report)}>
              {t.sendAgain}
            </button>
          </div>
        </>
      ) : (
        <Conflict kept={kept} trouble={trouble} />
      )}
    </article>
  );
}

function Conflict({ kept, trouble }: { kept: Kept; trouble: Extract<Trouble, { kind: 'conflict' }> }) {
  const { t, model } = usePage();
  const tell = useLinesTold();
  const mine = tell(kept.report);
  const theirs = tell(reportOf(trouble.current));
  const differing = mine.filter(([name, value], at) => theirs[at]?.[1] !== value && name !== '');
  return (
    <>
      <p>{fill(t.conflictWhy, '', trouble.current.updatedBy)}</p>
      <table>
        <thead>
          <tr>
            <td />
            <th scope="col">{t.yours}</th>
            <th scope="col">{t.theirs}</th>
          </tr>
        </thead>
        <tbody>
          {differing.map(([name, value]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{value}</td>
              <td>{theirs.find(([other]) => other === name)?.[1]}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <div className="buttons">
        <button
          type="button"
          className="primary"
          onClick={() => void model.save(kept.sessionId, kept.report)}
        >
          {t.sendMine}
        </button>
        <button type="button" onClick={() => void model.leaveTheirs(kept.sessionId)}>
          {t.keepTheirs}
        </button>
        <button type="button" onClick={() => go('class', kept.sessionId)}>
          {t.edit}
        </button>
      </div>
    </>
  );
}

/** A report in words, field by field. */
function useLinesTold() {
  const { t, format } = usePage();
  return (report: Report): [name: string, value: string][] => {
    const { headCounts = [], attendance = [], topics = [], problems = [] } = report;
    const heads = linesOf(headCounts)
      .map((line) => {
        const counts = (['female', 'male', 'other', 'unknown'] as const)
          .filter((sex) => line[sex] > 0)
          .map((sex) => `${t.sexes[sex]} ${format.number(line[sex])}`);
        return `${t.roles[line.role]} ${line.ageBand === 'unknown' ? '' : line.ageBand}: ${counts.join(', ')}`;
      })
      .join('; ');
    const state =
      report.state === 'withdrawn'
        ? t.withdrawn
        : t.states[report.state === 'held' ? 'closed' : report.state === 'started' ? 'running' : 'cancelled'];
    const here = attendance.filter(({ present }) => present).length;
    return [
      [t.reports, state],
      [t.began, format.time(report.startedAt)],
      [t.ended, report.endedAt ? format.time(report.endedAt) : '–'],
      [t.heads, heads || '–'],
      [
        t.roll,
        attendance.length === 0
          ? '–'
          : fill(t.someAbsent, format.number(here), format.number(attendance.length)),
      ],
      [t.walkIns, format.number(report.walkIns ?? 0)],
      [t.turnedAway, format.number(report.waiting ?? 0)],
      [t.topics, topics.join(', ') || '–'],
      [t.problems, problems.map(({ kind }) => t.problemKinds[kind]).join(', ') || '–'],
      [t.notes, report.notes || '–'],
    ];
  };
}

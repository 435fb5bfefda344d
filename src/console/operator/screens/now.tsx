/** Now: where we are, how many classes the battery covers, today's classes, and one large button for what is next. */
import { localDayOf } from '../../../kernel/zone.ts';
import { fill, go, useModel, useNowMs, usePage } from '../context.tsx';
import { classesOfDay, cohortName, type DayClass, forgottenClasses, nextThing, visitOfDay } from '../day.ts';
import { draftOf, reportFrom } from '../draft.ts';
import { linesOf, totalOf } from '../heads.ts';
import { stepOf } from '../outbox/kept.ts';
import { Empty, Icon, Section, Steps } from '../parts/basics.tsx';
import { BatteryCard } from '../parts/battery-card.tsx';
import { Bones } from '../parts/later.tsx';
import { uuid4 } from '../uuid.ts';

const DAY_MS = 86_400_000;
const STALE_MS = 26 * 3_600_000;

export function Now() {
  const { t, format, model, say, clock } = usePage();
  const state = useModel();
  const nowMs = useNowMs();
  const { pack } = state;
  if (pack === undefined && state.asking && state.packRefused === undefined) return <Bones />;
  if (pack === undefined)
    return (
      <Empty first title={t.noPack} why={state.packRefused ?? t.noPackWhy}>
        <button type="button" onClick={() => void model.refresh()}>
          {t.tryAgain}
        </button>
      </Empty>
    );
  const mine = state.kept.filter(({ report }) => report.truckId === pack.truckId);
  const today = localDayOf(nowMs, pack.timeZone);
  const visit = visitOfDay(pack, today);
  const classes = classesOfDay(pack, mine, today, nowMs);
  const forgotten = forgottenClasses(pack, mine, today, nowMs);
  const next = nextThing(classes);
  // Who certifies has names, exams and certificates.
  const cohorts = pack.cohorts.filter(({ roster, visitId }) => roster !== null && visitId === visit?.visitId);
  const ageMs = nowMs - Date.parse(pack.madeAt);
  const start = async (held: DayClass) => {
    const draft = draftOf(pack, mine, held, { sessionId: uuid4(), nowMs: clock.nowMs() });
    const startedAt = new Date(Math.floor(clock.nowMs() / 60_000) * 60_000).toISOString();
    const report = reportFrom({ ...draft, startedAt }, 'started', pack, undefined);
    const where = await model.save(draft.sessionId, report);
    say(where === 'disk' ? `${t.startedNow}. ${t.savedDisk}.` : t.savedScreen, where !== 'disk');
  };
  return (
    <>
      <div className="where">
        <h1>{visit?.site.name ?? t.noVisit}</h1>
        <p className="quiet">
          {visit === undefined ? (
            t.noVisitWhy
          ) : (
            <>
              {[visit.site.county, visit.course.name].filter(Boolean).join(' · ')} ·{' '}
              {fill(
                t.dayOfVisit,
                format.number((Date.parse(today) - Date.parse(visit.firstDay)) / DAY_MS + 1),
                format.number((Date.parse(visit.lastDay) - Date.parse(visit.firstDay)) / DAY_MS + 1),
              )}
            </>
          )}
        </p>
        {ageMs > STALE_MS ? <p className="old">{fill(t.stale, format.age(ageMs))}</p> : null}
      </div>
      <BatteryCard />
      <Section title={t.today} aside={<span className="aside">{format.dayName(today)}</span>}>
        {classes.length === 0 ? <p className="quiet">{t.noClasses}</p> : <ClassRows classes={classes} />}
        <button type="button" className="link" onClick={() => go('class', 'new')}>
          <Icon name="plus" /> {t.otherClass}
        </button>
      </Section>
      {cohorts.length === 0 ? null : (
        <Section title={t.roles.learner}>
          <ul className="rows">
            {cohorts.map(({ cohortId, name, roster }) => (
              <li key={cohortId}>
                <button type="button" className="row to" onClick={() => go('learners', cohortId)}>
                  <span className="what">
                    <b>{cohortName(name, visit?.course.name)}</b>
                    <small>{t.examAndMore}</small>
                  </span>
                  {roster === null ? '' : format.plural(roster.length, t.people)}
                </button>
              </li>
            ))}
          </ul>
        </Section>
      )}
      {forgotten.length === 0 ? null : (
        <Section title={t.forgotten}>
          <ClassRows classes={forgotten} forgotten />
        </Section>
      )}
      {next === undefined ? null : (
        <div className="dock">
          {next.state === 'due' && next.elsewhere === undefined ? (
            <button type="button" className="primary" onClick={() => void start(next)}>
              {t.startClass} · {format.time(next.startsAt)}
            </button>
          ) : (
            <button type="button" className="primary" onClick={() => go('class', next.key)}>
              {next.state === 'running' ? t.closeClass : t.reportClass} · {format.time(next.startsAt)}
            </button>
          )}
        </div>
      )}
    </>
  );
}

function ClassRows({
  classes,
  forgotten = false,
}: {
  readonly classes: readonly DayClass[];
  /** Of days before, and none of them reported. */
  readonly forgotten?: boolean;
}) {
  const { t, format } = usePage();
  return (
    <ul className="rows">
      {classes.map((each) => {
        const { key, state, cohort, course, kept, elsewhere } = each;
        const heads = kept ? totalOf(linesOf(kept.report.headCounts ?? [])) : (elsewhere?.heads ?? 0);
        return (
          <li key={key}>
            <button type="button" className={`row class ${state}`} onClick={() => go('class', key)}>
              <span className={forgotten ? 'time of-day' : 'time'}>
                {forgotten ? <small>{format.day(each.startsAt)}</small> : null}
                {format.time(each.startsAt)}
              </span>
              <span className="what">
                <b>{(cohort && cohortName(cohort.name, course?.name)) || course?.name || t.otherClass}</b>
                <small>
                  {heads > 0 ? `${format.plural(heads, t.people)} ` : ''}
                  {elsewhere === undefined ? null : fill(t.elsewhere, '', elsewhere.reportedBy)}
                  {kept === undefined ? null : <Steps step={stepOf(kept)} trouble={kept.trouble} />}
                </small>
              </span>
              {forgotten && state !== 'running' ? null : (
                <span className={`state ${state}`}>{t.states[state]}</span>
              )}
            </button>
          </li>
        );
      })}
    </ul>
  );
}

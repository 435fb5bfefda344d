/** One class: closed, called off, or mended afterwards. Filled in as far as the phone can; what is typed is kept as it is typed. */
import type { OperatorPack } from '@digitruck/contract/operator';
import type { SessionState } from '@digitruck/contract/session-words';
import { useEffect, useMemo, useRef, useState } from 'react';
import { addDays, instantOf, localDayOf } from '../../../kernel/zone.ts';
import { fill, go, useModel, usePage } from '../context.tsx';
import { barePack, classesOfDay, type DayClass, timeOfDay } from '../day.ts';
import { type Draft, doubtsOf, draftOf, reportFrom, rosterOf, withAbsent } from '../draft.ts';
import { offeredHeads, sensed, totalOf } from '../heads.ts';
import type { Kept } from '../outbox/kept.ts';
import { Banner, Counter, Section, Title } from '../parts/basics.tsx';
import { ProblemsForm, RollForm, TopicsForm } from '../parts/chips-form.tsx';
import { HeadsForm } from '../parts/heads-form.tsx';
import { Later } from '../parts/later.tsx';
import { uuid4 } from '../uuid.ts';

/** Finds the class that an address names: a planned one, a report, or a new one that nobody planned. */
function classNamed(key: string, pack: OperatorPack, kept: readonly Kept[], nowMs: number): DayClass {
  const at = key.split('@')[1] ?? kept.find(({ sessionId }) => sessionId === key)?.report.startedAt;
  if (at !== undefined && !Number.isNaN(Date.parse(at))) {
    const day = localDayOf(Date.parse(at), pack.timeZone);
    const found = classesOfDay(pack, kept, day, nowMs).find(
      (each) => each.key === key || each.kept?.sessionId === key,
    );
    if (found !== undefined) return found;
  }
  const own = kept.find(({ sessionId }) => sessionId === key);
  const today = localDayOf(nowMs, pack.timeZone);
  const visit = pack.visits.find(({ firstDay, lastDay }) => firstDay <= today && today <= lastDay);
  const startMs = Math.floor(nowMs / 60_000) * 60_000 - 2 * 3_600_000;
  return {
    key,
    state: 'due',
    visit: own === undefined ? visit : undefined,
    course: pack.courses.find(({ courseId }) => courseId === (visit?.courseId ?? own?.report.courseId)),
    cohort: undefined,
    plannedStartsAt: null,
    startsAt: own?.report.startedAt ?? new Date(startMs).toISOString(),
    endsAt: null,
    kept: own,
    elsewhere: undefined,
  };
}

export function ClassScreen({ name }: { readonly name: string }) {
  const { model, clock } = usePage();
  const { pack: known, kept, truckId = '' } = useModel();
  const [draft, setDraft] = useState<Draft>();
  const [held, setHeld] = useState<DayClass>();
  const pack = useMemo(() => known ?? barePack(truckId, clock.nowMs()), [known, truckId, clock]);
  // Once: what the operator fills in must not be swept away by a newer pack.
  const opened = useRef<string>(undefined);
  useEffect(() => {
    if (opened.current === name) return;
    opened.current = name;
    const mine = kept.filter(({ report }) => report.truckId === pack.truckId);
    const found = classNamed(name, pack, mine, clock.nowMs());
    const fresh = draftOf(pack, mine, found, {
      sessionId: found.kept?.sessionId ?? uuid4(),
      nowMs: clock.nowMs(),
    });
    setHeld(found);
    void model.draft(name).then((before) => setDraft(before ?? fresh));
  }, [name, pack, kept, model, clock]);
  if (draft === undefined || held === undefined) return null;
  const change = (next: Draft) => {
    setDraft(next);
    model.keepDraft(name, next);
  };
  return (
    <ClassForm key={draft.sessionId} name={name} draft={draft} held={held} pack={pack} onChange={change} />
  );
}

function ClassForm(props: {
  readonly name: string;
  readonly draft: Draft;
  readonly held: DayClass;
  readonly pack: OperatorPack;
  readonly onChange: (draft: Draft) => void;
}) {
  const { t, format, model, say, clock } = usePage();
  const { draft, held, pack, onChange } = props;
  const { kept } = useModel();
  const [state, setState] = useState<SessionState>(
    held.kept?.report.state === 'cancelled' ? 'cancelled' : 'held',
  );
  const [busy, setBusy] = useState(false);
  const [anyway, setAnyway] = useState(false);
  const [wholeDay, setWholeDay] = useState(false);
  const put = (change: Partial<Draft>) => onChange({ ...draft, ...change });
  const course = pack.courses.find(({ courseId }) => courseId === draft.courseId);
  const roster = draft.named || held.kept === undefined ? rosterOf(draft, pack) : [];
  const mine = kept.filter(({ report }) => report.truckId === pack.truckId);
  const offer = useMemo(() => offeredHeads(pack, mine, held), [pack, held, mine]);
  const total = totalOf(draft.lines);
  const doubts = doubtsOf(draft, state, pack.seats);
  const own = mine.find(({ sessionId }) => sessionId === draft.sessionId);
  const editing = held.kept !== undefined && held.kept.report.state !== 'started';

  const elsewhere = held.kept === undefined ? held.elsewhere : undefined;
  // A gate that is locked for one class is locked for the next one.
  const ofDay =
    held.plannedStartsAt === null
      ? []
      : classesOfDay(pack, mine, localDayOf(Date.parse(held.startsAt), pack.timeZone), clock.nowMs()).filter(
          (each) => each.key !== held.key && each.kept === undefined && each.elsewhere === undefined,
        );

  const goOn = async (sessionId: string) => {
    if (await model.takeUp(sessionId)) location.replace(`#/class/${sessionId}`);
    else say(t.signInUnreachable, true);
  };
  const save = async () => {
    setBusy(true);
    const report = reportFrom(draft, state, pack, held.kept?.report);
    const where = await model.save(draft.sessionId, report);
    await model.dropDraft(props.name);
    if (state === 'cancelled' && wholeDay)
      for (const each of ofDay) {
        const one = draftOf(pack, mine, each, { sessionId: uuid4(), nowMs: clock.nowMs() });
        const { problems, notes } = draft;
        await model.save(one.sessionId, reportFrom({ ...one, problems, notes }, state, pack, undefined));
      }
    say(where === 'disk' ? t.savedDisk : t.savedScreen, where !== 'disk');
    go('');
  };
  const timeInput = (field: 'startedAt' | 'endedAt', label: string) => (
    <label>
      {label}
      <input
        type="time"
        required
        value={timeOfDay(draft[field], pack.timeZone)}
        onInput={(event) => {
          const { value } = event.currentTarget;
          if (/^\d\d:\d\d$/.test(value)) put({ [field]: at(draft, field, value, pack.timeZone) });
        }}
      />
    </label>
  );

  const title = (
    <Title title={editing ? t.editReport : held.kept === undefined ? t.reportClass : t.closeClass}>
      {[
        `${format.day(held.startsAt)} ${format.time(held.startsAt)}`,
        held.cohort?.name,
        course?.name ?? held.visit?.course.name,
      ]
        .filter(Boolean)
        .join(' · ')}
    </Title>
  );
  if (elsewhere !== undefined && !anyway)
    return (
      <div className="stack">
        {title}
        <Banner tone="info">
          <p>
            {fill(t.elsewhere, '', elsewhere.reportedBy)}: {/* Nobody has been counted while it runs. */}
            {elsewhere.state === 'held'
              ? format.plural(elsewhere.heads, t.people)
              : t.states[elsewhere.state === 'started' ? 'running' : 'cancelled']}{' '}
            · {t.code} <code>{elsewhere.code}</code>
          </p>
          <div className="buttons">
            <button type="button" className="primary" onClick={() => void goOn(elsewhere.sessionId)}>
              {t.goOn}
            </button>
            <button type="button" onClick={() => setAnyway(true)}>
              {t.anyway}
            </button>
          </div>
        </Banner>
      </div>
    );

  return (
    <div className="stack has-dock">
      {title}
      {own?.trouble?.kind === 'needs-fix' ? (
        <Banner tone="danger">
          <b>{t.needsFix}</b>
          <Later
            with={{ kept: own, inForm: true }}
            load={() => import('../parts/fix.tsx').then(({ Fix }) => Fix)}
          />
        </Banner>
      ) : null}
      <fieldset className="segments">
        <legend className="unseen">{t.states[held.state]}</legend>
        {(['held', 'cancelled'] as const).map((each) => (
          <button key={each} type="button" aria-pressed={state === each} onClick={() => setState(each)}>
            {each === 'held' ? t.held : t.notHeld}
          </button>
        ))}
      </fieldset>
      {held.visit === undefined || draft.plannedStartsAt === null ? (
        <label className="card">
          {t.course}
          <select
            value={draft.courseId ?? ''}
            onChange={(event) => put({ courseId: event.currentTarget.value || null })}
          >
            <option value="">–</option>
            {pack.courses.map(({ courseId, name }) => (
              <option key={courseId} value={courseId}>
                {name}
              </option>
            ))}
          </select>
        </label>
      ) : null}
      {state === 'cancelled' ? (
        <>
          <ProblemsForm
            title={t.whyNotHeld}
            chosen={draft.problems}
            onChange={(problems) => put({ problems })}
          />
          {ofDay.length === 0 ? null : (
            <div className="card">
              <label className="tick">
                <input
                  type="checkbox"
                  checked={wholeDay}
                  onChange={(event) => setWholeDay(event.currentTarget.checked)}
                />
                {format.plural(ofDay.length, t.wholeDay)}
              </label>
            </div>
          )}
        </>
      ) : (
        <>
          <div className="card times">
            {timeInput('startedAt', t.began)}
            {timeInput('endedAt', t.ended)}
          </div>
          {roster.length === 0 ? null : (
            <RollForm
              roster={roster}
              absent={draft.absent}
              onToggle={(learnerId) => onChange(withAbsent(draft, pack, learnerId))}
            />
          )}
          <HeadsForm
            lines={draft.lines}
            from={
              draft.linesFrom === 'roster' ? t.fromRoster : draft.linesFrom === 'last-class' ? t.fromLast : ''
            }
            last={draft.linesFrom === 'last-class' || offer.from === 'nothing' ? undefined : offer.lines}
            sensor={sensed(pack, draft.startedAt, draft.endedAt, clock.nowMs())}
            onChange={(lines) =>
              put({ lines, linesFrom: draft.linesFrom === 'roster' ? 'roster' : 'report' })
            }
          />
          <TopicsForm
            offered={offeredTopics(course?.topics ?? [], mine, draft.courseId)}
            chosen={draft.topics}
            onChange={(topics) => put({ topics })}
          />
          <ProblemsForm
            title={t.problems}
            chosen={draft.problems}
            onChange={(problems) => put({ problems })}
          />
        </>
      )}
      <Section title={t.notes}>
        {state === 'cancelled' ? null : (
          <>
            <Counter label={t.walkIns} value={draft.walkIns} onChange={(walkIns) => put({ walkIns })} />
            <Counter label={t.turnedAway} value={draft.waiting} onChange={(waiting) => put({ waiting })} />
          </>
        )}
        <label>
          <span className="unseen">{t.notes}</span>
          <textarea
            rows={2}
            maxLength={4000}
            placeholder={t.notes}
            value={draft.notes}
            onInput={(event) => put({ notes: event.currentTarget.value })}
          />
        </label>
      </Section>
      {state === 'cancelled' ? null : (
        <Later
          with={{
            sessionId: draft.sessionId,
            officeHas: (own?.officeRevision ?? 0) > 0,
            onAdded: () => put({}),
          }}
          load={() => import('../parts/photos-form.tsx').then(({ PhotosForm }) => PhotosForm)}
        />
      )}
      <div className="dock">
        {[...doubts.hard, ...doubts.soft].map((doubt) => (
          <p key={doubt} className={doubts.hard.includes(doubt) ? 'fault' : 'doubt'}>
            {t.doubts[doubt]}
          </p>
        ))}
        <button
          type="button"
          className="primary"
          disabled={busy || doubts.hard.length > 0}
          onClick={() => void save()}
        >
          {busy
            ? t.saving
            : fill(t.saveWith, state === 'cancelled' ? t.notHeld : format.plural(total, t.people))}
        </button>
      </div>
    </div>
  );
}

/** The time of day that was typed, on the day it began; an end that is earlier than the beginning is on the next day's side of midnight. */
function at(draft: Draft, field: 'startedAt' | 'endedAt', time: string, timeZone: string): string {
  const day = localDayOf(Date.parse(draft.startedAt), timeZone);
  const ms = instantOf(day, time, timeZone);
  const startMs = Date.parse(draft.startedAt);
  // A class of the evening may end after midnight; one of the day may not.
  const overMidnight = field === 'endedAt' && ms < startMs && time < '04:00';
  return new Date(overMidnight ? instantOf(addDays(day, 1), time, timeZone) : ms).toISOString();
}

function offeredTopics(
  ofCourse: readonly string[],
  kept: readonly Kept[],
  courseId: string | null,
): string[] {
  const used = kept
    .filter(({ report }) => report.courseId === courseId)
    .flatMap(({ report }) => report.topics ?? []);
  return [...new Set([...ofCourse, ...used])].slice(0, 24);
}

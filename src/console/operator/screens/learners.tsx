/**
 * A cohort whose course certifies: exam results, which can be noted without a network; and with one its certificates, its waiting list and
 * somebody new. A chunk of its own, with words of its own.
 */
import { CONSENT_WORDING } from '@digitruck/contract/cohort-words';
import type { Enrolment, Roster } from '@digitruck/contract/cohorts';
import type { Language } from '@digitruck/contract/people';
import { AGE_BANDS, SEXES } from '@digitruck/contract/session-words';
import { type FormEvent, useEffect, useState } from 'react';
import { localDayOf } from '../../../kernel/zone.ts';
import type { LearnersText } from '../../shared/i18n/learners-en.ts';
import { fill, useModel, usePage, useRoute } from '../context.tsx';
import { type ExamSheet, rollOf, scoreOf } from '../exam-sheets.ts';
import { Icon, Section } from '../parts/basics.tsx';
import { getJson, sendJson, whoAmI } from '../requests.ts';

const loaders: { readonly [L in Language]: () => Promise<LearnersText> } = {
  en: () => import('../../shared/i18n/learners-en.ts').then(({ learnersEn }) => learnersEn),
  fr: () => import('../../shared/i18n/learners-fr.ts').then(({ learnersFr }) => learnersFr),
  sw: () => import('../../shared/i18n/learners-sw.ts').then(({ learnersSw }) => learnersSw),
  fil: () => import('../../shared/i18n/learners-fil.ts').then(({ learnersFil }) => learnersFil),
};

type Props = {
  readonly l: LearnersText;
  readonly cohortId: string;
  readonly roster: Roster | undefined;
  /** Something was changed there: it is asked for again, and the roll of the phone with it. */
  readonly onChanged: () => Promise<void>;
};

export function Learners() {
  const { t, model, language } = usePage();
  const { pack } = useModel();
  const [, cohortId] = useRoute();
  const [l, setWords] = useState<LearnersText>();
  const [roster, setRoster] = useState<Roster>();
  const [asked, setAsked] = useState(false);
  useEffect(() => {
    void loaders[language]().then(setWords, () => {});
  }, [language]);
  const load = async () => {
    const got = await getJson<Roster>(`/api/v1/cohorts/${cohortId}/enrolments`);
    if (got.ok) setRoster(got.value);
    setAsked(true);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: of this cohort, once
  useEffect(() => {
    void load();
  }, [cohortId]);
  if (l === undefined) return <p className="wait">{t.loading}</p>;
  const kept = rollOf(pack, cohortId);
  const course = pack?.courses.find(({ courseId }) => courseId === kept?.courseId)?.name;
  const props: Props = {
    l,
    cohortId,
    roster,
    async onChanged() {
      await Promise.all([load(), model.refresh()]);
    },
  };
  return (
    <div className="stack">
      <div className="title">
        <button type="button" className="round" aria-label={t.back} onClick={() => history.back()}>
          <Icon name="back" />
        </button>
        <div>
          <h1>{kept?.name || t.roles.learner}</h1>
          <p className="quiet">{roster?.cohort.course.name ?? course}</p>
        </div>
      </div>
      {asked && roster === undefined ? <p className="quiet">{l.online}</p> : null}
      <Exam {...props} />
      {roster === undefined ? null : (
        <>
          <Certificates {...props} roster={roster} />
          <Waiting {...props} roster={roster} />
          <Enrol {...props} />
        </>
      )}
    </div>
  );
}

const hasSeat = ({ state }: Enrolment) => state === 'enrolled' || state === 'completed';

function Exam({ l, cohortId, roster, onChanged }: Props) {
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
      <button
        type="button"
        className="primary"
        disabled={changed.length === 0 || wrong || takenOn === ''}
        onClick={() => void save()}
      >
        {changed.length === 0 ? l.saveNone : format.plural(changed.length, l.save)}
      </button>
    </Section>
  );
}

function Certificates({ l, cohortId, roster }: Props & { readonly roster: Roster }) {
  const { format, language } = usePage();
  const issued = roster.enrolments.filter(({ certificateNumber }) => certificateNumber !== null).length;
  return (
    <Section title={l.certificates}>
      {issued === 0 ? (
        <p className="quiet">{l.noneIssued}</p>
      ) : (
        <>
          <p>{format.plural(issued, l.issued)}</p>
          <a
            className="button"
            href={`/api/v1/cohorts/${cohortId}/certificates.pdf?language=${language}`}
            target="_blank"
            rel="noreferrer"
          >
            {l.open}
          </a>
        </>
      )}
    </Section>
  );
}

function Waiting({ l, cohortId, roster, onChanged }: Props & { readonly roster: Roster }) {
  const { t, format } = usePage();
  const [problem, setProblem] = useState('');
  const waiting = roster.enrolments.filter(({ state }) => state === 'waiting');
  const give = async ({ learnerId, version }: Enrolment) => {
    const got = await sendJson('PATCH', `/api/v1/cohorts/${cohortId}/enrolments/${learnerId}`, {
      state: 'enrolled',
      version,
    });
    setProblem(got.ok ? '' : got.detail || t.signInUnreachable);
    if (got.ok) await onChanged();
  };
  const taken = roster.enrolments.filter(hasSeat).length;
  return (
    <Section
      title={l.waitingList}
      aside={
        <span className="aside">
          {fill(l.seats, format.number(taken), format.number(roster.cohort.seats))}
        </span>
      }
    >
      {waiting.length === 0 ? <p className="quiet">{l.nobodyWaits}</p> : null}
      {waiting.map((one) => (
        <div key={one.learnerId} className="card-head">
          <span>{one.learner.name ?? fill(t.number, format.number(one.number))}</span>
          <button type="button" disabled={taken >= roster.cohort.seats} onClick={() => void give(one)}>
            {l.giveSeat}
          </button>
        </div>
      ))}
      {problem === '' ? null : (
        <p className="fault" role="alert">
          {problem}
        </p>
      )}
    </Section>
  );
}

function Enrol({ l, cohortId, onChanged }: Props) {
  const { t, format, language, say } = usePage();
  const { person } = useModel();
  const [agrees, setAgrees] = useState(false);
  const [days, setDays] = useState<number>();
  const [told, setTold] = useState('');
  const [problem, setProblem] = useState('');
  useEffect(() => {
    void whoAmI().then((got) => got.ok && setDays(got.value.installation.personalDataDays));
  }, []);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const { name, sex, ageBand } = Object.fromEntries(new FormData(form));
    const consent = agrees
      ? { state: 'given', askedBy: person?.name ?? '', wording: CONSENT_WORDING }
      : { state: 'refused', askedBy: person?.name ?? '' };
    const got = await sendJson<Enrolment>('POST', `/api/v1/cohorts/${cohortId}/enrolments`, {
      ageBand,
      learner: { ...(agrees && { name }), sex, consent },
    });
    setProblem(got.ok ? '' : got.detail || t.signInUnreachable);
    if (!got.ok) return;
    const { state, number } = got.value;
    const text = fill(state === 'waiting' ? l.onList : l.enrolled, format.number(number));
    setTold(text);
    say(text);
    form.reset();
    setAgrees(false);
    await onChanged();
  };
  return (
    <Section title={l.enrol}>
      <form className="stack" onSubmit={(event) => void submit(event)}>
        <div className="times">
          <label>
            {l.sex}
            <select name="sex">
              {SEXES.map((sex) => (
                <option key={sex} value={sex}>
                  {t.sexes[sex]}
                </option>
              ))}
            </select>
          </label>
          <label>
            {t.age}
            <select name="ageBand" defaultValue="18-24">
              {AGE_BANDS.map((age) => (
                <option key={age} value={age}>
                  {age === 'unknown' ? t.ageUnknown : age}
                </option>
              ))}
            </select>
          </label>
        </div>
        <p className="quiet">{fill(l.consentAsk, spanOf(days, language))}</p>
        <label className="tick">
          <input
            type="checkbox"
            checked={agrees}
            onChange={(event) => setAgrees(event.currentTarget.checked)}
          />
          {l.agrees}
        </label>
        {agrees ? (
          <label>
            {l.name}
            <input name="name" required maxLength={120} autoComplete="off" />
          </label>
        ) : (
          <p className="quiet">{l.noName}</p>
        )}
        {problem === '' ? null : (
          <p className="fault" role="alert">
            {problem}
          </p>
        )}
        {told === '' ? null : <p role="status">{told}</p>}
        <button type="submit">{l.doEnrol}</button>
      </form>
    </Section>
  );
}

/** "3 years": how long names are kept here. */
function spanOf(days: number | undefined, language: Language): string {
  if (days === undefined) return '…';
  const [value, unit] = days % 365 === 0 ? [days / 365, 'year'] : [days, 'day'];
  return new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' }).format(value);
}

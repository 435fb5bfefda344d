/**
 * A cohort whose course certifies: exam results, which can be noted without a network; and with one its certificates, its waiting list and
 * somebody new. A chunk of its own, with words of its own.
 */
import { CONSENT_WORDING } from '@digitruck/contract/cohort-words';
import type { Enrolment, Roster } from '@digitruck/contract/cohorts';
import type { Language } from '@digitruck/contract/people';
import { AGE_BANDS, SEXES } from '@digitruck/contract/session-words';
import { type FormEvent, useEffect, useState } from 'react';
import type { LearnersText } from '../../shared/i18n/learners-en.ts';
import { fill, useModel, usePage, useRoute } from '../context.tsx';
import { cohortName } from '../day.ts';
import { rollOf } from '../exam-sheets.ts';
import { Section, Title } from '../parts/basics.tsx';
import { type CohortProps, Exam, hasSeat } from '../parts/exam-form.tsx';
import { Bones } from '../parts/later.tsx';
import { getJson, sendJson, whoAmI } from '../requests.ts';

const loaders: { readonly [L in Language]: () => Promise<LearnersText> } = {
  en: () => import('../../shared/i18n/learners-en.ts').then(({ learnersEn }) => learnersEn),
  fr: () => import('../../shared/i18n/learners-fr.ts').then(({ learnersFr }) => learnersFr),
  sw: () => import('../../shared/i18n/learners-sw.ts').then(({ learnersSw }) => learnersSw),
  fil: () => import('../../shared/i18n/learners-fil.ts').then(({ learnersFil }) => learnersFil),
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
  if (l === undefined) return <Bones />;
  const kept = rollOf(pack, cohortId);
  const course = pack?.courses.find(({ courseId }) => courseId === kept?.courseId)?.name;
  const props: CohortProps = {
    l,
    cohortId,
    roster,
    async onChanged() {
      await Promise.all([load(), model.refresh()]);
    },
  };
  return (
    <div className="stack">
      <Title title={kept ? cohortName(kept.name, course) : t.roles.learner}>
        {roster?.cohort.course.name ?? course}
      </Title>
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

function Certificates({ l, cohortId, roster }: CohortProps & { readonly roster: Roster }) {
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

function Waiting({ l, cohortId, roster, onChanged }: CohortProps & { readonly roster: Roster }) {
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

function Enrol({ l, cohortId, onChanged }: CohortProps) {
  const { t, format, language, say } = usePage();
  const { person } = useModel();
  const [agrees, setAgrees] = useState(false);
  const [ageBand, setAgeBand] = useState('18-24');
  const [days, setDays] = useState<number>();
  const [told, setTold] = useState('');
  const [problem, setProblem] = useState('');
  useEffect(() => {
    void whoAmI().then((got) => got.ok && setDays(got.value.installation.personalDataDays));
  }, []);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const { name, sex } = Object.fromEntries(new FormData(form));
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
            <select
              name="ageBand"
              value={ageBand}
              onChange={(event) => setAgeBand(event.currentTarget.value)}
            >
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

const YEAR_DAYS = 365.25;
/** "3 years": how long names are kept here. */
function spanOf(days: number | undefined, language: Language): string {
  if (days === undefined) return '…';
  const years = Math.round(days / YEAR_DAYS);
  const [value, unit] = years > 0 && Math.abs(days - years * YEAR_DAYS) < 2 ? [years, 'year'] : [days, 'day'];
  return new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' }).format(value);
}

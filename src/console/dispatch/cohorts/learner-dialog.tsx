/** A learner, new or known. The consent comes first: without it there are no fields for a name. */
import { CONSENT_WORDING, LEARNER_CONSENTS, type LearnerConsent } from '@digitruck/contract/cohort-words';
import type { Cohort, Enrolment } from '@digitruck/contract/cohorts';
import type { Learner } from '@digitruck/contract/learners';
import { AGE_BANDS, ATTENDEE_ROLES, SEXES } from '@digitruck/contract/session-words';
import { type RefObject, useState } from 'react';
import { type Failure, fieldProblem, send } from '../../shared/http.ts';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { rosterText } from '../../shared/i18n/roster.ts';
import { useMe } from '../../shared/me.ts';
import { useAnnouncer } from '../../shared/ui/announcer.tsx';
import { Button } from '../../shared/ui/button.tsx';
import { Dialog, DialogActions } from '../../shared/ui/dialog.tsx';
import { SelectField, TextField } from '../../shared/ui/field.tsx';
import { useDescribe } from '../../shared/ui/states.tsx';
import { useRosterChanged } from './queries.ts';
import { SchoolField } from './school-field.tsx';

type Draft = {
  readonly consent: LearnerConsent;
  readonly askedBy: string;
  readonly name: string;
  readonly phone: string;
  readonly birthYear: string;
  readonly note: string;
  readonly sex: string;
  readonly role: string;
  readonly ageBand: string;
  readonly schoolName: string;
  readonly schoolSiteId: string;
};

const draftOf = (one: Enrolment | undefined, me: string): Draft => ({
  // Nobody has agreed before they were asked.
  consent: one?.learner.consent.state ?? 'not-asked',
  askedBy: one?.learner.consent.askedBy || me,
  name: one?.learner.name ?? '',
  phone: one?.learner.phone ?? '',
  birthYear: one?.learner.birthYear?.toString() ?? '',
  note: one?.learner.note ?? '',
  sex: one?.learner.sex ?? 'unknown',
  role: one?.learner.role ?? 'learner',
  ageBand: one?.ageBand ?? 'unknown',
  schoolName: one?.learner.schoolName ?? '',
  schoolSiteId: one?.learner.schoolSiteId ?? '',
});

/** Where a teacher teaches: a site of ours, or a name. */
function schoolParts({ role, schoolSiteId, schoolName }: Draft) {
  if (role !== 'teacher') return { schoolSiteId: null, schoolName: '' };
  return schoolSiteId === ''
    ? { schoolSiteId: null, schoolName: schoolName.trim() }
    : { schoolSiteId, schoolName: '' };
}

export function LearnerDialog(props: {
  readonly cohort: Cohort;
  readonly one?: Enrolment;
  readonly home?: RefObject<HTMLElement | null>;
  readonly onClose: () => void;
}) {
  const { cohort, one, onClose } = props;
  const t = useText(rosterText);
  const describe = useDescribe();
  const { toast } = useAnnouncer();
  const whoami = useMe().data;
  const me = whoami?.person.name ?? '';
  const format = useFormat();
  const changed = useRosterChanged(cohort.cohortId);
  const { certifies } = cohort.course;
  const [draft, setDraft] = useState(() => draftOf(one, me));
  const [failure, setFailure] = useState<Failure>();
  const [busy, setBusy] = useState(false);
  const set = (change: Partial<Draft>) => setDraft((old) => ({ ...old, ...change }));
  const named = certifies && draft.consent === 'given';
  const problemOf = (field: string) =>
    fieldProblem(failure, `learner.${field}`) ?? fieldProblem(failure, field);
  const field = (key: keyof Draft) => ({
    value: draft[key],
    error: problemOf(key),
    onChange: (event: { target: { value: string } }) => set({ [key]: event.target.value }),
  });

  const save = async () => {
    setBusy(true);
    const orNull = (text: string) => (text.trim() === '' ? null : text.trim());
    const year = draft.birthYear.trim();
    const personal = {
      name: orNull(draft.name),
      phone: orNull(draft.phone),
      note: orNull(draft.note),
      birthYear: year === '' ? null : /^\d+$/.test(year) ? Number(year) : year,
    };
    const before = one?.learner.consent;
    const sameConsent = before?.state === draft.consent && before.askedBy === draft.askedBy;
    const consent = { state: draft.consent, askedBy: draft.askedBy, wording: CONSENT_WORDING };
    const counted = {
      sex: draft.sex,
      role: draft.role,
      ...schoolParts(draft),
    };
    const base = `/cohorts/${cohort.cohortId}/enrolments`;
    const age = draft.ageBand === 'unknown' ? {} : { ageBand: draft.ageBand };
    const result =
      one === undefined
        ? await send<Enrolment>('POST', base, {
            body: { learner: { ...counted, ...(named ? personal : {}), consent }, ...age },
          })
        : await send<Learner>('PATCH', `/learners/${one.learnerId}`, {
            body: {
              ...counted,
              ...(named ? personal : {}),
              ...(sameConsent ? {} : { consent }),
              version: one.learner.version,
            },
          });
    if (result.ok && one !== undefined && draft.ageBand !== one.ageBand) {
      const body = { ageBand: draft.ageBand, version: one.version };
      await send<Enrolment>('PATCH', `${base}/${one.learnerId}`, { body });
    }
    setBusy(false);
    if (!result.ok) {
      setFailure(result.failure);
      return;
    }
    toast(t.saved);
    await changed();
    onClose();
  };

  const consents = LEARNER_CONSENTS.filter((state) => one !== undefined || state !== 'withdrawn');
  return (
    <Dialog
      open
      onOpenChange={(open) => open || onClose()}
      title={one === undefined ? t.addLearner : t.edit}
      wide
      home={props.home}
    >
      <form
        className="form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (!busy) void save();
        }}
      >
        {certifies ? (
          <div className="consent">
            <p className="small">
              {t.consentAsk(format.calendarSpan(whoami?.installation.personalDataDays))}
            </p>
            <div className="form-columns form-pairs">
              <SelectField label={t.consent} {...field('consent')}>
                {consents.map((state) => (
                  <option key={state} value={state}>
                    {t[`consent_${state}`]}
                  </option>
                ))}
              </SelectField>
              <TextField label={t.askedBy} maxLength={120} {...field('askedBy')} />
            </div>
          </div>
        ) : null}
        {named ? (
          <div className="form-columns form-thirds">
            <TextField label={t.name} maxLength={120} autoComplete="off" {...field('name')} />
            <TextField
              label={t.phone}
              maxLength={40}
              inputMode="tel"
              autoComplete="off"
              {...field('phone')}
            />
            <TextField
              label={t.birthYear}
              maxLength={4}
              inputMode="numeric"
              autoComplete="off"
              {...field('birthYear')}
            />
          </div>
        ) : null}
        <div className="form-columns form-thirds">
          <SelectField label={t.sex} {...field('sex')}>
            {SEXES.map((sex) => (
              <option key={sex} value={sex}>
                {t[`sex_${sex}`]}
              </option>
            ))}
          </SelectField>
          <SelectField label={t.age} {...field('ageBand')}>
            {AGE_BANDS.map((band) => (
              <option key={band} value={band}>
                {band === 'unknown' ? t.unknown : band}
              </option>
            ))}
          </SelectField>
          <SelectField label={t.role} {...field('role')}>
            {ATTENDEE_ROLES.map((role) => (
              <option key={role} value={role}>
                {t[`role_${role}`]}
              </option>
            ))}
          </SelectField>
        </div>
        {draft.role === 'teacher' ? (
          <SchoolField
            school={{ siteId: draft.schoolSiteId, name: draft.schoolName }}
            error={problemOf('schoolName') ?? problemOf('schoolSiteId')}
            onChange={({ siteId, name }) => set({ schoolSiteId: siteId, schoolName: name })}
          />
        ) : null}
        {named ? <TextField label={t.note} maxLength={1000} {...field('note')} /> : null}
        {failure === undefined ||
        (failure.kind === 'problem' && failure.problem.errors !== undefined) ? null : (
          <p className="field-error" role="alert">
            {describe(failure)}
          </p>
        )}
        <DialogActions>
          <Button onClick={onClose}>{t.cancel}</Button>
          <Button kind="primary" type="submit" busy={busy}>
            {t.save}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

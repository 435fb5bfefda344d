/** A report is corrected by the office, with the reason: a new version beside what it was. */
import type { QuestionKind } from '@digitruck/contract/session-words';
import { AGE_BANDS, ATTENDEE_ROLES, PROBLEM_KINDS, SEXES } from '@digitruck/contract/session-words';
import type { Session } from '@digitruck/contract/sessions';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { Failure } from '../../shared/http.ts';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { evidenceText } from '../../shared/i18n/session-evidence.ts';
import { sessionsText } from '../../shared/i18n/sessions.ts';
import { keys } from '../../shared/query.ts';
import { useAnnouncer } from '../../shared/ui/announcer.tsx';
import { Button } from '../../shared/ui/button.tsx';
import { Dialog, DialogActions } from '../../shared/ui/dialog.tsx';
import { SelectField, TextAreaField, TextField } from '../../shared/ui/field.tsx';
import { useDescribe } from '../../shared/ui/states.tsx';
import { useCohortName } from '../cohorts/cohort-name.ts';
import { changeOf, type Draft, draftOf, freeGroup, isCount, isTime } from './correct-draft.ts';
import { useCohortsOf, useSessionAct } from './queries.ts';

const REASON_MAX = 1000;
const STATES = ['held', 'cancelled', 'withdrawn'] as const;

export function CorrectDialog(props: {
  readonly session: Session;
  readonly question: QuestionKind | null;
  readonly onClose: () => void;
}) {
  const { question, onClose } = props;
  // The report as it was when the dialog was opened: what is corrected is what was seen.
  const [session] = useState(props.session);
  const t = useText(evidenceText);
  const words = useText(sessionsText);
  const { timeZone } = useFormat();
  const describe = useDescribe();
  const { toast } = useAnnouncer();
  const client = useQueryClient();
  const send = useSessionAct();
  const [draft, setDraft] = useState(() => draftOf(session, timeZone));
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure>();
  const [tried, setTried] = useState(false);
  const set = (change: Partial<Draft>) => setDraft((before) => ({ ...before, ...change }));
  const isHeld = draft.state === 'held' || draft.state === 'started';
  const wrong = {
    startedAt: isTime(draft.startedAt) ? undefined : t.wrongTime,
    endedAt: draft.state !== 'held' || isTime(draft.endedAt) ? undefined : t.wrongTime,
    walkIns: isCount(draft.walkIns) ? undefined : t.wrongCount,
    problem: draft.state === 'cancelled' && draft.problem === '' ? t.reasonMissing : undefined,
    reason: draft.reason.trim() === '' ? t.reasonMissing : undefined,
  };
  const isWrong = Object.values(wrong).some(Boolean) || draft.counts.some(({ count }) => !isCount(count));
  const errorOf = (field: keyof typeof wrong) => (tried ? wrong[field] : undefined);
  const change = isWrong ? {} : changeOf(session, draft, timeZone);
  const isConflict = failure?.kind === 'problem' && failure.problem.type.endsWith('version-conflict');

  const save = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (isWrong || Object.keys(change).length === 0) return;
    setBusy(true);
    const { version, sessionId } = session;
    const body = { version, reason: draft.reason.trim(), question, change };
    const result = await send(sessionId, 'correction', body);
    setBusy(false);
    if (!result.ok) return setFailure(result.failure);
    toast(t.doneCorrect);
    onClose();
  };
  const lookAgain = async () => {
    await client.invalidateQueries({ queryKey: [...keys.sessions, 'one', session.sessionId] });
    onClose();
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => open || onClose()}
      title={t.correctTitle}
      description={t.correctWhat}
      wide
    >
      <form className="form" noValidate onSubmit={save}>
        <div className="form-columns">
          <SelectField
            label={words.state}
            value={draft.state}
            onChange={(event) => set({ state: event.target.value as Draft['state'] })}
          >
            {session.state === 'started' ? <option value="started">{words.started}</option> : null}
            {STATES.map((state) => (
              <option key={state} value={state}>
                {words[state]}
              </option>
            ))}
          </SelectField>
          <TextField
            label={t.startsAt}
            type="datetime-local"
            value={draft.startedAt}
            error={errorOf('startedAt')}
            onChange={(event) => set({ startedAt: event.target.value })}
          />
          {draft.state === 'cancelled' ? (
            <SelectField
              label={t.why}
              value={draft.problem}
              error={errorOf('problem')}
              onChange={(event) => set({ problem: event.target.value as Draft['problem'] })}
            >
              <option value="">–</option>
              {PROBLEM_KINDS.map((kind) => (
                <option key={kind} value={kind}>
                  {words[`p_${kind}`]}
                </option>
              ))}
            </SelectField>
          ) : (
            <TextField
              label={t.endsAt}
              type="datetime-local"
              value={draft.endedAt}
              error={errorOf('endedAt')}
              onChange={(event) => set({ endedAt: event.target.value })}
            />
          )}
          <CohortField session={session} value={draft.cohortId} onChange={(cohortId) => set({ cohortId })} />
        </div>
        {isHeld ? (
          <>
            <Counts counts={draft.counts} onChange={(counts) => set({ counts })} />
            <TextField
              label={words.walkIns}
              inputMode="numeric"
              value={draft.walkIns}
              error={errorOf('walkIns')}
              onChange={(event) => set({ walkIns: event.target.value })}
            />
          </>
        ) : null}
        <TextAreaField
          label={t.reason}
          hint={t.reasonHint}
          error={errorOf('reason')}
          value={draft.reason}
          maxLength={REASON_MAX}
          required
          onChange={(event) => set({ reason: event.target.value })}
        />
        {failure === undefined ? null : (
          <div className="form-failure" role="alert">
            <p>{isConflict ? t.conflict : describe(failure)}</p>
            {isConflict ? (
              <Button small onClick={() => void lookAgain()}>
                {t.lookAgain}
              </Button>
            ) : null}
          </div>
        )}
        <DialogActions>
          {tried && !isWrong && Object.keys(change).length === 0 ? (
            <p className="muted small form-unchanged">{t.unchanged}</p>
          ) : null}
          <Button onClick={onClose}>{words.cancel}</Button>
          <Button kind="primary" type="submit" busy={busy} disabled={isConflict}>
            {t.save}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

function CohortField(props: {
  readonly session: Session;
  readonly value: string;
  readonly onChange: (cohortId: string) => void;
}) {
  const t = useText(evidenceText);
  const nameOf = useCohortName();
  const cohorts = useCohortsOf(props.session.visitId).data ?? [];
  const isListed = props.value === '' || cohorts.some(({ cohortId }) => cohortId === props.value);
  return (
    <SelectField
      label={t.cohort}
      value={props.value}
      onChange={(event) => props.onChange(event.target.value)}
    >
      <option value="">{t.noCohort}</option>
      {isListed ? null : <option value={props.value}>…</option>}
      {cohorts.map((cohort) => (
        <option key={cohort.cohortId} value={cohort.cohortId}>
          {[nameOf(cohort), ...cohort.slots].join(' · ')}
        </option>
      ))}
    </SelectField>
  );
}

/** Heads by group; one that is 0 is left out of what is kept. */
function Counts(props: {
  readonly counts: Draft['counts'];
  readonly onChange: (counts: Draft['counts']) => void;
}) {
  const { counts, onChange } = props;
  const t = useText(evidenceText);
  const words = useText(sessionsText);
  const roleWords = { learner: words.learner, teacher: words.teacher, other: words.otherRole };
  const put = (index: number, change: Partial<Draft['counts'][number]>) =>
    onChange(counts.map((one, at) => (at === index ? { ...one, ...change } : one)));
  const free = freeGroup(counts);
  const ageWord = (age: string) => (age === 'unknown' ? words.unknown : age.replace('-', '–'));
  return (
    <fieldset className="correct-counts">
      <legend>{words.whoCame}</legend>
      {counts.map((one, index) => {
        const group = `${roleWords[one.role]}, ${words[one.sex]}, ${ageWord(one.ageBand)}`;
        const choice = <Name extends 'role' | 'sex' | 'ageBand'>(
          name: Name,
          label: string,
          options: readonly Draft['counts'][number][Name][],
          wordOf: (option: Draft['counts'][number][Name]) => string,
        ) => (
          <select
            className="input"
            aria-label={`${label}, ${group}`}
            value={one[name]}
            onChange={(event) => put(index, { [name]: event.target.value })}
          >
            {options.map((option) => (
              <option key={option} value={option}>
                {wordOf(option)}
              </option>
            ))}
          </select>
        );
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a row's group is what is edited; its place is what it is
          <div className="correct-group" key={index}>
            {choice('role', words.heads, ATTENDEE_ROLES, (role) => roleWords[role])}
            {choice('sex', words.heads, SEXES, (sex) => words[sex])}
            {choice('ageBand', words.age, AGE_BANDS, ageWord)}
            <input
              className="input"
              inputMode="numeric"
              aria-label={t.count(group)}
              aria-invalid={isCount(one.count) ? undefined : true}
              value={one.count}
              onChange={(event) => put(index, { count: event.target.value })}
            />
          </div>
        );
      })}
      {free === undefined ? null : (
        <Button small kind="quiet" onClick={() => onChange([...counts, { ...free, count: '0' }])}>
          {t.addGroup}
        </Button>
      )}
    </fieldset>
  );
}

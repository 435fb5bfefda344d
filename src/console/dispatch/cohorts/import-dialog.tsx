/** A roster from a file: what it would do first, then all of it or nothing. */
import type { Cohort, RosterImportResult, RosterSchool, SchoolChoices } from '@digitruck/contract/cohorts';
import { useState } from 'react';
import { type Failure, send } from '../../shared/http.ts';
import { useText } from '../../shared/i18n/language.tsx';
import { rosterText } from '../../shared/i18n/roster.ts';
import { useMe } from '../../shared/me.ts';
import { useAnnouncer } from '../../shared/ui/announcer.tsx';
import { Button } from '../../shared/ui/button.tsx';
import { Dialog, DialogActions } from '../../shared/ui/dialog.tsx';
import { CheckboxField, Field, SelectField, TextField } from '../../shared/ui/field.tsx';
import { useDescribe } from '../../shared/ui/states.tsx';
import { useRosterChanged } from './queries.ts';

const SHOWN_MAX = 20;

export function ImportDialog({ cohort, onClose }: { readonly cohort: Cohort; readonly onClose: () => void }) {
  const t = useText(rosterText);
  const describe = useDescribe();
  const { toast } = useAnnouncer();
  const me = useMe().data?.person.name ?? '';
  const changed = useRosterChanged(cohort.cohortId);
  const [file, setFile] = useState<File>();
  const [agreed, setAgreed] = useState(false);
  const [askedBy, setAskedBy] = useState(me);
  const [result, setResult] = useState<RosterImportResult>();
  const [failure, setFailure] = useState<Failure>();
  const [busy, setBusy] = useState(false);
  const [choices, setChoices] = useState<SchoolChoices>({});

  const run = async (chosen: File, all: boolean, dryRun: boolean, schools: SchoolChoices) => {
    setBusy(true);
    const answer = await send<RosterImportResult>('POST', `/cohorts/${cohort.cohortId}/enrolments/import`, {
      body: chosen,
      contentType: 'text/csv',
      query: {
        dryRun,
        consent: all ? 'given' : 'not-asked',
        askedBy,
        schools: JSON.stringify(schools),
      },
    });
    setBusy(false);
    setFailure(answer.ok ? undefined : answer.failure);
    setResult(answer.ok ? answer.value : undefined);
    if (!answer.ok || !answer.value.committed) return;
    toast(t.saved);
    await changed();
    onClose();
  };
  const listed = [...(result?.problems ?? []), ...(result?.warnings ?? [])].slice(0, SHOWN_MAX);
  return (
    <Dialog open onOpenChange={(open) => open || onClose()} title={t.importCsv} description={t.importWhat}>
      <form className="form" onSubmit={(event) => event.preventDefault()}>
        <Field label={t.chooseFile}>
          {(control) => (
            <input
              type="file"
              className="input"
              accept=".csv,.tsv,.txt,text/csv"
              {...control}
              onChange={(event) => {
                const chosen = event.target.files?.[0];
                setFile(chosen);
                setChoices({});
                if (chosen !== undefined) void run(chosen, agreed, true, {});
              }}
            />
          )}
        </Field>
        {cohort.course.certifies ? (
          <>
            <CheckboxField
              label={t.allAgreed}
              checked={agreed}
              onChange={(event) => {
                setAgreed(event.target.checked);
                if (file !== undefined) void run(file, event.target.checked, true, choices);
              }}
            />
            <TextField
              label={t.askedBy}
              value={askedBy}
              maxLength={120}
              onChange={(event) => setAskedBy(event.target.value)}
            />
          </>
        ) : null}
        <div role="status">
          {result === undefined ? null : (
            <p>
              {result.bad > 0
                ? t.importBad(String(result.bad))
                : t.importWould(
                    String(result.enrol),
                    String(result.wait),
                    String(result.known),
                    String(result.unnamed),
                  )}
            </p>
          )}
          {failure === undefined ? null : <p className="field-error">{describe(failure)}</p>}
        </div>
        {listed.length === 0 ? null : (
          <ul className="import-problems small">
            {listed.map(({ row, field, problem }) => (
              <li key={`${row} ${field} ${problem}`}>
                {t.line(String(row))}, <code>{field}</code>: {problem}
              </li>
            ))}
          </ul>
        )}
        {result === undefined || result.schools.length === 0 ? null : (
          <fieldset className="import-schools">
            <legend>{t.schools}</legend>
            <p className="small muted">
              {t.schoolsWhat(
                String(result.schools.filter(({ siteId }) => siteId !== null).length),
                String(result.schools.length),
              )}
            </p>
            {result.schools.map((school) => (
              <SchoolChoice
                key={`${school.name} ${school.county}`}
                school={school}
                onChoose={(siteId) => {
                  const next = { ...choices, [school.name]: siteId };
                  setChoices(next);
                  if (file !== undefined) void run(file, agreed, true, next);
                }}
              />
            ))}
          </fieldset>
        )}
        <DialogActions>
          <Button onClick={onClose}>{t.cancel}</Button>
          <Button
            kind="primary"
            busy={busy}
            disabled={result === undefined || result.bad > 0 || result.enrol + result.wait === 0}
            onClick={() => file !== undefined && void run(file, agreed, false, choices)}
          >
            {t.importNow}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

/** A school as the file writes it, and which site of ours that is: what was found, or what somebody chooses. */
function SchoolChoice(props: {
  readonly school: RosterSchool;
  readonly onChoose: (siteId: RosterSchool['siteId']) => void;
}) {
  const t = useText(rosterText);
  const { name, county, teachers, match, siteId, candidates } = props.school;
  return (
    <SelectField
      label={`${name}${county === '' ? '' : `, ${county}`} · ${t.teachersOf(String(teachers))}`}
      hint={candidates.length === 0 ? t.schoolUnknown : t[`school_${match}`]}
      value={siteId ?? ''}
      disabled={candidates.length === 0}
      onChange={(event) =>
        props.onChoose(candidates.find((one) => one.siteId === event.target.value)?.siteId ?? null)
      }
    >
      <option value="">{t.schoolText}</option>
      {candidates.map((one) => (
        <option key={one.siteId} value={one.siteId}>
          {[one.name, one.county].filter((part) => part !== '').join(', ')}
        </option>
      ))}
    </SelectField>
  );
}

/** A new cohort of a visit, or what may be changed of one. */
import type { Cohort } from '@digitruck/contract/cohorts';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { type Failure, fieldProblem, send } from '../../shared/http.ts';
import { cohortsText } from '../../shared/i18n/cohorts.ts';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { useAnnouncer } from '../../shared/ui/announcer.tsx';
import { Button } from '../../shared/ui/button.tsx';
import { Dialog, DialogActions } from '../../shared/ui/dialog.tsx';
import { CheckboxField, SelectField, TextField } from '../../shared/ui/field.tsx';
import { useDescribe } from '../../shared/ui/states.tsx';
import { useToday } from '../sites/today.ts';
import { useVisitsFrom } from './queries.ts';

export function CohortDialog({
  cohort,
  onClose,
}: {
  readonly cohort?: Cohort;
  readonly onClose: () => void;
}) {
  const t = useText(cohortsText);
  const format = useFormat();
  const describe = useDescribe();
  const client = useQueryClient();
  const { toast } = useAnnouncer();
  const [, navigate] = useLocation();
  const today = useToday();
  const visits = useVisitsFrom(today).data?.items;
  const [visitId, setVisitId] = useState(cohort?.visitId ?? '');
  const [name, setName] = useState(cohort?.name ?? '');
  const [seats, setSeats] = useState(cohort === undefined ? '' : String(cohort.seats));
  const [slots, setSlots] = useState<readonly string[]>(cohort?.slots ?? []);
  const [failure, setFailure] = useState<Failure>();
  const [busy, setBusy] = useState(false);
  const starts =
    visits?.find((visit) => visit.visitId === visitId)?.timetable.classStarts ?? cohort?.slots ?? [];
  const save = async () => {
    setBusy(true);
    const common = { name, slots: [...slots], ...(seats === '' ? {} : { seats: Number(seats) }) };
    const result =
      cohort === undefined
        ? await send<Cohort>('POST', '/cohorts', { body: { ...common, visitId } })
        : await send<Cohort>('PATCH', `/cohorts/${cohort.cohortId}`, {
            body: { ...common, version: cohort.version },
          });
    setBusy(false);
    if (!result.ok) {
      setFailure(result.failure);
      return;
    }
    toast(t.saved);
    await client.invalidateQueries({ queryKey: ['cohorts'] });
    onClose();
    if (cohort === undefined) navigate(`/cohorts/${result.value.cohortId}`);
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => open || onClose()}
      title={cohort === undefined ? t.newCohort : t.edit}
    >
      <form
        className="form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (!busy) void save();
        }}
      >
        {cohort === undefined ? (
          <SelectField
            label={t.visit}
            value={visitId}
            error={fieldProblem(failure, 'visitId')}
            onChange={(event) => setVisitId(event.target.value)}
          >
            <option value="">{t.chooseVisit}</option>
            {visits?.map((visit) => (
              <option key={visit.visitId} value={visit.visitId}>
                {`${visit.site.name}, ${format.day(visit.firstDay, 'UTC')} (${visit.truckId}, ${visit.course.name})`}
              </option>
            ))}
          </SelectField>
        ) : null}
        <TextField
          label={t.name}
          hint={t.cohortNameHint}
          value={name}
          maxLength={80}
          error={fieldProblem(failure, 'name')}
          onChange={(event) => setName(event.target.value)}
        />
        <TextField
          label={t.seats}
          inputMode="numeric"
          value={seats}
          error={fieldProblem(failure, 'seats')}
          onChange={(event) => setSeats(event.target.value)}
        />
        {starts.length === 0 ? null : (
          <fieldset className="cohort-slots">
            <legend className="field-label">{t.classTimes}</legend>
            {starts.map((start) => (
              <CheckboxField
                key={start}
                label={start}
                checked={slots.includes(start)}
                onChange={(event) =>
                  setSlots(
                    event.target.checked ? [...slots, start].sort() : slots.filter((one) => one !== start),
                  )
                }
              />
            ))}
          </fieldset>
        )}
        {failure === undefined ||
        (failure.kind === 'problem' && failure.problem.errors !== undefined) ? null : (
          <p className="field-error" role="alert">
            {describe(failure)}
          </p>
        )}
        <DialogActions>
          <Button onClick={onClose}>{t.cancel}</Button>
          <Button kind="primary" type="submit" busy={busy} disabled={visitId === ''}>
            {t.save}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

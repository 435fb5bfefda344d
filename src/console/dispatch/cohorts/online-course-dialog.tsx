/** An online course of the catalogue, new or changed. */
import type { OnlineCourse } from '@digitruck/contract/online-courses';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type Failure, fieldProblem, send } from '../../shared/http.ts';
import { cohortsText } from '../../shared/i18n/cohorts.ts';
import { useText } from '../../shared/i18n/language.tsx';
import { useAnnouncer } from '../../shared/ui/announcer.tsx';
import { Button } from '../../shared/ui/button.tsx';
import { Dialog, DialogActions } from '../../shared/ui/dialog.tsx';
import { TextField } from '../../shared/ui/field.tsx';
import { useDescribe } from '../../shared/ui/states.tsx';

const FIELDS = ['name', 'provider', 'url', 'language', 'totalHours'] as const;
type Field = (typeof FIELDS)[number];

export function OnlineCourseDialog({
  course,
  onClose,
}: {
  readonly course?: OnlineCourse;
  readonly onClose: () => void;
}) {
  const t = useText(cohortsText);
  const describe = useDescribe();
  const client = useQueryClient();
  const { toast } = useAnnouncer();
  const [draft, setDraft] = useState(
    () =>
      Object.fromEntries(FIELDS.map((field) => [field, course?.[field]?.toString() ?? ''])) as Record<
        Field,
        string
      >,
  );
  const [failure, setFailure] = useState<Failure>();
  const [busy, setBusy] = useState(false);
  const labels: Record<Field, string> = {
    name: t.name,
    provider: t.provider,
    url: t.link,
    language: t.language,
    totalHours: t.hours,
  };
  const save = async () => {
    setBusy(true);
    const hours = draft.totalHours.trim();
    const body = { ...draft, totalHours: hours === '' ? null : Number(hours) };
    const result =
      course === undefined
        ? await send<OnlineCourse>('POST', '/online-courses', { body })
        : await send<OnlineCourse>('PATCH', `/online-courses/${course.onlineCourseId}`, {
            body: { ...body, version: course.version },
          });
    setBusy(false);
    if (!result.ok) {
      setFailure(result.failure);
      return;
    }
    toast(t.saved);
    await client.invalidateQueries({ queryKey: ['cohorts'] });
    onClose();
  };
  return (
    <Dialog open onOpenChange={(open) => open || onClose()} title={course?.name ?? t.newOnline}>
      <form
        className="form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (!busy) void save();
        }}
      >
        {FIELDS.map((field) => (
          <TextField
            key={field}
            label={labels[field]}
            value={draft[field]}
            error={fieldProblem(failure, field)}
            inputMode={field === 'totalHours' ? 'decimal' : field === 'url' ? 'url' : undefined}
            onChange={(event) => setDraft({ ...draft, [field]: event.target.value })}
          />
        ))}
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

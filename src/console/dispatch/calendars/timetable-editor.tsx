/** Days and times of a booked visit's classes, as its host wants them: Fridays or Sundays off, when classes begin, how long they are. */
import type { Timetable, Visit } from '@digitruck/contract/visits';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { fetched, fieldProblem, get, send } from '../../shared/http.ts';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { layoutText } from '../../shared/i18n/layout.ts';
import { useMay } from '../../shared/me.ts';
import { keys } from '../../shared/query.ts';
import { useAnnouncer } from '../../shared/ui/announcer.tsx';
import { Button } from '../../shared/ui/button.tsx';
import { CheckboxField, TextField } from '../../shared/ui/field.tsx';
import { EditorForm } from '../forms/editor-form.tsx';
import { useEditor } from '../forms/use-editor.ts';

const FIELDS = ['weekdays', 'classStarts', 'classMinutes'] as const;
type TimesDraft = { readonly [Name in (typeof FIELDS)[number]]: string };
const MONDAY_MS = Date.UTC(2024, 0, 1);
const DAY_MS = 86_400_000;

const draftOf = ({ timetable }: Visit): TimesDraft => ({
  weekdays: [...timetable.weekdays].sort().join(' '),
  classStarts: timetable.classStarts.join(', '),
  classMinutes: String(timetable.classMinutes),
});

function timetableOf(draft: TimesDraft, before: Timetable): Timetable {
  return {
    ...before,
    weekdays: draft.weekdays.split(' ').filter(Boolean).map(Number),
    classStarts: draft.classStarts
      .split(/[\s,;]+/)
      .filter(Boolean)
      .map((start) => (/^\d:/.test(start) ? `0${start}` : start)),
    classMinutes: Number(draft.classMinutes),
  };
}

export function TimetableEditor({ visitId }: { readonly visitId: string }) {
  const t = useText(layoutText);
  const mayChange = useMay('coordinator');
  const [open, setOpen] = useState(false);
  const visit = useQuery({
    queryKey: [...keys.visits, 'one', visitId],
    queryFn: ({ signal }) => fetched(get<Visit>(`/visits/${visitId}`, undefined, signal)),
    enabled: mayChange,
  }).data;
  if (!mayChange || visit === undefined) return null;
  if (open) return <TimesForm visit={visit} onClose={() => setOpen(false)} />;
  return (
    <div className="row">
      <Button small onClick={() => setOpen(true)}>
        {t.editTimes}
      </Button>
    </div>
  );
}

function TimesForm({ visit, onClose }: { readonly visit: Visit; readonly onClose: () => void }) {
  const t = useText(layoutText);
  const { locale } = useFormat();
  const client = useQueryClient();
  const { toast } = useAnnouncer();
  const editor = useEditor<Visit, TimesDraft>({
    thing: visit,
    first: draftOf(visit),
    draftOf,
    create: () => Promise.reject(new Error('a booked visit is changed, not made')),
    update: (current, draft) =>
      send('PATCH', `/visits/${current.visitId}`, {
        body: { timetable: timetableOf(draft, current.timetable), version: current.version },
      }),
    onSaved: () => {
      void client.invalidateQueries({ queryKey: keys.visits });
      toast(t.savedTimes);
      onClose();
    },
  });
  const { draft, failure } = editor;
  const days = draft.weekdays.split(' ').filter(Boolean);
  const weekday = new Intl.DateTimeFormat(locale, { weekday: 'short', timeZone: 'UTC' });
  const toggle = (day: string, on: boolean) => {
    const rest = days.filter((one) => one !== day);
    editor.set({ weekdays: (on ? [...rest, day] : rest).sort().join(' ') });
  };
  const labels: Record<string, string> = {
    weekdays: t.weekdays,
    classStarts: t.starts,
    classMinutes: t.minutes,
  };
  const labelOf = (field: string) => labels[field.replace(/^timetable\./, '').replace(/\[.*$/, '')] ?? field;
  const starts = failure?.kind === 'problem' ? failure.problem.errors : undefined;
  const badStart = starts?.find(({ field }) => field.startsWith('timetable.classStarts'))?.field;
  return (
    <EditorForm
      editor={editor}
      labelOf={labelOf}
      saveLabel={t.save}
      onCancel={onClose}
      unchanged={editor.changed.length === 0}
    >
      <fieldset className="layout-weekdays">
        <legend className="field-label">{t.weekdays}</legend>
        {['1', '2', '3', '4', '5', '6', '7'].map((day, index) => (
          <CheckboxField
            key={day}
            label={weekday.format(new Date(MONDAY_MS + index * DAY_MS))}
            checked={days.includes(day)}
            onChange={(event) => toggle(day, event.target.checked)}
          />
        ))}
      </fieldset>
      <div className="form-columns">
        <TextField
          label={t.starts}
          hint={t.startsHint}
          value={draft.classStarts}
          error={fieldProblem(failure, badStart ?? 'timetable.classStarts')}
          onChange={(event) => editor.set({ classStarts: event.target.value })}
        />
        <TextField
          label={t.minutes}
          inputMode="numeric"
          value={draft.classMinutes}
          error={fieldProblem(failure, 'timetable.classMinutes')}
          onChange={(event) => editor.set({ classMinutes: event.target.value })}
        />
      </div>
    </EditorForm>
  );
}

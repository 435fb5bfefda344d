/** A holiday in a dialog: a new one, or one that is changed. */
import type { Holiday, HolidayChanged } from '@digitruck/contract/holidays';
import { useQueryClient } from '@tanstack/react-query';
import { send } from '../../shared/http.ts';
import { holidaysText } from '../../shared/i18n/holidays.ts';
import { useText } from '../../shared/i18n/language.tsx';
import { useMe } from '../../shared/me.ts';
import { keys } from '../../shared/query.ts';
import { useAnnouncer } from '../../shared/ui/announcer.tsx';
import { Dialog } from '../../shared/ui/dialog.tsx';
import { CheckboxField, TextField } from '../../shared/ui/field.tsx';
import { boundTo } from '../forms/bound.ts';
import { EditorForm } from '../forms/editor-form.tsx';
import { useEditor } from '../forms/use-editor.ts';

const FIELDS = ['day', 'name', 'country', 'affectsClasses', 'source'] as const;
type Field = (typeof FIELDS)[number];
type HolidayDraft = { readonly [Name in Field]: string };
type Props = { readonly holiday: Holiday | undefined; readonly onClose: () => void };

const draftOf = (holiday: Holiday) =>
  Object.fromEntries(FIELDS.map((field) => [field, String(holiday[field])])) as HolidayDraft;
const bodyOf = (draft: HolidayDraft) => ({
  day: draft.day.trim(),
  name: draft.name.trim(),
  country: draft.country.trim().toUpperCase(),
  affectsClasses: draft.affectsClasses === 'true',
  source: draft.source.trim(),
});

export function HolidayDialog(props: Props) {
  const t = useText(holidaysText);
  const country = useMe().data?.installation.country;
  if (country === undefined) return null;
  return (
    <Dialog
      open
      onOpenChange={(open) => open || props.onClose()}
      title={props.holiday === undefined ? t.newHoliday : t.editOf(props.holiday.name)}
    >
      <HolidayForm {...props} country={country} />
    </Dialog>
  );
}

function HolidayForm({ holiday, onClose, country }: Props & { readonly country: string }) {
  const t = useText(holidaysText);
  const client = useQueryClient();
  const { toast } = useAnnouncer();
  const editor = useEditor<Holiday, HolidayDraft>({
    thing: holiday,
    first: { day: '', name: '', country, affectsClasses: 'true', source: '' },
    draftOf,
    create: (draft) => send('POST', '/holidays', { body: bodyOf(draft) }),
    update: (current, draft, fields) => {
      const body = bodyOf(draft);
      const part = Object.fromEntries(fields.map((field) => [field, body[field]]));
      const path = `/holidays/${current.holidayId}`;
      return send('PATCH', path, { body: { ...part, version: current.version } });
    },
    onSaved: (saved) => {
      void client.invalidateQueries({ queryKey: keys.holidays });
      const { visitsChanged = 0 } = saved as Partial<HolidayChanged>;
      toast(
        visitsChanged === 0
          ? t.saved(saved.name)
          : `${t.saved(saved.name)} · ${t.visitsChanged(visitsChanged)}`,
      );
      onClose();
    },
  });
  const { draft } = editor;
  const common = boundTo<Field, HolidayDraft>(editor, t);
  const labelOf = (field: string) => t[field as Field];
  return (
    <EditorForm
      editor={editor}
      labelOf={labelOf}
      saveLabel={t.save}
      onCancel={onClose}
      unchanged={holiday !== undefined && editor.changed.length === 0}
    >
      <div className="form-columns">
        <TextField {...common('day')} type="date" />
        <TextField {...common('country')} maxLength={2} disabled={holiday !== undefined} autoComplete="off" />
      </div>
      <TextField {...common('name')} maxLength={120} autoComplete="off" />
      <CheckboxField
        label={t.affectsClasses}
        checked={draft.affectsClasses === 'true'}
        onChange={(event) => editor.set({ affectsClasses: String(event.target.checked) })}
      />
      <TextField {...common('source')} hint={t.sourceHint} maxLength={300} autoComplete="off" />
    </EditorForm>
  );
}

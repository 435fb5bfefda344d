/** What a school had before a visit and has after it. One can be noted without the other. */
import type { VisitedSchool } from '@digitruck/contract/impact-entries';
import { fieldProblem, type Result, send } from '../../shared/http.ts';
import { entriesText } from '../../shared/i18n/impact-entries.ts';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { useAnnouncer } from '../../shared/ui/announcer.tsx';
import { Dialog } from '../../shared/ui/dialog.tsx';
import { SelectField, TextField } from '../../shared/ui/field.tsx';
import { EditorForm } from '../forms/editor-form.tsx';
import { useEditor, type Versioned } from '../forms/use-editor.ts';
import { useToday } from '../sites/today.ts';
import {
  MOMENTS,
  type Moment,
  type SchoolDraft,
  type SchoolField,
  type StateField,
  schoolBodyOf,
  schoolDraftOf,
} from './entry-drafts.ts';
import { useImpactChanged } from './queries.ts';

type Noted = Versioned & Pick<VisitedSchool, 'before' | 'after'>;
type Props = { readonly school: VisitedSchool; readonly onClose: () => void };

export function SchoolDialog(props: Props) {
  const t = useText(entriesText);
  const format = useFormat();
  const { name, firstDay, lastDay } = props.school;
  return (
    <Dialog
      open
      wide
      onOpenChange={(open) => open || props.onClose()}
      title={t.noteOf(name)}
      description={`${t.visit}: ${format.date(firstDay, 'UTC')} – ${format.date(lastDay, 'UTC')}. ${t.schoolsWhy}`}
    >
      <SchoolForm {...props} />
    </Dialog>
  );
}

function SchoolForm({ school, onClose }: Props) {
  const t = useText(entriesText);
  const { toast } = useAnnouncer();
  const changed = useImpactChanged();
  const today = useToday();
  const usualDay = (moment: Moment) => (moment === 'before' ? school.firstDay : today);
  const note = async (version: number, draft: SchoolDraft): Promise<Result<Noted>> => {
    const body = { ...schoolBodyOf(draft, usualDay), version };
    const result = await send<{ version: number }>('PUT', `/impact/schools/${school.visitId}`, { body });
    return result.ok
      ? { ok: true, value: { ...school, ...result.value, updatedBy: '', updatedAt: '' } }
      : result;
  };
  const editor = useEditor<Noted, SchoolDraft>({
    thing: { ...school, updatedBy: '', updatedAt: '' },
    first: schoolDraftOf({ before: null, after: null }),
    draftOf: schoolDraftOf,
    create: (draft) => note(0, draft),
    update: ({ version }, draft) => note(version, draft),
    onSaved: () => {
      void changed();
      toast(t.saved(school.name));
      onClose();
    },
  });
  const { draft, failure } = editor;
  const labelOf = (field: string) => {
    const [moment, name] = field.split('.') as [Moment, StateField];
    return name === undefined ? undefined : `${t[moment]}, ${t[name]}`;
  };
  const wordOf = (_field: string, text: string) =>
    text === 'yes' || text === 'no' || text === 'unknown' ? t[text] : text;
  const common = (moment: Moment, field: StateField) => {
    const name: SchoolField = `${moment}.${field}`;
    return {
      label: t[field],
      error: fieldProblem(failure, name),
      value: draft[name],
      onChange: (event: { target: { value: string } }) => editor.set({ [name]: event.target.value }),
    };
  };
  return (
    <EditorForm
      editor={editor}
      labelOf={(field) => labelOf(field) ?? field}
      wordOf={wordOf}
      saveLabel={t.save}
      onCancel={onClose}
      unchanged={editor.changed.length === 0}
    >
      <div className="school-moments">
        {MOMENTS.map((moment) => (
          <fieldset key={moment} className="school-moment">
            <legend className="field-label">{t[moment]}</legend>
            {(['internet', 'electricity'] as const).map((field) => (
              <SelectField key={field} {...common(moment, field)}>
                <option value="">{t.notNoted}</option>
                <option value="yes">{t.yes}</option>
                <option value="no">{t.no}</option>
                <option value="unknown">{t.unknown}</option>
              </SelectField>
            ))}
            <TextField {...common(moment, 'downlinkKbps')} inputMode="decimal" autoComplete="off" />
            <TextField {...common(moment, 'computers')} inputMode="numeric" autoComplete="off" />
            <TextField {...common(moment, 'notedOn')} type="date" />
          </fieldset>
        ))}
      </div>
    </EditorForm>
  );
}

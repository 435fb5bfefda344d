/** A target in a dialog: a new one, or one that is changed. */
import type { Target } from '@digitruck/contract/impact-entries';
import { TARGET_MEASURES } from '@digitruck/contract/impact-words';
import { fieldProblem, send } from '../../shared/http.ts';
import { impactText } from '../../shared/i18n/impact.ts';
import { entriesText } from '../../shared/i18n/impact-entries.ts';
import { useText } from '../../shared/i18n/language.tsx';
import { useAnnouncer } from '../../shared/ui/announcer.tsx';
import { Dialog } from '../../shared/ui/dialog.tsx';
import { SelectField, TextAreaField, TextField } from '../../shared/ui/field.tsx';
import { EditorForm } from '../forms/editor-form.tsx';
import { useEditor } from '../forms/use-editor.ts';
import { useToday } from '../sites/today.ts';
import { type TargetDraft, type TargetField, targetBodyOf, targetDraftOf } from './entry-drafts.ts';
import { FunderField } from './funder-field.tsx';
import { useImpactChanged } from './queries.ts';
import { stretchOf } from './stretch.ts';

type Props = { readonly target: Target | undefined; readonly onClose: () => void };

export function TargetDialog(props: Props) {
  const t = useText(entriesText);
  return (
    <Dialog
      open
      onOpenChange={(open) => open || props.onClose()}
      title={props.target === undefined ? t.newTarget : t.changeTarget}
      description={t.targetWhy}
    >
      <TargetForm {...props} />
    </Dialog>
  );
}

function TargetForm({ target, onClose }: Props) {
  const t = useText(entriesText);
  const words = useText(impactText);
  const { toast } = useAnnouncer();
  const changed = useImpactChanged();
  const { from, to } = stretchOf(useToday(), 12);
  const editor = useEditor<Target, TargetDraft>({
    thing: target,
    first: { indicator: 'people', value: '', firstDay: from, lastDay: to, funder: '', notes: '' },
    draftOf: targetDraftOf,
    create: (draft) => send('POST', '/impact/targets', { body: targetBodyOf(draft) }),
    update: (current, draft) =>
      send('PUT', `/impact/targets/${current.targetId}`, {
        body: { ...targetBodyOf(draft), version: current.version },
      }),
    onSaved: (saved) => {
      void changed();
      toast(t.saved(words[saved.indicator]));
      onClose();
    },
  });
  const { draft, failure } = editor;
  const common = (field: TargetField) => ({
    label: t[field],
    error: fieldProblem(failure, field),
    value: draft[field],
    onChange: (event: { target: { value: string } }) => editor.set({ [field]: event.target.value }),
  });
  const labelOf = (field: string) => t[field as TargetField];
  const indicatorOf = (text: string) => TARGET_MEASURES.find((one) => one === text);
  return (
    <EditorForm
      editor={editor}
      labelOf={labelOf}
      wordOf={(field, text) => {
        const indicator = field === 'indicator' ? indicatorOf(text) : undefined;
        return indicator === undefined ? text : words[indicator];
      }}
      saveLabel={t.save}
      onCancel={onClose}
      unchanged={target !== undefined && editor.changed.length === 0}
    >
      <div className="form-columns form-pairs">
        <SelectField {...common('indicator')}>
          {TARGET_MEASURES.map((one) => (
            <option key={one} value={one}>
              {words[one]}
            </option>
          ))}
        </SelectField>
        <TextField {...common('value')} inputMode="decimal" autoComplete="off" />
      </div>
      <div className="form-columns form-pairs">
        <TextField {...common('firstDay')} type="date" />
        <TextField {...common('lastDay')} type="date" />
      </div>
      <FunderField {...common('funder')} hint={t.targetFunderHint} />
      <TextAreaField {...common('notes')} maxLength={1000} rows={2} />
    </EditorForm>
  );
}

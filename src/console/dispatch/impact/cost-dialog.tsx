/** A cost in a dialog: a new one, or one that is changed. */
import type { Cost } from '@digitruck/contract/impact-entries';
import { COST_KINDS } from '@digitruck/contract/impact-words';
import { fieldProblem, send } from '../../shared/http.ts';
import { entriesText } from '../../shared/i18n/impact-entries.ts';
import { useText } from '../../shared/i18n/language.tsx';
import { useAnnouncer } from '../../shared/ui/announcer.tsx';
import { Dialog } from '../../shared/ui/dialog.tsx';
import { SelectField, TextAreaField, TextField } from '../../shared/ui/field.tsx';
import { useTruckChoices } from '../calendars/queries.ts';
import { EditorForm } from '../forms/editor-form.tsx';
import { useEditor } from '../forms/use-editor.ts';
import { useToday } from '../sites/today.ts';
import { type CostDraft, type CostField, costBodyOf, costDraftOf } from './entry-drafts.ts';
import { FunderField } from './funder-field.tsx';
import { useImpactChanged } from './queries.ts';
import { stretchOf } from './stretch.ts';

type Props = {
  readonly cost: Cost | undefined;
  /** Of the cost that was entered last: most are in one currency. */
  readonly currency: string;
  readonly onClose: () => void;
};

export function CostDialog(props: Props) {
  const t = useText(entriesText);
  return (
    <Dialog
      open
      onOpenChange={(open) => open || props.onClose()}
      title={props.cost === undefined ? t.newCost : t.changeCost}
      description={t.costWhy}
    >
      <CostForm {...props} />
    </Dialog>
  );
}

function CostForm({ cost, currency, onClose }: Props) {
  const t = useText(entriesText);
  const { toast } = useAnnouncer();
  const changed = useImpactChanged();
  const trucks = useTruckChoices().data ?? [];
  const { from, to } = stretchOf(useToday(), 1);
  const nothing = { truckId: '', funder: '', notes: '' };
  const editor = useEditor<Cost, CostDraft>({
    thing: cost,
    first: { kind: 'fuel', amount: '', currency, firstDay: from, lastDay: to, ...nothing },
    draftOf: costDraftOf,
    create: (draft) => send('POST', '/impact/costs', { body: costBodyOf(draft) }),
    update: (current, draft) =>
      send('PUT', `/impact/costs/${current.costId}`, {
        body: { ...costBodyOf(draft), version: current.version },
      }),
    onSaved: (saved) => {
      void changed();
      toast(t.saved(t[`kind_${saved.kind}`]));
      onClose();
    },
  });
  const { draft, failure } = editor;
  const common = (field: CostField) => ({
    label: t[field],
    error: fieldProblem(failure, field),
    value: draft[field],
    onChange: (event: { target: { value: string } }) => editor.set({ [field]: event.target.value }),
  });
  const labelOf = (field: string) => t[field as CostField];
  const kindOf = (text: string) => COST_KINDS.find((one) => one === text);
  return (
    <EditorForm
      editor={editor}
      labelOf={labelOf}
      wordOf={(field, text) => {
        const kind = field === 'kind' ? kindOf(text) : undefined;
        return kind === undefined ? text : t[`kind_${kind}`];
      }}
      saveLabel={t.save}
      onCancel={onClose}
      unchanged={cost !== undefined && editor.changed.length === 0}
    >
      <SelectField {...common('kind')}>
        {COST_KINDS.map((kind) => (
          <option key={kind} value={kind}>
            {t[`kind_${kind}`]}
          </option>
        ))}
      </SelectField>
      <div className="form-columns form-pairs">
        <TextField {...common('amount')} inputMode="decimal" autoComplete="off" />
        <TextField {...common('currency')} maxLength={3} autoComplete="off" />
      </div>
      <div className="form-columns form-pairs">
        <TextField {...common('firstDay')} type="date" />
        <TextField {...common('lastDay')} type="date" />
      </div>
      <SelectField {...common('truckId')}>
        <option value="">{t.wholeProgramme}</option>
        {trucks.map(({ truckId, name }) => (
          <option key={truckId} value={truckId}>
            {name}
          </option>
        ))}
      </SelectField>
      <FunderField {...common('funder')} hint={t.costFunderHint} />
      <TextAreaField {...common('notes')} maxLength={1000} rows={2} />
    </EditorForm>
  );
}

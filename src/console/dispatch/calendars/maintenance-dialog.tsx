/** Maintenance of a truck in a dialog: new, or changed. */
import type { Maintenance } from '@digitruck/contract/maintenance';
import { useQueryClient } from '@tanstack/react-query';
import { send } from '../../shared/http.ts';
import { holidaysText } from '../../shared/i18n/holidays.ts';
import { useText } from '../../shared/i18n/language.tsx';
import { keys } from '../../shared/query.ts';
import { useAnnouncer } from '../../shared/ui/announcer.tsx';
import { Dialog } from '../../shared/ui/dialog.tsx';
import { SelectField, TextField } from '../../shared/ui/field.tsx';
import { boundTo } from '../forms/bound.ts';
import { EditorForm } from '../forms/editor-form.tsx';
import { useEditor } from '../forms/use-editor.ts';
import { useTruckChoices } from './queries.ts';

const FIELDS = ['truckId', 'firstDay', 'lastDay', 'reason'] as const;
type Field = (typeof FIELDS)[number];
type RepairDraft = { readonly [Name in Field]: string };
type Props = { readonly repair: Maintenance | undefined; readonly onClose: () => void };

const draftOf = (repair: Maintenance): RepairDraft => {
  const { truckId, firstDay, lastDay, reason } = repair;
  return { truckId, firstDay, lastDay, reason };
};

export function MaintenanceDialog(props: Props) {
  const t = useText(holidaysText);
  return (
    <Dialog
      open
      onOpenChange={(open) => open || props.onClose()}
      title={props.repair === undefined ? t.newRepair : t.editOf(props.repair.reason)}
      description={t.noRepairsWhy}
    >
      <MaintenanceForm {...props} />
    </Dialog>
  );
}

function MaintenanceForm({ repair, onClose }: Props) {
  const t = useText(holidaysText);
  const client = useQueryClient();
  const { toast } = useAnnouncer();
  const trucks = useTruckChoices().data ?? [];
  const editor = useEditor<Maintenance, RepairDraft>({
    thing: repair,
    first: { truckId: '', firstDay: '', lastDay: '', reason: '' },
    draftOf,
    create: (draft) => send('POST', '/maintenance', { body: { ...draft, reason: draft.reason.trim() } }),
    update: (current, draft, fields) => {
      const part = Object.fromEntries(fields.map((field) => [field, draft[field].trim()]));
      const path = `/maintenance/${current.maintenanceId}`;
      return send('PATCH', path, { body: { ...part, version: current.version } });
    },
    onSaved: (saved) => {
      void client.invalidateQueries({ queryKey: keys.maintenance });
      toast(t.saved(saved.reason));
      onClose();
    },
  });
  const labels = { truckId: t.truck, firstDay: t.firstDay, lastDay: t.lastDay, reason: t.reason };
  const labelOf = (field: string) => labels[field as Field];
  const common = boundTo<Field, RepairDraft>(editor, labels);
  return (
    <EditorForm
      editor={editor}
      labelOf={labelOf}
      saveLabel={t.save}
      onCancel={onClose}
      unchanged={repair !== undefined && editor.changed.length === 0}
    >
      <SelectField {...common('truckId')} disabled={repair !== undefined}>
        <option value="">{t.choose}</option>
        {trucks.map(({ truckId, name }) => (
          <option key={truckId} value={truckId}>
            {name}
          </option>
        ))}
      </SelectField>
      <div className="form-columns">
        <TextField {...common('firstDay')} type="date" />
        <TextField {...common('lastDay')} type="date" />
      </div>
      <TextField {...common('reason')} hint={t.reasonHint} maxLength={300} autoComplete="off" />
    </EditorForm>
  );
}

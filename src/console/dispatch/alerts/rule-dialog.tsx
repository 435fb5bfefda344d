/** Changes one rule, for the fleet or for a truck. Only what differs is kept, so that a later change of the fleet's still reaches the truck. */
import type { AlertRule } from '@digitruck/contract/alerts';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { send } from '../../shared/http.ts';
import { alertRulesText } from '../../shared/i18n/alert-rules.ts';
import { alertsText } from '../../shared/i18n/alerts.ts';
import { useText } from '../../shared/i18n/language.tsx';
import { keys } from '../../shared/query.ts';
import { useAnnouncer } from '../../shared/ui/announcer.tsx';
import { Button } from '../../shared/ui/button.tsx';
import { Dialog, DialogActions } from '../../shared/ui/dialog.tsx';
import { SelectField } from '../../shared/ui/field.tsx';
import { useDescribe } from '../../shared/ui/states.tsx';
import { truckTitle } from '../trucks/truck-state.ts';
import { useTruckRecords } from '../trucks/use-fleet.ts';
import { changeOf, draftOf, faultsOf, merged, settingsOf } from './rule-draft.ts';
import { RuleFields } from './rule-fields.tsx';

const FLEET = '';

export function RuleDialog({ rule, onClose }: { readonly rule: AlertRule; readonly onClose: () => void }) {
  const t = useText(alertRulesText);
  const alerts = useText(alertsText);
  const describe = useDescribe();
  const { toast } = useAnnouncer();
  const client = useQueryClient();
  const trucks = useTruckRecords().data ?? [];
  const [scope, setScope] = useState(FLEET);
  /**
   * What the draft was made of: what somebody else changes while this is open is not overwritten unseen. None once that was told; whoever
   * saves again means it.
   */
  const [seen, setSeen] = useState<AlertRule | null>(rule);
  const base = seen ?? rule;
  const truckId = scope === FLEET ? null : scope;
  const [draft, setDraft] = useState(() => draftOf(settingsOf(rule, null)));
  const [busy, setBusy] = useState(false);
  const [told, setTold] = useState(false);
  const [fault, setFault] = useState<string>();
  const faults = faultsOf(rule, draft);
  const own = base.trucks.find((each) => each.truckId === scope);
  const version = truckId === null ? base.fleetVersion : (own?.version ?? 0);
  const isChanged = truckId === null ? base.fleet !== null : own !== undefined;

  const put = async (change: ReturnType<typeof changeOf>) => {
    setBusy(true);
    const path = `${truckId === null ? '' : `/trucks/${truckId}`}/alert-rules/${rule.kind}`;
    const result = await send('PUT', path, { body: { change, version } });
    setBusy(false);
    await client.invalidateQueries({ queryKey: keys.alertRules });
    if (result.ok) {
      toast(t.saved(alerts[rule.kind]));
      onClose();
      return;
    }
    const { failure } = result;
    const isConflict = failure.kind === 'problem' && failure.type === 'version-conflict';
    if (isConflict) setSeen(null);
    setFault(isConflict ? t.conflict : describe(failure));
  };
  const save = () => {
    setTold(true);
    if (Object.keys(faults).length > 0) return;
    const usual = truckId === null ? base.defaults : merged(base.defaults, base.fleet);
    void put(changeOf(usual, draft));
  };
  return (
    <Dialog
      open
      wide
      onOpenChange={(open) => open || onClose()}
      title={t.editOf(alerts[rule.kind])}
      description={<span lang="en">{rule.description}</span>}
    >
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        <SelectField
          label={t.scope}
          value={scope}
          onChange={(event) => {
            const next = event.target.value;
            setScope(next);
            setSeen(rule);
            setDraft(draftOf(settingsOf(rule, next === FLEET ? null : next)));
            setFault(undefined);
          }}
        >
          <option value={FLEET}>{t.fleet}</option>
          {trucks.map((truck) => (
            <option key={truck.truckId} value={truck.truckId}>
              {truckTitle(truck)}
              {rule.trucks.some((each) => each.truckId === truck.truckId) ? ` (${t.changed})` : ''}
            </option>
          ))}
        </SelectField>
        <RuleFields rule={rule} draft={draft} faults={told ? faults : {}} onChange={setDraft} />
        {fault === undefined ? null : (
          <p className="field-error" role="alert">
            {fault}
          </p>
        )}
        <DialogActions>
          {isChanged ? (
            <Button kind="quiet" onClick={() => void put(null)}>
              {truckId === null ? t.reset : t.resetTruck}
            </Button>
          ) : null}
          <Button onClick={onClose}>{t.cancel}</Button>
          <Button kind="primary" type="submit" busy={busy}>
            {t.save}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

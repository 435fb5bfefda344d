/** The form that asks a truck for something. Its id is made here, so that sending it twice is one command. */
import type { CommandKind, CommandRequest } from '@digitruck/contract/commands';
import type { CommandId } from '@digitruck/contract/ids';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { cityOf } from '../../shared/format.ts';
import { type Failure, send } from '../../shared/http.ts';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { truckText } from '../../shared/i18n/truck.ts';
import { instantOf, localInputOf } from '../../shared/local-time.ts';
import { keys } from '../../shared/query.ts';
import { useAnnouncer } from '../../shared/ui/announcer.tsx';
import { Banner } from '../../shared/ui/banner.tsx';
import { Button } from '../../shared/ui/button.tsx';
import { Dialog, DialogActions } from '../../shared/ui/dialog.tsx';
import { SelectField, TextAreaField, TextField } from '../../shared/ui/field.tsx';
import { useDescribe } from '../../shared/ui/states.tsx';

const EXPIRY_HOURS = [1, 6, 24, 72] as const;
const DAY_MS = 86_400_000;
const MESSAGE_MAX = 280;

export function AskDialog(props: {
  readonly truckId: string;
  readonly title: string;
  readonly nowMs: number;
  readonly onClose: () => void;
}) {
  const t = useText(truckText);
  const { timeZone } = useFormat();
  const describe = useDescribe();
  const { toast } = useAnnouncer();
  const client = useQueryClient();
  const [commandId] = useState(() => crypto.randomUUID() as CommandId);
  const [kind, setKind] = useState<CommandKind>('show-message');
  const [intervalS, setIntervalS] = useState('60');
  const [on, setOn] = useState('true');
  const [from, setFrom] = useState(() => localInputOf(props.nowMs - DAY_MS, timeZone));
  const [text, setText] = useState('');
  const [hours, setHours] = useState('6');
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure>();

  const order = (): CommandRequest => {
    const common = { commandId, expiresInS: Number(hours) * 3600 };
    switch (kind) {
      case 'reporting-interval':
        return { ...common, kind, args: { intervalS: Number(intervalS) } };
      case 'low-power':
        return { ...common, kind, args: { on: on === 'true' } };
      case 'send-backlog':
        return { ...common, kind, args: { from: instantOf(from, timeZone) ?? from } };
      case 'show-message':
        return { ...common, kind, args: { text } };
    }
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    const result = await send('POST', `/trucks/${encodeURIComponent(props.truckId)}/commands`, {
      body: order(),
    });
    setBusy(false);
    if (!result.ok) {
      setFailure(result.failure);
      return;
    }
    await client.invalidateQueries({ queryKey: keys.commands(props.truckId) });
    toast(t.asked(props.title));
    props.onClose();
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => open || props.onClose()}
      title={t.askTitle(props.title)}
      description={t.askWhy}
    >
      <form className="form" onSubmit={submit}>
        <SelectField
          label={t.kind}
          value={kind}
          onChange={(event) => setKind(event.target.value as CommandKind)}
        >
          <option value="show-message">{t.kindMessage}</option>
          <option value="low-power">{t.kindLowPower}</option>
          <option value="reporting-interval">{t.kindInterval}</option>
          <option value="send-backlog">{t.kindBacklog}</option>
        </SelectField>
        {kind === 'reporting-interval' ? (
          <TextField
            label={t.interval}
            hint={t.intervalHint}
            type="number"
            min={5}
            max={3600}
            required
            value={intervalS}
            onChange={(event) => setIntervalS(event.target.value)}
          />
        ) : null}
        {kind === 'low-power' ? (
          <SelectField label={t.lowPowerChoice} value={on} onChange={(event) => setOn(event.target.value)}>
            <option value="true">{t.lowPowerOn}</option>
            <option value="false">{t.lowPowerOff}</option>
          </SelectField>
        ) : null}
        {kind === 'send-backlog' ? (
          <TextField
            label={t.from}
            hint={t.fromHint(cityOf(timeZone))}
            type="datetime-local"
            required
            value={from}
            onChange={(event) => setFrom(event.target.value)}
          />
        ) : null}
        {kind === 'show-message' ? (
          <TextAreaField
            label={t.message}
            hint={t.messageHint}
            maxLength={MESSAGE_MAX}
            required
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        ) : null}
        <SelectField label={t.expires} value={hours} onChange={(event) => setHours(event.target.value)}>
          {EXPIRY_HOURS.map((each) => (
            <option key={each} value={each}>
              {t.hours(each)}
            </option>
          ))}
        </SelectField>
        {failure === undefined ? null : (
          <Banner tone="danger" alert>
            {describe(failure)}
          </Banner>
        )}
        <DialogActions>
          <Button onClick={props.onClose}>{t.cancel}</Button>
          <Button type="submit" kind="primary" busy={busy}>
            {t.send}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

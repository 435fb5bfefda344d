/** A channel in a dialog: a new one, or one that is changed. A new webhook's secret is shown at the end, once. */
import type { Channel, ChannelMade } from '@digitruck/contract/channels';
import { LANGUAGES } from '@digitruck/contract/people-words';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { z } from 'zod';
import { type Failure, fieldProblem, send } from '../../shared/http.ts';
import { channelsText } from '../../shared/i18n/channels.ts';
import { LANGUAGE_NAMES } from '../../shared/i18n/define.ts';
import { useText } from '../../shared/i18n/language.tsx';
import { keys } from '../../shared/query.ts';
import { useAnnouncer } from '../../shared/ui/announcer.tsx';
import { Button } from '../../shared/ui/button.tsx';
import { ConfirmButton, Dialog, DialogActions } from '../../shared/ui/dialog.tsx';
import { CheckboxField, SelectField, TextAreaField, TextField } from '../../shared/ui/field.tsx';
import { useDescribe } from '../../shared/ui/states.tsx';
import { Secret } from '../trucks/secret.tsx';
import { type ChannelDraft, channelBodyOf, channelDraftOf, NEW_CHANNEL } from './channel-draft.ts';

type Made = z.infer<typeof ChannelMade>;

export function ChannelDialog(props: {
  /** null adds a new one. */
  readonly channel: Channel | null;
  readonly onClose: () => void;
}) {
  const t = useText(channelsText);
  const describe = useDescribe();
  const { toast } = useAnnouncer();
  const client = useQueryClient();
  const { channel, onClose } = props;
  const [draft, setDraft] = useState(() => (channel === null ? NEW_CHANNEL : channelDraftOf(channel)));
  const [failure, setFailure] = useState<Failure>();
  const [busy, setBusy] = useState(false);
  const [secret, setSecret] = useState<string>();
  const set = (fields: Partial<ChannelDraft>) => setDraft((old) => ({ ...old, ...fields }));
  const faultOf = (field: string) =>
    fieldProblem(failure, `body.${field}`) ??
    fieldProblem(failure, `body.body.${field}`) ??
    fieldProblem(failure, field);

  const save = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    const body = channelBodyOf(draft);
    const result =
      channel === null
        ? await send<Made>('POST', '/alert-channels', { body })
        : await send<Channel>('PATCH', `/alert-channels/${channel.channelId}`, {
            body: { body, version: channel.version },
          });
    setBusy(false);
    if (!result.ok) {
      setFailure(result.failure);
      return;
    }
    await client.invalidateQueries({ queryKey: keys.channels });
    toast(t.saved(draft.name));
    if ('secret' in result.value && result.value.secret !== null) setSecret(result.value.secret);
    else onClose();
  };
  const renewSecret = async () => {
    const result = await send<Made>('POST', `/alert-channels/${channel?.channelId}/secret`);
    if (result.ok) setSecret(result.value.secret ?? undefined);
    else setFailure(result.failure);
    await client.invalidateQueries({ queryKey: keys.channels });
  };
  return (
    <Dialog
      open
      wide
      onOpenChange={(open) => open || onClose()}
      title={channel === null ? t.add : channel.name}
    >
      {secret === undefined ? (
        <form noValidate onSubmit={save}>
          <ChannelFields draft={draft} set={set} faultOf={faultOf} isNew={channel === null} />
          {failure === undefined ? null : (
            <p className="field-error" role="alert">
              {describe(failure)}
            </p>
          )}
          <DialogActions>
            {channel?.kind === 'webhook' ? (
              <ConfirmButton
                label={t.newSecret}
                title={t.newSecretTitle(channel.name)}
                description={t.newSecretWhy}
                confirmLabel={t.newSecret}
                onConfirm={renewSecret}
              />
            ) : null}
            <Button onClick={onClose}>{t.cancel}</Button>
            <Button kind="primary" type="submit" busy={busy}>
              {t.save}
            </Button>
          </DialogActions>
        </form>
      ) : (
        <>
          <Secret note={t.secretOnce} values={[{ label: t.secret, value: secret }]} />
          <DialogActions>
            <Button kind="primary" onClick={onClose}>
              {t.close}
            </Button>
          </DialogActions>
        </>
      )}
    </Dialog>
  );
}

function ChannelFields(props: {
  readonly draft: ChannelDraft;
  readonly set: (fields: Partial<ChannelDraft>) => void;
  readonly faultOf: (field: string) => string | undefined;
  readonly isNew: boolean;
}) {
  const t = useText(channelsText);
  const { draft, set, faultOf, isNew } = props;
  return (
    <>
      <TextField
        label={t.name}
        hint={t.nameHint}
        value={draft.name}
        error={faultOf('name')}
        onChange={(event) => set({ name: event.target.value })}
      />
      {isNew ? (
        <SelectField
          label={t.how}
          value={draft.kind}
          onChange={(event) => set({ kind: event.target.value as ChannelDraft['kind'] })}
        >
          <option value="email">{t.email}</option>
          <option value="webhook">{t.webhook}</option>
        </SelectField>
      ) : null}
      {draft.kind === 'email' ? (
        <>
          <TextAreaField
            label={t.to}
            hint={t.toHint}
            value={draft.to}
            error={faultOf('to') ?? faultOf('to.0')}
            onChange={(event) => set({ to: event.target.value })}
          />
          <SelectField
            label={t.language}
            value={draft.language}
            onChange={(event) => set({ language: event.target.value as ChannelDraft['language'] })}
          >
            {LANGUAGES.map((language) => (
              <option key={language} value={language}>
                {LANGUAGE_NAMES[language]}
              </option>
            ))}
          </SelectField>
        </>
      ) : (
        <TextField
          label={t.url}
          hint={t.urlHint}
          inputMode="url"
          value={draft.url}
          error={faultOf('url')}
          onChange={(event) => set({ url: event.target.value })}
        />
      )}
      <div className="rule-fields">
        <SelectField
          label={t.severity}
          value={draft.minSeverity}
          onChange={(event) => set({ minSeverity: event.target.value as ChannelDraft['minSeverity'] })}
        >
          <option value="urgent">{t.urgentOnly}</option>
          <option value="soon">{t.soonAndMore}</option>
          <option value="note">{t.all}</option>
        </SelectField>
        <TextField
          label={t.after}
          hint={t.afterHint}
          inputMode="numeric"
          value={draft.after}
          error={faultOf('afterMinutes')}
          onChange={(event) => set({ after: event.target.value })}
        />
        <TextField
          label={t.quietFrom}
          hint={t.quietHint}
          type="time"
          value={draft.quietFrom}
          error={faultOf('quietHours.from')}
          onChange={(event) => set({ quietFrom: event.target.value })}
        />
        <TextField
          label={t.quietTo}
          type="time"
          value={draft.quietTo}
          error={faultOf('quietHours.to')}
          onChange={(event) => set({ quietTo: event.target.value })}
        />
      </div>
      <TextField
        label={t.trucks}
        hint={t.trucksHint}
        value={draft.trucks}
        error={faultOf('truckIds') ?? faultOf('truckIds.0')}
        onChange={(event) => set({ trucks: event.target.value })}
      />
      <CheckboxField
        label={t.cleared}
        checked={draft.tellCleared}
        onChange={(event) => set({ tellCleared: event.target.checked })}
      />
      <CheckboxField
        label={t.enabled}
        checked={draft.enabled}
        onChange={(event) => set({ enabled: event.target.checked })}
      />
    </>
  );
}

/** One refused message: what it was, why it was refused, what to do, and once more through ingest. */
import type { Quarantined } from '@digitruck/contract/history';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type Failure, send } from '../../shared/http.ts';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { quarantineText } from '../../shared/i18n/quarantine.ts';
import { useMay } from '../../shared/me.ts';
import { keys } from '../../shared/query.ts';
import { useAnnouncer } from '../../shared/ui/announcer.tsx';
import { Button } from '../../shared/ui/button.tsx';
import { Dialog, DialogActions } from '../../shared/ui/dialog.tsx';
import { useDescribe } from '../../shared/ui/states.tsx';
import { readable } from './figures.ts';

export function MessageDialog({
  message,
  onClose,
}: {
  readonly message: Quarantined;
  readonly onClose: () => void;
}) {
  const t = useText(quarantineText);
  const format = useFormat();
  const describe = useDescribe();
  const client = useQueryClient();
  const { toast } = useAnnouncer();
  const mayReplay = useMay('engineer');
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure>();
  const replay = async () => {
    setBusy(true);
    const result = await send('POST', `/data/quarantine/${message.quarantineId}/replay`);
    setBusy(false);
    setFailure(result.ok ? undefined : result.failure);
    await Promise.all([
      client.invalidateQueries({ queryKey: keys.quarantine }),
      client.invalidateQueries({ queryKey: keys.dataHealth }),
    ]);
    if (!result.ok) return;
    toast(t.replayedNow);
    onClose();
  };
  return (
    <Dialog open wide onOpenChange={(open) => !open && onClose()} title={t[message.reason]}>
      <dl className="facts">
        <Fact label={t.what} value={message.detail} />
        <Fact label={t.whatToDo} value={t[`${message.reason}-do`]} />
        <Fact label={t.topic} value={message.topic} />
        <Fact label={t.received} value={format.dateTime(message.receivedAt)} />
        {message.replayedAt === null ? null : (
          <Fact label={t.replayed} value={format.dateTime(message.replayedAt)} />
        )}
      </dl>
      <figure className="payload">
        <figcaption className="field-label">
          {t.payload} <span className="muted small">{format.number(message.payloadBytes)} B</span>
        </figcaption>
        {message.payload === '' ? (
          <p className="muted">{t.payloadEmpty}</p>
        ) : (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and so must be reached by the keyboard
          <section tabIndex={0} aria-label={t.payload}>
            <pre>{readable(message.payload)}</pre>
          </section>
        )}
      </figure>
      {failure === undefined ? null : (
        <p className="field-error" role="alert">
          {describe(failure)}
        </p>
      )}
      <p className="muted small">{mayReplay ? t.replayWhat : t.replayNeedsEngineer}</p>
      <DialogActions>
        <Button onClick={onClose}>{t.close}</Button>
        {mayReplay && message.replayedAt === null ? (
          <Button kind="primary" busy={busy} onClick={() => void replay()}>
            {t.replay}
          </Button>
        ) : null}
      </DialogActions>
    </Dialog>
  );
}

function Fact({ label, value }: { readonly label: string; readonly value: string }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </div>
  );
}

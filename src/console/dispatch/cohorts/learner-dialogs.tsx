/** Short questions about one learner: why they left, whether to forget them, why a certificate is revoked. */
import { DROP_REASONS } from '@digitruck/contract/cohort-words';
import type { Enrolment } from '@digitruck/contract/cohorts';
import { type ReactNode, type RefObject, useState } from 'react';
import { useText } from '../../shared/i18n/language.tsx';
import { rosterText } from '../../shared/i18n/roster.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Dialog, DialogActions } from '../../shared/ui/dialog.tsx';
import { SelectField, TextField } from '../../shared/ui/field.tsx';
import { useLearnerName } from './cohort-name.ts';
import type { LearnerActs } from './use-learner-acts.ts';

type Asked = {
  readonly one: Enrolment;
  readonly acts: LearnerActs;
  readonly home: RefObject<HTMLElement | null>;
  readonly onClose: () => void;
};

function Ask(props: {
  readonly title: string;
  readonly why?: string;
  readonly yes: string;
  readonly danger?: boolean;
  readonly disabled?: boolean;
  readonly home: RefObject<HTMLElement | null>;
  readonly onClose: () => void;
  readonly onYes: () => Promise<boolean>;
  readonly children: ReactNode;
}) {
  const t = useText(rosterText);
  const [busy, setBusy] = useState(false);
  const { onClose, onYes } = props;
  const yes = async () => {
    setBusy(true);
    const done = await onYes();
    setBusy(false);
    if (done) onClose();
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => open || onClose()}
      title={props.title}
      description={props.why}
      home={props.home}
    >
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          if (!busy) void yes();
        }}
      >
        {props.children}
        <DialogActions>
          <Button onClick={onClose}>{t.cancel}</Button>
          <Button
            kind={props.danger ? 'danger' : 'primary'}
            type="submit"
            busy={busy}
            disabled={props.disabled}
          >
            {props.yes}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

export function DropDialog({ one, acts, home, onClose }: Asked) {
  const t = useText(rosterText);
  const nameOf = useLearnerName();
  const [dropReason, setDropReason] = useState('');
  return (
    <Ask
      title={nameOf(one)}
      yes={t.save}
      home={home}
      onClose={onClose}
      disabled={dropReason === ''}
      onYes={() => acts.enrolment(one, { state: 'dropped-out', dropReason })}
    >
      <SelectField
        label={t.whyLeft}
        value={dropReason}
        onChange={(event) => setDropReason(event.target.value)}
      >
        <option value=""> </option>
        {DROP_REASONS.map((reason) => (
          <option key={reason} value={reason}>
            {t[`drop_${reason}`]}
          </option>
        ))}
      </SelectField>
    </Ask>
  );
}

export function EraseDialog({ one, acts, home, onClose }: Asked) {
  const t = useText(rosterText);
  const nameOf = useLearnerName();
  const [certificates, setCertificates] = useState<'keep' | 'revoke'>('keep');
  return (
    <Ask
      title={t.eraseTitle(nameOf(one))}
      why={t.eraseWhy}
      yes={t.eraseNow}
      danger
      home={home}
      onClose={onClose}
      onYes={() => acts.erase(one, certificates)}
    >
      <SelectField
        label={t.certificate}
        value={certificates}
        onChange={(event) => setCertificates(event.target.value === 'revoke' ? 'revoke' : 'keep')}
      >
        <option value="keep">{t.eraseKeep}</option>
        <option value="revoke">{t.eraseRevoke}</option>
      </SelectField>
    </Ask>
  );
}

export function RevokeDialog({ one, acts, home, onClose }: Asked) {
  const t = useText(rosterText);
  const [reason, setReason] = useState('');
  const number = one.certificateNumber ?? '';
  return (
    <Ask
      title={t.revokeTitle(number)}
      why={t.revokeWhy}
      yes={t.revoke}
      danger
      home={home}
      onClose={onClose}
      disabled={reason.trim() === ''}
      onYes={() => acts.revoke(number, reason)}
    >
      <TextField
        label={t.reason}
        value={reason}
        maxLength={300}
        onChange={(event) => setReason(event.target.value)}
      />
    </Ask>
  );
}

/** A note on an alert, for everybody who looks at it after. What was typed stays when it could not be saved. */
import { type RefObject, useState } from 'react';
import type { Result } from '../../shared/http.ts';
import { alertsText } from '../../shared/i18n/alerts.ts';
import { useText } from '../../shared/i18n/language.tsx';
import { Dialog, DialogFoot } from '../../shared/ui/dialog.tsx';
import { TextAreaField } from '../../shared/ui/field.tsx';
import { useDescribe } from '../../shared/ui/states.tsx';

const NOTE_MAX = 1000;

export function NoteDialog(props: {
  readonly title: string;
  readonly home: RefObject<HTMLElement | null>;
  readonly onClose: () => void;
  readonly onSave: (note: string) => Promise<Result<unknown>>;
}) {
  const t = useText(alertsText);
  const describe = useDescribe();
  const [note, setNote] = useState('');
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string>();
  const save = async () => {
    setBusy(true);
    const result = await props.onSave(note.trim());
    setBusy(false);
    if (result.ok) props.onClose();
    else setFault(describe(result.failure));
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => open || props.onClose()}
      title={t.addNote}
      description={props.title}
      home={props.home}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (note.trim() !== '') void save();
        }}
      >
        <TextAreaField
          label={t.note}
          hint={t.noteHint}
          error={fault}
          value={note}
          maxLength={NOTE_MAX}
          required
          onChange={(event) => setNote(event.target.value)}
        />
        <DialogFoot busy={busy} saveLabel={t.save} onCancel={props.onClose} />
      </form>
    </Dialog>
  );
}

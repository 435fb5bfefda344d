/** A dialog over the page (Radix: focus is trapped and given back, Escape closes), and one that asks before something hard to undo. */
import { Dialog as Radix } from 'radix-ui';
import { type ReactNode, type RefObject, useRef, useState } from 'react';
import type { Failure } from '../http.ts';
import { useText } from '../i18n/language.tsx';
import { uiText } from '../i18n/ui.ts';
import { Button } from './button.tsx';
import { Icon } from './icon.tsx';
import { describe } from './states.tsx';

const FIELDS = 'form input, form select, form textarea';

export function Dialog(props: {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly title: string;
  readonly description?: ReactNode;
  readonly wide?: boolean;
  /** Where the focus goes afterwards if what opened the dialog is gone by then, as a menu's item is. */
  readonly home?: RefObject<HTMLElement | null>;
  readonly children: ReactNode;
}) {
  const t = useText(uiText);
  // Radix gives the focus back to a trigger of its own only; ours are opened from anywhere.
  const opener = useRef<Element | null>(null);
  return (
    <Radix.Root open={props.open} onOpenChange={props.onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="dialog-shade" />
        <Radix.Content
          className={props.wide ? 'dialog dialog-wide' : 'dialog'}
          onOpenAutoFocus={(event) => {
            opener.current = document.activeElement;
            // A form begins at its first field, not at the button that closes it.
            const field = (event.currentTarget as Element).querySelector<HTMLElement>(FIELDS);
            if (field === null) return;
            event.preventDefault();
            field.focus();
          }}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            const back = props.home?.current ?? opener.current;
            if (back instanceof HTMLElement) back.focus();
          }}
          {...(props.description === undefined ? { 'aria-describedby': undefined } : {})}
        >
          <header className="dialog-head">
            <Radix.Title className="dialog-title">{props.title}</Radix.Title>
            <Radix.Close className="icon-button" aria-label={t.close}>
              <Icon name="close" />
            </Radix.Close>
          </header>
          {props.description === undefined ? null : (
            <Radix.Description className="muted">{props.description}</Radix.Description>
          )}
          {props.children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** The buttons at a dialog's foot. */
export function DialogActions({ children }: { readonly children: ReactNode }) {
  return <div className="dialog-actions">{children}</div>;
}

/** The end of a form in a dialog: what went wrong that no field says, and the buttons. */
export function DialogFoot(props: {
  readonly failure?: Failure | undefined;
  readonly busy?: boolean;
  readonly disabled?: boolean;
  readonly saveLabel: ReactNode;
  readonly onCancel: () => void;
}) {
  const t = useText(uiText);
  const { failure } = props;
  const saidByFields = failure?.kind === 'problem' && (failure.problem.errors?.length ?? 0) > 0;
  return (
    <>
      {failure === undefined || saidByFields ? null : (
        <p className="field-error" role="alert">
          {describe(failure, t)}
        </p>
      )}
      <DialogActions>
        <Button onClick={props.onCancel}>{t.cancel}</Button>
        <Button kind="primary" type="submit" busy={props.busy} disabled={props.disabled}>
          {props.saveLabel}
        </Button>
      </DialogActions>
    </>
  );
}

/** A button that asks first. `onConfirm` may be slow; the dialog closes when it is through. */
export function ConfirmButton(props: {
  readonly label: ReactNode;
  readonly title: string;
  readonly description: ReactNode;
  readonly confirmLabel: string;
  readonly kind?: 'danger' | 'plain';
  readonly small?: boolean;
  readonly onConfirm: () => Promise<void> | void;
}) {
  const t = useText(uiText);
  const [open, setOpen] = useState(false);
  const [busy, setBusy] = useState(false);
  const confirm = async () => {
    setBusy(true);
    try {
      await props.onConfirm();
      setOpen(false);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <Button kind={props.kind ?? 'plain'} small={props.small} onClick={() => setOpen(true)}>
        {props.label}
      </Button>
      <Dialog open={open} onOpenChange={setOpen} title={props.title} description={props.description}>
        <DialogActions>
          <Button onClick={() => setOpen(false)}>{t.cancel}</Button>
          <Button kind={props.kind === 'danger' ? 'danger' : 'primary'} busy={busy} onClick={confirm}>
            {props.confirmLabel}
          </Button>
        </DialogActions>
      </Dialog>
    </>
  );
}

/** The form of something that is edited: its fields, what to do when somebody else was faster, what went wrong, and the buttons. */
import type { ReactNode } from 'react';
import type { Failure } from '../../shared/http.ts';
import { classes } from '../../shared/ui/button.tsx';
import { ConflictPanel } from './conflict-panel.tsx';
import { FormFoot } from './form-foot.tsx';
import './forms.css';
import type { Conflict } from './use-editor.ts';

export function EditorForm(props: {
  readonly className?: string;
  readonly editor: {
    readonly busy: boolean;
    readonly conflict: Conflict | undefined;
    readonly failure: Failure | undefined;
    readonly submit: () => unknown;
  };
  /** What a field is called on the form. */
  readonly labelOf: (field: string) => string;
  /** A field's text as people read it. */
  readonly wordOf?: (field: string, text: string) => string;
  readonly saveLabel: string;
  readonly onCancel: () => void;
  /** Nothing is entered that could be saved. */
  readonly unchanged: boolean;
  readonly children: ReactNode;
}) {
  const { editor, labelOf, wordOf } = props;
  return (
    <form
      className={classes('form', props.className)}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!editor.busy) void editor.submit();
      }}
    >
      {editor.conflict === undefined ? null : (
        <ConflictPanel conflict={editor.conflict} busy={editor.busy} labelOf={labelOf} wordOf={wordOf} />
      )}
      {props.children}
      <FormFoot
        labelOf={labelOf}
        failure={editor.failure}
        busy={editor.busy}
        saveLabel={props.saveLabel}
        onCancel={props.onCancel}
        unchanged={props.unchanged}
      />
    </form>
  );
}

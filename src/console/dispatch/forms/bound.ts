/** What a field of a form takes from the editor whose draft it shows. */
import { fieldProblem } from '../../shared/http.ts';
import type { Draft } from './drafts.ts';
import type { Editor } from './use-editor.ts';

export function boundTo<Field extends string, D extends Draft & { readonly [Name in Field]: string }>(
  editor: Pick<Editor<D>, 'draft' | 'failure' | 'set'>,
  labels: { readonly [Name in Field]: string },
) {
  return (field: Field) => ({
    label: labels[field],
    error: fieldProblem(editor.failure, field),
    value: editor.draft[field],
    onChange: (event: { readonly target: { readonly value: string } }) =>
      editor.set({ [field]: event.target.value } as unknown as Partial<D>),
  });
}

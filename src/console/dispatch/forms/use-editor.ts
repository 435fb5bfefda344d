/** Editing one thing of the registry: the draft, saving what changed, and what to do when somebody else was faster. */
import { useState } from 'react';
import type { Failure, Result } from '../../shared/http.ts';
import { type Clash, changedFields, clashes, type Draft, withTheirs } from './drafts.ts';

export type Versioned = { readonly version: number; readonly updatedBy: string; readonly updatedAt: string };
export type Conflict = {
  readonly who: string;
  readonly at: string;
  readonly clashes: readonly Clash[];
  readonly takeTheirs: () => void;
  readonly putMineAgain: () => void;
};

export function useEditor<Thing extends Versioned, D extends Draft>(options: {
  /** What is edited; undefined makes a new one. */
  readonly thing: Thing | undefined;
  readonly first: D;
  readonly draftOf: (thing: Thing) => D;
  readonly create: (draft: D) => Promise<Result<Thing>>;
  readonly update: (
    current: Thing,
    draft: D,
    changed: readonly (keyof D & string)[],
  ) => Promise<Result<Thing>>;
  readonly onSaved: (thing: Thing) => void;
}) {
  const { draftOf } = options;
  const [base, setBase] = useState(options.thing);
  const [draft, setDraft] = useState<D>(base === undefined ? options.first : draftOf(base));
  const [failure, setFailure] = useState<Failure>();
  const [theirs, setTheirs] = useState<Thing>();
  const [busy, setBusy] = useState(false);
  const before = base === undefined ? options.first : draftOf(base);
  const changed = changedFields(before, draft);

  const save = async (current: Thing | undefined, entered: D) => {
    setBusy(true);
    const result =
      current === undefined
        ? await options.create(entered)
        : await options.update(current, entered, changedFields(draftOf(current), entered));
    setBusy(false);
    if (result.ok) {
      setFailure(undefined);
      setTheirs(undefined);
      options.onSaved(result.value);
      return;
    }
    const newest = newestOf<Thing>(result.failure);
    setTheirs(newest);
    setFailure(newest === undefined ? result.failure : undefined);
  };

  const conflict: Conflict | undefined =
    theirs === undefined
      ? undefined
      : {
          who: theirs.updatedBy,
          at: theirs.updatedAt,
          clashes: clashes(before, draft, draftOf(theirs)),
          takeTheirs: () => {
            setBase(theirs);
            setDraft(draftOf(theirs));
            setTheirs(undefined);
          },
          putMineAgain: () => {
            const both = withTheirs(before, draft, draftOf(theirs));
            setBase(theirs);
            setDraft(both);
            void save(theirs, both);
          },
        };
  return {
    draft,
    changed,
    failure,
    conflict,
    busy,
    set: (fields: Partial<D>) => setDraft((old) => ({ ...old, ...fields })),
    submit: () => save(base, draft),
  };
}
export type Editor<D extends Draft> = Pick<
  ReturnType<typeof useEditor<Versioned, D>>,
  'draft' | 'changed' | 'failure' | 'conflict' | 'busy' | 'set' | 'submit'
>;

/** The row as it is now, out of a refusal for an old version. */
function newestOf<Thing>(failure: Failure): Thing | undefined {
  if (failure.kind !== 'problem' || failure.type !== 'version-conflict') return undefined;
  return (failure.problem.current ?? undefined) as Thing | undefined;
}

/** Something while it is edited: each field as the text in its control. What two people changed at once is told apart here. */
export type Draft = { readonly [Field in string]: string };

export function changedFields<D extends Draft>(before: D, after: D): readonly (keyof D & string)[] {
  return Object.keys(after).filter((field) => (before[field] ?? '').trim() !== (after[field] ?? '').trim());
}

/** The other's values where only they changed something; what was changed here stays as it was entered. */
export function withTheirs<D extends Draft>(before: D, mine: D, theirs: D): D {
  const changedHere = new Set<string>(changedFields(before, mine));
  const fields = Object.keys(theirs).map((field) => [
    field,
    changedHere.has(field) ? mine[field] : theirs[field],
  ]);
  return Object.fromEntries(fields) as D;
}

export type Clash = {
  readonly field: string;
  readonly was: string;
  readonly theirs: string;
  /** Undefined where only they changed it. */
  readonly mine: string | undefined;
};

/** What they changed, each with what stood there before and what was entered here. */
export function clashes<D extends Draft>(before: D, mine: D, theirs: D): readonly Clash[] {
  const changedHere = new Set<string>(changedFields(before, mine));
  return changedFields(before, theirs).map((field) => ({
    field,
    was: before[field] ?? '',
    theirs: theirs[field] ?? '',
    mine: changedHere.has(field) ? mine[field] : undefined,
  }));
}

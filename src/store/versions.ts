/**
 * What can go wrong with a change of the registry, as values: based on an old version, gone, there already, in use.
 *
 * Every row has a version that rises with each change. Who sends a change says which version it is based on; if the row
 * has moved on, the change is refused and the row as it is now goes back, so that nobody's work is overwritten unseen.
 */
import { isDeepStrictEqual } from 'node:util';
import { sql } from './drizzle.ts';

export type NotFound = { readonly ok: false; readonly reason: 'not-found' };
export type VersionConflict<Row> = {
  readonly ok: false;
  readonly reason: 'version-conflict';
  readonly current: Row;
};
export type AlreadyExists = {
  readonly ok: false;
  readonly reason: 'already-exists';
  readonly field: string;
  readonly value: unknown;
  /** Id of the row that has it; null when it came and went in between. */
  readonly existingId: string | null;
};
export type InUse = { readonly ok: false; readonly reason: 'in-use'; readonly by: string };
/** A row names another that is not there. */
export type NoSuch = {
  readonly ok: false;
  readonly reason: 'no-such';
  readonly field: string;
  readonly value: unknown;
};
export type Done<Row> = { readonly ok: true; readonly row: Row };

export const NOT_FOUND: NotFound = { ok: false, reason: 'not-found' };
export const done = <Row>(row: Row): Done<Row> => ({ ok: true, row });
export const inUse = (by: string): InUse => ({ ok: false, reason: 'in-use', by });

/** What a change starts from: the row as it stands (read under a lock), if that is the version it is based on. */
export function atVersion<Row extends { readonly version: number }>(
  current: Row | undefined,
  version: number,
): Done<Row> | NotFound | VersionConflict<Row> {
  if (current === undefined) return NOT_FOUND;
  return current.version === version ? done(current) : { ok: false, reason: 'version-conflict', current };
}

/** @param fields the constraints of a table's foreign keys, and which field of a body each holds */
export function noSuchBy<Field extends string>(fields: Readonly<Record<string, Field>>) {
  return (constraint: string, body: { readonly [Name in Field]?: unknown }): NoSuch | undefined => {
    const field = fields[constraint];
    return field && { ok: false, reason: 'no-such', field, value: body[field] };
  };
}

/** Whether a change would leave the row as it is; then nothing is written and no version is used up. */
export function changesNothing(row: Readonly<Record<string, unknown>>, change: object): boolean {
  return Object.entries(change).every(
    ([key, value]) => value === undefined || isDeepStrictEqual(row[key], value),
  );
}

/** The fields of a change that say something. */
export function definedOf<Change extends object>(
  change: Change,
): { [Key in keyof Change]: Exclude<Change[Key], undefined> } {
  const defined = Object.entries(change).filter(([, value]) => value !== undefined);
  return Object.fromEntries(defined) as { [Key in keyof Change]: Exclude<Change[Key], undefined> };
}

/** What every update of a row sets besides its fields. */
export function touchedBy(name: string, version: number) {
  return { version: version + 1, updatedAt: sql`clock_timestamp()`, updatedBy: name };
}

type KeptMeta = { version: number; createdAt: Date; updatedAt: Date; updatedBy: string };

/** The row's version and times as the API shows them. */
export function rowMetaOf(row: KeptMeta) {
  return {
    version: row.version,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    updatedBy: row.updatedBy,
  };
}

/** A row as the API shows it, where it shows its columns as they are. */
export function shownOf<Row extends KeptMeta & { programmeId?: string }>(row: Row) {
  const { programmeId: _, createdAt: __, updatedAt: ___, ...body } = row;
  return { ...body, ...rowMetaOf(row) };
}

/** The constraint that an error of PostgreSQL names (class 23); drizzle wraps the driver's error as its cause. */
export function violatedConstraint(error: unknown): string | undefined {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const { code, constraint } = cause as { code?: unknown; constraint?: unknown };
    if (typeof code === 'string' && code.startsWith('23') && typeof constraint === 'string')
      return constraint;
  }
  return undefined;
}

/** Runs a change; a row that somebody else added in the same moment comes back as what `onTaken` makes of the constraint. */
export async function unlessTaken<Result, Taken>(
  change: () => Promise<Result>,
  onTaken: (constraint: string) => Promise<Taken | undefined>,
): Promise<Result | Taken> {
  try {
    return await change();
  } catch (error) {
    const constraint = violatedConstraint(error);
    const taken = constraint === undefined ? undefined : await onTaken(constraint);
    if (taken === undefined) throw error;
    return taken;
  }
}

/** The first row of a statement that must return one. */
export function onlyRow<Row>(rows: readonly Row[]): Row {
  const [row] = rows;
  if (row === undefined) throw new Error('a statement that must return a row returned none');
  return row;
}

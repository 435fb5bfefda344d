/**
 * Rows that people change one at a time. A change is based on a version: the row is read under a lock, held against that version,
 * written, noted in the audit log and told to whoever listens, all in one transaction. A store says only what is its own: what must
 * hold before, and what follows.
 *
 *     const based = await rows.at(tx, courseId, version);
 *     if (!based.ok || changesNothing(based.row, change)) return based;
 *     return done(await rows.change(tx, actor, based.row, change));
 */
import type { Actor } from '@digitruck/contract/people';
import { type Changes, notifyChanges } from './changes.ts';
import type { Db, Tx } from './db.ts';
import {
  type AnyPgColumn,
  and,
  eq,
  type PgInsertValue,
  type PgTable,
  type PgUpdateSetSource,
} from './drizzle.ts';
import { recordChange } from './people/audit.ts';
import { atVersion, type Done, type NotFound, onlyRow, touchedBy, type VersionConflict } from './versions.ts';

type Column<Table extends PgTable> = keyof Table['$inferSelect'] & string;

export function versionedRows<
  Table extends PgTable,
  Id extends Column<Table>,
  Row extends { readonly version: number } & { readonly [Name in Id]: Table['$inferSelect'][Name] },
>(of: {
  readonly table: Table;
  /** The field, and the column, that names a row. */
  readonly id: Id;
  /** The column by which the table is distributed, where that is another: every write names it. */
  readonly within?: Column<Table> & keyof Row;
  /** In the audit log: actions are `subject.create`, `subject.update` and so on. */
  readonly subject: string;
  /** As the API shows it; it may read what a row shows of others. */
  readonly rowOf: (kept: Table['$inferSelect'], db: Db | Tx) => Row | Promise<Row>;
  /** As the audit log may show it; the row when left out. */
  readonly notedOf?: (row: Row) => unknown;
  /** Which lists and trucks a change of it changes. */
  readonly changed?: (row: Row) => Changes;
  /** `update` when left out. */
  readonly lock?: 'update' | 'no key update';
}) {
  const table: PgTable = of.table;
  const columns = of.table as unknown as Readonly<Record<string, AnyPgColumn>>;
  const keys = of.within === undefined ? [of.id] : [of.within, of.id];
  const is = (key: string, value: unknown) => eq(columns[key] as AnyPgColumn, value);
  const isRow = (row: Row) => and(...keys.map((key) => is(key, row[key])));
  const shown = async (rows: readonly unknown[], db: Db | Tx) =>
    rows[0] === undefined ? undefined : of.rowOf(rows[0] as Table['$inferSelect'], db);

  async function locked(tx: Tx, id: Row[Id]): Promise<Row | undefined> {
    const found = await tx
      .select()
      .from(table)
      .where(is(of.id, id))
      .for(of.lock ?? 'update');
    return shown(found, tx);
  }

  async function note(
    tx: Tx,
    actor: Actor,
    verb: string,
    before: Row | undefined,
    after: Row | undefined,
  ): Promise<void> {
    const row = onlyRow([after ?? before].filter((one) => one !== undefined));
    const { subject, notedOf = (noted: Row): unknown => noted } = of;
    await recordChange(tx, {
      actor,
      action: `${subject}.${verb}`,
      subject,
      subjectId: String(row[of.id]),
      before: before && notedOf(before),
      after: after && notedOf(after),
    });
    if (of.changed !== undefined) await notifyChanges(tx, of.changed(row));
  }

  return {
    locked,

    /** The row, locked, for a change that is based on this version. */
    async at(tx: Tx, id: Row[Id], version: number): Promise<Done<Row> | NotFound | VersionConflict<Row>> {
      return atVersion(await locked(tx, id), version);
    },

    async find(db: Db | Tx, id: Row[Id]): Promise<Row | undefined> {
      return shown(await db.select().from(table).where(is(of.id, id)), db);
    },

    async add(
      tx: Tx,
      actor: Actor,
      values: Omit<PgInsertValue<Table>, 'updatedBy'>,
      verb = 'create',
    ): Promise<Row> {
      const made = await tx
        .insert(table)
        .values({ ...values, updatedBy: actor.name })
        .returning();
      const row = await of.rowOf(onlyRow(made), tx);
      await note(tx, actor, verb, undefined, row);
      return row;
    },

    /** @param current the row as `at` gave it */
    async change(
      tx: Tx,
      actor: Actor,
      current: Row,
      values: PgUpdateSetSource<Table>,
      verb = 'update',
    ): Promise<Row> {
      const changed = await tx
        .update(table)
        .set({ ...values, ...touchedBy(actor.name, current.version) })
        .where(isRow(current))
        .returning();
      const row = await of.rowOf(onlyRow(changed), tx);
      await note(tx, actor, verb, current, row);
      return row;
    },

    async remove(tx: Tx, actor: Actor, current: Row, verb = 'delete'): Promise<Row> {
      await tx.delete(table).where(isRow(current));
      await note(tx, actor, verb, current, undefined);
      return current;
    },
  };
}

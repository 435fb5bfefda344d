/**
 * Pages of a list by keyset: a page begins after the last row of the one before, so that rows which come and go in
 * between neither repeat nor skip others, and page 300 costs what page 1 does.
 */

import { cursorOf, readCursor } from './cursor.ts';
import { type SQL, sql } from './drizzle.ts';

export type Sort = {
  /** Never null. */
  readonly key: SQL;
  readonly type: 'text' | 'float8' | 'timestamptz';
  readonly descending?: boolean;
};

export type Page<Item> = { items: Item[]; nextCursor: string | null; total: number };

/** A hand-made cursor must not become an error of the database. */
const LOOKS_RIGHT = {
  text: /^[^\0]*$/s,
  float8: /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i,
  timestamptz: /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?[+-]\d\d(:\d\d)?$/,
  uuid: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
} as const;

/**
 * The parts of a paged statement.
 * @param name of the sort; a cursor of another sort begins the list anew, as one that is not ours does
 * @param id the column that tells rows with the same key apart
 */
export function keyset(input: {
  readonly name: string;
  readonly sort: Sort;
  readonly id: SQL;
  readonly idType: 'uuid' | 'text';
  readonly cursor: string | undefined;
}): {
  readonly after: SQL | undefined;
  readonly orderBy: SQL;
  readonly sortKey: SQL<string>;
  /** The key after which the page begins; undefined at the beginning. */
  readonly startsAt: string | undefined;
} {
  const { sort, id, idType, name } = input;
  const direction = sort.descending === true ? sql`desc` : sql`asc`;
  const orderBy = sql`${sort.key} ${direction}, ${id} ${direction}`;
  const sortKey = sql<string>`(${sort.key})::text`;
  const [sortName, key, lastId] = readCursor(input.cursor, 3) ?? [];
  const ours =
    sortName === name &&
    key !== undefined &&
    lastId !== undefined &&
    LOOKS_RIGHT[sort.type].test(key) &&
    LOOKS_RIGHT[idType].test(lastId);
  if (!ours) return { after: undefined, orderBy, sortKey, startsAt: undefined };
  const compare = sort.descending === true ? sql`<` : sql`>`;
  const type = sql.raw(sort.type);
  return {
    after: sql`(${sort.key}, ${id}) ${compare} (${key}::${type}, ${lastId}::${sql.raw(idType)})`,
    orderBy,
    sortKey,
    startsAt: key,
  };
}

/** Makes a page of `limit + 1` rows that were asked for. */
export function pageFrom<Row extends { sortKey: string }, Item>(
  rows: readonly Row[],
  options: {
    readonly name: string;
    readonly limit: number;
    readonly total: number;
    readonly idOf: (row: Row) => string;
    readonly itemOf: (row: Row) => Item;
  },
): Page<Item> {
  const page = rows.slice(0, options.limit);
  const last = page.at(-1);
  const more = rows.length > options.limit && last !== undefined;
  return {
    items: page.map(options.itemOf),
    nextCursor: more ? cursorOf([options.name, last.sortKey, options.idOf(last)]) : null,
    total: options.total,
  };
}

/** `like` patterns of each word of a search: all must be found. "%" and "_" stand for themselves. */
export function wordPatterns(folded: string): string[] {
  return folded
    .split(' ')
    .filter((word) => word !== '')
    .slice(0, 10)
    .map((word) => `%${word.replace(/[\\%_]/g, '\\$&')}%`);
}

/** The conditions of a `where`, all of which must hold. */
export function allOf(conditions: readonly (SQL | undefined)[]): SQL {
  const known = conditions.filter((condition): condition is SQL => condition !== undefined);
  return known.length === 0 ? sql`true` : sql.join(known, sql` and `);
}

/** Whole days from one date to another, both as YYYY-MM-DD. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000);
}

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

/** By what a list is paged. */
export type PagedBy = {
  /** Of the sort; a cursor of another sort begins the list anew, as one that is not ours does. */
  readonly name: string;
  readonly sort: Sort;
  /** The column that tells rows with the same key apart. */
  readonly id: SQL;
  readonly idType: 'uuid' | 'text';
};
/** What the statement for a page has: `.where`, `.orderBy` and `.limit` as they are here, and `sortKey` among its columns. */
export type PageParts = {
  readonly where: SQL;
  readonly orderBy: SQL;
  readonly limit: number;
  readonly sortKey: SQL<string>;
};

/** A hand-made cursor must not become an error of the database. */
const LOOKS_RIGHT = {
  text: /^[^\0]*$/s,
  float8: /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i,
  timestamptz: /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?[+-]\d\d(:\d\d)?$/,
  uuid: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
} as const;

/**
 * A page of what matches, and how many match in all.
 * @param of.rows asks for the rows of a page: whatever joins it needs, with the parts it is given
 */
export async function pageOf<Row extends { readonly sortKey: string }, Item>(
  by: PagedBy,
  query: { readonly limit: number; readonly cursor?: string | undefined },
  of: {
    readonly matches: SQL;
    readonly rows: (page: PageParts) => PromiseLike<readonly Row[]>;
    readonly total: () => PromiseLike<number>;
    readonly idOf: (row: Row) => string;
    readonly itemOf: (row: Row) => Item;
  },
): Promise<Page<Item>> {
  const { after, orderBy, sortKey } = keyset({ ...by, cursor: query.cursor });
  const where = allOf([of.matches, after]);
  const rows = await of.rows({ where, orderBy, limit: query.limit + 1, sortKey });
  const total = await of.total();
  return pageFrom(rows, { name: by.name, limit: query.limit, total, idOf: of.idOf, itemOf: of.itemOf });
}

/** The parts of a paged statement, for those that `pageOf` is not enough for. */
export function keyset(input: PagedBy & { readonly cursor: string | undefined }): {
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

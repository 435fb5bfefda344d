/** Drizzle's tables are written by hand beside the migrations; here they are held against the database that the migrations make. */

import { beforeAll, describe, expect, test } from 'vitest';
import { getTableConfig, PgTable } from '../../src/store/drizzle.ts';
import { freshDatabase } from '../support/database.ts';
import { filesBelow, ROOT } from '../support/house/source.ts';

type Column = { type: string; nullable: boolean; hasDefault: boolean };
type DbColumn = Column & { generated: boolean };

const modules = await Promise.all(
  filesBelow(['src/store/tables'], /\.ts$/).map((path) => import(`${ROOT}/${path}`) as Promise<object>),
);
const described = new Map(
  modules
    .flatMap((module) => Object.values(module))
    .filter((value): value is PgTable => value instanceof PgTable)
    .map((table) => [getTableConfig(table).name, getTableConfig(table)] as const),
);

const made = new Map<string, Map<string, DbColumn>>();
/** Columns of each primary key and unique index, in order. */
const keys = new Map<string, { name: string; primary: boolean; columns: string[] }[]>();

beforeAll(async () => {
  const { db } = await freshDatabase();
  const columns = await db.$client.query<DbColumn & { table: string; name: string }>(`
    select c.relname as table, a.attname as name, format_type(a.atttypid, a.atttypmod) as type,
      not a.attnotnull as nullable, a.attgenerated <> '' as generated,
      a.atthasdef or a.attidentity <> '' as "hasDefault"
    from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition
      and a.attnum > 0 and not a.attisdropped`);
  for (const { table, name, ...column } of columns.rows) {
    made.set(table, (made.get(table) ?? new Map()).set(name, column));
  }
  const indexes = await db.$client.query<{
    table: string;
    name: string;
    primary: boolean;
    columns: string[];
  }>(`
    select c.relname as table, i.relname as name, x.indisprimary as primary,
      array(select coalesce(a.attname, '(expression)') from unnest(x.indkey::int2[]) with ordinality k(num, place)
        left join pg_attribute a on a.attrelid = x.indrelid and a.attnum = k.num order by k.place)::text[] as columns
    from pg_index x join pg_class c on c.oid = x.indrelid join pg_class i on i.oid = x.indexrelid
      join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'public' and x.indisunique and not c.relispartition`);
  for (const { table, ...key } of indexes.rows) keys.set(table, [...(keys.get(table) ?? []), key]);
});

test('every table is described, and every description has its table', () => {
  expect(described.size).toBeGreaterThan(10);
  expect([...described.keys()].sort()).toEqual([...made.keys()].sort());
});

describe.each([...described.keys()].sort())('%s', (name) => {
  const config = described.get(name);

  test('has the described columns: names, types, nullability', () => {
    const expected: Record<string, Omit<Column, 'hasDefault'>> = {};
    for (const column of config?.columns ?? []) {
      expected[column.name] = { type: column.getSQLType(), nullable: !column.notNull };
    }
    const actual: Record<string, Omit<Column, 'hasDefault'>> = {};
    for (const [columnName, { type, nullable, generated }] of made.get(name) ?? []) {
      // A column that the database computes need not be described: nobody writes it.
      if (generated && !(columnName in expected)) continue;
      actual[columnName] = { type, nullable };
    }
    expect(withoutPrecision(actual)).toEqual(withoutPrecision(expected));
  });

  test('fills in what the description says may be left out', () => {
    for (const column of config?.columns ?? []) {
      if (!column.hasDefault || column.defaultFn !== undefined) continue;
      const { hasDefault, generated } = made.get(name)?.get(column.name) ?? {};
      expect({ column: column.name, filled: hasDefault === true || generated === true }).toEqual({
        column: column.name,
        filled: true,
      });
    }
  });

  test('has the described primary key', () => {
    const single = config?.columns.filter((column) => column.primary).map((column) => column.name) ?? [];
    const composite = config?.primaryKeys[0]?.columns.map((column) => column.name);
    const actual = keys.get(name)?.find((key) => key.primary)?.columns ?? [];
    expect(actual).toEqual(composite ?? single);
  });

  test('leads its keys with truck_id when it is a table of a truck', () => {
    if (made.get(name)?.get('truck_id')?.nullable !== false) return;
    for (const key of keys.get(name) ?? []) {
      expect({ key: key.name, first: key.columns[0] }).toEqual({ key: key.name, first: 'truck_id' });
    }
  });
});

/** `timestamp (3) with time zone` and `numeric(10,2)` say how exact; what counts here is the kind. */
function withoutPrecision<Value extends { type: string }>(
  columns: Record<string, Value>,
): Record<string, Value> {
  return Object.fromEntries(
    Object.entries(columns).map(([name, column]) => [
      name,
      {
        ...column,
        type: column.type
          .replace(/ ?\([\d, ]+\)/, '')
          .replace(/^bigserial$/, 'bigint')
          .replace(/^serial$/, 'integer'),
      },
    ]),
  );
}

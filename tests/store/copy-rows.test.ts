/** Rows written in COPY's binary format, read back by PostgreSQL. */
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { copyIn } from '../../src/store/samples/copy-in.ts';
import { CopyRows } from '../../src/store/samples/copy-rows.ts';
import { freshDatabase } from '../support/database.ts';

let client: pg.Client;
beforeAll(async () => {
  const { url } = await freshDatabase();
  client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(
    'create table copied (i int4 primary key, big int8, name text, value float8, at timestamptz, day date)',
  );
});
afterAll(() => client.end());

const COPY = 'copy copied from stdin (format binary)';
type Row = [number, number, string | null, number, number | null, number | null];

function bytesOf(rows: readonly Row[]): Buffer {
  const copy = new CopyRows(6, 0);
  for (const [i, big, name, value, atMs, dayMs] of rows) {
    copy.row();
    copy.int4(i);
    copy.int8(big);
    if (name === null) copy.null();
    else copy.text(name);
    copy.float8(value);
    if (atMs === null) copy.null();
    else copy.timestamp(atMs);
    if (dayMs === null) copy.null();
    else copy.date(dayMs);
  }
  return copy.end();
}

describe('COPY', () => {
  test('takes values of every kind, and as many as there are', async () => {
    const rows: Row[] = [
      [1, 2 ** 32 - 1, 'DT-01', 12.75, Date.UTC(2026, 10, 23, 7, 15, 0, 250), Date.UTC(2026, 10, 1)],
      [-2, -(2 ** 40) - 1, 'Wanjikũ, 12 °C and 🚚', -0.5, Date.UTC(1999, 11, 31, 23), Date.UTC(1999, 0, 1)],
      [3, 2 ** 53 - 1, '', Number.NaN, null, null],
      [4, 0, null, 1e300, 0, 0],
    ];
    expect(await copyIn(client, COPY, bytesOf(rows))).toBe(4);
    const { rows: found } = await client.query(
      `select i, big::text, name, value, (extract(epoch from at) * 1000)::float8 as at, day::text from copied
       order by array_position('{1,-2,3,4}', i)`,
    );
    expect(found.map(Object.values)).toEqual([
      [1, '4294967295', 'DT-01', 12.75, rows[0]?.[4], '2026-11-01'],
      [-2, '-1099511627777', 'Wanjikũ, 12 °C and 🚚', -0.5, rows[1]?.[4], '1999-01-01'],
      [3, '9007199254740991', '', null, null, null],
      [4, '0', null, 1e300, 0, '1970-01-01'],
    ]);
  });

  test('grows with its rows', async () => {
    const rows = Array.from({ length: 5_000 }, (_, i): Row => [100 + i, i, `${i}`.repeat(9), i / 8, i, 0]);
    expect(await copyIn(client, COPY, bytesOf(rows))).toBe(5_000);
    const { rows: sums } = await client.query(
      'select sum(big)::int8::text as big, sum(value) as value, sum(length(name))::int as name from copied where i >= 100',
    );
    expect(sums).toEqual([{ big: '12497500', value: 12497500 / 8, name: 9 * 18_890 }]);
  });

  test('that meets a row which is there rejects, takes none, and leaves the connection good', async () => {
    const rows: Row[] = [
      [90_000, 0, '', 0, 0, 0],
      [1, 0, '', 0, 0, 0],
    ];
    await expect(copyIn(client, COPY, bytesOf(rows))).rejects.toMatchObject({ code: '23505' });
    const { rows: found } = await client.query('select count(*)::int as n from copied where i = 90000');
    expect(found).toEqual([{ n: 0 }]);
    expect(await copyIn(client, COPY, bytesOf([]))).toBe(0);
  });
});

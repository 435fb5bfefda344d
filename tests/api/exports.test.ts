/** Raw samples as CSV: what stands in it, that it is safe to open, and that nobody's slowness costs anything. */
import { request } from 'node:http';
import { columnOf, READING_NAMES, READINGS } from '@digitruck/contract/readings';
import { parse } from 'csv-parse/sync';
import { beforeAll, describe, expect, it } from 'vitest';
import { sampleExportStore } from '../../src/store/samples/sample-export.ts';
import { addTruck, storeBatch } from '../store/raw-samples.ts';
import { ADMIN_API_KEY, type TestApi, testApi } from '../support/api.ts';
import { until } from '../support/until.ts';

let api: TestApi;
let batchesRead = 0;
let exportsOver = 0;

beforeAll(async () => {
  api = await testApi({
    history: (db) => {
      const store = sampleExportStore(db);
      return {
        sampleExport: {
          ...store,
          async *batches(asked) {
            try {
              for await (const batch of store.batches(asked)) {
                batchesRead += 1;
                yield batch;
              }
            } finally {
              exportsOver += 1;
            }
          },
        },
      };
    },
  });
  const { db } = api.database;
  await addTruck(db, 'DT-01');
  await addTruck(db, 'DT-02');
  await addTruck(db, 'DT-03');
  await storeBatch(db, [
    {
      truckId: 'DT-01',
      bootId: '=cmd()',
      seq: 0,
      at: '2026-11-23T07:00:00Z',
      batteryW: -420.5,
      lat: -0.4527,
    },
    { truckId: 'DT-01', bootId: 'a,"b"', seq: 1, at: '2026-11-23T07:00:00.250Z', solarWh: 812345 },
    { truckId: 'DT-01', bootId: 'b', seq: 2, at: '2026-11-23T08:00:00Z' },
    { truckId: 'DT-02', bootId: 'b', seq: 0, at: '2026-11-23T07:30:00Z', clock: 'bad', place: 'no-fix' },
  ]);
  // A truck with many samples: two a second over two days.
  await db.$client.query(
    `insert into boots (truck_id, boot_id, boot_month, first_received_at, last_received_at, stored_seqs)
     values ('DT-03', 'b', '2026-11-01', now(), now(), '{[0,100000)}')`,
  );
  await db.$client.query(
    `insert into samples (truck_id, boot_id, seq, boot_month, sampled_at, received_at, clock, place, solar_w)
     select 'DT-03', 'b', i, '2026-11-01', '2026-11-20T00:00:00Z'::timestamptz + (i / 2) * interval '1 second', now(), 'ok', 'ok', i
     from generate_series(0, 99999) as i`,
  );
});

const get = async (query: string) =>
  api.app.inject({ url: `/api/v1/exports/samples.csv?${query}`, headers: await api.as('viewer') });

describe('the CSV', () => {
  it('has a line a sample, units in its head, and no formula', async () => {
    const answer = await get(
      'truckId=DT-01&from=2026-11-23T07:00:00Z&to=2026-11-23T08:00:00Z&readings=batteryW,lat,solarWh',
    );
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['content-type']).toBe('text/csv; charset=utf-8; header=present');
    expect(answer.headers['content-disposition']).toBe(
      'attachment; filename="samples-DT-01-2026-11-23-2026-11-23.csv"',
    );
    expect(answer.body).toBe(
      [
        '\ufefftruckId,bootId,seq,sampledAt (UTC),receivedAt (UTC),clock,claimedAt (UTC),place,batteryW (W),lat (deg),solarWh (Wh)',
        "DT-01,'=cmd(),0,2026-11-23T07:00:00.000Z,2026-11-24T00:00:00.000Z,ok,,ok,-420.5,-0.4527,",
        'DT-01,"a,""b""",1,2026-11-23T07:00:00.250Z,2026-11-24T00:00:00.000Z,ok,,ok,,,812345',
        '',
      ].join('\r\n'),
    );
  });

  it('has all trucks and all readings when none is named', async () => {
    const answer = await get('from=2026-11-23T07:00:00Z&to=2026-11-24T00:00:00Z');
    const rows = parse(answer.body, { bom: true, columns: true }) as Record<string, string>[];
    expect(rows.map((row) => `${row.truckId} ${row.seq} ${row.clock} ${row.place}`)).toEqual([
      'DT-01 0 ok ok',
      'DT-01 1 ok ok',
      'DT-01 2 ok ok',
      'DT-02 0 bad no-fix',
    ]);
    for (const name of READING_NAMES) {
      expect(Object.keys(rows[0] ?? {}), columnOf(name)).toContain(`${name} (${READINGS[name].unit})`);
    }
  });

  it('goes on from batch to batch and loses none', async () => {
    const answer = await get(
      'truckId=DT-03&from=2026-11-20T00:00:00Z&to=2026-11-21T00:00:00Z&readings=solarW',
    );
    const rows = parse(answer.body, { bom: true, from_line: 2 }) as string[][];
    expect(rows).toHaveLength(100_000);
    expect(rows.every((row, i) => row[2] === String(i) && row[8] === String(i))).toBe(true);
  });

  it('says what is wrong with the question', async () => {
    expect((await get('truckId=DT-99&from=2026-11-23T07:00:00Z&to=2026-11-24T00:00:00Z')).statusCode).toBe(
      404,
    );
    for (const query of [
      'truckId=DT-01',
      'from=2026-11-24T07:00:00Z&to=2026-11-24T00:00:00Z',
      "truckId='; DROP TABLE&from=2026-11-23T07:00:00Z&to=2026-11-24T00:00:00Z",
    ]) {
      expect((await get(query)).statusCode, query).toBe(400);
    }
  });
});

describe('a download that is not read to its end', () => {
  it('is not read ahead, and its queries stop when it is given up', async () => {
    const url = await api.app.listen({ host: '127.0.0.1', port: 0 });
    batchesRead = 0;
    exportsOver = 0;
    const client = request(
      `${url}/api/v1/exports/samples.csv?truckId=DT-03&from=2026-11-20T00:00:00Z&to=2026-11-30T00:00:00Z`,
      { headers: { authorization: `Bearer ${ADMIN_API_KEY}` } },
    );
    client.on('error', () => {});
    // Not one byte of the body is taken.
    client.on('response', (response) => response.pause());
    client.end();
    let before = -1;
    await until(
      'nothing more is read',
      () => {
        const still = batchesRead > 0 && batchesRead === before;
        before = batchesRead;
        return still;
      },
      { everyMs: 300 },
    );
    expect(batchesRead).toBeLessThan(50);
    expect(exportsOver).toBe(0);
    client.destroy();
    await until('the export is over', () => exportsOver === 1);
    expect(batchesRead).toBeLessThan(50);
  });
});

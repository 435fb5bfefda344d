/** How the data comes in, what was refused, and trucks that wait to be adopted. */
import { beforeAll, describe, expect, it } from 'vitest';
import { manualClock } from '../../src/kernel/clock.ts';
import { rollupStore } from '../../src/store/history/rollups.ts';
import { addTruck, storeBatch } from '../store/raw-samples.ts';
import { type TestApi, testApi } from '../support/api.ts';

const NOW = '2026-11-24T09:20:00.000Z';
let api: TestApi;
const dismissed: string[] = [];
const replayed: string[] = [];

beforeAll(async () => {
  api = await testApi({
    deps: { clock: manualClock(Date.parse(NOW)) },
    history: (db) => ({
      samplesPerS: () => 12.5,
      onPendingDismissed: (truckId) => void dismissed.push(truckId),
      replayQuarantined: async (quarantineId) => {
        const { rows } = await db.$client.query(
          `update quarantine set replayed_at = '2026-11-24T09:20:00Z'
           where quarantine_id = $1 and replayed_at is null and truck_id is distinct from 'DT-77' returning 1`,
          [quarantineId],
        );
        if (rows.length > 0) replayed.push(quarantineId);
        if (rows.length > 0) return 'settled';
        const held = await db.$client.query(
          "select from quarantine where quarantine_id = $1 and truck_id = 'DT-77'",
          [quarantineId],
        );
        return held.rowCount === 1 ? 'unknown-truck' : 'not-found';
      },
    }),
  });
  const { db } = api.database;
  await addTruck(db, 'DT-01', 'Baringo');
  await addTruck(db, 'DT-02', 'Never heard');
  // From 09:20 the day before on: hours from 10:00 count for coverage, 23 h 20 min in all. Numbers 0 to 6, every
  // 30 minutes from 08:40 to 11:40, number 4 (at 10:40) missing, number 7 after two hours more.
  await storeBatch(
    db,
    [0, 1, 2, 3, 5, 6].map((seq) => ({
      truckId: 'DT-01',
      bootId: 'b1',
      seq,
      at: new Date(Date.UTC(2026, 10, 23, 8, 40 + 30 * seq)).toISOString(),
    })),
  );
  await storeBatch(db, [{ truckId: 'DT-01', bootId: 'b1', seq: 7, at: '2026-11-23T13:40:00Z' }]);
  const rollups = rollupStore(db);
  const worker = '00000000-0000-4000-8000-000000000001';
  while ((await rollups.claim(worker, 100)).steps.length > 0) await rollups.restateClaimed(worker);
  await db.$client.query(`
    insert into ingest_counts (truck_id, bucket_at, stored, duplicates, late, bad_clock, readings_dropped, quarantined) values
      ('DT-01', '2026-11-23T09:15:00Z', 1000, 0, 0, 0, 0, 0),
      ('DT-01', '2026-11-23T09:30:00Z', 100, 3, 2, 1, 4, 5),
      ('DT-01', '2026-11-24T08:15:00Z', 20, 0, 0, 0, 0, 0),
      ('DT-01', '2026-11-24T08:30:00Z', 7, 0, 0, 0, 0, 0),
      ('DT-77', '2026-11-24T09:15:00Z', 0, 0, 0, 0, 0, 2);
    insert into presence (truck_id, state, last_heard_at) values ('DT-01', 'online', '2026-11-24T09:19:00Z');
    insert into quarantine (topic, truck_id, reason, detail, payload, payload_bytes, received_at) values
      ('digitruck/v1/DT-01/telemetry', 'DT-01', 'not-json', 'old', 'x', 1, '2026-11-20T00:00:00Z'),
      ('digitruck/v1/DT-01/telemetry', 'DT-01', 'not-json', 'cut off', '\\x7b22ff', 3, '2026-11-24T09:00:00Z'),
      ('digitruck/v1/DT-77/telemetry', 'DT-77', 'unknown-truck', 'nobody knows it', '{}', 2, '2026-11-24T09:01:00Z'),
      ('bad', null, 'too-large', '1 MB', convert_to(repeat('x', 100000), 'UTF8'), 1000000, '2026-11-24T09:02:00Z');
    insert into pending_trucks (truck_id, first_seen_at, last_seen_at, messages, held)
      values ('DT-77', '2026-11-24T09:01:00Z', '2026-11-24T09:01:30Z', 5, 1)`);
});

async function call(
  method: 'GET' | 'POST',
  path: string,
  role: 'viewer' | 'coordinator' | 'engineer' = 'engineer',
) {
  return api.app.inject({ method, url: `/api/v1/data${path}`, headers: await api.as(role) });
}

describe('health', () => {
  it('adds up the last hour and the last day, in all and by truck', async () => {
    const answer = await call('GET', '/health', 'viewer');
    expect(answer.statusCode).toBe(200);
    const { rate, ...health } = answer.json();
    expect(health).toEqual({
      at: NOW,
      samplesPerS: 12.5,
      storedLastHour: 7,
      storedLastDay: 127,
      duplicatesLastDay: 3,
      lateLastDay: 2,
      badClockLastDay: 1,
      readingsDroppedLastDay: 4,
      quarantinedLastDay: { 'not-json': 1, 'too-large': 1, 'unknown-truck': 1 },
      pendingTrucks: 1,
      openGaps: 1,
      trucks: [
        {
          truckId: 'DT-01',
          name: 'Baringo',
          lastHeardAt: '2026-11-24T09:19:00.000Z',
          storedLastDay: 127,
          // 10:00 to 10:10 and 11:10 to 11:40: 40 of 1400 minutes; 11:40 to 13:40 is too long to be covered.
          coverageLastDay: 0.0286,
          duplicatesLastDay: 3,
          lateLastDay: 2,
          missing: 1,
          readingsDroppedLastDay: 4,
          quarantinedLastDay: 5,
        },
        {
          truckId: 'DT-02',
          name: 'Never heard',
          lastHeardAt: null,
          storedLastDay: 0,
          coverageLastDay: null,
          duplicatesLastDay: 0,
          lateLastDay: 0,
          missing: 0,
          readingsDroppedLastDay: 0,
          quarantinedLastDay: 0,
        },
      ],
    });
    expect(rate).toHaveLength(96);
    expect(rate[0]).toEqual({ at: '2026-11-23T09:30:00.000Z', samples: 100, quarantined: 5 });
    expect(rate.at(-1)).toEqual({ at: '2026-11-24T09:15:00.000Z', samples: 0, quarantined: 2 });
  });
});

describe('quarantine', () => {
  it('is listed newest first, in pages, by reason and truck', async () => {
    const first = (await call('GET', '/quarantine?limit=3', 'coordinator')).json();
    expect(first.total).toBe(4);
    expect(first.items.map((item: { reason: string }) => item.reason)).toEqual([
      'too-large',
      'unknown-truck',
      'not-json',
    ]);
    expect(first.items[2]).toMatchObject({
      topic: 'digitruck/v1/DT-01/telemetry',
      truckId: 'DT-01',
      detail: 'cut off',
      payload: '{"\ufffd',
      payloadBytes: 3,
      receivedAt: '2026-11-24T09:00:00.000Z',
      replayedAt: null,
    });
    expect(first.items[0].payload).toHaveLength(65_536);
    const second = (await call('GET', `/quarantine?limit=3&cursor=${first.nextCursor}`)).json();
    expect(second.items.map((item: { detail: string }) => item.detail)).toEqual(['old']);
    expect(second.nextCursor).toBeNull();
    expect((await call('GET', '/quarantine?reason=not-json')).json().total).toBe(2);
    expect((await call('GET', '/quarantine?truckId=DT-77')).json().total).toBe(1);
    expect((await call('GET', '/quarantine?reason=boredom')).statusCode).toBe(400);
  });

  it('replays a message once, and says who did it', async () => {
    const [item] = (await call('GET', '/quarantine?truckId=DT-01')).json().items;
    const path = `/quarantine/${item.quarantineId}/replay`;
    expect((await call('POST', path, 'coordinator')).statusCode).toBe(403);
    const answer = await call('POST', path);
    expect(answer.json()).toEqual({ ...item, replayedAt: '2026-11-24T09:20:00.000Z' });
    expect(replayed).toEqual([item.quarantineId]);
    const again = await call('POST', path);
    expect([again.statusCode, again.json().detail]).toEqual([
      409,
      'It was replayed already, at 2026-11-24T09:20:00.000Z.',
    ]);
    const { rows } = await api.database.db.$client.query(
      "select actor_name, subject_id from audit_log where action = 'quarantine.replay'",
    );
    expect(rows).toEqual([{ actor_name: 'The engineer', subject_id: item.quarantineId }]);
  });

  it('does not replay what belongs to a truck that is not registered, or is not there', async () => {
    const [item] = (await call('GET', '/quarantine?truckId=DT-77')).json().items;
    const answer = await call('POST', `/quarantine/${item.quarantineId}/replay`);
    expect([answer.statusCode, answer.json().detail]).toEqual([
      400,
      'Truck DT-77 is still not registered; add it first.',
    ]);
    expect((await call('POST', '/quarantine/99999/replay')).statusCode).toBe(404);
    expect((await call('POST', '/quarantine/abc/replay')).statusCode).toBe(400);
  });
});

describe('pending trucks', () => {
  it('are listed, and dismissed once', async () => {
    expect((await call('GET', '/pending', 'viewer')).statusCode).toBe(403);
    expect((await call('GET', '/pending', 'coordinator')).json()).toEqual({
      items: [
        {
          truckId: 'DT-77',
          firstSeenAt: '2026-11-24T09:01:00.000Z',
          lastSeenAt: '2026-11-24T09:01:30.000Z',
          messages: 5,
          held: 1,
        },
      ],
      nextCursor: null,
      total: 1,
    });
    const answer = await call('POST', '/pending/DT-77/dismiss', 'coordinator');
    expect(answer.statusCode).toBe(204);
    expect(dismissed).toEqual(['DT-77']);
    expect((await call('GET', '/pending')).json().total).toBe(0);
    expect((await call('POST', '/pending/DT-77/dismiss', 'coordinator')).statusCode).toBe(404);
    const { rows } = await api.database.db.$client.query(
      "select subject_id, before from audit_log where action = 'pending.dismiss'",
    );
    expect(rows).toMatchObject([{ subject_id: 'DT-77', before: { messages: 5, held: 1 } }]);
  });
});

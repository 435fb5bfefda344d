import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { until } from '../support/until.ts';
import { addTruck, DAY_MS, type Rig, START_MS, sampleOf, startRig } from './rig.ts';

let database: TestDatabase;
let rig: Rig;

beforeAll(async () => {
  database = await freshDatabase();
  await addTruck(database, 'DT-01');
  await addTruck(database, 'DT-02');
});
beforeEach(async () => {
  await database.db.$client.query(
    `truncate samples, boots, latest, presence, rollup_dirty, ingest_counts, quarantine, pending_trucks;
     delete from trucks where truck_id not in ('DT-01', 'DT-02'); update trucks set retired = false`,
  );
  rig = await startRig(database);
});
afterEach(() => rig.ingest.stop());

const quarantined = () => rig.query('select truck_id, reason from quarantine order by quarantine_id');
const latestOf = async (truckId: string) =>
  (await rig.query('select * from latest where truck_id = $1', [truckId]))[0];
const stateOf = (truckId: string, state: string) =>
  until(`${truckId} to be ${state}`, async () => {
    const [row] = await rig.query('select * from presence where truck_id = $1', [truckId]);
    return row?.state === state ? row : undefined;
  });

describe('a message of telemetry', () => {
  it('is stored when it is settled, and gets its receipt', async () => {
    await rig.send('DT-01', { samples: [sampleOf(0), sampleOf(1), sampleOf(5)] });
    await rig.send('DT-01', sampleOf(2));
    expect(await rig.query('select seq::int from samples order by 1')).toEqual(
      [0, 1, 2, 5].map((seq) => ({ seq })),
    );
    const [receipt] = await until('the receipt', () => rig.receipts.length > 0 && rig.receipts);
    expect(receipt).toMatchObject({
      topic: 'digitruck/v1/DT-01/receipt',
      bootId: 'b7f1',
      stored: [
        [0, 2],
        [5, 5],
      ],
    });
  });

  it('gets a receipt each time it comes: the truck may have missed the first', async () => {
    await rig.send('DT-01', sampleOf(0));
    await until('a receipt', () => rig.receipts.length === 1);
    await rig.send('DT-01', sampleOf(0));
    await until('another receipt', () => rig.receipts.length === 2);
    expect(rig.ingest.stats()).toMatchObject({ stored: 1, duplicates: 1 });
  });

  it('loses its bad samples alone; they are kept, and the truck may forget them too', async () => {
    rig.clock.advance(3_600_000);
    await rig.send('DT-01', {
      samples: [
        sampleOf(0),
        sampleOf(1, { sampledAt: '3236-01-01T00:00:00Z' }),
        sampleOf(2, { sampledAt: 'noon' }),
        sampleOf(3, { sampledAt: new Date(START_MS - 91 * DAY_MS).toISOString() }),
        sampleOf(4, { truckId: 'DT-02' }),
        sampleOf(5),
      ],
    });
    expect(await rig.query('select seq::int from samples order by 1')).toEqual([{ seq: 0 }, { seq: 5 }]);
    const reasons = (await quarantined()).map(({ reason }) => reason).sort();
    expect(reasons).toEqual(['bad-sample', 'future', 'identity-mismatch', 'too-old']);
    const [receipt] = await until('the receipt', () => rig.receipts.length > 0 && rig.receipts);
    expect(receipt?.stored).toEqual([
      [0, 3],
      [5, 5],
    ]);
  });

  it.each([
    ['empty', ''],
    ['too-large', Buffer.alloc(10 * 1024 * 1024, 'x')],
    ['not-json', '{"bootId":"b7f1","seq":1,"sam'],
    ['bad-shape', '['.repeat(10_000) + ']'.repeat(10_000)],
    ['bad-sample', '{"bootId":"b7f1"}'],
    ['identity-mismatch', JSON.stringify(sampleOf(0, { truckId: 'DT-02' }))],
  ])('is kept with its reason when it is %s, and the next one is handled', async (reason, body) => {
    await rig.send('DT-01', body);
    await rig.send('DT-01', sampleOf(0));
    expect(await quarantined()).toEqual([{ truck_id: 'DT-01', reason }]);
    expect(rig.ingest.stats().quarantined).toEqual({ [reason]: 1 });
    expect(rig.ingest.stats().stored).toBe(1);
  });

  it('from 1970 is stored under the time of the server, and is no latest reading', async () => {
    await rig.send('DT-01', sampleOf(0));
    rig.clock.advance(60_000);
    await rig.send('DT-01', sampleOf(1, { sampledAt: '1970-01-01T00:00:12Z' }));
    const [bad] = await rig.query('select sampled_at, claimed_at from samples where clock = $1', ['bad']);
    expect(bad).toEqual({ sampled_at: new Date(START_MS + 60_000), claimed_at: new Date(12_000) });
    expect(await latestOf('DT-01')).toMatchObject({ seq: '0' });
    const steps = await rig.query<{ step_start: Date }>('select step_start from rollup_dirty');
    expect(steps.every(({ step_start }) => step_start.getTime() === START_MS)).toBe(true);
  });

  it('of three days ago is stored at its time, and leaves the latest reading alone', async () => {
    rig.clock.advance(3 * DAY_MS);
    const nowIso = new Date(START_MS + 3 * DAY_MS).toISOString();
    await rig.send('DT-01', sampleOf(9_000, { sampledAt: nowIso, batterySocPct: 20 }));
    await rig.send('DT-01', { samples: [sampleOf(2), sampleOf(0), sampleOf(1)] });
    expect(await latestOf('DT-01')).toMatchObject({ seq: '9000', battery_soc_pct: 20 });
    expect(rig.ingest.stats().late).toBe(3);
  });

  it('with another value for the same number is a conflict; the first stays', async () => {
    await rig.send('DT-01', sampleOf(0));
    await rig.send('DT-01', sampleOf(0, { batterySocPct: 12 }));
    expect(await rig.query('select battery_soc_pct from samples')).toEqual([{ battery_soc_pct: 71.5 }]);
    expect(await quarantined()).toEqual([{ truck_id: 'DT-01', reason: 'conflict' }]);
  });

  it('at 0,0 or 500 km away is flagged, and the last good place stays', async () => {
    const garissa = { lat: -0.4527, lon: 39.646 };
    await rig.send('DT-01', sampleOf(0, garissa));
    await rig.send('DT-01', sampleOf(1, { lat: 0, lon: 0 }));
    await rig.send('DT-01', sampleOf(2, { lat: -3.7, lon: 36.5 }));
    await rig.send('DT-01', sampleOf(3));
    expect(await rig.query('select place from samples order by seq')).toEqual(
      ['ok', 'no-fix', 'jump', 'no-fix'].map((place) => ({ place })),
    );
    expect(await latestOf('DT-01')).toMatchObject({
      seq: '3',
      place_lat: garissa.lat,
      place_lon: garissa.lon,
      place_at: new Date(START_MS),
    });
  });

  it('on a topic that is none of the contract is kept', async () => {
    await rig.send('digitruck/v2/DT-01/telemetry', sampleOf(0));
    await rig.send('digitruck/v1/DT-01/tele\0metry', sampleOf(0));
    expect((await quarantined()).map(({ reason }) => reason)).toEqual(['bad-topic', 'bad-topic']);
  });
});

describe('a truck that may not send', () => {
  it('is never created; its messages wait on the pending list, without a receipt', async () => {
    await rig.send('NEW-1', sampleOf(0));
    await rig.send('NEW-1', { samples: [sampleOf(1), sampleOf(2)] });
    expect(await rig.query("select truck_id from trucks where truck_id = 'NEW-1'")).toEqual([]);
    expect(await rig.query('select truck_id, messages::int, held from pending_trucks')).toEqual([
      { truck_id: 'NEW-1', messages: 2, held: 2 },
    ]);
    expect(await rig.query('select 1 from samples')).toEqual([]);
    await rig.send('DT-01', sampleOf(0));
    await until('a receipt of another truck', () => rig.receipts.length > 0);
    expect(rig.receipts.map(({ topic }) => topic)).toEqual(['digitruck/v1/DT-01/receipt']);
  });

  it('is taken in with all that was held, as received then, once somebody adds it', async () => {
    await rig.send('NEW-1', sampleOf(0));
    const large = {
      samples: Array.from({ length: 500 }, (_, i) =>
        sampleOf(1 + i, { sampledAt: new Date(START_MS).toISOString(), note: 'x'.repeat(300) }),
      ),
    };
    await rig.send('NEW-1', large);
    await rig.send(
      'NEW-1',
      { state: 'online', bootId: 'b7f1', at: new Date(START_MS).toISOString() },
      'status',
    );
    rig.clock.advance(DAY_MS);
    await addTruck(database, 'NEW-1');
    await rig.ingest.adopt('NEW-1' as never);
    const [stored] = await rig.query('select count(*)::int as n, max(received_at) as at from samples');
    expect(stored).toEqual({ n: 501, at: new Date(START_MS) });
    expect(await rig.query('select * from pending_trucks')).toEqual([]);
    expect(await rig.query('select 1 from quarantine where replayed_at is null')).toEqual([]);
    await until('its receipt', () => rig.receipts.some(({ topic }) => topic.includes('NEW-1')));
  });

  it('is taken in by itself when another replica adds it', async () => {
    await rig.send('NEW-1', sampleOf(0));
    await addTruck(database, 'NEW-1');
    await rig.ingest.trucksChanged();
    await until('the sample', async () => (await rig.query('select 1 from samples')).length === 1);
    await until(
      'the end of waiting',
      async () => (await rig.query('select 1 from pending_trucks')).length === 0,
    );
  });

  it('is taken in at the start when it was added meanwhile', async () => {
    await rig.send('NEW-1', sampleOf(0));
    await rig.ingest.stop();
    await addTruck(database, 'NEW-1');
    rig = await startRig(database);
    await until('the sample', async () => (await rig.query('select 1 from samples')).length === 1);
  });

  it('has limits: of messages, of bytes, of trucks', async () => {
    await rig.ingest.stop();
    rig = await startRig(database, { pendingLimits: { heldMax: 3, heldBytesMax: 2_000, trucksMax: 2 } });
    for (let seq = 0; seq < 5; seq++) await rig.send('NEW-1', sampleOf(seq));
    await rig.send('NEW-2', 'x'.repeat(1_500));
    await rig.send('NEW-2', 'x'.repeat(1_500));
    await rig.send('NEW-3', sampleOf(0));
    expect(await rig.query('select truck_id, messages::int, held from pending_trucks order by 1')).toEqual([
      { truck_id: 'NEW-1', messages: 5, held: 3 },
      { truck_id: 'NEW-2', messages: 2, held: 1 },
    ]);
    expect(await quarantined()).toHaveLength(4);
    expect(rig.ingest.stats().quarantined).toEqual({ 'unknown-truck': 8 });
    await rig.ingest.stop();
    rig = await startRig(database, { pendingLimits: { heldMax: 3, heldBytesMax: 2_000, trucksMax: 2 } });
    await rig.send('NEW-1', sampleOf(9));
    expect(await quarantined()).toHaveLength(4);
  });

  it('may be a retired one: held within the same limits, taken in when it is brought back', async () => {
    await addTruck(database, 'DT-02', true);
    await rig.ingest.trucksChanged();
    await rig.send('DT-02', sampleOf(0));
    expect(await quarantined()).toEqual([{ truck_id: 'DT-02', reason: 'retired-truck' }]);
    expect(await rig.query('select * from pending_trucks')).toEqual([]);
    await addTruck(database, 'DT-02');
    await rig.ingest.trucksChanged();
    await until('the sample', async () => (await rig.query('select 1 from samples')).length === 1);
  });

  it('is held no longer than its registration, however many messages come while it is added', async () => {
    const sent = Array.from({ length: 300 }, (_, seq) => rig.send('NEW-1', sampleOf(seq)));
    await addTruck(database, 'NEW-1');
    await rig.ingest.adopt('NEW-1' as never);
    await Promise.all(sent);
    await until('all samples', async () => (await rig.query('select 1 from samples')).length === 300);
    await until(
      'the end of waiting',
      async () => (await rig.query('select 1 from pending_trucks')).length === 0,
    );
  });
});

describe('a message out of quarantine', () => {
  it('can be replayed once', async () => {
    await rig.send('DT-01', sampleOf(0, { truckId: 'DT-02' }));
    const [kept] = await rig.query<{ quarantine_id: string }>('select quarantine_id from quarantine');
    expect(await rig.ingest.replay(kept?.quarantine_id ?? '')).toBe('settled');
    expect(await rig.ingest.replay(kept?.quarantine_id ?? '')).toBe('not-found');
  });
});

describe('presence', () => {
  const status = (state: string, bootId = 'b7f1') => ({
    state,
    bootId,
    at: new Date(START_MS).toISOString(),
  });

  it('follows status, last will and samples', async () => {
    await rig.send('DT-01', status('online'), 'status');
    await stateOf('DT-01', 'online');
    await rig.send('DT-01', status('offline'), 'status');
    await stateOf('DT-01', 'offline');
    await rig.send('DT-01', sampleOf(0));
    await stateOf('DT-01', 'online');
  });

  it('is not changed by what the broker kept', async () => {
    await rig.send('DT-01', status('online', 'old'), 'status', true);
    await rig.send('DT-02', sampleOf(0), 'telemetry', true);
    await rig.send('DT-01', '', 'status');
    rig.clock.advance(10_000);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(await rig.query("select * from presence where state = 'online'")).toEqual([]);
    expect(await quarantined()).toEqual([]);
  });

  it('is not changed by a backlog', async () => {
    rig.clock.advance(3 * DAY_MS);
    await rig.send('DT-01', { samples: [sampleOf(0), sampleOf(1)] });
    await rig.send('DT-02', status('online'), 'status');
    await stateOf('DT-02', 'online');
    expect(await rig.query("select * from presence where truck_id = 'DT-01'")).toEqual([]);
  });

  it('survives a status that PostgreSQL could not store', async () => {
    await rig.send(
      'DT-01',
      { state: 'online', bootId: 'a\0', at: new Date(START_MS).toISOString() },
      'status',
    );
    await rig.send('DT-01', { state: 'up' }, 'status');
    await rig.send('DT-02', status('online'), 'status');
    await stateOf('DT-02', 'online');
    expect(await quarantined()).toEqual([
      { truck_id: 'DT-01', reason: 'bad-shape' },
      { truck_id: 'DT-01', reason: 'bad-shape' },
    ]);
  });
});

describe('the answer to a command', () => {
  it('is handed on; one that makes no sense is kept', async () => {
    const ack = {
      commandId: '7b0f9f0e-4a36-4a3c-9d5b-0c4f6d2b9f11',
      state: 'done',
      at: new Date(START_MS).toISOString(),
    };
    await rig.send('DT-01', ack, 'command/ack');
    await rig.send('DT-01', { ...ack, state: 'perhaps' }, 'command/ack');
    expect(rig.acks).toEqual([{ truckId: 'DT-01', ack }]);
    expect(await quarantined()).toEqual([{ truck_id: 'DT-01', reason: 'bad-shape' }]);
  });
});

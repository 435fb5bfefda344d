/** Ingest on a real database, fed by hand. */
import type { CommandAck } from '@digitruck/contract/commands';
import type { TruckId } from '@digitruck/contract/ids';
import type { Receipt } from '@digitruck/contract/telemetry';
import { sessionIntake } from '../../src/derive/sessions/intake.ts';
import { type Ingest, startIngest } from '../../src/ingest/start.ts';
import { manualClock } from '../../src/kernel/clock.ts';
import { PENDING_LIMITS } from '../../src/store/samples/quarantine.ts';
import { sampleWriter } from '../../src/store/samples/samples.ts';
import { openStore } from '../../src/store/store.ts';
import type { TestDatabase } from '../support/database.ts';

export const START_MS = Date.parse('2026-11-23T07:00:00.000Z');
export const DAY_MS = 86_400_000;

export type Rig = {
  readonly ingest: Ingest;
  readonly clock: ReturnType<typeof manualClock>;
  readonly receipts: (Receipt & { topic: string })[];
  readonly acks: { truckId: TruckId; ack: CommandAck }[];
  /** A message of a truck; an object is sent as JSON. */
  send(truckId: string, body: unknown, channel?: string, retain?: boolean): Promise<void>;
  query<Row = Record<string, unknown>>(text: string, values?: unknown[]): Promise<Row[]>;
};

export async function startRig(
  { db, url }: TestDatabase,
  { pendingLimits = PENDING_LIMITS }: { pendingLimits?: typeof PENDING_LIMITS } = {},
): Promise<Rig> {
  const clock = manualClock(START_MS);
  const receipts: Rig['receipts'] = [];
  const acks: Rig['acks'] = [];
  const store = openStore(db);
  const ingest = await startIngest({
    ...store,
    clock,
    log: { warn() {}, error() {} },
    writer: sampleWriter({ url, clock, onIdleError: () => {} }),
    pendingLimits,
    retentionMs: 90 * DAY_MS,
    async publish(topic, payload) {
      receipts.push({ ...(JSON.parse(payload) as Receipt), topic });
    },
    async onCommandAck(truckId, ack) {
      acks.push({ truckId, ack });
    },
    onSession: sessionIntake({ ...store, timeZone: 'Africa/Nairobi' }),
    onOnline: () => {},
  });
  return {
    ingest,
    clock,
    receipts,
    acks,
    send: (truckId, body, channel = 'telemetry', retain = false) =>
      ingest.take({
        topic: truckId.includes('/') ? truckId : `digitruck/v1/${truckId}/${channel}`,
        payload:
          body instanceof Uint8Array
            ? body
            : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
        retain,
      }),
    query: async <Row>(text: string, values: unknown[] = []) =>
      (await db.$client.query(text, values)).rows as Row[],
  };
}

export async function addTruck({ db }: TestDatabase, truckId: string, retired = false): Promise<void> {
  await db.$client.query(
    `insert into trucks (truck_id, retired, updated_by) values ($1, $2, 'test')
     on conflict (truck_id) do update set retired = excluded.retired`,
    [truckId, retired],
  );
}

/** A sample measured `seq` seconds after the start. */
export const sampleOf = (seq: number, change: object = {}) => ({
  bootId: 'b7f1',
  seq,
  sampledAt: new Date(START_MS + seq * 1_000).toISOString(),
  batterySocPct: 71.5,
  ...change,
});

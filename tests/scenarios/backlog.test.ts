/**
 * ACCEPTANCE case 3, as a property of the whole service: a backlog that comes shuffled, in pieces of any size and twice leaves the
 * same tables as the same data in order and once. Two offices get the same trucks; what they keep is compared.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Sample } from '@digitruck/contract/telemetry';
import fc from 'fast-check';
import type { MqttClient } from 'mqtt';
import { beforeAll, expect, test } from 'vitest';
import { simulateHistory } from '../../simulators/fleet/history.ts';
import { type Rng, rng } from '../../src/kernel/rng.ts';
import { type Running, runService } from '../support/running-service.ts';
import { until } from '../support/until.ts';

/** The issue's own size is 100 trucks and 3 days; it takes some minutes. */
const TRUCKS = Number(process.env.BACKLOG_TRUCKS ?? 6);
const DAYS = Number(process.env.BACKLOG_DAYS ?? 1);
const RUNS = Number(process.env.BACKLOG_RUNS ?? 3);
const INTERVAL_S = 300;
const DAY_MS = 86_400_000;
/** Messages on their way at a time. */
const AT_ONCE = 200;

type Sent = { readonly truckId: string; readonly sample: Sample };

let inOrder: Running;
let shuffled: Running;
beforeAll(async () => {
  inOrder = await runService();
  shuffled = await runService();
});

/** What each truck measured until now; it was restarted once, and lost a sample here and there for ever. */
function* measured(truckIds: readonly string[], seed: number): Generator<Sent> {
  const endMs = Date.now() - 60_000;
  const random = rng(`${seed}/lost`);
  for (const truckId of truckIds) {
    const restartMs = endMs - DAYS * DAY_MS * random.next();
    const life = { truck: { truckId }, seed, intervalS: INTERVAL_S, startMs: endMs - DAYS * DAY_MS, endMs };
    let firstOfBoot = 0;
    for (const sample of simulateHistory({ ...life, bootId: 'first' })) {
      const isFirstBoot = Date.parse(sample.sampledAt) < restartMs;
      if (isFirstBoot) firstOfBoot = sample.seq + 1;
      const seq = isFirstBoot ? sample.seq : sample.seq - firstOfBoot;
      const isLost = seq > 0 && random.next() < 0.01;
      if (!isLost) yield { truckId, sample: isFirstBoot ? sample : { ...sample, bootId: 'second', seq } };
    }
  }
}

function shuffle<T>(list: readonly T[], random: Rng): T[] {
  const drawn = list.map((item) => ({ item, order: random.next() }));
  return drawn.sort((a, b) => a.order - b.order).map(({ item }) => item);
}

async function send(client: MqttClient, messages: readonly (readonly Sent[])[]): Promise<void> {
  const rest = messages.values();
  const sender = async () => {
    for (const message of rest) {
      const [first] = message;
      if (first === undefined) continue;
      const payload = JSON.stringify({ samples: message.map(({ sample }) => sample) });
      await client.publishAsync(`digitruck/v1/${first.truckId}/telemetry`, payload, { qos: 1 });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, sender));
}

/** Each truck's samples in messages of up to `sizeMax`, in the given order. */
function pack(sent: readonly Sent[], sizeMax: number): Sent[][] {
  const messages: Sent[][] = [];
  for (const ofTruck of Map.groupBy(sent, ({ truckId }) => truckId).values()) {
    for (let at = 0; at < ofTruck.length; at += sizeMax) messages.push(ofTruck.slice(at, at + sizeMax));
  }
  return messages;
}

const TABLES = {
  samples: `select to_jsonb(t) - 'received_at' as row from samples t where truck_id = any($1) order by truck_id, boot_id, seq`,
  latest: `select to_jsonb(t) - 'received_at' as row from latest t where truck_id = any($1) order by truck_id`,
  boots: `select jsonb_build_array(truck_id, boot_id, stored_seqs::text) as row from boots where truck_id = any($1) order by truck_id, boot_id`,
  rollups: `select to_jsonb(t) as row from rollups t where truck_id = any($1) order by truck_id, step_s, step_start`,
  // Where a gap begins depends on when one looked; how much is missing does not.
  gaps: `select jsonb_build_array(truck_id, boot_id, sum(missing)) as row from gaps
    where truck_id = any($1) and closed_at is null group by truck_id, boot_id order by truck_id, boot_id`,
} as const;

async function tableOf(office: Running, table: keyof typeof TABLES, truckIds: readonly string[]) {
  const { rows } = await office.database.db.$client.query(TABLES[table], [truckIds]);
  return rows.map(({ row }) => row);
}

async function quiet(office: Running): Promise<void> {
  const probe = `select not exists (select from rollup_dirty) and not exists (select from rollup_waiting)
    and not exists (select from rollup_claims)`;
  await until('the rollups to be restated', () => office.value<boolean>(probe), {
    withinMs: 600_000,
    everyMs: 25,
  });
}

test(`a backlog of ${TRUCKS} trucks and ${DAYS} days, shuffled and doubled, leaves the same tables (embedded broker)`, {
  timeout: 1_800_000,
}, async () => {
  const clients = new Map<Running, MqttClient>();
  for (const office of [inOrder, shuffled]) clients.set(office, await office.client());
  let run = 0;
  const property = fc.asyncProperty(fc.nat(), fc.integer({ min: 1, max: 500 }), async (seed, sizeMax) => {
    run++;
    const truckIds = Array.from({ length: TRUCKS }, (_, index) => `T${run}-${index + 1}`);
    for (const office of [inOrder, shuffled]) {
      for (const truckId of truckIds)
        expect((await office.api('POST', '/trucks', { truckId })).status).toBe(201);
    }
    const sent = [...measured(truckIds, seed)];
    const random = rng(`${seed}/order`);
    const orders: [Running, Sent[][]][] = [
      [inOrder, pack(sent, 100)],
      [shuffled, shuffle(pack(shuffle([...sent, ...sent], random), sizeMax), random)],
    ];
    for (const [office, messages] of orders) {
      const client = clients.get(office);
      if (client !== undefined) await send(client, messages);
      await quiet(office);
    }
    for (const table of ['boots', 'samples', 'latest', 'rollups', 'gaps'] as const) {
      const expected = await tableOf(inOrder, table, truckIds);
      expect(expected.length).toBeGreaterThan(0);
      const found = await tableOf(shuffled, table, truckIds);
      const differences = expected.flatMap((row, index) =>
        isDeepStrictEqual(row, found[index]) ? [] : [{ expected: row, found: found[index] }],
      );
      expect(differences.slice(0, 3), table).toEqual([]);
      expect(found, table).toHaveLength(expected.length);
    }
    expect(await tableOf(inOrder, 'samples', truckIds)).toHaveLength(sent.length);
  });
  await fc.assert(property, { numRuns: RUNS, endOnFailure: true });
});

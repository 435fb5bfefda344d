/** From the outbox to the broker, over restarts, replicas and a broker that is away. */
import { randomUUID } from 'node:crypto';
import { CommandMessage } from '@digitruck/contract/commands';
import type { CommandId, TruckId } from '@digitruck/contract/ids';
import { pino } from 'pino';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { type CommandDispatch, commandAcks, startCommandDispatch } from '../../src/derive/commands.ts';
import { manualClock, toIso } from '../../src/kernel/clock.ts';
import { type CommandStore, commandStore } from '../../src/store/commands.ts';
import type { Db } from '../../src/store/db.ts';
import { sql } from '../../src/store/drizzle.ts';
import { SYSTEM_ACTOR } from '../../src/store/people/audit.ts';
import { freshDatabase } from '../support/database.ts';
import { until } from '../support/until.ts';

const log = pino({ level: 'silent' });
const truckId = 'DT-01' as TruckId;
let db: Db;
let store: CommandStore;
let clock: ReturnType<typeof manualClock>;
const dispatches: CommandDispatch[] = [];
beforeAll(async () => {
  db = (await freshDatabase()).db;
  store = commandStore(db);
  await db.execute(sql`insert into trucks (truck_id, updated_by) values ('DT-01', 'test')`);
});
beforeEach(async () => {
  await db.execute(sql`delete from commands`);
  clock = manualClock(Date.parse('2026-11-23T07:00:00.000Z'));
});
afterEach(async () => {
  for (const dispatch of dispatches.splice(0)) await dispatch.stop();
});

/** A broker that keeps what it took, and can be away. */
class Broker {
  readonly taken: { topic: string; message: CommandMessage }[] = [];
  away = false;
  readonly publish = async (topic: string, payload: string, options: { qos: 1 }) => {
    await new Promise((resolve) => setTimeout(resolve, 1));
    if (this.away) throw new Error('not connected');
    expect(options).toEqual({ qos: 1 });
    this.taken.push({ topic, message: CommandMessage.parse(JSON.parse(payload)) });
  };
}

function start(broker: Broker, pollEveryMs = 20): CommandDispatch {
  const dispatch = startCommandDispatch({ store, publish: broker.publish, clock, log, pollEveryMs });
  dispatches.push(dispatch);
  return dispatch;
}
async function ask(expiresInS = 3600) {
  const commandId = randomUUID() as CommandId;
  const order = { kind: 'low-power', args: { on: true } } as const;
  const result = await store.ask(SYSTEM_ACTOR, { truckId, commandId, order, expiresInS }, clock.nowMs());
  if (!result.ok) throw new Error(result.reason);
  return result.command;
}
const stateOf = async (commandId: CommandId) => (await store.find({ truckId, commandId }))?.state;

test('a command goes to its truck’s topic, as the contract says', async () => {
  const broker = new Broker();
  const dispatch = start(broker, 60_000);
  const { commandId } = await ask();
  dispatch.kick();
  await until('the command', () => broker.taken.length === 1);
  expect(broker.taken).toEqual([
    {
      topic: 'digitruck/v1/DT-01/command',
      message: {
        commandId,
        kind: 'low-power',
        issuedAt: '2026-11-23T07:00:00.000Z',
        expiresAt: '2026-11-23T08:00:00.000Z',
        args: { on: true },
      },
    },
  ]);
});

test('one that was asked while the service was down goes out when it starts', async () => {
  await ask();
  const broker = new Broker();
  start(broker);
  await until('the command', () => broker.taken.length === 1);
});

test('a broker that is away loses none', async () => {
  const broker = new Broker();
  broker.away = true;
  const dispatch = start(broker);
  for (let i = 0; i < 90; i++) await ask();
  dispatch.kick();
  await until('a try', async () => {
    const { rows } = await db.execute<{ n: number }>(
      sql`select count(*)::int as n from commands where publish_after > ${toIso(clock.nowMs())}`,
    );
    return rows[0]?.n === 90;
  });
  broker.away = false;
  clock.advance(5_000);
  await until('all of them', () => broker.taken.length === 90);
  expect(new Set(broker.taken.map(({ message }) => message.commandId)).size).toBe(90);
});

test('two replicas publish each once', async () => {
  const broker = new Broker();
  for (let i = 0; i < 80; i++) await ask();
  start(broker);
  start(broker);
  await until('all of them', async () => {
    const { rows } = await db.execute<{ n: number }>(
      sql`select count(*)::int as n from commands where published_count = 0`,
    );
    return rows[0]?.n === 0 && broker.taken.length >= 80;
  });
  expect(broker.taken).toHaveLength(80);
});

test('it is repeated until the truck answers; a truck that comes online gets it at once', async () => {
  const broker = new Broker();
  const dispatch = start(broker, 60_000);
  const { commandId } = await ask();
  dispatch.kick();
  await until('the first', () => broker.taken.length === 1);
  clock.advance(10_000);
  dispatch.kick(truckId);
  await until('at the truck’s return', () => broker.taken.length === 2);
  clock.advance(60_000);
  dispatch.kick();
  await until('after a while', () => broker.taken.length === 3);
  const acks = commandAcks({ store, clock, log });
  expect(await acks(truckId, { commandId, state: 'done', at: toIso(clock.nowMs()) })).toBe('settled');
  clock.advance(1_000_000);
  dispatch.kick(truckId);
  const next = await ask();
  dispatch.kick();
  await until('the next', () => broker.taken.at(-1)?.message.commandId === next.commandId);
  expect(broker.taken).toHaveLength(4);
});

test('nobody answers: it expires', async () => {
  const broker = new Broker();
  start(broker);
  const { commandId } = await ask(10);
  await until('the command', () => broker.taken.length === 1);
  clock.advance(10_000);
  await until('its expiry', async () => (await stateOf(commandId)) === 'expired');
  const count = broker.taken.length;
  clock.advance(3_600_000);
  const marker = await ask();
  await until('the marker', () => broker.taken.at(-1)?.message.commandId === marker.commandId);
  expect(broker.taken).toHaveLength(count + 1);
});

test('answers that fit nothing say which they are', async () => {
  const acks = commandAcks({ store, clock, log });
  const { commandId } = await ask();
  const at = toIso(clock.nowMs());
  expect(await acks('DT-02' as TruckId, { commandId, state: 'done', at })).toBe('other-truck');
  expect(await acks(truckId, { commandId: randomUUID() as CommandId, state: 'done', at })).toBe('unknown');
  expect(await acks(truckId, { commandId, state: 'refused', at, reason: 'no' })).toBe('settled');
  expect(await acks(truckId, { commandId, state: 'refused', at, reason: 'no' })).toBe('repeated');
  expect(await acks(truckId, { commandId, state: 'done', at })).toBe('contradiction');
});

/** Commands in PostgreSQL: asked once, taken by one replica at a time, answered by the truck they were asked of. */
import { randomUUID } from 'node:crypto';
import type { CommandAck, CommandOrder } from '@digitruck/contract/commands';
import type { CommandId, TruckId } from '@digitruck/contract/ids';
import type { Actor } from '@digitruck/contract/people';
import pg from 'pg';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { manualClock, toIso } from '../../src/kernel/clock.ts';
import { type DecodedChanges, decodeChanges } from '../../src/store/changes.ts';
import { COMMANDS_WAITING_MAX, type CommandStore, commandStore } from '../../src/store/commands.ts';
import type { Db } from '../../src/store/db.ts';
import { sql } from '../../src/store/drizzle.ts';
import { auditStore } from '../../src/store/people/audit.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { until } from '../support/until.ts';

const ANN: Actor = { personId: 'p1', name: 'Ann', via: 'session' };
const START_MS = Date.parse('2026-11-23T07:00:00.000Z');
const message: CommandOrder = { kind: 'show-message', args: { text: 'Wait at the school' } };
const interval = (intervalS: number): CommandOrder => ({ kind: 'reporting-interval', args: { intervalS } });
const truck = (name: string) => name as TruckId;
const newId = () => randomUUID() as CommandId;

let database: TestDatabase;
let db: Db;
let store: CommandStore;
let clock: ReturnType<typeof manualClock>;
beforeAll(async () => {
  database = await freshDatabase();
  db = database.db;
  store = commandStore(db);
});
beforeEach(async () => {
  clock = manualClock(START_MS);
  await db.execute(sql`delete from commands`);
  await db.execute(sql`delete from trucks`);
  await db.execute(sql`insert into trucks (truck_id, retired, updated_by)
    values ('DT-01', false, 'test'), ('DT-02', false, 'test'), ('DT-99', true, 'test')`);
});

async function ask(order: CommandOrder = message, truckId = truck('DT-01'), expiresInS = 3600) {
  const result = await store.ask(ANN, { truckId, commandId: newId(), order, expiresInS }, clock.nowMs());
  if (!result.ok) throw new Error(result.reason);
  return result.command;
}
const ackOf = (
  commandId: CommandId,
  state: CommandAck['state'] = 'done',
  at = clock.nowMs(),
): CommandAck => ({
  commandId,
  state,
  at: toIso(at),
  ...(state === 'refused' ? { reason: 'battery too low' } : {}),
});
const settle = (truckId: string, ack: CommandAck) => store.settle(truck(truckId), ack, clock.nowMs());
const due = () => store.takeDue(clock.nowMs(), 50);

describe('asking', () => {
  test('keeps it with who asked, writes the audit log and tells the live feed', async () => {
    const heard: DecodedChanges[] = [];
    const listener = new pg.Client({ connectionString: database.url });
    await listener.connect();
    await listener.query('listen changes');
    listener.on('notification', ({ payload }) => {
      const change = decodeChanges(payload ?? '');
      if (change) heard.push(change);
    });
    const command = await ask();
    expect(command).toMatchObject({
      truckId: 'DT-01',
      kind: 'show-message',
      args: { text: 'Wait at the school' },
      state: 'waiting',
      askedBy: 'Ann',
      issuedAt: '2026-11-23T07:00:00.000Z',
      expiresAt: '2026-11-23T08:00:00.000Z',
      answeredAt: null,
    });
    expect(await store.find(command)).toEqual(command);
    const { items } = await auditStore(db).list({ subjectId: command.commandId, limit: 5 });
    expect(items).toMatchObject([{ actor: ANN, action: 'command.ask', before: null, after: command }]);
    await until('the notification', () => heard.length > 0);
    expect(heard[0]).toEqual({ trucks: ['DT-01'], subjects: ['commands'] });
    await listener.end();
  });

  test('the same again is the same command; another under its id is refused with the first', async () => {
    const asked = { truckId: truck('DT-01'), commandId: newId(), order: interval(30), expiresInS: 60 };
    const first = await store.ask(ANN, asked, clock.nowMs());
    clock.advance(5_000);
    const second = await store.ask({ ...ANN, name: 'Bob' }, asked, clock.nowMs());
    expect(first).toMatchObject({ ok: true, created: true });
    expect(second).toEqual({ ...first, created: false });
    for (const other of [{ order: interval(31) }, { order: message }, { expiresInS: 61 }]) {
      const refused = await store.ask(ANN, { ...asked, ...other }, clock.nowMs());
      expect(refused).toMatchObject({ ok: false, reason: 'other-command', current: { askedBy: 'Ann' } });
    }
    const elsewhere = await store.ask(ANN, { ...asked, truckId: truck('DT-02') }, clock.nowMs());
    expect(elsewhere).toMatchObject({ ok: true, created: true });
  });

  test('by twenty requests at once makes one command', async () => {
    const asked = { truckId: truck('DT-01'), commandId: newId(), order: message, expiresInS: 60 };
    const results = await Promise.all(Array.from({ length: 20 }, () => store.ask(ANN, asked, clock.nowMs())));
    expect(results.filter((result) => result.ok && result.created)).toHaveLength(1);
    expect(results.every((result) => result.ok)).toBe(true);
  });

  test('an unknown or retired truck, or one with too many unanswered, is refused', async () => {
    const asked = { truckId: truck('DT-50'), commandId: newId(), order: message, expiresInS: 60 };
    expect(await store.ask(ANN, asked, clock.nowMs())).toEqual({ ok: false, reason: 'no-truck' });
    expect(await store.ask(ANN, { ...asked, truckId: truck('DT-99') }, clock.nowMs())).toEqual({
      ok: false,
      reason: 'retired',
    });
    for (let i = 0; i < COMMANDS_WAITING_MAX; i++) await ask();
    expect(await store.ask(ANN, { ...asked, truckId: truck('DT-01') }, clock.nowMs())).toEqual({
      ok: false,
      reason: 'too-many-waiting',
    });
    expect(await store.ask(ANN, { ...asked, truckId: truck('DT-02') }, clock.nowMs())).toMatchObject({
      ok: true,
    });
  });
});

describe('the outbox', () => {
  test('gives each due command to one taker, and again only after a pause that doubles', async () => {
    const [first, second] = [await ask(), await ask()];
    const takers = await Promise.all([due(), due(), due()]);
    expect(
      takers
        .flat()
        .map((command) => command.commandId)
        .sort(),
    ).toEqual([first.commandId, second.commandId].sort());
    expect(await due()).toEqual([]);
    for (const pauseS of [30, 60, 120]) {
      clock.advance(pauseS * 1000 - 1);
      expect(await due()).toEqual([]);
      clock.advance(1);
      expect(await due()).toHaveLength(2);
    }
  });

  test('what could not be published comes back when told, without its pause growing', async () => {
    const command = await ask();
    expect(await due()).toHaveLength(1);
    await store.giveBack(command, clock.nowMs() + 5_000);
    expect(await due()).toEqual([]);
    clock.advance(5_000);
    expect(await due()).toHaveLength(1);
    clock.advance(30_000);
    expect(await due()).toHaveLength(1);
  });

  test('a truck that comes online gets what waits for it at once, but not the same twice within seconds', async () => {
    const command = await ask();
    await due();
    clock.advance(3_000);
    await store.hurry([truck('DT-01')], clock.nowMs());
    expect(await due()).toEqual([]);
    clock.advance(2_000);
    expect(await due()).toMatchObject([{ commandId: command.commandId }]);
    clock.advance(20_000);
    await store.hurry([truck('DT-02')], clock.nowMs());
    expect(await due()).toEqual([]);
    await store.hurry([truck('DT-01')], clock.nowMs());
    expect(await due()).toHaveLength(1);
  });

  test('the oldest comes first', async () => {
    const asked: string[] = [];
    for (let i = 0; i < 5; i++) {
      asked.push((await ask()).commandId);
      clock.advance(1_000);
    }
    expect((await due()).map((command) => command.commandId)).toEqual(asked);
  });

  test('what is answered or expired is not published any more', async () => {
    const [answered, expired] = [await ask(), await ask(message, truck('DT-01'), 10)];
    await settle('DT-01', ackOf(answered.commandId));
    clock.advance(10_000);
    expect(await due()).toEqual([]);
    expect(await store.expire(clock.nowMs(), 50)).toBe(1);
    expect(await store.expire(clock.nowMs(), 50)).toBe(0);
    expect(await store.find(expired)).toMatchObject({ state: 'expired', answeredAt: null });
    const { items } = await auditStore(db).list({ subjectId: expired.commandId, limit: 5 });
    expect(items[0]).toMatchObject({ action: 'command.expire', actor: { name: 'system', via: 'system' } });
  });
});

describe('the answer', () => {
  test('is kept with its time, once', async () => {
    const command = await ask();
    clock.advance(2_000);
    const ack = ackOf(command.commandId, 'refused');
    expect(await settle('DT-01', ack)).toMatchObject({
      ok: true,
      first: true,
      command: { state: 'refused', reason: 'battery too low', answeredAt: '2026-11-23T07:00:02.000Z' },
    });
    clock.advance(2_000);
    expect(await settle('DT-01', ack)).toMatchObject({
      ok: true,
      first: false,
      command: { answeredAt: '2026-11-23T07:00:02.000Z' },
    });
    expect(await settle('DT-01', ackOf(command.commandId, 'done'))).toMatchObject({
      ok: false,
      reason: 'answered-otherwise',
      command: { state: 'refused' },
    });
    const { items } = await auditStore(db).list({ subjectId: command.commandId, limit: 5 });
    expect(items.map((item) => [item.action, item.actor.name])).toEqual([
      ['command.refused', 'truck DT-01'],
      ['command.ask', 'Ann'],
    ]);
  });

  test('of another truck, or to nothing that was asked, changes nothing', async () => {
    const command = await ask();
    expect(await settle('DT-02', ackOf(command.commandId))).toEqual({
      ok: false,
      reason: 'unknown',
      otherTruck: true,
    });
    expect(await settle('DT-01', ackOf(newId()))).toEqual({
      ok: false,
      reason: 'unknown',
      otherTruck: false,
    });
    expect(await store.find(command)).toMatchObject({ state: 'waiting' });
  });

  test('after the command expired still counts: the truck did it', async () => {
    const command = await ask(message, truck('DT-01'), 10);
    clock.advance(60_000);
    await store.expire(clock.nowMs(), 50);
    expect(await settle('DT-01', ackOf(command.commandId))).toMatchObject({
      ok: true,
      first: true,
      command: {
        state: 'done',
        expiresAt: '2026-11-23T07:00:10.000Z',
        answeredAt: '2026-11-23T07:01:00.000Z',
      },
    });
  });

  test('of a truck whose clock is wrong is taken all the same', async () => {
    for (const at of ['1970-01-01T00:00:00Z', '0000-01-01T00:00:00Z', '9999-12-31T23:59:59.999999Z']) {
      const command = await ask();
      const result = await settle('DT-01', { commandId: command.commandId, state: 'done', at });
      expect(result).toMatchObject({ ok: true, command: { answeredAt: toIso(clock.nowMs()) } });
    }
  });
});

describe('a reporting interval that the truck took on', () => {
  const truckRow = async () => {
    const { rows } = await db.execute<{ reporting_interval_s: number; version: number; updated_by: string }>(
      sql`select reporting_interval_s, version, updated_by from trucks where truck_id = 'DT-01'`,
    );
    return rows[0];
  };

  test('becomes the registry’s, in the name of who asked', async () => {
    const command = await ask(interval(15));
    expect(await truckRow()).toMatchObject({ reporting_interval_s: 60, version: 1 });
    await settle('DT-01', ackOf(command.commandId));
    expect(await truckRow()).toEqual({
      reporting_interval_s: 15,
      version: 2,
      updated_by: 'Ann, by command',
    });
    const { items } = await auditStore(db).list({ subject: 'truck', subjectId: 'DT-01', limit: 1 });
    expect(items[0]).toMatchObject({
      actor: { personId: 'p1', name: 'Ann, by command', via: 'system' },
      action: 'truck.update',
      before: { reportingIntervalS: 60 },
      after: { reportingIntervalS: 15 },
    });
  });

  test('refused, or the same as before, changes nothing', async () => {
    await settle('DT-01', ackOf((await ask(interval(15))).commandId, 'refused'));
    await settle('DT-01', ackOf((await ask(interval(60))).commandId));
    expect(await truckRow()).toMatchObject({ reporting_interval_s: 60, version: 1 });
  });

  test('is the one carried out last, in whatever order the answers come', async () => {
    const [first, second] = [await ask(interval(15)), await ask(interval(30))];
    await settle('DT-01', ackOf(second.commandId, 'done', clock.nowMs() + 2_000));
    await settle('DT-01', ackOf(first.commandId, 'done', clock.nowMs() + 1_000));
    expect(await truckRow()).toMatchObject({ reporting_interval_s: 30 });
  });
});

test('the list comes newest first, page by page, and knows no other truck’s', async () => {
  const asked: string[] = [];
  for (let i = 0; i < 7; i++) {
    asked.unshift((await ask()).commandId);
    if (i % 2 === 0) clock.advance(1_000);
  }
  await ask(message, truck('DT-02'));
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await store.list(truck('DT-01'), { limit: 3, cursor });
    expect(page?.total).toBe(7);
    seen.push(...(page?.items ?? []).map((command) => command.commandId));
    cursor = page?.nextCursor ?? undefined;
  } while (cursor !== undefined);
  expect(new Set(seen)).toEqual(new Set(asked));
  expect(seen).toHaveLength(7);
  expect(await store.list(truck('DT-02'), { limit: 3 })).toMatchObject({ total: 1 });
  expect(await store.list(truck('DT-50'), { limit: 3 })).toBeUndefined();
});

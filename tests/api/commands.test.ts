/** `/trucks/:truckId/commands` over HTTP. */
import { randomUUID } from 'node:crypto';
import { Command, CommandPage } from '@digitruck/contract/commands';
import type { Role } from '@digitruck/contract/people';
import { ROLES } from '@digitruck/contract/people-words';
import { Problem } from '@digitruck/contract/problems';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { buildApp } from '../../src/api/app.ts';
import { commandRoutes } from '../../src/api/routes/commands.ts';
import { systemClock } from '../../src/kernel/clock.ts';
import { commandStore } from '../../src/store/commands.ts';
import { sql } from '../../src/store/drizzle.ts';
import { freshDatabase } from '../support/database.ts';

let app: Awaited<ReturnType<typeof buildApp>>;
let kicks = 0;
beforeAll(async () => {
  const { db } = await freshDatabase();
  await db.execute(sql`insert into trucks (truck_id, retired, updated_by)
    values ('DT-01', false, 'test'), ('DT-99', true, 'test')`);
  app = await buildApp({
    log: pino({ level: 'silent' }),
    version: '0.0.0-test',
    authenticate: async ({ authorization }) => {
      const role = ROLES.find((one) => authorization === `Bearer ${one}`);
      return role && { personId: 'p1', name: `A ${role}`, via: 'key', role, email: null, truckIds: [] };
    },
    routes: [
      commandRoutes({
        commands: commandStore(db),
        clock: systemClock,
        kick: () => {
          kicks += 1;
        },
      }),
    ],
  });
  await app.ready();
});
afterAll(() => app.close());
beforeEach(() => {
  kicks = 0;
});

const as = (role: Role) => ({ authorization: `Bearer ${role}` });
const post = (payload: object, truckId = 'DT-01', role: Role = 'coordinator') =>
  app.inject({ method: 'POST', url: `/api/v1/trucks/${truckId}/commands`, headers: as(role), payload });
const get = (path: string) => app.inject({ url: `/api/v1/trucks/${path}`, headers: as('viewer') });
const lowPower = { kind: 'low-power', args: { on: true } };

test('a coordinator asks, everybody sees it', async () => {
  const answer = await post({ ...lowPower, expiresInS: 600 });
  expect(answer.statusCode).toBe(201);
  const command = Command.parse(answer.json());
  expect(command).toMatchObject({ truckId: 'DT-01', state: 'waiting', askedBy: 'A coordinator' });
  expect(kicks).toBe(1);
  expect((await get(`DT-01/commands/${command.commandId}`)).json()).toEqual(command);
  const page = CommandPage.parse((await get('DT-01/commands?limit=1')).json());
  expect(page.items).toEqual([command]);
  expect((await post(lowPower, 'DT-01', 'operator')).statusCode).toBe(403);
});

test('asked again under its id it is the same; something else under it is a conflict', async () => {
  const body = { ...lowPower, commandId: randomUUID() };
  const first = await post(body);
  const again = await post(body);
  expect([first.statusCode, again.statusCode]).toEqual([201, 200]);
  expect(again.json()).toEqual(first.json());
  expect(kicks).toBe(1);
  const other = await post({ ...body, args: { on: false } });
  expect(other.statusCode).toBe(409);
  expect(Problem.parse(other.json())).toMatchObject({
    type: 'urn:digitruck:problem:already-exists',
    current: { commandId: body.commandId, args: { on: true } },
    errors: [{ field: 'commandId', value: body.commandId }],
  });
});

test.each([
  [{}, 'kind'],
  [{ kind: 'self-destruct', args: {} }, 'kind'],
  [{ kind: 'reporting-interval', args: { intervalS: 1 } }, 'args.intervalS'],
  [{ kind: 'reporting-interval', args: { intervalS: 60, on: true } }, 'args.on'],
  [{ ...lowPower, urgent: true }, 'urgent'],
  [{ ...lowPower, commandId: "'; DROP TABLE commands" }, 'commandId'],
  [{ ...lowPower, expiresInS: 1 }, 'expiresInS'],
  [{ kind: 'send-backlog', args: { from: 'yesterday' } }, 'args.from'],
  [{ kind: 'show-message', args: { text: '   ' } }, 'args.text'],
])('a wrong body names its field: %j', async (body, field) => {
  const answer = await post(body);
  expect(answer.statusCode).toBe(400);
  expect(Problem.parse(answer.json()).errors?.map((error) => error.field)).toContain(field);
  expect(kicks).toBe(0);
});

test('no truck, a retired truck, no command', async () => {
  expect((await post(lowPower, 'DT-50')).statusCode).toBe(404);
  expect((await get('DT-50/commands')).statusCode).toBe(404);
  expect((await get(`DT-01/commands/${randomUUID()}`)).statusCode).toBe(404);
  const retired = await post(lowPower, 'DT-99');
  expect(retired.statusCode).toBe(400);
  expect(retired.json().detail).toContain('retired');
  expect((await get('DT-99/commands')).json()).toEqual({ items: [], nextCursor: null, total: 0 });
});

test('a text stays what it is, whatever stands in it', async () => {
  const text = `<script>alert(1)</script>'; DROP TABLE commands; -- ünï 🚚`;
  const answer = await post({ kind: 'show-message', args: { text } });
  expect(answer.json().args).toEqual({ text });
});

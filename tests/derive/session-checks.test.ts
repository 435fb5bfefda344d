/** Reports held against what the truck's sensors said: asked, answered, and settled by late samples or a later version. */

import type { Session } from '@digitruck/contract/sessions';
import { beforeAll, expect, test } from 'vitest';
import { startSessionChecks } from '../../src/derive/sessions/checks.ts';
import { manualClock } from '../../src/kernel/clock.ts';
import { SYSTEM_ACTOR } from '../../src/store/people/audit.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { truckBody } from '../support/registry.ts';
import { sessionBody, sessionId } from '../support/sessions.ts';
import { until } from '../support/until.ts';

const NOW = '2026-11-24T13:32:00.000Z';
const clock = manualClock(Date.parse(NOW));
const AMINA = { personId: null, name: 'Amina', via: 'session' } as const;
const ONE = sessionId(1);
let database: TestDatabase;
let store: Store;
beforeAll(async () => {
  database = await freshDatabase();
  store = openStore(database.db);
  await store.trucks.create(SYSTEM_ACTOR, truckBody({ truckId: 'DT-01' }));
});

async function report(over: object, device: object = {}): Promise<void> {
  const result = await store.sessionAcceptance.accept(SYSTEM_ACTOR, {
    sessionId: ONE,
    report: sessionBody(over, device),
    relay: null,
    via: 'http',
    receivedMs: Date.parse(NOW),
    timeZone: 'Africa/Nairobi',
  });
  if (!result.ok) throw new Error(result.reason);
}

/** Quarters (and hours) of that day: nobody in the morning, then so many people, by the truck's sensor. */
async function sensorSays(people: number): Promise<void> {
  const none = 'coalesce(null::float8, 0)';
  const { rows } = await database.db.$client.query<{ name: string }>(
    `select attname as name from pg_attribute where attrelid = 'rollups'::regclass and attnum > 0 and attnotnull and attname like '%\\_n'`,
  );
  const zeros = rows.map(({ name }) => name).filter((name) => name !== 'occupancy_n');
  for (const stepS of [900, 3600]) {
    await database.db.$client.query(
      `insert into rollups (truck_id, step_s, step_start, samples, covered_s, first_at, first_boot_id, first_seq, last_at, last_boot_id,
         last_seq, occupancy_n, occupancy_sum, occupancy_min, occupancy_max, ${zeros.join(', ')})
       select 'DT-01', $1, at, 15, $1 - 20, at, 'b', 0, at, 'b', 0, 15, 15 * people, people, people, ${zeros.map(() => none).join(', ')}
       from (select at, case when at < '2026-11-24T11:00Z' then 0 else $2::float8 end as people
         from generate_series('2026-11-24T06:00Z'::timestamptz, '2026-11-24T13:30Z', make_interval(secs => $1)) as at) as s
       on conflict (truck_id, step_s, step_start) do update set samples = rollups.samples + 1,
         occupancy_sum = excluded.occupancy_sum, occupancy_min = excluded.occupancy_min, occupancy_max = excluded.occupancy_max`,
      [stepS, people],
    );
  }
}

async function checked(kick: 'kick' | 'late' = 'kick'): Promise<Session> {
  clock.advance(60_000);
  const checks = startSessionChecks({ ...store, timeZone: 'Africa/Nairobi', clock, log: { warn() {} } });
  const isDone = `select checked_version = version and checked_samples = ${kick === 'late' ? '(select sum(samples) from rollups where step_s = 900 and step_start >= $1 and step_start < $2)' : 'checked_samples'} as done from session_reports`;
  const values = kick === 'late' ? ['2026-11-24T11:30Z', '2026-11-24T13:30Z'] : [];
  await until('it is checked', async () => (await database.db.$client.query(isDone, values)).rows[0]?.done);
  await checks.stop();
  const session = await store.sessions.find(ONE);
  if (session === undefined) throw new Error('no session');
  return session;
}
const asked = ({ questions }: Session) =>
  questions.map(({ kind, state, answer }) => ({ kind, state, answer }));

test('a report without sensors is only asked what its own words raise; sensors that come late ask', async () => {
  await report({});
  const outside = { kind: 'outside-visit', state: 'open', answer: null };
  expect(asked(await checked())).toEqual([outside]);

  await sensorSays(4);
  const doubted = await checked('late');
  expect(asked(doubted)).toEqual([outside, { kind: 'heads-above-sensor', state: 'open', answer: null }]);
  expect(doubted.questions[1]?.facts).toEqual({ heads: 19, sensor: 4 });
  expect(doubted.version).toBe(1);
});

test('an answer stays; what fits after all is gone, with its answer', async () => {
  const why = 'The door stood open, the sensor looked at the yard.';
  const done = await store.sessionQuestions.answer(AMINA, ONE, 'heads-above-sensor', {
    text: why,
    atMs: Date.parse(NOW),
  });
  expect(done).toEqual({ ok: true });
  expect(await store.sessionQuestions.answer(AMINA, ONE, 'overlaps', { text: why, atMs: 0 })).toMatchObject({
    ok: false,
  });
  await report({ notes: 'one more look' }, { revision: 2 });
  const answered = { kind: 'heads-above-sensor', state: 'answered', answer: why };
  expect(asked(await checked())[1]).toEqual(answered);

  await sensorSays(19);
  expect(asked(await checked('late'))[1]).toEqual({ ...answered, state: 'gone' });
  const list = await store.sessions.list({ limit: 10, state: 'all', questions: 'open' });
  expect(list.items.map((item) => item.sessionId)).toEqual([ONE]);
  await report({ state: 'withdrawn' }, { revision: 3 });
  expect((await checked()).questions.map(({ state }) => state)).toEqual(['gone', 'gone']);
});

/** `POST /alert-rules/replay` on stored samples: what changed rules would have said, in a thread beside the service. */
import type { RuleReplayResult } from '@digitruck/contract/alerts';
import { beforeAll, describe, expect, test } from 'vitest';
import { addTruck, type RawSample, storeBatch } from '../store/raw-samples.ts';
import { type TestApi, testApi } from '../support/api.ts';

let api: TestApi;
const START = Date.UTC(2026, 10, 20, 5);
const at = (minute: number) => new Date(START + minute * 60_000).toISOString();

beforeAll(async () => {
  api = await testApi();
  for (const truckId of ['DT-1', 'DT-2']) await addTruck(api.database.db, truckId);
  // Every minute's sample is a batch of its own time of receiving: an hour at 22 %, an hour at 18 %, two hours charged.
  for (let minute = 0; minute < 240; minute++) {
    const samples = ['DT-1', 'DT-2'].map(
      (truckId): RawSample => ({
        truckId,
        bootId: 'b1',
        seq: minute,
        at: at(minute),
        batterySocPct: (minute < 60 ? 22 : minute < 120 ? 18 : 60) + (minute % 2) / 10,
      }),
    );
    await storeBatch(api.database.db, samples, at(minute));
  }
});

async function replay(body: object, role: 'engineer' | 'coordinator' = 'engineer') {
  const response = await api.app.inject({
    method: 'POST',
    url: '/api/v1/alert-rules/replay',
    headers: await api.as(role),
    payload: body,
  });
  return { status: response.statusCode, body: response.json() };
}
const stretch = { from: at(-60), to: at(240), truckIds: [] };
const low = (result: RuleReplayResult) =>
  result.diff
    .filter(({ asIs, changed }) => (asIs ?? changed)?.kind === 'battery-low')
    .map(({ change, byS, asIs, changed }) => [(asIs ?? changed)?.truckId, change, byS]);

// A thread loads the program anew, which takes a while on a busy machine.
describe('a replay', { timeout: 120_000 }, () => {
  test('of the rules as they are says the same twice; one at a time, and the service answers meanwhile', async () => {
    const first = replay({ ...stretch, rules: {} });
    const answers = await Promise.all([
      replay({ ...stretch, rules: {} }),
      api.app.inject({ url: '/api/v1/alert-rules', headers: await api.as('viewer') }),
    ]);
    expect([(await first).status, answers[0].status].sort()).toEqual([200, 429]);
    expect(answers[1].statusCode).toBe(200);
    const { status, body } = (await first).status === 200 ? await first : answers[0];
    expect(status).toBe(200);
    expect(body).toMatchObject({ trucks: 2, samples: 480, alertsAsIs: 2, alertsChanged: 2 });
    expect(low(body)).toEqual([
      ['DT-1', 'same', 0],
      ['DT-2', 'same', 0],
    ]);
    const [line] = body.diff;
    expect(line.asIs).toMatchObject({ raisedAt: at(65), clearedAt: at(135), severity: 'soon' });
    expect(await replay({ ...stretch, rules: {} })).toEqual({ status, body });
  });

  test('tells what comes earlier, for one truck, and what is gone for the fleet', async () => {
    const earlier = { trucks: { 'DT-1': { 'battery-low': { thresholds: { raiseAbovePct: 4 } } } } };
    expect(low((await replay({ ...stretch, rules: earlier })).body)).toEqual([
      ['DT-1', 'earlier', -3600],
      ['DT-2', 'same', 0],
    ]);
    const off = { fleet: { 'battery-low': { enabled: false } } };
    const { body } = await replay({ ...stretch, truckIds: ['DT-2'], rules: off });
    expect(body).toMatchObject({ trucks: 1, alertsAsIs: 1, alertsChanged: 0 });
    expect(low(body)).toEqual([['DT-2', 'gone', null]]);
  });

  test('says what is wrong with it', async () => {
    const wrong = { fleet: { 'battery-low': { thresholds: { raiseAbovePct: 1000 } } } };
    const { status, body } = await replay({ ...stretch, rules: wrong });
    expect(status).toBe(400);
    expect(body.errors).toEqual([
      expect.objectContaining({ problem: 'fleet: "raiseAbovePct" of battery-low must be from -20 to 60 %' }),
    ]);
    expect(await replay({ ...stretch, truckIds: ['DT-9'], rules: {} })).toMatchObject({
      status: 400,
      body: { detail: 'There is no truck DT-9.' },
    });
    expect(await replay({ ...stretch, from: '2020-01-01T00:00:00Z', rules: {} })).toMatchObject({
      status: 400,
      body: { detail: expect.stringContaining('take at most 400 days') },
    });
    expect((await replay({ ...stretch, from: at(300), rules: {} })).status).toBe(400);
    expect((await replay({ ...stretch, rules: {} }, 'coordinator')).status).toBe(403);
  });
});

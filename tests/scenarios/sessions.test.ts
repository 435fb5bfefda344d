/**
 * A report that is handed to the hub on the truck: it outlives a kill, comes in by two ways and counts once, its receipt finds the way back,
 * and what cannot be taken is kept with the reason (embedded broker).
 */
import { spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TruckId } from '@digitruck/contract/ids';
import { proofText } from '@digitruck/contract/session-code';
import type { Session, SessionBody } from '@digitruck/contract/sessions';
import { beforeAll, expect, test } from 'vitest';
import { startHub } from '../../simulators/hub/hub.ts';
import { systemClock } from '../../src/kernel/clock.ts';
import { reporterKeyStore } from '../../src/store/sessions/reporter-keys.ts';
import { atEnd } from '../support/at-end.ts';
import { freePort } from '../support/free-port.ts';
import { type Running, runService } from '../support/running-service.ts';
import { PHONE_B, sessionBody, sessionId } from '../support/sessions.ts';
import { until } from '../support/until.ts';

type HubStep = { step: string; code: string; version: number | null; reason: string };
const folder = mkdtempSync(join(tmpdir(), 'hub-'));
const nowIso = () => new Date(systemClock.nowMs()).toISOString();
const bodyOf = (over: object = {}, device: object = {}) => sessionBody(over, { sentAt: nowIso(), ...device });
let running: Running;
let hubUrl: string;
beforeAll(async () => {
  running = await runService();
  for (const truckId of ['DT-01', 'DT-02']) await running.api('POST', '/trucks', { truckId });
  atEnd(() => rmSync(folder, { recursive: true }));
});

async function hand(
  number: number,
  body: object,
  url = hubUrl,
  query = '',
): Promise<{ status: number; body: HubStep }> {
  const answer = await fetch(`${url}/api/v1/sessions/${sessionId(number)}${query}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json', origin: 'https://office.example.org' },
    body: JSON.stringify(body),
  });
  return { status: answer.status, body: (await answer.json()) as HubStep };
}
const stepIs = (number: number, step: string) =>
  until(`${step} at the hub`, async () => {
    const answer = await fetch(`${hubUrl}/api/v1/sessions/steps`, {
      method: 'POST',
      body: JSON.stringify({ sessionIds: [sessionId(number)] }),
    });
    const { items } = (await answer.json()) as { items: HubStep[] };
    return items[0]?.step === step ? items[0] : undefined;
  });
const stored = async (number: number) =>
  (await running.api('GET', `/sessions/${sessionId(number)}`)).body as Session;
const refusals = () =>
  running.value<string[]>(`select array_agg(distinct reason || ': ' || detail) from quarantine`);

test('a hub without a network keeps reports through a kill, and then relays them', async () => {
  const nowhere = `mqtt://127.0.0.1:${await freePort()}`;
  const args = [
    'simulators/cli/hub.ts',
    '--truck',
    'DT-01',
    '--mqtt',
    nowhere,
    '--port',
    '0',
    '--data',
    folder,
  ];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  const gone = new Promise((resolve) => child.once('exit', resolve));
  let said = '';
  child.stdout.on('data', (text) => {
    said += text;
  });
  const url = await until('the hub listens', () => /http:\S+/.exec(said)?.[0], { withinMs: 30_000 });
  const given = await hand(1, bodyOf(), url);
  expect([given.status, given.body.step]).toEqual([202, 'on-truck']);
  expect((await hand(2, bodyOf({ truckId: 'DT-02' }), url)).status).toBe(403);
  child.kill('SIGKILL');
  await gone;

  const hub = await startHub({
    truckId: 'DT-01' as TruckId,
    mqttUrl: running.service.mqttUrl,
    port: 0,
    folder,
    clock: systemClock,
    resendMs: 5_000,
  });
  atEnd(hub.stop);
  hubUrl = hub.url;
  expect(await stepIs(1, 'received')).toMatchObject({ version: 1, code: given.body.code, reason: '' });
  expect(await stored(1)).toMatchObject({
    receivedVia: ['mqtt'],
    code: given.body.code,
    reportedBy: 'truck DT-01',
  });
});

test('the same report by the phone itself counts once; what is counted is told to the hub', async () => {
  const again = await running.api('PUT', `/sessions/${sessionId(1)}`, bodyOf());
  expect(again.status).toBe(200);
  expect(await stored(1)).toMatchObject({ version: 1, receivedVia: ['http', 'mqtt'] });
  expect(await running.value<string>('select count(*) from session_reports')).toBe('1');

  await running.value(`update session_reports set counted_at = now()`);
  await running.value(`select pg_notify('changes', '{"s":["sessions"]}')`);
  await stepIs(1, 'counted');
});

test('what cannot be taken is kept with the reason, and the hub says what to fix', async () => {
  await hand(3, bodyOf({ siteId: sessionId(999) }));
  const reason = `siteId: ${sessionId(999)} is not there; choose one that exists`;
  const errors = [{ field: 'siteId', code: 'not-there' }];
  expect(await stepIs(3, 'needs-fix')).toMatchObject({ reason, errors });
  await hand(3, bodyOf({}, { revision: 2 }));
  await stepIs(3, 'received');

  await hand(1, bodyOf({ notes: 'another phone' }, { deviceId: PHONE_B }));
  expect(await stepIs(1, 'conflict')).toMatchObject({ version: 1 });

  const truck = await running.client({ truckId: 'DT-01', clientId: 'DT-01' });
  const say = (text: string) => truck.publishAsync('digitruck/v1/DT-01/session', text, { qos: 1 });
  await say(JSON.stringify({ sessionId: sessionId(4), ...bodyOf({ truckId: 'DT-02' }) }));
  await say('{"sessionId":');
  await say(JSON.stringify({ sessionId: sessionId(5), ...bodyOf(), state: 'cancelled' }));
  expect(await refusals()).toEqual([
    'identity-mismatch: the topic says DT-01, the report DT-02',
    expect.stringMatching(/^not-json: /),
    'session-refused: problems: must say why the class was cancelled: name at least one problem',
    `session-refused: ${reason}`,
    expect.stringMatching(/^session-refused: truck DT-01 changed this session meanwhile: version 1/),
  ]);
  expect(await running.value<string>('select count(*) from session_reports')).toBe('2');
});

test('a hub that names a person is believed only with that person’s proof of this very report', async () => {
  const person = async (name: string, role: string, truckIds: string[] = []) =>
    (
      (
        await running.api('POST', '/people', {
          name,
          email: `${role}${truckIds.length}@example.org`,
          role,
          truckIds,
          password: 'a long enough password',
        })
      ).body as { personId: string }
    ).personId;
  const hassan = await person('Hassan', 'operator', ['DT-01']);
  const admin = await person('The admin', 'admin');
  const stranger = await person('Of another truck', 'operator', ['DT-02', 'DT-03']);
  const store = reporterKeyStore(running.database.db);
  const signed = async (personId: string, number: number, body: SessionBody) => {
    const key = Buffer.from(await store.reporterKey(personId, 'DT-01' as TruckId), 'hex');
    const proof = createHmac('sha256', key)
      .update(proofText(sessionId(number), body))
      .digest('hex');
    return `?personId=${personId}&proof=${proof.slice(0, 32)}`;
  };
  const reporterOf = async (number: number, body: SessionBody, query: string) => {
    expect((await hand(number, body, hubUrl, query)).status).toBe(202);
    await stepIs(number, 'received');
    return (await stored(number)).reportedBy;
  };
  const at = (hour: string) => ({
    startedAt: `2026-11-23T${hour}:00:00.000Z`,
    endedAt: `2026-11-23T${hour}:50:00.000Z`,
  });
  const own = bodyOf(at('05'));
  expect(await reporterOf(31, own, await signed(hassan, 31, own))).toBe('Hassan');
  // A name without a proof, one person's proof under another's name, a proof of other words, of another session, of who has no say here.
  const forged = bodyOf(at('06'));
  const proofOfOwn = (await signed(hassan, 31, own)).split('proof=')[1];
  const claims = [
    [32, `?personId=${admin}`],
    [33, `?personId=${admin}&proof=${proofOfOwn}`],
    [34, `?personId=${hassan}&proof=${proofOfOwn}`],
    [35, await signed(hassan, 36, forged)],
    [36, await signed(stranger, 36, forged)],
  ] as const;
  const told = await Promise.all(claims.map(([number, query]) => reporterOf(number, forged, query)));
  expect(told).toEqual(claims.map(() => 'truck DT-01'));
});

test("a browser may reach the hub from the office's page", async () => {
  const answer = await fetch(`${hubUrl}/api/v1/sessions/${sessionId(1)}`, {
    method: 'OPTIONS',
    headers: { origin: 'https://office.example.org', 'access-control-request-private-network': 'true' },
  });
  expect(answer.status).toBe(204);
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    'access-control-allow-origin': 'https://office.example.org',
    'access-control-allow-private-network': 'true',
  });
});

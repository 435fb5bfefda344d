/**
 * What DHIS2 answers to data values, over real HTTP: documented import summaries of before and since 2.38, refusals that are no summary, and what is
 * done about each (DHIS2 developer guide, "Sending data values": 401, 409, import counts, conflicts).
 */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Dhis2Mapping } from '@digitruck/contract/impact-exports';
import { expect, test } from 'vitest';
import { sendToDhis2 } from '../../src/derive/impact/dhis2-send.ts';
import { type Dhis2Values, dhis2AnswerIn } from '../../src/impact/dhis2.ts';
import { systemClock } from '../../src/kernel/clock.ts';
import { atEnd } from '../support/at-end.ts';

type Said = { readonly status: number; readonly body?: object | string };
const asked: { request: IncomingMessage; values: number }[] = [];
let answers: Said[] = [];
const server = createServer((request, response) => {
  let text = '';
  request.on('data', (part) => {
    text += part;
  });
  request.on('end', () => {
    asked.push({ request, values: JSON.parse(text).dataValues.length });
    const { status, body = {} } = answers.shift() ?? { status: 500 };
    response.writeHead(status, status === 302 ? { location: '/dhis-web-commons/security/login.action' } : {});
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  });
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
atEnd(() => new Promise<void>((resolve) => server.close(() => resolve())));

const values = (n: number): Dhis2Values => ({
  set: {
    dataValues: Array.from({ length: n }, (_, index) => ({
      dataElement: 'DT_PEOPLE',
      period: '2026Q4',
      orgUnit: `KE_${index}`,
      value: String(index + 1),
    })),
  },
  what: Array.from({ length: n }, (_, index) => `people · county ${index}`),
  unmapped: [],
});
async function sent(n: number, said: readonly Said[], over: object = {}, rowsAtOnce = 100) {
  answers = [...said];
  asked.length = 0;
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const mapping = Dhis2Mapping.parse({ url, ...over });
  const outcome = await sendToDhis2(values(n), mapping, {
    token: 'secret',
    dryRun: true,
    clock: systemClock,
    rowsAtOnce,
    waitsMs: [0, 0],
  });
  return dhis2AnswerIn(outcome, '00000000-0000-4000-8000-000000000000', 'en');
}
const summary = (importCount: object, more: object = {}) => ({
  responseType: 'ImportSummary',
  status: 'SUCCESS',
  importCount: { imported: 0, updated: 0, ignored: 0, deleted: 0, ...importCount },
  ...more,
});

test('summaries of before and since 2.38 are read alike; a user’s password is sent as one, a token as a token', async () => {
  const since = await sent(3, [
    {
      status: 200,
      body: { message: 'Import was successful.', response: summary({ imported: 1, updated: 2 }) },
    },
  ]);
  expect(since).toMatchObject({
    status: 'success',
    imported: 1,
    updated: 2,
    problemCount: 0,
    message: 'Import was successful.',
  });
  expect(asked[0]?.request.headers.authorization).toBe('ApiToken secret');
  const before = await sent(
    3,
    [
      {
        status: 200,
        body: summary(
          { imported: 2, ignored: 1 },
          {
            status: 'WARNING',
            conflicts: [{ object: 'KE_1', value: 'Organisation unit not found or not accessible' }],
          },
        ),
      },
    ],
    { user: 'digitruck' },
  );
  expect(before).toMatchObject({ status: 'warning', imported: 2, ignored: 1, problemCount: 1 });
  expect(before.rows[0]).toMatchObject({
    orgUnit: 'KE_1',
    problem: 'Organisation unit not found or not accessible',
  });
  expect(asked[0]?.request.headers.authorization).toBe(`Basic ${btoa('digitruck:secret')}`);
});

test('who is not let in, and a conflict that is no summary, are told apart; what is busy is tried again', async () => {
  const answer = {
    httpStatus: 'Unauthorized',
    httpStatusCode: 401,
    status: 'ERROR',
    message: 'Personal access token is expired',
  };
  const out = await sent(3, [{ status: 401, body: answer }]);
  expect(out).toMatchObject({ status: 'error', httpStatus: 401, imported: 0, problemCount: 3 });
  expect(out.message).toBe(
    'DHIS2 does not accept the token or password: it is wrong, has expired, or is for another DHIS2 (Personal access token is expired)',
  );
  expect((await sent(3, [{ status: 302 }])).message).toMatch(/^the address leads to another page/);
  expect((await sent(3, [{ status: 404, body: '<html>' }])).message).toMatch(
    /^there is no DHIS2 at this address.*no JSON/,
  );
  const conflict = {
    httpStatusCode: 409,
    status: 'ERROR',
    errorCode: 'E7600',
    message: 'Data set not found or not accessible: `DT_Q`',
  };
  expect((await sent(3, [{ status: 409, body: conflict }])).message).toMatch(
    /^DHIS2 took nothing of it \(Data set not found/,
  );
  const busy = await sent(3, [
    { status: 503 },
    { status: 502 },
    { status: 200, body: { response: summary({ imported: 3 }) } },
  ]);
  expect([busy.status, asked.length]).toEqual(['success', 3]);
  const stays = await sent(3, [{ status: 503 }, { status: 503 }, { status: 503 }]);
  expect([stays.status, asked.length, stays.message.slice(0, 13)]).toEqual(['error', 3, 'DHIS2 is busy']);
});

test('many rows go in parts: counts are added, each problem stands at its own row, and what was not sent is told', async () => {
  const taken = { status: 200, body: { response: summary({ imported: 2 }) } };
  const partly = {
    status: 409,
    body: {
      httpStatusCode: 409,
      response: summary(
        { imported: 1, ignored: 1 },
        { conflicts: [{ value: 'no such unit', errorCode: 'E7612', indexes: [1] }], rejectedIndexes: [1] },
      ),
    },
  };
  const all = await sent(
    5,
    [taken, partly, { status: 200, body: { response: summary({ updated: 1 }) } }],
    {},
    2,
  );
  expect(asked.map((one) => one.values)).toEqual([2, 2, 1]);
  expect(all).toMatchObject({
    status: 'warning',
    imported: 3,
    updated: 1,
    ignored: 1,
    rowCount: 5,
    problemCount: 1,
  });
  expect(all.rows[0]).toMatchObject({ orgUnit: 'KE_3', what: 'people · county 3' });
  const broken = await sent(5, [taken, { status: 500, body: { message: 'disk full' } }], {}, 2);
  expect(broken).toMatchObject({ status: 'warning', imported: 2, problemCount: 3 });
  expect(broken.rows.map(({ orgUnit, problem }) => [orgUnit, problem?.slice(0, 9) ?? null])).toEqual([
    ['KE_2', 'not taken'],
    ['KE_3', 'not taken'],
    ['KE_4', 'not sent,'],
    ['KE_0', null],
    ['KE_1', null],
  ]);
});

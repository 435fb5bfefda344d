import { type AddressInfo, createServer } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { noFigures } from '../../../simulators/fleet/figures.ts';
import { Connection } from '../../../simulators/link/connection.ts';
import { systemClock } from '../../../src/kernel/clock.ts';
import { rng } from '../../../src/kernel/rng.ts';
import { until } from '../../support/until.ts';
import { stubOffice } from '../office.ts';

let stop = async () => {};
afterEach(() => stop());

function connectionTo(mqttUrl: string, mqttVersion: 4 | 5) {
  const seen = { ups: 0, downs: 0, receipts: [] as unknown[], problems: [] as string[] };
  const connection = new Connection(
    {
      mqttUrl,
      mqttVersion,
      truckId: 'DT-01',
      clock: systemClock,
      random: rng(1),
      figures: noFigures(),
      onUp: () => {
        seen.ups++;
      },
      onDown: () => {
        seen.downs++;
      },
      onReceipt: (receipt) => seen.receipts.push(receipt),
      onCommand() {},
      onProblem: (problem) => seen.problems.push(problem),
    },
    'boot-1',
  );
  return { connection, seen };
}

test('says online and goodbye, and takes receipts, not nonsense', async () => {
  const office = await stubOffice();
  stop = office.close;
  const { connection, seen } = connectionTo(office.url, 4);
  connection.open();
  await until('the connection', () => seen.ups === 1);
  const receipt = { bootId: 'boot-1', stored: [[0, 3]], at: '2026-11-23T07:15:00.000Z' };
  for (const payload of [{ bootId: 1 }, 'hello', receipt]) office.send('digitruck/v1/DT-01/receipt', payload);
  await until('the receipt', () => seen.receipts.length > 0);
  expect(seen.receipts).toEqual([receipt]);
  await connection.close(5000);
  const said = office.messages.map(({ topic, payload }) => [topic, JSON.parse(payload.toString())]);
  expect(said).toMatchObject([
    ['digitruck/v1/DT-01/status', { state: 'online', bootId: 'boot-1' }],
    ['digitruck/v1/DT-01/status', { state: 'offline', bootId: 'boot-1' }],
  ]);
});

test('comes back by itself after a broken connection, and after a cut only when told', async () => {
  const office = await stubOffice();
  stop = office.close;
  const { connection, seen } = connectionTo(office.url, 4);
  connection.open();
  await until('the first connection', () => seen.ups === 1);
  connection.break();
  expect(seen.downs).toBe(1);
  await until('the second connection', () => seen.ups === 2);
  connection.cut();
  expect(connection.isUp).toBe(false);
  connection.publish('digitruck/v1/DT-01/telemetry', '{}', (acknowledged) =>
    expect(acknowledged).toBe(false),
  );
  // Neither says DISCONNECT, so the broker sends the last will.
  const states = () => office.messages.map(({ payload }) => JSON.parse(payload.toString()).state);
  await until('the last will', () => states().length === 4);
  expect(states()).toEqual(['online', 'offline', 'online', 'offline']);
  connection.reboot('boot-2');
  connection.open();
  await until('the third connection', () => seen.ups === 3);
  await until('its status', () => office.messages.length === 5);
  expect(JSON.parse(office.messages[4]?.payload.toString() ?? '')).toMatchObject({ bootId: 'boot-2' });
  await connection.close(5000);
});

test('tries again and says why when nobody answers', async () => {
  const { connection, seen } = connectionTo('mqtt://127.0.0.1:1', 4);
  connection.open();
  await until('two attempts', () => seen.problems.length >= 2);
  expect(seen.problems[0]).toContain('ECONNREFUSED');
  await connection.close(0);
});

/**
 * No broker here speaks MQTT 5, so these are its bytes: CONNACK, SUBACK and PUBACK (sections 3.2, 3.9 and 3.4), each answer to
 * what came in one piece.
 */
test('MQTT 5 asks for a session of a week', async () => {
  const connects: Buffer[] = [];
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.on('data', (data) => {
      for (let at = 0; at < data.length; ) {
        const long = (data[at + 1] ?? 0) & 0x80;
        const length = long ? ((data[at + 1] ?? 0) & 0x7f) + 128 * (data[at + 2] ?? 0) : (data[at + 1] ?? 0);
        const body = data.subarray(at + (long ? 3 : 2), at + (long ? 3 : 2) + length);
        const kind = (data[at] ?? 0) >> 4;
        if (kind === 1) {
          connects.push(body);
          socket.write(Buffer.from([0x20, 3, 0, 0, 0]));
        } else if (kind === 8) {
          socket.write(Buffer.from([0x90, 5, body[0] ?? 0, body[1] ?? 0, 0, 1, 1]));
        } else if (kind === 3) {
          const topic = body.readUInt16BE(0);
          socket.write(Buffer.from([0x40, 2, body[2 + topic] ?? 0, body[3 + topic] ?? 0]));
        }
        at += (long ? 3 : 2) + length;
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  stop = () => new Promise((resolve) => server.close(() => resolve()));
  const { connection, seen } = connectionTo(`mqtt://127.0.0.1:${(server.address() as AddressInfo).port}`, 5);
  connection.open();
  await until('the connection', () => seen.ups === 1);
  const acknowledged = await new Promise((resolve) =>
    connection.publish('digitruck/v1/DT-01/telemetry', '{}', resolve),
  );
  expect(acknowledged).toBe(true);
  const [body] = connects;
  expect(body?.subarray(0, 7)).toEqual(Buffer.from([0, 4, ...Buffer.from('MQTT'), 5]));
  // No clean start; property 0x11 is the session expiry interval, 604,800 s.
  expect((body?.[7] ?? 0) & 0x02).toBe(0);
  expect(body?.includes(Buffer.from([0x11, 0x00, 0x09, 0x3a, 0x80]))).toBe(true);
  await connection.close(5000);
});

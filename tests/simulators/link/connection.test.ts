import { type AddressInfo, createServer, type Server } from 'node:net';
import mqttPacket, { type Packet } from 'mqtt-packet';
import { afterEach, expect, test } from 'vitest';
import { noFigures } from '../../../simulators/fleet/figures.ts';
import { Connection } from '../../../simulators/link/connection.ts';
import { systemClock } from '../../../src/kernel/clock.ts';
import { rng } from '../../../src/kernel/rng.ts';
import { until } from '../../support/until.ts';

let server: Server;
afterEach(() => new Promise<void>((resolve) => server.close(() => resolve())));

/** A broker's side of the protocol, enough for one client; keeps what it is told. */
async function listen(protocolVersion: 4 | 5) {
  const packets: Packet[] = [];
  const options = { protocolVersion };
  let write = (_packet: Packet) => {};
  server = createServer((socket) => {
    socket.on('error', () => {});
    const parser = mqttPacket.parser(options);
    write = (packet) => socket.write(mqttPacket.generate(packet, options));
    parser.on('packet', (packet) => {
      packets.push(packet);
      if (packet.cmd === 'connect')
        write({ cmd: 'connack', returnCode: 0, reasonCode: 0, sessionPresent: false });
      if (packet.cmd === 'subscribe')
        write({ cmd: 'suback', messageId: packet.messageId, granted: packet.subscriptions.map(() => 1) });
      if (packet.cmd === 'publish' && packet.messageId !== undefined)
        write({ cmd: 'puback', messageId: packet.messageId, reasonCode: 0 });
    });
    socket.on('data', (data) => parser.parse(data));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `mqtt://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, packets, write: (packet: Packet) => write(packet) };
}

test.each([4, 5] as const)(
  'speaks MQTT with version byte %d: kept session, last will, status, subscriptions',
  async (version) => {
    const broker = await listen(version);
    const receipts: unknown[] = [];
    let ups = 0;
    const connection = new Connection(
      {
        mqttUrl: broker.url,
        mqttVersion: version,
        truckId: 'DT-01',
        login: { username: 'DT-01', password: 'secret' },
        clock: systemClock,
        random: rng(1),
        figures: noFigures(),
        onUp: () => ups++,
        onDown() {},
        onReceipt: (receipt) => receipts.push(receipt),
        onCommand() {},
        onProblem() {},
      },
      'boot-1',
    );
    connection.open();
    await until('the connection', () => ups === 1);
    const [connect, subscribe] = broker.packets;
    expect(connect).toMatchObject({
      cmd: 'connect',
      protocolVersion: version,
      clientId: 'DT-01',
      clean: false,
      username: 'DT-01',
      will: { topic: 'digitruck/v1/DT-01/status', qos: 1, retain: true },
    });
    if (version === 5) expect(connect).toMatchObject({ properties: { sessionExpiryInterval: 604_800 } });
    expect(subscribe).toMatchObject({
      cmd: 'subscribe',
      subscriptions: [
        { topic: 'digitruck/v1/DT-01/receipt', qos: 1 },
        { topic: 'digitruck/v1/DT-01/command', qos: 1 },
      ],
    });
    const acknowledged = await new Promise((resolve) =>
      connection.publish('digitruck/v1/DT-01/telemetry', '{}', resolve),
    );
    expect(acknowledged).toBe(true);
    const receipt = { bootId: 'boot-1', stored: [[0, 3]], at: '2026-11-23T07:15:00.000Z' };
    for (const payload of ['not JSON', '{"bootId":1}', JSON.stringify(receipt)])
      broker.write({
        cmd: 'publish',
        topic: 'digitruck/v1/DT-01/receipt',
        payload,
        qos: 0,
        retain: false,
        dup: false,
      });
    await until('the receipt', () => receipts.length > 0);
    expect(receipts).toEqual([receipt]);
    await connection.close(5000);
    await until('the goodbye', () => broker.packets.at(-1)?.cmd === 'disconnect');
    const said = broker.packets.flatMap((packet) =>
      packet.cmd === 'publish' && packet.topic.endsWith('/status')
        ? [JSON.parse(packet.payload.toString())]
        : [],
    );
    expect(said).toMatchObject([
      { state: 'online', bootId: 'boot-1' },
      { state: 'offline', bootId: 'boot-1' },
    ]);
  },
);

test('comes back by itself after a broken connection, and not after a cut until told', async () => {
  const broker = await listen(4);
  let [ups, downs] = [0, 0];
  const connection = new Connection(
    {
      mqttUrl: broker.url,
      mqttVersion: 4,
      truckId: 'DT-01',
      clock: systemClock,
      random: rng(1),
      figures: noFigures(),
      onUp: () => ups++,
      onDown: () => downs++,
      onReceipt() {},
      onCommand() {},
      onProblem() {},
    },
    'boot-1',
  );
  connection.open();
  await until('the first connection', () => ups === 1);
  connection.break();
  expect(downs).toBe(1);
  await until('the second connection', () => ups === 2);
  connection.cut();
  expect(downs).toBe(2);
  expect(connection.isUp).toBe(false);
  connection.open();
  await until('the third connection', () => ups === 3);
  // Neither a break nor a cut says DISCONNECT: the broker has to send the last will.
  expect(broker.packets.some((packet) => packet.cmd === 'disconnect')).toBe(false);
  await connection.close(5000);
});

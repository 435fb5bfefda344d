import mqttPacket from 'mqtt-packet';
import { expect, test } from 'vitest';
import { connectPacket, DISCONNECT_PACKET, incomingPackets, writePublish } from '../../simulators/wire.ts';

function parsed(bytes: Buffer): Record<string, unknown>[] {
  const packets: Record<string, unknown>[] = [];
  const parser = mqttPacket.parser({ protocolVersion: 4 });
  parser.on('packet', (packet) => packets.push({ ...packet }));
  parser.parse(bytes);
  return packets;
}

test('what it writes, another implementation of MQTT reads', () => {
  const [connect] = parsed(connectPacket('load-1', { username: 'Zoë', password: 'geheim' }));
  expect(connect).toMatchObject({
    cmd: 'connect',
    clientId: 'load-1',
    clean: true,
    keepalive: 0,
    username: 'Zoë',
  });
  expect(parsed(connectPacket('load-2', undefined))[0]).toMatchObject({ cmd: 'connect', clientId: 'load-2' });
  expect(parsed(DISCONNECT_PACKET)[0]).toMatchObject({ cmd: 'disconnect' });
});

test.each([0, 1, 100, 119, 120, 16_000, 17_000, 200_000])(
  'a PUBLISH with a payload of %d bytes',
  (length) => {
    const out = Buffer.alloc(length + 64);
    const end = writePublish(out, 3, Buffer.from('digitruck/v1/DT-01/telemetry'), 40_000, 'x'.repeat(length));
    const [packet] = parsed(out.subarray(3, end));
    expect(packet).toMatchObject({
      cmd: 'publish',
      qos: 1,
      topic: 'digitruck/v1/DT-01/telemetry',
      messageId: 40_000,
    });
    expect(packet?.payload).toHaveLength(length);
  },
);

test('reads packets in pieces of any size', () => {
  const bytes = Buffer.concat([
    mqttPacket.generate({ cmd: 'connack', returnCode: 0, sessionPresent: false }),
    mqttPacket.generate({ cmd: 'puback', messageId: 1 }),
    mqttPacket.generate({
      cmd: 'publish',
      topic: 'a',
      payload: 'x'.repeat(300),
      qos: 0,
      retain: false,
      dup: false,
    }),
    mqttPacket.generate({ cmd: 'puback', messageId: 65_535 }),
  ]);
  for (const size of [1, 2, 3, 7, 1000]) {
    const seen: string[] = [];
    const take = incomingPackets({
      onConnack: (code) => seen.push(`connack ${code}`),
      onPuback: (id) => seen.push(`puback ${id}`),
    });
    for (let at = 0; at < bytes.length; at += size) take(bytes.subarray(at, at + size));
    expect(seen).toEqual(['connack 0', 'puback 1', 'puback 65535']);
  }
});

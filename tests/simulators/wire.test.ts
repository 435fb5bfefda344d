import { expect, test } from 'vitest';
import { connectPacket, DISCONNECT_PACKET, incomingPackets, writePublish } from '../../simulators/wire.ts';

// That another implementation reads these packets is held by load.test.ts, which sends them to a broker.

test('CONNECT as section 3.1 of MQTT 3.1.1 has it', () => {
  expect(connectPacket('ab', undefined)).toEqual(
    Buffer.from([0x10, 14, 0, 4, ...Buffer.from('MQTT'), 4, 0x02, 0, 0, 0, 2, ...Buffer.from('ab')]),
  );
  expect(connectPacket('a', { username: 'ë', password: 'pw' })).toEqual(
    Buffer.from([
      ...[0x10, 21, 0, 4, ...Buffer.from('MQTT'), 4, 0xc2, 0, 0, 0, 1, ...Buffer.from('a')],
      ...[0, 2, 0xc3, 0xab, 0, 2, ...Buffer.from('pw')],
    ]),
  );
  expect(DISCONNECT_PACKET).toEqual(Buffer.from([0xe0, 0]));
});

// Lengths at the borders of one, two and three bytes of remaining length (table 2.4): topic and id take 5.
test.each([
  [0, [5]],
  [122, [127]],
  [123, [0x80, 1]],
  [16_378, [0xff, 0x7f]],
  [16_379, [0x80, 0x80, 1]],
])('PUBLISH with a payload of %d bytes', (length, remaining) => {
  const out = Buffer.alloc(length + 64);
  const end = writePublish(out, 3, Buffer.from('t'), 40_000, Buffer.from('x'.repeat(length)));
  expect(out.subarray(3, end)).toEqual(
    Buffer.from([
      0x32,
      ...remaining,
      0,
      1,
      ...Buffer.from('t'),
      0x9c,
      0x40,
      ...Buffer.from('x'.repeat(length)),
    ]),
  );
});

test('reads packets in pieces of any size, and steps over what it does not need', () => {
  const publish = [0x30, 0xaf, 2, 0, 1, ...Buffer.from('a'), ...Buffer.alloc(300, 'x')];
  const bytes = Buffer.from([0x20, 2, 0, 0, 0x40, 2, 0, 1, ...publish, 0xd0, 0, 0x40, 2, 0xff, 0xff]);
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

test('throws on a length that MQTT does not have', () => {
  const take = incomingPackets({ onConnack() {}, onPuback() {} });
  expect(() => take(Buffer.from([0x40, 0xff, 0xff, 0xff, 0xff, 1]))).toThrow('longer than MQTT allows');
});

import type { EventEmitter } from 'node:events';
import { createRequire } from 'node:module';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Publish, publishReader } from '../../src/ingest/publishes.ts';

/** The oracle: the package that MQTT.js itself writes and reads packets with. */
const packets = createRequire(createRequire(import.meta.url).resolve('mqtt'))('mqtt-packet') as {
  generate(packet: object, options: { protocolVersion: 5 }): Buffer;
  parser(options: { protocolVersion: 5 }): EventEmitter & { parse(bytes: Buffer): number };
};
const MQTT5 = { protocolVersion: 5 } as const;

type Plain = Record<string, unknown> & { cmd: string };
/** To be compared: byte by byte takes long. */
const textOf = (payload: unknown) => (payload as Buffer).toString('latin1');

function parse(chunks: readonly Buffer[]): Plain[] {
  const seen: Plain[] = [];
  const parser = packets.parser(MQTT5);
  parser.on('packet', (packet: Plain) => void seen.push({ ...packet }));
  for (const chunk of chunks) parser.parse(chunk);
  return seen;
}

/** What the reader makes of these chunks: its messages, and what MQTT.js's parser then reads of the rest. */
function read(chunks: readonly Buffer[]) {
  const taken: (Omit<Publish, 'payload'> & { payload: string })[] = [];
  const rest: Buffer[] = [];
  const order: string[] = [];
  const take = publishReader({
    onPublish(publish) {
      taken.push({ ...publish, payload: textOf(publish.payload) });
      order.push('publish');
    },
    onRest(bytes) {
      rest.push(Buffer.from(bytes));
      order.push('rest');
    },
  });
  for (const chunk of chunks) take(chunk);
  return { taken, rest, order };
}

function cut(bytes: Buffer, at: readonly number[]): Buffer[] {
  const places = [...new Set(at.map((each) => each % (bytes.length + 1)))].sort((a, b) => a - b);
  return [0, ...places].map((from, i) => bytes.subarray(from, places[i] ?? bytes.length));
}

const publish = fc.record({
  cmd: fc.constant('publish'),
  topic: fc.oneof(
    fc.constantFrom('digitruck/v1/DT-01/telemetry', 'digitruck/v1/DT-02/status'),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }).filter((text) => !/[+#\0]/.test(text)),
  ),
  payload: fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc.constantFrom(16_200, 70_000).map((length) => new Uint8Array(length).fill(length % 251)),
  ),
  qos: fc.constantFrom(0, 1),
  retain: fc.boolean(),
  dup: fc.constant(false),
  messageId: fc.integer({ min: 1, max: 65_535 }),
  properties: fc.option(
    fc.record({
      messageExpiryInterval: fc.nat(100_000),
      userProperties: fc.constantFrom({}, { unit: 'a' }, { note: 'x'.repeat(200) }),
    }),
    { nil: undefined },
  ),
});
const other = fc.oneof(
  fc.constant({ cmd: 'pingresp' }),
  fc.record({ cmd: fc.constantFrom('puback', 'suback'), messageId: fc.integer({ min: 1, max: 65_535 }) }),
);

describe('the reader of PUBLISH packets', () => {
  test('takes what the parser of MQTT.js takes, wherever the stream is cut, and leaves it all the rest', () => {
    const scripts = fc.array(fc.oneof({ weight: 3, arbitrary: publish }, other), {
      minLength: 1,
      maxLength: 12,
    });
    fc.assert(
      fc.property(scripts, fc.array(fc.nat(), { maxLength: 8 }), (script, cuts) => {
        const bytes = Buffer.concat(
          script.map((packet) =>
            packets.generate(
              packet.cmd === 'suback'
                ? { ...packet, granted: [1] }
                : 'payload' in packet
                  ? { ...packet, payload: Buffer.from(packet.payload) }
                  : packet,
              MQTT5,
            ),
          ),
        );
        const expected = parse([bytes]);
        const { taken, rest } = read(cut(bytes, cuts));
        expect(taken).toEqual(
          expected
            .filter(({ cmd }) => cmd === 'publish')
            .map(({ topic, payload, retain, qos, messageId }) => ({
              topic,
              payload: textOf(payload),
              retain,
              messageId: qos === 0 ? undefined : messageId,
            })),
        );
        expect(parse(rest)).toEqual(expected.filter(({ cmd }) => cmd !== 'publish'));
      }),
      { numRuns: 60 },
    );
  });

  test('reads a stream that comes byte by byte', () => {
    const one = packets.generate(
      { cmd: 'publish', topic: 't', payload: 'x'.repeat(200), qos: 1, messageId: 258 },
      MQTT5,
    );
    const bytes = Buffer.concat([one, packets.generate({ cmd: 'pingresp' }, MQTT5), one]);
    const { taken, order } = read(Array.from(bytes, (_, i) => bytes.subarray(i, i + 1)));
    expect(order).toEqual(['publish', 'rest', 'publish']);
    expect(taken.map(({ topic, messageId }) => [topic, messageId])).toEqual([
      ['t', 258],
      ['t', 258],
    ]);
  });

  test.each([
    ['QoS 2', [0x34, 6, 0, 1, 0x74, 0, 1, 0]],
    ['a topic that does not fit', [0x32, 4, 0, 9, 0x74, 0]],
    ['no topic, as with an alias', [0x32, 8, 0, 0, 0, 1, 3, 0x23, 0, 1]],
    ['properties that do not fit', [0x32, 6, 0, 1, 0x74, 0, 1, 9]],
    ['properties without an end to their length', [0x32, 9, 0, 1, 0x74, 0, 1, 0xff, 0xff, 0xff, 0xff]],
    ['a length without an end', [0x32, 0xff, 0xff, 0xff, 0xff, 1, 0]],
    ['nothing behind its head', [0x32, 0]],
  ])('leaves to MQTT.js: %s', (_, bytes) => {
    const { taken, rest } = read([Buffer.from(bytes)]);
    expect(taken).toEqual([]);
    expect(Buffer.concat(rest)).toEqual(Buffer.from(bytes));
  });
});

/**
 * Just enough MQTT 3.1.1 for a load generator (OASIS standard, 2014): CONNECT, PUBLISH with QoS 1, DISCONNECT out; CONNACK
 * and PUBACK in. MQTT.js costs 10 to 12 microseconds a message, which would make the generator the thing measured.
 */
import type { Login } from './link/connection.ts';

/** Bytes that hold a remaining length (section 2.2.3). */
function lengthBytes(length: number): number[] {
  const bytes: number[] = [];
  let rest = length;
  do {
    const digit = rest % 128;
    rest = Math.floor(rest / 128);
    bytes.push(rest > 0 ? digit | 0x80 : digit);
  } while (rest > 0);
  return bytes;
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 0xff]), bytes]);
}

/** CONNECT with a clean session and no keep-alive (section 3.1). */
export function connectPacket(clientId: string, login: Login | undefined): Buffer {
  const flags = 0x02 | (login === undefined ? 0 : 0xc0);
  const body = Buffer.concat([
    text('MQTT'),
    Buffer.from([4, flags, 0, 0]),
    text(clientId),
    ...(login === undefined ? [] : [text(login.username), text(login.password)]),
  ]);
  return Buffer.concat([Buffer.from([0x10, ...lengthBytes(body.length)]), body]);
}

export const DISCONNECT_PACKET = Buffer.from([0xe0, 0]);
/** The most that `writePublish` puts before the payload, besides the topic. */
export const PUBLISH_HEAD_MAX_BYTES = 9;

/** Writes a PUBLISH with QoS 1 (section 3.3) at `at`. Returns the offset after it. */
export function writePublish(
  out: Buffer,
  at: number,
  topic: Buffer,
  messageId: number,
  payload: Buffer,
): number {
  let rest = 2 + topic.length + 2 + payload.length;
  let to = at;
  out[to++] = 0x32;
  do {
    const digit = rest & 0x7f;
    rest >>>= 7;
    out[to++] = rest > 0 ? digit | 0x80 : digit;
  } while (rest > 0);
  out[to++] = topic.length >> 8;
  out[to++] = topic.length & 0xff;
  to += topic.copy(out, to);
  out[to++] = messageId >> 8;
  out[to++] = messageId & 0xff;
  return to + payload.copy(out, to);
}

export type Incoming = {
  onConnack(returnCode: number): void;
  onPuback(messageId: number): void;
};

/** Takes what a socket brings, in pieces of any size. Throws on what no broker may send. */
export function incomingPackets(incoming: Incoming): (chunk: Buffer) => void {
  let left: Buffer = Buffer.alloc(0);
  return (chunk) => {
    const data = left.length === 0 ? chunk : Buffer.concat([left, chunk]);
    let at = 0;
    while (at + 2 <= data.length) {
      let length = 0;
      let shift = 0;
      let to = at + 1;
      let digit = 0x80;
      while (digit & 0x80 && to < data.length && shift <= 21) {
        digit = data[to++] ?? 0;
        length |= (digit & 0x7f) << shift;
        shift += 7;
      }
      if (digit & 0x80) {
        if (shift > 21) throw new Error('a packet longer than MQTT allows');
        break;
      }
      if (to + length > data.length) break;
      const kind = (data[at] ?? 0) >> 4;
      if (kind === 4) incoming.onPuback(data.readUInt16BE(to));
      else if (kind === 2) incoming.onConnack(data[to + 1] ?? 255);
      at = to + length;
    }
    left = at === data.length ? Buffer.alloc(0) : data.subarray(at);
  };
}

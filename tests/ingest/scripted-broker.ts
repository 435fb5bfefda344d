/**
 * A broker of MQTT 5 that does just what a test tells it, so that each PUBACK can be seen with the connection it came by.
 * Only what is needed of the protocol (OASIS MQTT 5.0): QoS 0 and 1, no properties of its own.
 */
import { createServer, type Socket } from 'node:net';
import { until } from '../support/until.ts';

type Packet = { readonly type: number; readonly flags: number; readonly body: Buffer };
export type Published = { readonly topic: string; readonly payload: string; readonly id: number };

export type Connection = {
  readonly clientId: string;
  readonly clean: boolean;
  readonly subscribed: { readonly filter: string; readonly options: number }[];
  readonly unsubscribed: string[];
  /** Identifiers of PUBACKs in the order they came. */
  readonly pubacks: number[];
  /** Chunks that held PUBACKs: how often the client wrote. */
  pubackWrites: number;
  readonly published: Published[];
  deliver(
    topic: string,
    payload: string,
    id: number,
    flags?: { retain?: boolean; dup?: boolean; qos?: 0 | 1 },
  ): void;
  puback(id: number): void;
  /** As a lost network does. */
  drop(): void;
  readonly closed: boolean;
};

export type ScriptedBroker = {
  readonly url: string;
  readonly connections: Connection[];
  /** Answers of the next CONNECTs: a session that is there, or a reason code above 0. */
  answers: { sessionPresent?: boolean; reasonCode?: number }[];
  /** Whether publishes of the client are acknowledged at once. */
  acknowledges: boolean;
  connection(index: number): Promise<Connection>;
  stop(): Promise<void>;
};

const CONNECT = 1;
const PUBLISH = 3;
const PUBACK = 4;
const SUBSCRIBE = 8;
const UNSUBSCRIBE = 10;
const PINGREQ = 12;

export async function startScriptedBroker(): Promise<ScriptedBroker> {
  const sockets = new Set<Socket>();
  const broker: Omit<ScriptedBroker, 'url' | 'stop' | 'connection'> = {
    connections: [],
    answers: [],
    acknowledges: true,
  };
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    let rest = Buffer.alloc(0);
    let connection: Connection | undefined;
    socket.on('data', (chunk) => {
      rest = Buffer.concat([rest, chunk]);
      let acknowledged = false;
      for (;;) {
        const cut = cutPacket(rest);
        if (cut === undefined) break;
        rest = rest.subarray(cut.length);
        if (cut.packet.type === CONNECT) connection = onConnect(broker, socket, cut.packet);
        else if (connection !== undefined) onPacket(broker, socket, connection, cut.packet);
        acknowledged ||= cut.packet.type === PUBACK;
      }
      if (acknowledged && connection !== undefined) connection.pubackWrites++;
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port');
  return Object.assign(broker, {
    url: `mqtt://127.0.0.1:${address.port}`,
    connection: (index: number) =>
      until(`connection ${index}`, () => {
        const connection = broker.connections[index];
        return connection !== undefined && connection.subscribed.length + index > 0 ? connection : undefined;
      }),
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  });
}

/** MQTT 5.0, 2.1: a byte of type and flags, the remaining length in groups of seven bits, the rest. */
function cutPacket(bytes: Buffer): { packet: Packet; length: number } | undefined {
  let length = 0;
  for (let at = 1; at < bytes.length && at < 5; at++) {
    const byte = bytes[at] ?? 0;
    length += (byte & 127) << (7 * (at - 1));
    if (byte & 128) continue;
    const end = at + 1 + length;
    if (bytes.length < end) return undefined;
    const first = bytes[0] ?? 0;
    return {
      packet: { type: first >> 4, flags: first & 15, body: bytes.subarray(at + 1, end) },
      length: end,
    };
  }
  return undefined;
}

function packetOf(type: number, flags: number, ...parts: Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  const length: number[] = [];
  let left = body.length;
  do {
    const more = left >= 128 ? 128 : 0;
    length.push((left % 128) | more);
    left = Math.floor(left / 128);
  } while (left > 0);
  return Buffer.concat([Buffer.from([(type << 4) | flags, ...length]), body]);
}

function uint16(value: number): Buffer {
  return Buffer.from([value >> 8, value & 255]);
}

function textOf(text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([uint16(bytes.length), bytes]);
}

function readText(body: Buffer, at: number): { text: string; end: number } {
  const end = at + 2 + body.readUInt16BE(at);
  return { text: body.toString('utf8', at + 2, end), end };
}

/** Properties are skipped; in these tests they take less than 128 bytes. */
const skipProperties = (body: Buffer, at: number) => at + 1 + (body[at] ?? 0);

function onConnect(
  broker: Pick<ScriptedBroker, 'answers' | 'connections'>,
  socket: Socket,
  { body }: Packet,
): Connection | undefined {
  const protocol = readText(body, 0);
  const flags = body[protocol.end + 1] ?? 0;
  const id = readText(body, skipProperties(body, protocol.end + 4));
  const { sessionPresent = false, reasonCode = 0 } = broker.answers.shift() ?? {};
  socket.write(packetOf(2, 0, Buffer.from([sessionPresent ? 1 : 0, reasonCode, 0])));
  if (reasonCode > 0) {
    socket.end();
    return undefined;
  }
  const connection: Connection = {
    clientId: id.text,
    clean: (flags & 2) !== 0,
    subscribed: [],
    unsubscribed: [],
    pubacks: [],
    pubackWrites: 0,
    published: [],
    deliver(topic, payload, packetId, { retain = false, dup = false, qos = 1 } = {}) {
      const identifier = qos === 1 ? [uint16(packetId)] : [];
      const parts = [textOf(topic), ...identifier, Buffer.from([0]), Buffer.from(payload)];
      socket.write(packetOf(PUBLISH, (dup ? 8 : 0) | (qos << 1) | (retain ? 1 : 0), ...parts));
    },
    puback: (packetId) => void socket.write(packetOf(PUBACK, 0, uint16(packetId))),
    drop: () => socket.destroy(),
    get closed() {
      return socket.destroyed || socket.readableEnded;
    },
  };
  broker.connections.push(connection);
  return connection;
}

function onPacket(
  broker: Pick<ScriptedBroker, 'acknowledges'>,
  socket: Socket,
  connection: Connection,
  { type, flags, body }: Packet,
): void {
  if (type === PINGREQ) socket.write(packetOf(13, 0));
  if (type === PUBACK) connection.pubacks.push(body.readUInt16BE(0));
  if (type === PUBLISH) {
    const topic = readText(body, 0);
    const id = body.readUInt16BE(topic.end);
    const payload = body.toString('utf8', skipProperties(body, topic.end + 2));
    connection.published.push({ topic: topic.text, payload, id });
    if ((flags & 6) !== 0 && broker.acknowledges) connection.puback(id);
  }
  if (type === SUBSCRIBE || type === UNSUBSCRIBE) {
    const reasons: number[] = [];
    for (let at = skipProperties(body, 2); at < body.length; ) {
      const { text, end } = readText(body, at);
      if (type === SUBSCRIBE) connection.subscribed.push({ filter: text, options: body[end] ?? 0 });
      else connection.unsubscribed.push(text);
      reasons.push(type === SUBSCRIBE ? 1 : 0);
      at = type === SUBSCRIBE ? end + 1 : end;
    }
    socket.write(packetOf(type + 1, 0, body.subarray(0, 2), Buffer.from([0, ...reasons])));
  }
}

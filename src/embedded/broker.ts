/**
 * The default broker: aedes inside the service, for when no MQTT_URL is given. MQTT 3.1.1.
 *
 * aedes sends a PUBACK before it routes, and keeps everything in memory. So a message is handed to `onPublish` from
 * within the authorisation of the publish: the PUBACK waits for that promise, which is for the commit. If it
 * rejects, the connection is dropped without PUBACK, and the truck sends again.
 */
import { createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Aedes, type AuthenticateError, type Client, type PublishPacket } from 'aedes';
import { systemClock } from '../kernel/clock.ts';
import { isCleanText, judgePublish, mayReceive, maySubscribe } from './broker-access.ts';
import { guardConnection } from './broker-connection.ts';
import { brokerSessions, type Session } from './broker-sessions.ts';
import type { DeniedEvent, EmbeddedBroker, EmbeddedBrokerOptions } from './broker-types.ts';
import { EmbeddedError } from './embedded-error.ts';
import { inFlight } from './in-flight.ts';
import { oncePerWindow } from './once-per-window.ts';

const CONNECT_BYTES_MAX = 16 * 1024;
const PACKET_BYTES_MAX = 256 * 1024 + 1024;
const CLIENT_ID_LENGTH_MAX = 256;
/** A reader that is this far behind is cut off. */
const UNREAD_BYTES_MAX = 8 * 1024 * 1024;
const STOP_WAIT_MS = 10_000;
const DENIED_LOG_WINDOW_MS = 10_000;

/** Resolves when it is listening; throws an EmbeddedError when the port is taken. */
export async function startEmbeddedBroker(options: EmbeddedBrokerOptions): Promise<EmbeddedBroker> {
  const { log, clock = systemClock } = options;
  const sessions = brokerSessions();
  const sockets = new Set<Socket>();
  const waiting = inFlight({
    messagesMax: options.maxInFlightMessages ?? 20_000,
    bytesMax: options.maxInFlightBytes ?? 64 * 1024 * 1024,
  });
  const mayLog = oncePerWindow(DENIED_LOG_WINDOW_MS, clock);
  let stopping = false;

  function denied(session: Session, kind: DeniedEvent['kind'], reason: string, topic = ''): void {
    const { clientId, truckId, address } = session;
    const event: DeniedEvent = { kind, reason, clientId, truckId, topic: topic.slice(0, 300), address };
    options.onDenied?.(event);
    if (mayLog(`${kind} ${truckId ?? address}`)) log.warn(event, 'the broker refused a client');
  }

  const aedes = await Aedes.createBroker({
    // No queue inside the broker: what may wait is bounded by the gate, and by cutting off slow readers.
    concurrency: 0,
    connectTimeout: 15_000,
    drainTimeout: 20_000,
    maxTopicLevels: 8,
    preConnect(client, packet, callback) {
      sessions.connecting(client, packet);
      callback(null, true);
    },
    authenticate(client, username, password, done) {
      authenticate(client, username, password).then(
        (refusal) => done(refusal ?? null, refusal === undefined),
        (error: Error) => {
          log.error({ err: error }, 'a sign-in could not be checked');
          done(refusalOf('the server is unavailable', 3), false);
        },
      );
    },
    authorizePublish(client, packet, callback) {
      if (client === null) callback(new Error('a message of nobody'));
      else receive(client, packet).then(() => callback(null), callback);
    },
    authorizeSubscribe(client, subscription, callback) {
      const session = sessions.of(client);
      if (maySubscribe(session.truckId, subscription.topic)) {
        callback(null, subscription);
        return;
      }
      denied(session, 'subscribe', 'a subscription beyond its own topics', subscription.topic);
      callback(null, null);
    },
    authorizeForward(client, packet) {
      const session = sessions.of(client);
      if (!mayReceive(session.truckId, packet.topic)) return null;
      if (client.conn.writableLength < UNREAD_BYTES_MAX) return packet;
      const { clientId, truckId } = session;
      log.warn({ clientId, truckId }, 'cut off a client that does not read what it subscribed to');
      client.conn.destroy();
      return null;
    },
  });

  /** undefined if the client is let in. */
  async function authenticate(
    client: Client,
    username: string | undefined,
    password: Buffer | undefined,
  ): Promise<AuthenticateError | undefined> {
    const session = sessions.of(client);
    if (!isCleanText(session.clientId + (username ?? '')) || session.clientId.length > CLIENT_ID_LENGTH_MAX) {
      denied(session, 'text', 'a client id or user name that is too long or has control characters');
      return refusalOf('identifier rejected', 2);
    }
    const result = await options.authenticate(username, password, session.clientId, session.address);
    if (!result.ok) {
      denied(session, 'connect', result.reason);
      return refusalOf(result.reason, 5);
    }
    session.truckId = result.truckId;
    const willTopic = session.connect?.will?.topic;
    if (willTopic !== undefined && judgePublish(result.truckId, willTopic).verdict === 'deny') {
      denied(session, 'will', 'a last will on a topic that is not its own', willTopic);
      return refusalOf('the last will is not allowed', 5);
    }
    sessions.signedIn(client, session);
    for (const event of sessions.takeovers(client, session)) options.onTakeover?.(event);
    return undefined;
  }

  /** Resolves when the message may be acknowledged and routed; rejects when the connection is to be dropped. */
  async function receive(client: Client, packet: PublishPacket): Promise<void> {
    const session = sessions.of(client);
    const isWill = (client as Client & { will?: unknown }).will === packet;
    const { topic } = packet;
    const judged = judgePublish(session.truckId, topic);
    if (judged.verdict === 'deny') {
      denied(
        session,
        isCleanText(topic) ? 'publish' : 'text',
        'a message on a topic that is not its own',
        topic,
      );
      throw new Error('a message on a topic that is not its own');
    }
    // When we stop, every connection is lost: that says nothing about the trucks.
    if (stopping) throw new Error('the broker is stopping');
    if (judged.verdict === 'route') return;
    // Only the last state is worth keeping for whoever subscribes later.
    if (judged.channel !== 'status') packet.retain = false;
    const payload = typeof packet.payload === 'string' ? Buffer.from(packet.payload) : packet.payload;
    const bytes = payload.length + topic.length;
    const { clientId, truckId } = session;
    waiting.enter(bytes);
    if (!isWill) queueMicrotask(() => readOn(client));
    try {
      const { qos, dup = false } = packet;
      await options.onPublish({ topic, payload, qos, dup, retain: false, clientId, truckId, will: isWill });
    } catch (error) {
      if (mayLog(`store ${clientId}`))
        log.warn({ err: error, clientId, topic }, 'not stored; it will be sent again');
      throw error;
    } finally {
      waiting.leave(bytes);
    }
  }

  aedes.on('client', (client) => sessions.connected(client));
  aedes.on('clientDisconnect', (client) => sessions.disconnected(client));
  for (const event of ['clientError', 'connectionError'] as const) {
    aedes.on(event, (client, error) => {
      const { clientId, truckId, address } = sessions.of(client);
      log.debug({ clientId, truckId, address, error: error.message }, 'a connection ended with an error');
    });
  }

  const server = createServer((socket) => {
    socket.setNoDelay(true);
    socket.setKeepAlive(true, 60_000);
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    const connection = guardConnection({
      socket,
      limits: {
        packetBytesMax: options.maxPacketBytes ?? PACKET_BYTES_MAX,
        firstPacketBytesMax: CONNECT_BYTES_MAX,
      },
      inFlight: waiting,
      onRefused: (reason) => denied(sessions.of(client), 'packet-size', reason),
    });
    const address = socket.remoteAddress ?? '';
    const client = aedes.handle(connection);
    sessions.open(client, address);
  });
  server.maxConnections = options.maxConnections ?? 5_000;
  const port = await listen(server, options.port, options.host);
  log.info({ host: options.host, port }, 'embedded broker ready');

  return {
    url: `mqtt://${urlHost(options.host)}:${port}`,
    port,
    publish: (topic, payload, { qos = 1, retain = false } = {}) =>
      new Promise((resolve, reject) => {
        aedes.publish({ cmd: 'publish', topic, payload, qos, retain, dup: false }, (error) =>
          error ? reject(error) : resolve(),
        );
      }),
    disconnect(truckId, reason) {
      sessions.forgetKept(truckId);
      for (const [client, { clientId }] of sessions.ofTruck(truckId)) {
        log.info({ clientId, truckId, reason }, 'ended a session');
        client.close();
      }
    },
    clients: () => sessions.count(),
    inFlightMessages: () => waiting.messages,
    async stop() {
      stopping = true;
      const closed = new Promise((resolve) => server.close(resolve));
      const deadlineMs = clock.monotonicMs() + STOP_WAIT_MS;
      while (waiting.messages > 0 && clock.monotonicMs() < deadlineMs) await sleep(10);
      await new Promise<void>((resolve) => aedes.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/**
 * aedes reads on only when all packets of its last read have been answered, so a truck whose messages arrive one by one
 * would get one commit a message. Resuming the client gives a packet's place back early. That it does is no
 * documented behaviour: aedes is pinned, and a test holds it ("without waiting for the message before").
 * Not within the parsing of that read, hence the microtask.
 */
function readOn(client: Client): void {
  if (!client.closed) (client as Client & { resume(): void }).resume();
}

function refusalOf(reason: string, returnCode: number): AuthenticateError {
  return Object.assign(new Error(reason), { returnCode });
}

/** Where this machine reaches a server that listens on `host`. */
function urlHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}

async function listen(server: Server, port: number, host: string): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const why = error.code === 'EADDRINUSE' ? 'it is taken by another program' : error.message;
      reject(
        new EmbeddedError(
          `the broker can't listen on port ${port} of ${host}: ${why}; set MQTT_PORT to another one`,
        ),
      );
    });
    server.listen(port, host, resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port');
  return address.port;
}

/**
 * A broker and an office for trucks' tests, in one process: aedes, and a subscriber that keeps samples by (truck, boot,
 * seq) and answers with receipts, as slowly, forgetfully or brokenly as a test wants.
 */
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { Aedes } from 'aedes';

export type StubOffice = {
  readonly url: string;
  readonly broker: Aedes;
  /** The stored samples, by "truck/boot/seq". */
  readonly samples: Map<string, Record<string, unknown>>;
  /** Every message on an up channel, in order of arrival. */
  readonly messages: { topic: string; payload: Buffer; retain: boolean }[];
  /** Samples that came more than once. */
  duplicates: number;
  /** False: it stores, but gives no receipts. */
  receipts: boolean;
  /** True: it takes messages and forgets them (a broker that lost its disk). */
  forgetful: boolean;
  send(topic: string, payload: unknown): void;
  /** Breaks every connection. */
  breakAll(): void;
  close(): Promise<void>;
};

export async function stubOffice(port = 0): Promise<StubOffice> {
  const broker = await Aedes.createBroker();
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    broker.handle(socket);
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const pending = new Map<string, { topic: string; bootId: string; seqs: number[] }>();

  const office: StubOffice = {
    url: `mqtt://127.0.0.1:${(server.address() as AddressInfo).port}`,
    broker,
    samples: new Map(),
    messages: [],
    duplicates: 0,
    receipts: true,
    forgetful: false,
    send(topic, payload) {
      broker.publish(
        {
          cmd: 'publish',
          topic,
          payload: Buffer.from(JSON.stringify(payload)),
          qos: 1,
          retain: false,
          dup: false,
        },
        () => {},
      );
    },
    breakAll() {
      for (const socket of sockets) socket.destroy();
    },
    async close() {
      clearInterval(timer);
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      await new Promise<void>((resolve) => broker.close(() => resolve()));
    },
  };

  broker.on('publish', (packet) => {
    const [, , truckId, ...channel] = packet.topic.split('/');
    if (!packet.topic.startsWith('digitruck/v1/') || ['receipt', 'command'].includes(channel.join('/')))
      return;
    const payload = Buffer.from(packet.payload);
    office.messages.push({ topic: packet.topic, payload, retain: packet.retain });
    if (channel[0] !== 'telemetry' || office.forgetful) return;
    let value: { samples?: Record<string, unknown>[] } & Record<string, unknown>;
    try {
      value = JSON.parse(payload.toString());
    } catch {
      return;
    }
    for (const sample of value.samples ?? [value]) {
      if (sample.bootId === undefined) continue;
      const key = `${truckId}/${sample.bootId}/${sample.seq}`;
      if (office.samples.has(key)) office.duplicates++;
      else office.samples.set(key, sample);
      if (!office.receipts) continue;
      const boot = `${truckId}/${sample.bootId}`;
      const entry = pending.get(boot) ?? {
        topic: `digitruck/v1/${truckId}/receipt`,
        bootId: String(sample.bootId),
        seqs: [],
      };
      entry.seqs.push(Number(sample.seq));
      pending.set(boot, entry);
    }
  });

  const timer = setInterval(() => {
    for (const { topic, bootId, seqs } of pending.values())
      office.send(topic, { bootId, stored: seqs.map((seq) => [seq, seq]), at: new Date().toISOString() });
    pending.clear();
  }, 100);
  return office;
}

/** The live feed over real sockets. Where the database does not matter, a fleet in memory stands for it. */
import { connect, type Socket } from 'node:net';
import { activityOf } from '@digitruck/contract/activity';
import type { TruckNow } from '@digitruck/contract/fleet';
import type { TruckId } from '@digitruck/contract/ids';
import type { LiveSubject, Pulse } from '@digitruck/contract/live';
import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { afterEach, describe, expect, test } from 'vitest';
import { buildApp } from '../../src/api/app.ts';
import type { Caller } from '../../src/api/kit.ts';
import { type LIVE_TIMING, type LiveHub, startLive } from '../../src/api/live.ts';
import { liveRoutes } from '../../src/api/routes/live.ts';
import { systemClock, toIso } from '../../src/kernel/clock.ts';
import { listenChanges, notifyChanges } from '../../src/store/changes.ts';
import { fleetNow } from '../../src/store/fleet-now.ts';
import { SYSTEM_ACTOR } from '../../src/store/people/audit.ts';
import { truckStore } from '../../src/store/registry/trucks.ts';
import { freshDatabase } from '../support/database.ts';
import { until } from '../support/until.ts';
import { Watcher } from '../support/watcher.ts';

const log = pino({ level: process.env.TEST_LOG_LEVEL ?? 'silent' });
const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const id = (name: string) => name as TruckId;
const names = (count: number) =>
  Array.from({ length: count }, (_, i) => id(`DT-${String(i).padStart(4, '0')}`));

/** A fleet in memory, whose trucks' samples count up. */
class Fleet {
  readonly trucks = new Map<TruckId, TruckNow>();
  fetches = 0;
  failing = false;
  constructor(truckIds: readonly TruckId[]) {
    for (const truckId of truckIds) this.set(truckId, 0);
  }
  set(truckId: TruckId, seq: number): void {
    const at = toIso(systemClock.nowMs());
    const readings = { batterySocPct: 71.5, solarW: 1830.5, lat: -0.4527, lon: 39.646, speedKph: 0 };
    this.trucks.set(truckId, {
      truckId,
      name: `Truck ${truckId} of the fleet`,
      seats: 20,
      link: { state: 'online', since: at, lastHeardAt: at, bootId: 'b1', flapping: false },
      latest: { bootId: 'b1', seq, sampledAt: at, receivedAt: at, readings, place: null },
      activity: activityOf(readings),
    });
  }
  readonly fetch = async (truckIds?: readonly TruckId[]): Promise<TruckNow[]> => {
    this.fetches += 1;
    await new Promise((resolve) => setTimeout(resolve, 2));
    if (this.failing) throw new Error('the database is away');
    const wanted = truckIds ?? [...this.trucks.keys()];
    return wanted.flatMap((truckId) => this.trucks.get(truckId) ?? []);
  };
}

const seqOf = (truck: TruckNow | undefined) => truck?.latest?.seq;

type Service = {
  readonly hub: LiveHub;
  readonly app: FastifyInstance;
  readonly port: number;
  readonly url: string;
  /** Credentials that are good; take one away to revoke it. */
  readonly keys: Set<string>;
  readonly pulse: { now: Pulse };
  watch(headers?: Record<string, string>): Watcher;
  change(trucks: readonly TruckId[], subjects?: readonly LiveSubject[]): void;
};

async function serve(
  fetch: (truckIds?: readonly TruckId[]) => Promise<TruckNow[]>,
  timing: Partial<typeof LIVE_TIMING> = {},
): Promise<Service> {
  const keys = new Set(['good']);
  const pulse: { now: Pulse } = {
    now: { samplesPerS: 2, lastStoredAt: null, broker: 'connected', database: 'up' },
  };
  const hub = startLive({ fleetNow: fetch, pulse: () => pulse.now, clock: systemClock, log, timing });
  const authenticate = async (headers: { authorization?: string; cookie?: string }) => {
    const key = headers.authorization?.replace('Bearer ', '') ?? headers.cookie;
    if (key === undefined || !keys.has(key)) return undefined;
    const via = headers.cookie === undefined ? 'key' : 'session';
    return { personId: null, name: key, via, role: 'viewer', email: null, truckIds: [] } satisfies Caller;
  };
  const app = await buildApp({
    log,
    version: '0.0.0-test',
    authenticate,
    routes: [liveRoutes({ live: hub, authenticate })],
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
  const port = (app.server.address() as { port: number }).port;
  cleanups.push(() => app.close());
  cleanups.push(() => hub.stop());
  const url = `ws://127.0.0.1:${port}/api/v1/live`;
  return {
    hub,
    app,
    port,
    url,
    keys,
    pulse,
    watch: (headers = { authorization: 'Bearer good' }) => new Watcher(url, headers),
    change: (trucks, subjects = []) => hub.changed({ trucks, subjects }),
  };
}

/** A client that speaks just enough HTTP to be upgraded, and then reads only when told to. */
async function rawClient(service: Service): Promise<Socket> {
  const socket = connect({ port: service.port, host: '127.0.0.1' });
  cleanups.push(() => socket.destroy());
  socket.on('error', () => {});
  socket.write(
    `GET /api/v1/live HTTP/1.1\r\nhost: x\r\nauthorization: Bearer good\r\nconnection: Upgrade\r\n` +
      'upgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
  );
  await new Promise<void>((resolve, reject) => {
    socket.once('readable', resolve);
    socket.once('close', () => reject(new Error('closed')));
  });
  return socket;
}

describe('what is sent', () => {
  test('a snapshot of the fleet, then deltas with only what changed', async () => {
    const [a, b, c] = ['A', 'B', 'C'].map(id) as [TruckId, TruckId, TruckId];
    const fleet = new Fleet([a, b]);
    const service = await serve(fleet.fetch);
    const watcher = await service.watch().snapshot();
    expect(watcher.messages[0]?.message).toMatchObject({ type: 'snapshot', pulse: { samplesPerS: 2 } });
    expect([...watcher.fleet.keys()]).toEqual(['A', 'B']);

    fleet.set(b, 1);
    service.change([b]);
    await until('the delta', () => watcher.deltas.length === 1);
    expect(watcher.deltas[0]).toMatchObject({ trucks: [{ truckId: 'B' }], removed: [], changed: [] });
    expect(seqOf(watcher.fleet.get('B'))).toBe(1);

    fleet.set(c, 0);
    fleet.trucks.delete(a);
    service.change([a, c, id('unknown')], ['trucks']);
    await until('truck C', () => watcher.fleet.has('C'));
    expect(watcher.deltas.flatMap((delta) => delta.removed)).toEqual(['A']);
    await until('the subject', () => watcher.changed.has('trucks'));
    expect([...watcher.fleet.keys()]).toEqual(['B', 'C']);
  });

  test('many changes in a row are few messages, the latest state last, never an older one after a newer', async () => {
    const truckIds = names(20);
    const fleet = new Fleet(truckIds);
    const service = await serve(fleet.fetch);
    const watcher = await service.watch().snapshot();
    for (let seq = 1; seq <= 100; seq++) {
      for (const truckId of truckIds) fleet.set(truckId, seq);
      service.change(truckIds, ['gaps']);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    await until('the last state', () =>
      truckIds.every((truckId) => seqOf(watcher.fleet.get(truckId)) === 100),
    );
    const seen = new Map<string, number>();
    for (const { message } of watcher.messages) {
      if (message.type === 'closing') continue;
      for (const truck of message.trucks) {
        expect(seqOf(truck)).toBeGreaterThan(seen.get(truck.truckId) ?? -1);
        seen.set(truck.truckId, seqOf(truck) ?? -1);
      }
    }
    const first = watcher.messages[1]?.atMs ?? 0;
    const last = watcher.messages.at(-1)?.atMs ?? 0;
    // Four a second, and one for the ends of the interval.
    expect(watcher.messages.length - 1).toBeLessThanOrEqual((last - first) / 250 + 2);
    const mentions = watcher.deltas.filter((delta) => delta.changed.includes('gaps')).length;
    expect(mentions).toBeLessThanOrEqual((last - first) / 2000 + 2);
  });

  test('a change of the broker or the database, and a sign of life when nothing happens', async () => {
    const service = await serve(new Fleet([id('A')]).fetch, { pulseEvery: 100, heartbeatEvery: 500 });
    const watcher = await service.watch().snapshot();
    service.pulse.now = { ...service.pulse.now, broker: 'down' };
    await until('the new pulse', () => watcher.deltas.at(-1)?.pulse.broker === 'down');
    const before = watcher.deltas.length;
    await until('a sign of life', () => watcher.deltas.length > before);
    expect(watcher.deltas.at(-1)).toMatchObject({ trucks: [], removed: [], changed: [] });
  });

  test('after changes may have been missed, what is different now', async () => {
    const fleet = new Fleet(names(3));
    const service = await serve(fleet.fetch);
    const watcher = await service.watch().snapshot();
    fleet.set(id('DT-0001'), 7);
    service.hub.everythingChanged();
    await until('the change', () => seqOf(watcher.fleet.get('DT-0001')) === 7);
    expect(watcher.deltas.flatMap((delta) => delta.trucks)).toHaveLength(1);
    await until('all lists', () => watcher.changed.has('sites') && watcher.changed.has('commands'));
  });

  test('a database that was away for a while costs nothing but time', async () => {
    const fleet = new Fleet(names(3));
    fleet.failing = true;
    const service = await serve(fleet.fetch, { fetchRetry: 50 });
    const watcher = service.watch();
    await until('two tries', () => fleet.fetches >= 2);
    expect(watcher.messages).toHaveLength(0);
    fleet.failing = false;
    await watcher.snapshot();
    fleet.failing = true;
    fleet.set(id('DT-0002'), 5);
    service.change([id('DT-0002')]);
    const tries = fleet.fetches;
    await until('two more tries', () => fleet.fetches >= tries + 2);
    fleet.failing = false;
    await until('the change', () => seqOf(watcher.fleet.get('DT-0002')) === 5);
  });

  test('while nobody watches nothing is fetched, and who comes then sees the present', async () => {
    const fleet = new Fleet([id('A')]);
    const service = await serve(fleet.fetch);
    service.change([id('A')]);
    const first = await service.watch().snapshot();
    expect(fleet.fetches).toBe(1);
    first.socket.close();
    await until('nobody', () => service.hub.figures().clients === 0);
    fleet.set(id('A'), 3);
    service.change([id('A')]);
    const second = await service.watch().snapshot();
    expect(seqOf(second.fleet.get('A'))).toBe(3);
    expect(fleet.fetches).toBe(2);
  });
});

describe('who may watch', () => {
  test('nobody without credentials, and no page of another site with somebody’s cookie', async () => {
    const service = await serve(new Fleet([id('A')]).fetch);
    for (const headers of [
      {},
      { authorization: 'Bearer bad' },
      { cookie: 'good', origin: 'https://evil.example' },
    ]) {
      const watcher = service.watch(headers as Record<string, string>);
      expect((await watcher.end()).code).toBe(1006);
      expect(watcher.messages).toHaveLength(0);
    }
    await service.watch({ cookie: 'good', origin: `http://127.0.0.1:${service.port}` }).snapshot();
  });

  test('a plain GET is told to upgrade', async () => {
    const service = await serve(new Fleet([id('A')]).fetch);
    const answer = await service.app.inject({
      url: '/api/v1/live',
      headers: { authorization: 'Bearer good' },
    });
    expect(answer.statusCode).toBe(400);
    expect(answer.json().detail).toContain('WebSocket');
  });

  test('who is revoked is told and closed, the others stay', async () => {
    const service = await serve(new Fleet([id('A')]).fetch, { recheckEvery: 100 });
    service.keys.add('other');
    const revoked = await service.watch().snapshot();
    const other = await service.watch({ authorization: 'Bearer other' }).snapshot();
    service.keys.delete('good');
    expect(await revoked.end()).toEqual({ code: 4401, reason: 'You are no longer signed in.' });
    expect(revoked.messages.at(-1)?.message).toMatchObject({
      type: 'closing',
      reason: 'You are no longer signed in.',
    });
    service.change([], ['sites']);
    await until('the other’s delta', () => other.changed.has('sites'));
    expect(other.closed).toBeUndefined();
  });

  test('a client that talks, little or much, is closed', async () => {
    const service = await serve(new Fleet([id('A')]).fetch);
    const talking = await service.watch().snapshot();
    talking.socket.send('hello');
    expect((await talking.end()).code).toBe(1008);
    const shouting = await service.watch().snapshot();
    shouting.socket.send('x'.repeat(100_000));
    expect((await shouting.end()).code).not.toBe(1000);
    await until('nobody', () => service.hub.figures().clients === 0);
  });

  test('when the service stops, everybody is told', async () => {
    const service = await serve(new Fleet([id('A')]).fetch);
    const watcher = await service.watch().snapshot();
    service.hub.stop();
    expect(await watcher.end()).toEqual({ code: 1001, reason: 'The service stops.' });
    const late = service.watch();
    expect((await late.end()).code).toBe(1001);
  });
});

describe('slow readers', () => {
  test('who never reads holds one message at most and is dropped; others notice nothing', async () => {
    const truckIds = names(1000);
    const fleet = new Fleet(truckIds);
    const service = await serve(fleet.fetch, { stalledMax: 2_500 });
    const reader = await service.watch().snapshot();
    const deaf = await rawClient(service);
    let buffered = 0;
    let seq = 0;
    const last = id('DT-0999');
    const serverSide = [...service.app.websocketServer.clients];
    while (service.hub.figures().dropped === 0) {
      seq += 1;
      for (const truckId of truckIds) fleet.set(truckId, seq);
      service.change(truckIds);
      for (const socket of serverSide) buffered = Math.max(buffered, socket.bufferedAmount);
      const now = seq;
      await until('the reader to have it', () => seqOf(reader.fleet.get(last)) === now);
    }
    // Pieces of 64 KiB, with their frames' heads.
    expect(buffered).toBeLessThan(66_000);
    expect(service.hub.figures()).toMatchObject({ clients: 1, dropped: 1 });
    expect(seq).toBeGreaterThan(1);
    await until('the reader to have it all', () =>
      truckIds.every((one) => seqOf(reader.fleet.get(one)) === seq),
    );
    deaf.destroy();
  });

  test('who reads again after a while gets the latest state, not what lay between', async () => {
    const truckIds = names(1000);
    const fleet = new Fleet(truckIds);
    const service = await serve(fleet.fetch);
    const slow = await rawClient(service);
    const reader = await service.watch().snapshot();
    for (let seq = 1; seq <= 30; seq++) {
      for (const truckId of truckIds) fleet.set(truckId, seq);
      service.change(truckIds);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    await until('the reader to have it all', () =>
      truckIds.every((one) => seqOf(reader.fleet.get(one)) === 30),
    );
    expect(service.hub.figures().behind).toBeGreaterThanOrEqual(1);
    let text = '';
    slow.on('data', (data: Buffer) => {
      text += data.toString('latin1');
      // The ping after the message, answered as RFC 6455 wants it: masked, here with a mask of zeros.
      const ping = data.lastIndexOf(Buffer.from([0x89, 0x01]));
      const number = ping < 0 ? undefined : data[ping + 2];
      if (number !== undefined) slow.write(Buffer.from([0x8a, 0x81, 0, 0, 0, 0, number]));
    });
    await until('the latest state', () => text.includes('"seq":30'));
    const states = new Set([...text.matchAll(/"seq":(\d+)/g)].map((match) => Number(match[1])));
    expect([...states]).toEqual([0, 30]);
  });

  test('a message larger than what the sockets hold waits in this process in small pieces, and arrives whole', async () => {
    const service = await serve(new Fleet(names(40_000)).fetch);
    const slow = await rawClient(service);
    const [serverSide] = service.app.websocketServer.clients;
    let before = -1;
    await until('nothing to move any more', async () => {
      const written = slow.readableLength + (serverSide?.bufferedAmount ?? 0);
      const still = service.hub.figures().behind === 1 && written > 0 && written === before;
      before = written;
      await new Promise((resolve) => setTimeout(resolve, 200));
      return still;
    });
    expect(serverSide?.bufferedAmount).toBeGreaterThan(0);
    expect(serverSide?.bufferedAmount).toBeLessThan(66_000);
    let bytes = 0;
    let end = '';
    slow.on('data', (data: Buffer) => {
      bytes += data.length;
      end = (end + data.toString('latin1')).slice(-400);
    });
    await until('its end', () => end.includes('"pulse":'));
    expect(bytes).toBeGreaterThan(10_000_000);
  });

  test('300 clients all see a change, each once', async () => {
    const fleet = new Fleet(names(200));
    const service = await serve(fleet.fetch);
    const watchers = Array.from({ length: 300 }, () => service.watch());
    await Promise.all(watchers.map((watcher) => watcher.snapshot()));
    expect(service.hub.figures().clients).toBe(300);
    const fetches = fleet.fetches;
    fleet.set(id('DT-0100'), 9);
    service.change([id('DT-0100')]);
    await until('everybody to see it', () =>
      watchers.every((watcher) => seqOf(watcher.fleet.get('DT-0100')) === 9),
    );
    expect(fleet.fetches).toBe(fetches + 1);
    for (const watcher of watchers) {
      expect(watcher.deltas.flatMap((delta) => delta.trucks)).toHaveLength(1);
      watcher.socket.close();
    }
    await until('all to have left', () => service.hub.figures().clients === 0);
  });
});

describe('with PostgreSQL', () => {
  test('two replicas on one database: a change made by either reaches the clients of both', async () => {
    const database = await freshDatabase();
    const trucks = truckStore(database.db);
    const replica = async () => {
      const service = await serve((truckIds) => fleetNow(database.db, truckIds));
      const listener = listenChanges({
        url: database.url,
        log,
        onChange: service.hub.changed,
        onReconnect: service.hub.everythingChanged,
      });
      cleanups.push(() => listener.stop());
      await until('the listener', () => listener.listening());
      return service;
    };
    const [one, two] = [await replica(), await replica()];
    const watchers = [await one.watch().snapshot(), await two.watch().snapshot()];
    expect(watchers.map((watcher) => watcher.fleet.size)).toEqual([0, 0]);
    const body = {
      truckId: id('DT-07'),
      name: 'Seven',
      depot: null,
      seats: 24,
      array: null,
      battery: null,
      loads: [],
      speedKph: 45,
      reportingIntervalS: 60,
      dataBundleMb: null,
      notes: '',
      retired: false,
    };
    const created = await trucks.create(SYSTEM_ACTOR, body);
    expect(created.ok).toBe(true);
    for (const watcher of watchers) {
      await until('the new truck', () => watcher.fleet.get('DT-07')?.seats === 24);
      await until('the list', () => watcher.changed.has('trucks'));
    }
    await trucks.update(SYSTEM_ACTOR, id('DT-07'), { version: 1, retired: true });
    for (const watcher of watchers) await until('it to go', () => !watcher.fleet.has('DT-07'));

    // A listener that lost its connection has missed things: everything is looked at again.
    await database.db.$client.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where application_name = 'digitruck-fleet changes' and datname = current_database()`,
    );
    await trucks.update(SYSTEM_ACTOR, id('DT-07'), { version: 2, retired: false });
    for (const watcher of watchers) await until('it to come back', () => watcher.fleet.has('DT-07'));
    await database.db.transaction((tx) => notifyChanges(tx, { subjects: ['courses'] }));
    for (const watcher of watchers) await until('the subject', () => watcher.changed.has('courses'));
  });
});

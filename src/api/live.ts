/**
 * The live feed of one process: hears what changed, fetches it once, and brings every client to the latest state.
 *
 * Several processes work side by side, each with its own clients, because each hears every NOTIFY. While nobody watches, nothing is
 * fetched. A client gets a few messages a second at most, and one only after it has read the one before (see live/client.ts).
 */
import { setImmediate as nextTick } from 'node:timers/promises';
import type { TruckNow } from '@digitruck/contract/fleet';
import type { TruckId } from '@digitruck/contract/ids';
import { LIVE_SUBJECTS, type LiveSubject, type Pulse } from '@digitruck/contract/live';
import type { WebSocket } from '@fastify/websocket';
import type { FastifyBaseLogger } from 'fastify';
import { type Clock, toIso } from '../kernel/clock.ts';
import { CLOSE, LiveClient } from './live/client.ts';
import { startFetcher } from './live/fetcher.ts';
import { FleetTexts } from './live/fleet-texts.ts';

/** All in milliseconds. Tests shorten some. */
export const LIVE_TIMING = {
  /** Between two fetches from the database. */
  fetchEvery: 200,
  fetchRetry: 1_000,
  /** Between two messages to one client: at most four a second. */
  messageEvery: 250,
  /** With nothing to say, a message that says so, for a browser can't see pings. */
  heartbeatEvery: 5_000,
  pulseEvery: 1_000,
  /** Between two mentions of one list: each makes every browser that shows it fetch it. */
  subjectEvery: 2_000,
  /** A client that reads nothing for so long is dropped. */
  stalledMax: 30_000,
  /** Whether the caller may still watch; a revoked one is out within twice that. */
  recheckEvery: 25_000,
  tick: 50,
};
const CLIENTS_MAX = 2_000;
/** Sending to 500 clients in one go would hold everything else up for 12 ms. */
const SENDS_A_TICK = 40;
const CHECKS_AT_ONCE = 8;

export type LiveOptions = {
  /** Trucks as they are now: those of these ids that exist, or all. */
  readonly fleetNow: (truckIds?: readonly TruckId[]) => Promise<TruckNow[]>;
  readonly pulse: () => Pulse;
  readonly clock: Clock;
  readonly log: FastifyBaseLogger;
  readonly timing?: Partial<typeof LIVE_TIMING> | undefined;
};

export type Watcher = {
  /** The same text means the same person or key: they are asked about once for all their connections. */
  readonly credential: string;
  /** Asked again and again: may they still watch? */
  readonly mayStay: () => Promise<boolean>;
};

export type LiveHub = {
  /** Takes a connection over; it gets its snapshot as soon as there is one. */
  join(socket: WebSocket, watcher: Watcher): void;
  changed(change: { readonly trucks: readonly TruckId[]; readonly subjects: readonly LiveSubject[] }): void;
  /** Changes may have been missed: everything is fetched again. */
  everythingChanged(): void;
  /** `behind`: clients that have not read their last message yet. `dropped`: since the start, for not reading. */
  figures(): { clients: number; behind: number; dropped: number };
  /** Tells every client and closes. */
  stop(): void;
};

type Member = { readonly client: LiveClient; readonly watcher: Watcher };

export function startLive(options: LiveOptions): LiveHub {
  const { clock, log } = options;
  const timing = { ...LIVE_TIMING, ...options.timing };
  const members = new Set<Member>();
  const fleet = new FleetTexts();
  /** Whether `fleet` holds the whole fleet; false while nobody watches. */
  let complete = false;
  let timer: NodeJS.Timeout | undefined;
  let dropped = 0;
  let stopped = false;

  const fetcher = startFetcher({
    everyMs: timing.fetchEvery,
    retryMs: timing.fetchRetry,
    onError: (err) => log.warn({ err }, 'the live feed could not fetch the trucks; it tries again'),
    async fetch(truckIds) {
      const trucks = await options.fleetNow(truckIds);
      if (members.size === 0) return;
      const found = new Set(trucks.map((truck) => truck.truckId));
      fleet.put(trucks);
      fleet.remove((truckIds ?? fleet.truckIds()).filter((truckId) => !found.has(truckId)));
      if (truckIds === undefined) complete = true;
      void dispatch();
    },
  });

  // --- pulse

  let pulse: Pulse = options.pulse();
  let pulseAtMs = clock.monotonicMs();
  function takePulse(nowMs: number): void {
    if (nowMs - pulseAtMs < timing.pulseEvery) return;
    const before = pulse;
    pulse = options.pulse();
    pulseAtMs = nowMs;
    texts.clear();
    if (before.broker !== pulse.broker || before.database !== pulse.database) fleet.advance();
  }

  // --- lists that changed

  const waitingSubjects = new Set<LiveSubject>();
  const subjectToldMs = new Map<LiveSubject, number>();
  function tellSubjects(nowMs: number): void {
    for (const subject of waitingSubjects) {
      if (nowMs - (subjectToldMs.get(subject) ?? Number.NEGATIVE_INFINITY) < timing.subjectEvery) continue;
      waitingSubjects.delete(subject);
      subjectToldMs.set(subject, nowMs);
      fleet.touch([subject]);
    }
  }
  function touch(subjects: readonly LiveSubject[]): void {
    for (const subject of subjects) waitingSubjects.add(subject);
    tellSubjects(clock.monotonicMs());
  }

  // --- messages, each made once for all clients that have seen the same

  const texts = new Map<number | undefined, Buffer>();
  let textsHead = -1;
  function messageFor(seen: number | undefined): Buffer {
    if (textsHead !== fleet.head) texts.clear();
    textsHead = fleet.head;
    const made = texts.get(seen);
    if (made !== undefined) return made;
    const at = toIso(clock.nowMs());
    const text = Buffer.from(
      seen === undefined ? fleet.snapshot(at, pulse) : fleet.deltaSince(seen, at, pulse),
    );
    texts.set(seen, text);
    return text;
  }

  let dispatching = false;
  async function dispatch(): Promise<void> {
    if (dispatching || !complete) return;
    dispatching = true;
    let sent = 0;
    for (const { client } of [...members]) {
      if (!isDue(client)) continue;
      client.send(messageFor(client.seen), fleet.head);
      sent += 1;
      if (sent % SENDS_A_TICK === 0) await nextTick();
      if (!complete) break;
    }
    dispatching = false;
  }
  function isDue(client: LiveClient): boolean {
    if (!client.idle) return false;
    const behind = client.seen === undefined || client.seen < fleet.head;
    const waitMs = behind ? timing.messageEvery : timing.heartbeatEvery;
    return clock.monotonicMs() - client.lastSentMs >= waitMs;
  }

  // --- watching over the clients

  function tick(): void {
    const nowMs = clock.monotonicMs();
    takePulse(nowMs);
    tellSubjects(nowMs);
    let leastSeen = fleet.head;
    for (const { client } of members) {
      leastSeen = Math.min(leastSeen, client.seen ?? leastSeen);
      if (client.stalledMs() > timing.stalledMax) {
        dropped += 1;
        client.drop();
      }
    }
    fleet.forgetRemovedUpTo(leastSeen);
    void dispatch();
    void recheck(nowMs);
  }

  let rechecking = false;
  async function recheck(nowMs: number): Promise<void> {
    if (rechecking) return;
    const due = [...members].filter(({ client }) => nowMs - client.checkedMs >= timing.recheckEvery);
    if (due.length === 0) return;
    rechecking = true;
    const groups = [...Map.groupBy(due, ({ watcher }) => watcher.credential).values()];
    for (let from = 0; from < groups.length; from += CHECKS_AT_ONCE) {
      await Promise.all(groups.slice(from, from + CHECKS_AT_ONCE).map(recheckGroup));
    }
    rechecking = false;
  }
  async function recheckGroup(group: readonly Member[]): Promise<void> {
    let mayStay = true;
    try {
      mayStay = (await group[0]?.watcher.mayStay()) ?? false;
    } catch (err) {
      // The database is away: nobody can be told apart just now, and nothing new is sent either.
      log.warn({ err }, 'whether clients of the live feed may stay could not be found out');
    }
    const nowMs = clock.monotonicMs();
    for (const { client } of group) {
      client.checkedMs = nowMs;
      if (!mayStay) client.close(CLOSE.notSignedIn, 'You are no longer signed in.', toIso(clock.nowMs()));
    }
  }

  function leave(member: Member): void {
    members.delete(member);
    if (members.size > 0) return;
    clearInterval(timer);
    timer = undefined;
    complete = false;
    fleet.clear();
    texts.clear();
    waitingSubjects.clear();
    fetcher.forget();
  }

  return {
    join(socket, watcher) {
      const client = new LiveClient(socket, clock);
      const at = toIso(clock.nowMs());
      if (stopped) return client.close(CLOSE.goingAway, 'The service stops.', at);
      if (members.size >= CLIENTS_MAX) {
        return client.close(CLOSE.tryLater, 'Too many people are watching; try again in a minute.', at);
      }
      const member = { client, watcher };
      socket.once('message', () => {
        client.close(CLOSE.policy, 'The live feed takes no messages.', toIso(clock.nowMs()));
      });
      socket.on('close', () => leave(member));
      members.add(member);
      if (members.size === 1) {
        pulse = options.pulse();
        pulseAtMs = clock.monotonicMs();
        fetcher.wantAll();
        timer = setInterval(tick, timing.tick);
      } else {
        void dispatch();
      }
    },
    changed({ trucks, subjects }) {
      if (members.size === 0) return;
      touch(subjects);
      if (trucks.length > 0) fetcher.want(trucks);
    },
    everythingChanged() {
      if (members.size === 0) return;
      touch(LIVE_SUBJECTS);
      fetcher.wantAll();
    },
    figures: () => ({
      clients: members.size,
      behind: [...members].filter(({ client }) => !client.idle).length,
      dropped,
    }),
    stop() {
      stopped = true;
      const at = toIso(clock.nowMs());
      for (const { client } of members) client.close(CLOSE.goingAway, 'The service stops.', at);
    },
  };
}

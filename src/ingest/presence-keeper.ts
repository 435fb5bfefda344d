/**
 * The fleet's presence in memory: fed by messages, ticking for silence, handing on what changed to be written.
 * Sightings alone are written at most every few seconds a truck; a change of state at the next write.
 */
import type { TruckId } from '@digitruck/contract/ids';
import type { Clock } from '../kernel/clock.ts';
import { NEVER_HEARD, nextPresence, type Presence, type PresenceEvent, silentAfterMs } from './presence.ts';

export type PresenceRow = { readonly truckId: TruckId } & Pick<
  Presence,
  'state' | 'sinceMs' | 'heardMs' | 'bootId' | 'bootAtMs' | 'flapping'
>;

export type PresenceStore = {
  all(): Promise<PresenceRow[]>;
  /**
   * @param changed trucks whose state changed, which screens want to know
   * @returns trucks that are not silent after all: another replica hears them
   */
  write(rows: readonly PresenceRow[], changed: readonly TruckId[]): Promise<readonly TruckId[]>;
};

const TICK_MS = 1000;
const HEARD_AGAIN_AFTER_MS = 200;
/** A sighting is not worth a write more often than this. */
const SIGHTING_EVERY_MS = 10_000;

export type PresenceKeeper = {
  note(truckId: TruckId, event: PresenceEvent): void;
  stop(): Promise<void>;
};

export async function keepPresence(options: {
  store: PresenceStore;
  clock: Clock;
  /** undefined for a truck that is unknown or retired. */
  reportingIntervalS: (truckId: TruckId) => number | undefined;
  onFault: (error: unknown) => void;
  /** A truck came (back) online: commands may be waiting for it. */
  onOnline?: (truckId: TruckId) => void;
}): Promise<PresenceKeeper> {
  const { store, clock } = options;
  const trucks = new Map<TruckId, { presence: Presence; writtenMonoMs: number }>();
  const changed = new Set<TruckId>();
  const sighted = new Set<TruckId>();
  const now = () => ({ wallMs: clock.nowMs(), monoMs: clock.monotonicMs() });

  for (const row of await store.all()) {
    // A truck that was there when we stopped gets the usual time to be heard again.
    const presence = { ...NEVER_HEARD, ...row, heardMonoMs: clock.monotonicMs() };
    trucks.set(row.truckId, { presence, writtenMonoMs: clock.monotonicMs() });
  }

  /** Of a truck that sends many samples a second, one in a while says it is there as well as all. */
  function isOldNews({ presence }: { presence: Presence }, event: PresenceEvent): boolean {
    return (
      event.kind === 'sample' &&
      presence.state === 'online' &&
      presence.bootId === event.bootId &&
      clock.monotonicMs() - presence.heardMonoMs < HEARD_AGAIN_AFTER_MS
    );
  }

  function note(truckId: TruckId, event: PresenceEvent): void {
    const known = trucks.get(truckId);
    if (known !== undefined && isOldNews(known, event)) return;
    const before = known?.presence ?? NEVER_HEARD;
    const after = nextPresence(before, event, now());
    if (after === before) return;
    if (known === undefined)
      trucks.set(truckId, { presence: after, writtenMonoMs: Number.NEGATIVE_INFINITY });
    else known.presence = after;
    if (
      after.state !== before.state ||
      after.flapping !== before.flapping ||
      after.bootId !== before.bootId
    ) {
      changed.add(truckId);
      if (after.state === 'online' && before.state !== 'online') options.onOnline?.(truckId);
    } else {
      sighted.add(truckId);
    }
  }

  function tick(): void {
    for (const truckId of trucks.keys()) {
      const intervalS = options.reportingIntervalS(truckId);
      if (intervalS !== undefined) note(truckId, { kind: 'tick', silentAfterMs: silentAfterMs(intervalS) });
    }
  }

  /** Where telemetry is dealt to several replicas, each hears only some of it. */
  function heardElsewhere(truckId: TruckId): void {
    const known = trucks.get(truckId);
    if (known?.presence.state !== 'silent') return;
    known.presence = {
      ...known.presence,
      state: 'online',
      heardMs: clock.nowMs(),
      heardMonoMs: clock.monotonicMs(),
    };
  }

  async function write(all: boolean): Promise<void> {
    const news = [...changed];
    const due = [...sighted].filter((truckId) => {
      const written = trucks.get(truckId)?.writtenMonoMs ?? 0;
      return all || clock.monotonicMs() - written >= SIGHTING_EVERY_MS;
    });
    const rows: PresenceRow[] = [];
    for (const truckId of new Set([...news, ...due])) {
      const known = trucks.get(truckId);
      if (known === undefined || options.reportingIntervalS(truckId) === undefined) continue;
      const { state, sinceMs, heardMs, bootId, bootAtMs, flapping } = known.presence;
      rows.push({ truckId, state, sinceMs, heardMs, bootId, bootAtMs, flapping });
    }
    changed.clear();
    for (const truckId of due) sighted.delete(truckId);
    if (rows.length === 0) return;
    try {
      for (const truckId of await store.write(rows, news)) heardElsewhere(truckId);
      for (const { truckId } of rows) {
        const known = trucks.get(truckId);
        if (known !== undefined) known.writtenMonoMs = clock.monotonicMs();
      }
    } catch (error) {
      for (const truckId of news) changed.add(truckId);
      for (const truckId of due) sighted.add(truckId);
      options.onFault(error);
    }
  }

  let stopped = false;
  let writing: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    tick();
    writing = writing.then(() => (stopped ? undefined : write(false)));
  }, TICK_MS);

  return {
    note,
    async stop() {
      stopped = true;
      clearInterval(timer);
      await writing;
      await write(true);
    },
  };
}

/**
 * A fleet in one process: makes samples as simulated time passes, keeps, sends and resends them, until the end or until
 * told to stop.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { type Clock, systemClock, toIso } from '../../src/kernel/clock.ts';
import { rng } from '../../src/kernel/rng.ts';
import type { Login } from '../link/connection.ts';
import { diskStore } from '../link/disk-store.ts';
import { truckFaults } from '../link/faults.ts';
import { memoryStore } from '../link/kept.ts';
import { TruckSpec, type TruckSpecInput } from '../truck/spec.ts';
import { makeTruck } from '../truck/truck.ts';
import { type Figures, noFigures } from './figures.ts';
import { ledgerWriter, NO_LEDGER } from './ledger-writer.ts';
import { Member } from './member.ts';
import { PLAIN_SCENARIO, type Scenario } from './scenario.ts';

export type FleetOptions = {
  readonly trucks: readonly TruckSpecInput[];
  readonly mqttUrl: string;
  /** Simulated time at the beginning, ms since 1970. */
  readonly startMs: number;
  /** Simulated time at the end; without it the fleet runs until `signal`. */
  readonly endMs?: number;
  /**
   * Simulated seconds in a second, or `catch-up`: as fast as the office takes it until the simulated time has reached
   * the present, then live. Simulated time never overtakes the wall clock, for nobody accepts samples from the future.
   */
  readonly pace: number | 'catch-up';
  /** Seconds between two samples of a truck; default 60. */
  readonly intervalS?: number;
  readonly seed?: number | string;
  readonly scenario?: Scenario;
  readonly logins?: Readonly<Record<string, Login>>;
  /** MQTT 3.1.1 (4, the default) or 5. */
  readonly mqttVersion?: 4 | 5;
  /** Keep unreceipted samples in this folder; default: in memory only. */
  readonly storeFolder?: string;
  readonly ledgerFile?: string;
  /** Begins each boot id; default: from the wall clock, so that two runs never share one. */
  readonly bootName?: string;
  /** Samples in one message, default 500; 1 sends each singly. */
  readonly batchSamplesMax?: number;
  readonly resendAfterMs?: number;
  /** The longest a truck waits between two attempts to connect, about; default 30 s. */
  readonly reconnectMaxMs?: number;
  /** At the end: how long to wait for PUBACKs and receipts after the last one came. Default 90 s. */
  readonly drainMs?: number;
  readonly clock?: Clock;
  /** Stops: nothing new is made, what is in flight is finished, statuses go offline. */
  readonly signal?: AbortSignal;
  /** Stops at once. */
  readonly killSignal?: AbortSignal;
  onProgress?(progress: FleetProgress): void;
  onMessageShown?(truckId: string, text: string): void;
};

export type FleetProgress = {
  readonly phase: 'running' | 'delivering' | 'closing' | 'done';
  readonly simMs: number;
  readonly trucks: number;
  readonly connected: number;
  /** Samples without a receipt, and those of them without a PUBACK. */
  readonly waiting: number;
  readonly unsent: number;
  readonly figures: Readonly<Figures>;
  /** The latest reason why a truck has no connection, if any has none. */
  readonly problem: string | undefined;
};
export type FleetSummary = FleetProgress & { readonly wallMs: number; readonly interrupted: boolean };

const TICK_MS = 50;
/** Work in one go, so that the sockets get their turn. */
const TICK_WORK_MS = 25;
const PROGRESS_EVERY_MS = 250;
const LEDGER_EVERY_MS = 500;
/** While catching up, a truck waits once it has this much to send. */
const CATCH_UP_UNSENT_MAX = 3000;
/** First connections of a fleet are spread: so many a second. */
const CONNECTS_PER_S = 250;
/** An office that gave no receipt at all is not waited for longer. */
const NO_OFFICE_WAIT_MS = 4000;

/** Runs a fleet to its end. Rejects only on what a caller has wrong: a bad truck, an unwritable folder or file. */
export async function runFleet(options: FleetOptions): Promise<FleetSummary> {
  const clock = options.clock ?? systemClock;
  const scenario = options.scenario ?? PLAIN_SCENARIO;
  const seed = options.seed ?? 1;
  const intervalS = options.intervalS ?? 60;
  const endMs = options.endMs ?? Number.POSITIVE_INFINITY;
  const catchUp = options.pace === 'catch-up';
  const speed = options.pace === 'catch-up' ? 1 : options.pace;
  const bootName = options.bootName ?? `s${clock.nowMs().toString(36)}`;
  const figures = noFigures();
  const store = options.storeFolder === undefined ? memoryStore() : diskStore(options.storeFolder);
  const ledger =
    options.ledgerFile === undefined
      ? NO_LEDGER
      : ledgerWriter(options.ledgerFile, {
          at: toIso(clock.nowMs()),
          seed: String(seed),
          trucks: options.trucks.length,
        });
  const drainMs = options.drainMs ?? 90_000;
  let problem: string | undefined;

  const members = options.trucks.map((input, index) => {
    const parsed = TruckSpec.parse(input);
    const spec = { ...parsed, followSchedule: parsed.followSchedule || scenario.followSchedule };
    const random = rng(`${seed}/member/${spec.truckId}`);
    const login = options.logins?.[spec.truckId];
    return new Member({
      truck: makeTruck({
        spec,
        seed,
        startMs: options.startMs,
        endMs: Math.min(endMs, options.startMs + 366 * 86_400_000),
        clearLogitShift: scenario.weather.clearLogitShift,
        climate: scenario.weather.climate,
        counterDriftScale: scenario.counterDriftScale,
        onArrival: () => {
          figures.arrivals++;
        },
      }),
      faults: truckFaults({
        scenario,
        truckId: spec.truckId,
        index,
        seed,
        startMs: options.startMs,
        random: random.fork('faults'),
      }),
      random: random.fork('link'),
      clock,
      figures,
      store,
      ledger,
      mqttUrl: options.mqttUrl,
      mqttVersion: options.mqttVersion ?? 4,
      ...(login === undefined ? {} : { login }),
      bootName,
      startMs: options.startMs,
      intervalS,
      batchSamplesMax: options.batchSamplesMax ?? 500,
      resendAfterMs: options.resendAfterMs ?? 20_000,
      ...(options.reconnectMaxMs === undefined ? {} : { reconnectMaxMs: options.reconnectMaxMs }),
      cutAfterMs: speed > 60 ? 2000 : 0,
      catchUp,
      onMessageShown: (text) => options.onMessageShown?.(spec.truckId, text),
      onProblem: (text) => {
        problem = text;
      },
    });
  });
  const byId = new Map<string, Member>(members.map((member) => [member.truckId, member]));
  for (const sample of store.left) {
    byId.get(sample.truckId)?.restore(sample);
    figures.restored++;
  }

  const beganMs = clock.monotonicMs();
  let phase: FleetProgress['phase'] = 'running';
  let simMs = options.startMs;
  let progressMs = Number.NEGATIVE_INFINITY;
  let ledgerMs = beganMs;

  function progress(): FleetProgress {
    let [connected, waiting, unsent] = [0, 0, 0];
    for (const member of members) {
      if (member.connected) connected++;
      waiting += member.waiting;
      unsent += member.unsent;
    }
    const shown = connected < members.length ? problem : undefined;
    return { phase, simMs, trucks: members.length, connected, waiting, unsent, figures, problem: shown };
  }
  function house(monotonicMs: number, sending = true): void {
    store.flush();
    if (sending) for (const member of members) member.pump(monotonicMs);
    if (monotonicMs - ledgerMs >= LEDGER_EVERY_MS) {
      ledgerMs = monotonicMs;
      ledger.flush();
    }
    if (monotonicMs - progressMs >= PROGRESS_EVERY_MS) {
      progressMs = monotonicMs;
      options.onProgress?.(progress());
    }
  }
  const killed = () => options.killSignal?.aborted === true;
  const stopped = () => options.signal?.aborted === true || killed();

  /** Makes what is due; true when every truck is up to date. */
  function make(targetMs: number, cursor: { at: number }): boolean {
    const untilMs = clock.monotonicMs() + TICK_WORK_MS;
    let ready = 0;
    for (let looked = 0; ready < members.length && looked < members.length * 50; looked++) {
      const member = members[cursor.at];
      cursor.at = (cursor.at + 1) % members.length;
      if (member === undefined) break;
      const mayMake = !catchUp || member.sendable < CATCH_UP_UNSENT_MAX;
      ready = mayMake && !member.makeUpTo(targetMs) ? 0 : ready + 1;
      if (clock.monotonicMs() > untilMs) break;
    }
    return members.every((member) => member.nextMs > targetMs);
  }

  try {
    const random = rng(`${seed}/first-connect`);
    for (const member of members) member.open((random.next() * members.length * 1000) / CONNECTS_PER_S);

    const cursor = { at: 0 };
    while (!stopped()) {
      const tickMs = clock.monotonicMs();
      const wallMs = clock.nowMs();
      const paced = catchUp ? wallMs : options.startMs + (tickMs - beganMs) * speed;
      const targetMs = Math.min(paced, endMs, Math.max(wallMs, options.startMs));
      const upToDate = make(targetMs, cursor);
      const lookedMs = simMs;
      simMs = upToDate ? targetMs : Math.max(simMs, Math.min(...members.map((member) => member.nextMs)));
      // While catching up all is past, so today's link carries it.
      if (!catchUp || upToDate) for (const member of members) member.faceLink(lookedMs, simMs, tickMs);
      house(clock.monotonicMs());
      if (upToDate && targetMs >= endMs) break;
      const spentMs = clock.monotonicMs() - tickMs;
      await wait(upToDate ? Math.max(1, TICK_MS - spentMs) : 1, undefined);
    }

    const interrupted = stopped();
    phase = 'delivering';
    for (const member of members) member.finish();
    let lastMs = clock.monotonicMs();
    let before = '';
    while (!killed()) {
      const nowMs = clock.monotonicMs();
      // Told to stop, it only waits for what is in flight.
      house(nowMs, !stopped());
      const now = `${figures.pubacked}/${figures.receipted}/${figures.connects}`;
      if (now !== before) {
        before = now;
        lastMs = nowMs;
      }
      const { waiting, unsent } = progress();
      if (waiting === 0) break;
      const quietMs = nowMs - lastMs;
      if (interrupted || stopped()) {
        const flying = members.some((member) => member.inflightMessages > 0);
        if (!flying || quietMs > 5000) break;
      } else if (quietMs > drainMs) break;
      else if (unsent === 0 && figures.receipted === 0 && quietMs > NO_OFFICE_WAIT_MS) break;
      await wait(TICK_MS);
    }
    phase = 'closing';
    options.onProgress?.(progress());
    const last = progress();
    if (!killed()) await Promise.all(members.map((member) => member.close(5000)));
    else void members.map((member) => member.close(0));
    phase = 'done';
    const summary: FleetSummary = {
      ...last,
      phase,
      wallMs: clock.monotonicMs() - beganMs,
      interrupted,
    };
    options.onProgress?.(summary);
    return summary;
  } finally {
    store.close();
    ledger.close();
  }
}

/**
 * Keeps each truck's schedule at the broker: retained, so that a truck gets the present one whenever it comes, and sent again only when
 * it says something else. What was sent is in the database, so that neither a restart nor a second replica sends it for nothing.
 *
 * Two replicas may see the same change in one moment and both send it: the same words, which harm nobody. One that was slow may send older
 * ones last; so who has sent something looks once more a little later.
 */
import type { TruckId } from '@digitruck/contract/ids';
import type { Schedule } from '@digitruck/contract/schedule';
import { topicOf } from '@digitruck/contract/topics';
import type { Clock } from '../../kernel/clock.ts';
import { localDayOf } from '../../kernel/zone.ts';
import type { ScheduleStore } from '../../store/visits/schedules.ts';
import type { PlannedVisit, VisitStore } from '../../store/visits/visits.ts';
import { within } from '../imports/within.ts';
import { scheduleDigest, scheduleFrom } from './schedule-content.ts';

/** What a truck's battery covers on the days ahead; nothing while there is no forecast. */
export type EnergyOf = (truckId: TruckId) => Promise<Schedule['energy']>;

type Visits = Pick<VisitStore, 'plannedVisits'>;
type Log = { warn(detail: object, message: string): void };

export type ScheduleOptions = {
  readonly visits: Visits;
  readonly schedules: ScheduleStore;
  /** Resolves when the broker has taken it; rejects when it can't just now. */
  readonly publish: (topic: string, payload: string, options: { qos: 1; retain: true }) => Promise<unknown>;
  /** The broker keeps retained messages in memory only, and began with this process. */
  readonly brokerForgets: boolean;
  readonly energyOf?: EnergyOf | undefined;
  readonly timeZone: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly timing?: Partial<typeof SCHEDULE_TIMING>;
};

export type ScheduleSender = {
  /** Visits changed, or only forecasts, of which many come one after the other. */
  changed(what: 'visits' | 'forecasts'): void;
  stop(): Promise<void>;
};

/** All in milliseconds. Tests shorten some. */
export const SCHEDULE_TIMING = {
  /** A day passes, a notification was missed, another replica was away. */
  pollEvery: 120_000,
  afterVisits: 300,
  afterForecasts: 15_000,
  /** After something was sent, or could not be. */
  again: 5_000,
};
const PUBLISH_WITHIN_MS = 10_000;
const AT_ONCE = 32;
/** Said once a day even when nothing changed, for a broker that lost what it kept. */
const SAID_FOR_MS = 86_400_000;
const FOR_EVER = '9999-12-31';

const noEnergy: EnergyOf = async () => [];

/** A truck's schedule as it is now, for whoever asks. */
export function scheduleReader(
  options: Pick<ScheduleOptions, 'visits' | 'energyOf' | 'timeZone' | 'clock'>,
): (truckId: TruckId) => Promise<Schedule> {
  const { visits, energyOf = noEnergy, timeZone, clock } = options;
  return async (truckId) => {
    const nowMs = clock.nowMs();
    const [planned, energy] = await Promise.all([
      visits.plannedVisits(localDayOf(nowMs, timeZone), FOR_EVER, [truckId]),
      energyOf(truckId),
    ]);
    return scheduleFrom({ truckId, nowMs, timeZone, visits: planned, energy });
  };
}

export function startSchedules(options: ScheduleOptions): ScheduleSender {
  const { clock, log, schedules, timeZone, energyOf = noEnergy } = options;
  const timing = { ...SCHEDULE_TIMING, ...options.timing };
  /** What this process sent: all that a broker of its own can have. */
  const said = new Map<TruckId, string>();
  let timer: NodeJS.Timeout | undefined;
  let dueMs = Number.POSITIVE_INFINITY;
  let running: Promise<void> | undefined;
  let stopped = false;

  async function sendOne(truckId: TruckId, visits: readonly PlannedVisit[], known: string | undefined) {
    const energy = visits.length === 0 ? [] : await energyOf(truckId);
    const schedule = scheduleFrom({ truckId, nowMs: clock.nowMs(), timeZone, visits, energy });
    const digest = scheduleDigest(schedule);
    if (digest === known || stopped) return undefined;
    const sent = options.publish(topicOf(truckId, 'schedule'), JSON.stringify(schedule), {
      qos: 1,
      retain: true,
    });
    await within(PUBLISH_WITHIN_MS, sent);
    return digest;
  }

  /** @returns whether to look again soon */
  async function pass(): Promise<boolean> {
    const nowMs = clock.nowMs();
    const planned = await options.visits.plannedVisits(localDayOf(nowMs, timeZone), FOR_EVER);
    const byTruck = Map.groupBy(planned, ({ truckId }) => truckId);
    const sent = await schedules.sent();
    const knownOf = (truckId: TruckId) => {
      if (options.brokerForgets) return said.get(truckId);
      const last = sent.get(truckId);
      return last !== undefined && nowMs - last.sentAtMs < SAID_FOR_MS ? last.digest : undefined;
    };
    // Who was ever sent one is told when nothing is left of it.
    const truckIds = [...new Set([...byTruck.keys(), ...sent.keys()])];
    let failed = 0;
    let count = 0;
    for (let from = 0; from < truckIds.length && !stopped; from += AT_ONCE) {
      const done: [TruckId, string][] = [];
      const some = truckIds.slice(from, from + AT_ONCE).map(async (truckId) => {
        try {
          const digest = await sendOne(truckId, byTruck.get(truckId) ?? [], knownOf(truckId));
          if (digest !== undefined) done.push([truckId, digest]);
        } catch (err) {
          if (failed++ === 0) log.warn({ err, truckId }, 'a schedule could not be sent; it is tried again');
        }
      });
      await Promise.all(some);
      for (const [truckId, digest] of done) said.set(truckId, digest);
      await schedules.noteSent(done, nowMs);
      count += done.length;
      // A broker that takes none of these takes none of the thousands behind them.
      if (failed >= AT_ONCE) break;
    }
    return failed + count > 0;
  }

  async function run(): Promise<void> {
    let again = true;
    try {
      again = await pass();
    } catch (err) {
      log.warn({ err }, 'schedules could not be looked through just now');
    }
    running = undefined;
    wake(again ? timing.again : timing.pollEvery);
  }

  /** Looks within that time, or earlier if that was due already. */
  function wake(inMs: number): void {
    if (stopped) return;
    const wantedMs = clock.monotonicMs() + inMs;
    if (wantedMs >= dueMs) return;
    dueMs = wantedMs;
    clearTimeout(timer);
    timer = setTimeout(() => {
      dueMs = Number.POSITIVE_INFINITY;
      // What changes during a pass is looked at after it.
      if (running === undefined) running = run();
      else wake(timing.afterVisits);
    }, inMs);
  }

  wake(0);
  return {
    changed: (what) => wake(what === 'visits' ? timing.afterVisits : timing.afterForecasts),
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}

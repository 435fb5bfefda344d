/**
 * The rules, live: every quarter of a minute all trucks are looked at as they are now, and what is raised, worse or over is written
 * down with the state that the rules carry on, a transaction a truck.
 *
 * One replica does it. It reads a row a truck, however many samples came; it counts silence only over the time in which this service
 * could hear; what cannot be written down has not happened, and is found again at the next look.
 */
import type { TruckId } from '@digitruck/contract/ids';
import type { LiveSubject } from '@digitruck/contract/live';
import { type ArrayHealth, arrayHealth } from '../../alerts/array-health.ts';
import { lateFindings, lateRulesOf } from '../../alerts/late.ts';
import { LATE_AFTER_MS } from '../../alerts/observation.ts';
import { noteDataUsed } from '../../alerts/observe.ts';
import { scheduleOf } from '../../alerts/schedule.ts';
import { rulesOf } from '../../alerts/settings.ts';
import { clearAll } from '../../alerts/state.ts';
import type { Clock } from '../../kernel/clock.ts';
import { addDays, instantOf, localDayOf, zoneOffsetMs } from '../../kernel/zone.ts';
import type { AlertStore } from '../../store/alerts/alerts.ts';
import type { AlertFactsStore } from '../../store/alerts/facts.ts';
import type { AlertRuleStore } from '../../store/alerts/rules.ts';
import type { Leadership } from '../../store/leader.ts';
import type { VisitStore } from '../../store/visits/visits.ts';
import { startPasses } from '../passes.ts';
import { energyOf, settingsOf, staysOf } from './context.ts';
import { watchedClock } from './watched-clock.ts';
import {
  count,
  forget,
  look,
  restore,
  see,
  settled,
  stateOf,
  type WatchedTruck,
  watchedTruck,
} from './watched-truck.ts';

const EVERY_MS = 15_000;
/** Somebody changed a rule or a visit: soon, but several changes are one. */
const AFTER_CHANGE_MS = 2_000;
/** Without a word of it, schedules and forecasts are read again so often. */
const CONTEXT_EVERY_MS = 10 * 60_000;
/** The array's own past: so many days, read so often. */
const HEALTH_DAYS = 200;
const HEALTH_EVERY_MS = 3_600_000;
/** Memory is written down so often, also when nothing happened. */
const SAVE_EVERY_MS = 5 * 60_000;
/** The end is not held up for longer. */
const SAVE_WITHIN_MS = 3_000;
/** Not having looked for so long is a break of ours. */
const BREAK_MS = 90_000;
const COUNTS_MS = 3_600_000;
const TRUCKS_AT_ONCE = 100;
const FAILED_MAX = 3;
/** Refusals remembered of a truck, and trucks with any: enough to tell, too few to fill the memory. */
const REFUSED_KEPT = 1_000;
const VISIT_DAYS_BACK = 1;
const VISIT_DAYS_AHEAD = 8;

type Log = { warn(detail: object, message: string): void };

export type AlertStats = {
  passes: number;
  failures: number;
  transitions: number;
  trucks: number;
  lastPassMs: number;
  leads: boolean;
};
export type AlertWorker = {
  /** Something that rules look at besides samples has changed. */
  changed(subject: LiveSubject): void;
  /** The broker refused somebody who spoke in a truck's name. */
  noteRefused(truckId: TruckId): void;
  /** One look at all trucks, for who can't wait for it; resolves when it is done. */
  pass(): Promise<void>;
  stats(): Readonly<AlertStats>;
  stop(): Promise<void>;
};

export function startAlerts(options: {
  readonly alertFacts: AlertFactsStore;
  readonly alerts: Pick<AlertStore, 'apply' | 'states'>;
  readonly alertRules: Pick<AlertRuleStore, 'ruleSet'>;
  readonly visits: Pick<VisitStore, 'plannedVisits'>;
  readonly leader: Leadership;
  /** Whether samples can come in: the broker is there and the database takes them. */
  readonly hears: () => boolean;
  readonly timeZone: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly everyMs?: number | undefined;
}): AlertWorker {
  const { alertFacts, alerts, timeZone, clock, log, leader } = options;
  const everyMs = options.everyMs ?? EVERY_MS;
  const trucks = new Map<TruckId, WatchedTruck>();
  const refusals = new Map<TruckId, number[]>();
  const stats: AlertStats = {
    passes: 0,
    failures: 0,
    transitions: 0,
    trucks: 0,
    lastPassMs: 0,
    leads: false,
  };
  const wallClock = watchedClock(clock);
  let loaded = false;
  let stale = true;
  let rulesStale = false;
  let health = new Map<TruckId, ArrayHealth>();
  let healthMonoMs = Number.NEGATIVE_INFINITY;
  let contextMonoMs = Number.NEGATIVE_INFINITY;
  let contextDay = '';
  let passMonoMs = Number.NEGATIVE_INFINITY;
  let hearsSinceMs = Number.NaN;
  let deaf = false;

  /** Takes up what was known when somebody last looked. */
  async function load(nowMs: number): Promise<void> {
    trucks.clear();
    const states = new Map((await alerts.states()).map((kept) => [kept.truckId, kept]));
    await readContext(nowMs);
    for (const [truckId, truck] of trucks) {
      const kept = states.get(truckId);
      if (kept === undefined) continue;
      restore(truck, kept.state);
      if (nowMs - kept.evaluatedMs > BREAK_MS) forget(truck);
    }
    const monthStartMs = instantOf(`${localDayOf(nowMs, timeZone).slice(0, 8)}01`, '00:00', timeZone);
    for (const [truckId, { atMs, usedMb }] of await alertFacts.firstDataUsed(monthStartMs)) {
      const truck = trucks.get(truckId);
      if (truck === undefined || !Number.isNaN(truck.watch.memory.monthEndMs)) continue;
      noteDataUsed(truck.watch.memory, usedMb, atMs, truck.settings.utcOffsetMs);
    }
    hearsSinceMs = nowMs;
    loaded = true;
  }

  /** Rules, trucks, schedules, forecasts: what changes seldom. */
  async function readContext(nowMs: number): Promise<void> {
    stale = false;
    rulesStale = false;
    const today = localDayOf(nowMs, timeZone);
    const [fromDay, toDay] = [addDays(today, -VISIT_DAYS_BACK), addDays(today, VISIT_DAYS_AHEAD)];
    const [rules, known, planned, forecasts] = await Promise.all([
      options.alertRules.ruleSet(),
      alertFacts.trucks(),
      options.visits.plannedVisits(fromDay, toDay),
      alertFacts.forecasts(),
    ]);
    if (today !== contextDay || clock.monotonicMs() - healthMonoMs > HEALTH_EVERY_MS) {
      const days = await alertFacts.clearDays(addDays(today, -HEALTH_DAYS), today);
      health = new Map([...days].map(([truckId, ofTruck]) => [truckId, arrayHealth(ofTruck)]));
      healthMonoMs = clock.monotonicMs();
    }
    const visitsOf = Map.groupBy(planned, ({ truckId }) => truckId);
    const forecastOf = new Map(forecasts.map((forecast) => [forecast.truckId, forecast]));
    const utcOffsetMs = zoneOffsetMs(nowMs, timeZone);
    const inUse = new Set<TruckId>();
    for (const record of known) {
      const { truckId } = record;
      if (record.retired) continue;
      inUse.add(truckId);
      const settings = settingsOf(record, utcOffsetMs);
      const truck = trucks.get(truckId) ?? watchedTruck(settings, []);
      trucks.set(truckId, truck);
      truck.settings = settings;
      truck.rules = rulesOf(rules, truckId);
      truck.stayAt = scheduleOf(staysOf(visitsOf.get(truckId) ?? [], fromDay, toDay, timeZone), utcOffsetMs);
      truck.energy = energyOf(forecastOf.get(truckId), health.get(truckId), today);
    }
    for (const [truckId, truck] of trucks) {
      if (inUse.has(truckId)) continue;
      await alerts.apply(truckId, clearAll(truck.watch.alerts, truckId), {}, nowMs);
      trucks.delete(truckId);
      refusals.delete(truckId);
    }
    contextMonoMs = clock.monotonicMs();
    contextDay = today;
  }

  /** Alerts change whenever something is raised; only their rules are worth reading again then. */
  async function readRules(): Promise<void> {
    rulesStale = false;
    const rules = await options.alertRules.ruleSet();
    for (const [truckId, truck] of trucks) truck.rules = rulesOf(rules, truckId);
  }

  async function readNow(nowMs: number): Promise<void> {
    const sinceMs = nowMs - COUNTS_MS;
    const [latest, counts] = await Promise.all([alertFacts.latest(), alertFacts.counts(sinceMs)]);
    const countsOf = Map.groupBy(counts, ({ truckId }) => truckId);
    const suspects = [...countsOf]
      .filter(
        ([truckId, buckets]) => trucks.has(truckId) && buckets.some(({ quarantined }) => quarantined > 0),
      )
      .map(([truckId]) => truckId);
    const refusedOf = Map.groupBy(await alertFacts.refused(suspects, sinceMs), ({ truckId }) => truckId);
    for (const seen of latest) {
      const truck = trucks.get(seen.truckId);
      if (truck !== undefined) see(truck, seen);
    }
    for (const [truckId, truck] of trucks) {
      count(truck, countsOf.get(truckId) ?? [], refusedOf.get(truckId) ?? []);
      const refused = (refusals.get(truckId) ?? []).filter((atMs) => atMs > nowMs - COUNTS_MS);
      if (refused.length === 0) refusals.delete(truckId);
      else refusals.set(truckId, refused);
      truck.refusedSignIns = refused.length;
    }
  }

  /** What late data shows of the time it was measured in. */
  async function lateOf(truck: WatchedTruck, fromMs: number, toMs: number) {
    const { settings, rules, stayAt } = truck;
    const samples = await alertFacts.lateSamples(settings.truckId, fromMs, toMs, LATE_AFTER_MS);
    const observed = samples.map((sample) => ({ ...sample, clockBad: false, placeOk: false }));
    return lateFindings(observed, lateRulesOf(rules), settings, stayAt);
  }

  async function judge(truck: WatchedTruck, nowMs: number): Promise<void> {
    const found = look(truck, nowMs, hearsSinceMs);
    const late = found.late === undefined ? [] : await lateOf(truck, found.late.fromMs, found.late.toMs);
    const transitions = late.length === 0 ? found.transitions : [...found.transitions, ...late];
    const monoMs = clock.monotonicMs();
    if (transitions.length === 0 && monoMs - truck.savedMonoMs < SAVE_EVERY_MS) {
      settled(truck, found);
      return;
    }
    const before = truck.watch;
    settled(truck, found);
    try {
      await alerts.apply(truck.settings.truckId, transitions, stateOf(truck), nowMs);
      truck.savedMonoMs = monoMs;
      stats.transitions += transitions.length;
    } catch (error) {
      truck.watch = before;
      if (found.late !== undefined) truck.darkFromMs = found.late.fromMs;
      throw error;
    }
  }

  async function lookAtAll(stopped: () => boolean): Promise<void> {
    stats.leads = await leader.hold();
    if (!stats.leads) {
      loaded = false;
      trucks.clear();
      return;
    }
    const { nowMs, wasSet } = wallClock.look();
    const monoMs = clock.monotonicMs();
    if (!loaded) await load(nowMs);
    const today = localDayOf(nowMs, timeZone);
    if (stale || today !== contextDay || monoMs - contextMonoMs > CONTEXT_EVERY_MS) await readContext(nowMs);
    else if (rulesStale) await readRules();
    if (wasSet || (passMonoMs > 0 && monoMs - passMonoMs > BREAK_MS)) {
      hearsSinceMs = nowMs;
      for (const truck of trucks.values()) forget(truck);
    }
    if (!options.hears()) deaf = true;
    if (deaf) {
      hearsSinceMs = nowMs;
      deaf = !options.hears();
    }
    await readNow(nowMs);
    let looked = 0;
    let failed = 0;
    for (const truck of trucks.values()) {
      if (stopped()) return;
      try {
        await judge(truck, nowMs);
      } catch (error) {
        // One truck's trouble is not the others'; all trucks' trouble is the database's.
        failed += 1;
        if (failed >= FAILED_MAX) throw error;
        stats.failures += 1;
        log.warn(
          { err: error, truckId: truck.settings.truckId },
          'what the rules found could not be written down; trying again',
        );
      }
      looked += 1;
      if (looked % TRUCKS_AT_ONCE === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    passMonoMs = monoMs;
    stats.passes += 1;
    stats.trucks = trucks.size;
    stats.lastPassMs = clock.monotonicMs() - monoMs;
  }

  /** At the end: what has begun to last goes on with the next start. */
  async function saveAll(): Promise<void> {
    if (!loaded || !(await leader.hold())) return;
    const untilMs = clock.monotonicMs() + SAVE_WITHIN_MS;
    const nowMs = clock.nowMs();
    for (const truck of trucks.values()) {
      if (clock.monotonicMs() > untilMs) return;
      await alerts.apply(truck.settings.truckId, [], stateOf(truck), nowMs);
    }
  }

  const passes = startPasses({
    pass: lookAtAll,
    firstAfterMs: Math.min(everyMs, AFTER_CHANGE_MS),
    everyMs,
    onFault(err) {
      stats.failures += 1;
      log.warn({ err }, 'the trucks could not be looked at for alerts; trying again');
    },
    clock,
  });
  return {
    changed(subject) {
      if (subject === 'alerts') rulesStale = true;
      else if (subject === 'visits' || subject === 'forecasts' || subject === 'trucks') {
        stale = true;
        passes.within(AFTER_CHANGE_MS);
      }
    },
    noteRefused(truckId) {
      const times = refusals.get(truckId) ?? [];
      if (times.length >= REFUSED_KEPT || (refusals.size >= REFUSED_KEPT && !refusals.has(truckId))) return;
      refusals.set(truckId, [...times, clock.nowMs()]);
    },
    pass: passes.now,
    stats: () => stats,
    async stop() {
      await passes.stop();
      await saveAll().catch((err: unknown) =>
        log.warn({ err }, 'what the rules remember could not be written down'),
      );
      await leader.release();
    },
  };
}

/**
 * A stretch of a truck's past through the rules as they are and as they could be. One pass: the samples are taken in once, and both
 * sets of rules judge what is known at each minute, as the live engine would have. The same samples give the same alerts, however
 * they were read.
 */
import type { AlertTransition, ReplayedAlert } from '@digitruck/contract/alerts';
import { type AlertState, evaluate, NO_ALERTS } from './evaluate.ts';
import { type EnergyFacts, isFresh, NO_LINK, type TruckFacts, type TruckSettings } from './facts.ts';
import { blankMemory, type Counts } from './memory.ts';
import type { Observation } from './observation.ts';
import { noteCounts, observe } from './observe.ts';
import type { StayNow } from './schedule.ts';
import type { TruckRules } from './settings.ts';
import { forgetDurations } from './state.ts';

export const LOOK_EVERY_MS = 60_000;

export type ReplayOptions = {
  readonly truck: TruckSettings;
  readonly stayAt: (nowMs: number) => StayNow;
  readonly energyAt: (nowMs: number) => EnergyFacts;
  readonly rules: readonly TruckRules[];
  /** Alerts raised before this belong to the time it takes to learn the truck's habits, and are not told. */
  readonly fromMs: number;
  /** Exclusive. */
  readonly toMs: number;
  /** When the service itself heard nobody, in order. */
  readonly breaks: readonly { readonly fromMs: number; readonly toMs: number }[];
};

export type TruckReplay = {
  /** The next sample, in order of receiving. */
  add(sample: Observation): void;
  /** What ingest counted in a quarter hour; in order with the samples. */
  count(bucketMs: number, counts: Partial<Counts>): void;
  /**
   * Looks on until the end.
   * @param endMs when that was not known before
   * @returns by set of rules, in order of raising
   */
  finish(endMs?: number): ReplayedAlert[][];
};

export function replayTruck(options: ReplayOptions): TruckReplay {
  const { truck, stayAt, energyAt, rules, fromMs, toMs, breaks } = options;
  const memory = blankMemory();
  const states: AlertState[] = rules.map(() => NO_ALERTS);
  const raised: ReplayedAlert[][] = rules.map(() => []);
  const open = rules.map(() => new Map<string, ReplayedAlert>());
  // One object that moves on with time: a new one a minute would cost as much as the judging.
  const facts: { -readonly [Name in keyof TruckFacts]: TruckFacts[Name] } = {
    nowMs: 0,
    truck,
    memory,
    stay: stayAt(fromMs),
    energy: energyAt(fromMs),
    link: NO_LINK,
    hearsSinceMs: Number.NEGATIVE_INFINITY,
    fresh: false,
  };
  let nextMs = Number.NaN;
  let breakAt = 0;

  function lookUntil(untilMs: number): void {
    if (Number.isNaN(nextMs)) nextMs = Math.ceil(untilMs / LOOK_EVERY_MS) * LOOK_EVERY_MS;
    for (; nextMs < untilMs; nextMs += LOOK_EVERY_MS) if (!inBreak(nextMs)) look(nextMs);
  }

  function inBreak(nowMs: number): boolean {
    for (let gap = breaks[breakAt]; gap !== undefined; gap = breaks[breakAt]) {
      if (nowMs < gap.fromMs) return false;
      if (nowMs < gap.toMs) return true;
      breakAt += 1;
      facts.hearsSinceMs = gap.toMs;
      for (const [set, state] of states.entries()) states[set] = forgetDurations(state);
    }
    return false;
  }

  function look(nowMs: number): void {
    facts.nowMs = nowMs;
    facts.stay = stayAt(nowMs);
    facts.energy = energyAt(nowMs);
    facts.fresh = isFresh(nowMs, memory, truck);
    for (let set = 0; set < rules.length; set++) {
      const before = states[set] ?? NO_ALERTS;
      const { next, transitions } = evaluate(rules[set] ?? [], before, facts, nowMs);
      states[set] = next;
      for (const transition of transitions) note(set, transition, nowMs);
    }
  }

  function note(set: number, transition: AlertTransition, nowMs: number): void {
    const { kind, subject } = transition.key;
    const name = `${kind} ${subject}`;
    if (transition.type === 'raise') {
      const alert: ReplayedAlert = {
        truckId: truck.truckId,
        kind,
        subject,
        severity: transition.severity,
        raisedAt: new Date(nowMs).toISOString(),
        clearedAt: null,
        facts: transition.facts,
      };
      open[set]?.set(name, alert);
      if (nowMs >= fromMs) raised[set]?.push(alert);
      return;
    }
    const alert = open[set]?.get(name);
    if (alert === undefined) return;
    if (transition.type === 'change') alert.severity = transition.severity;
    if (transition.type === 'clear') {
      alert.clearedAt = new Date(nowMs).toISOString();
      open[set]?.delete(name);
    }
  }

  return {
    add(sample) {
      lookUntil(sample.receivedMs);
      observe(memory, sample, truck.utcOffsetMs);
    },
    count(bucketMs, counts) {
      lookUntil(bucketMs);
      noteCounts(memory, bucketMs, counts);
    },
    finish(endMs = toMs) {
      if (!Number.isNaN(nextMs)) lookUntil(endMs);
      return raised;
    },
  };
}

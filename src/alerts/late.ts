/**
 * Late data: what a backlog shows of the time it was measured in. It is judged as if then, by a memory of its own, so that it can
 * never raise or clear a "now" alert; what would have been one is handed on as `late`.
 */
import type { AlertTransition } from '@digitruck/contract/alerts';
import { evaluate, NO_ALERTS } from './evaluate.ts';
import { factsOf, NO_ENERGY, NO_LINK, type TruckSettings } from './facts.ts';
import { blankMemory } from './memory.ts';
import type { Observation } from './observation.ts';
import { observe } from './observe.ts';
import { SLOTS } from './rules/all.ts';
import type { StayNow } from './schedule.ts';
import type { TruckRules } from './settings.ts';

/** Only rules of readings at a moment: silence and clocks are told by when data came, not by what it says. */
export const lateRulesOf = (rules: TruckRules): TruckRules =>
  rules.map((settings, index) => {
    const ofReadings = SLOTS[index]?.rule.ofReadings === true;
    return ofReadings ? { ...settings, coolDownS: 0 } : { ...settings, enabled: false };
  });

/**
 * @param samples those of one truck that came late, in any order; all of one backlog
 * @param rules already by `lateRulesOf`
 */
export function lateFindings(
  samples: readonly Observation[],
  rules: TruckRules,
  truck: TruckSettings,
  stayAt: (nowMs: number) => StayNow,
): AlertTransition[] {
  const ordered = [...samples].sort((a, b) => a.sampledMs - b.sampledMs);
  const memory = blankMemory();
  const findings: AlertTransition[] = [];
  const begun = new Map<string, AlertTransition & { type: 'raise' }>();
  let alerts = NO_ALERTS;
  let lastMs = Number.NaN;
  const finish = (name: string, toMs: number) => {
    const raise = begun.get(name);
    begun.delete(name);
    if (raise === undefined) return;
    const { key, severity, sinceMs: fromMs, facts } = raise;
    findings.push({ type: 'late', key, severity, fromMs, toMs, facts });
  };
  for (const sample of ordered) {
    const nowMs = sample.sampledMs;
    observe(memory, { ...sample, receivedMs: nowMs }, truck.utcOffsetMs);
    const facts = factsOf({
      nowMs,
      truck,
      memory,
      stay: stayAt(nowMs),
      energy: NO_ENERGY,
      link: NO_LINK,
      hearsSinceMs: nowMs,
    });
    const evaluation = evaluate(rules, alerts, facts, nowMs);
    alerts = evaluation.next;
    for (const one of evaluation.transitions) {
      const name = `${one.key.kind} ${one.key.subject}`;
      if (one.type === 'raise') begun.set(name, one);
      if (one.type === 'clear') finish(name, nowMs);
    }
    lastMs = nowMs;
  }
  for (const name of [...begun.keys()]) finish(name, lastMs);
  return findings;
}

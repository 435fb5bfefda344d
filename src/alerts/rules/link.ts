/** The connection: silence by the truck's own habit, and connecting again and again. */
import type { TruckFacts } from '../facts.ts';
import { SOC } from '../observation.ts';
import { defineRule, told, toldTime } from '../rule.ts';

type SilentThresholds = {
  readonly atLeastMin: number;
  readonly habitFactor: number;
  readonly atMostMin: number;
};

/** How long a silence is nothing unusual for this truck, ms. */
function usualSilenceMs({ memory, truck }: TruckFacts, t: SilentThresholds): number {
  const intervalS = Math.max(truck.reportingIntervalS, memory.usualIntervalS || 0);
  const longS = !Number.isNaN(memory.longPauseS) ? memory.longPauseS : 0;
  const habitS = t.habitFactor * Math.max(intervalS, longS);
  return 1000 * Math.min(60 * t.atMostMin, Math.max(60 * t.atLeastMin, habitS));
}

export const truckSilent = defineRule({
  kind: 'truck-silent',
  description:
    "Not heard for much longer than this truck's own habit: its usual interval and the longest pause of an ordinary day. While the service itself could not hear, nobody is silent.",
  severity: 'soon',
  times: { raiseAfterS: 0, clearAfterS: 120, coolDownS: 3600 },
  thresholds: {
    atLeastMin: {
      unit: 'min',
      min: 0.1,
      max: 1440,
      default: 60,
      description: 'Never before so long, whatever the habit',
    },
    habitFactor: {
      unit: 'times',
      min: 1,
      max: 20,
      default: 4,
      description: 'So many times its usual longest pause of a day',
    },
    atMostMin: {
      unit: 'min',
      min: 10,
      max: 10_080,
      default: 360,
      description: 'Always after so long, whatever the habit',
    },
  },
  judge: (facts, t) => {
    const { memory, nowMs, hearsSinceMs, truck } = facts;
    if (Number.isNaN(memory.heardMs)) return 'unknown';
    const toleratedMs = usualSilenceMs(facts, t);
    const silentMs = nowMs - memory.heardMs;
    if (silentMs <= Math.min(truck.reportingIntervalS * 3000, toleratedMs / 2)) return 'fine';
    const countedMs = nowMs - Math.max(memory.heardMs, hearsSinceMs);
    if (countedMs >= toleratedMs) return 'bad';
    return hearsSinceMs > memory.heardMs ? 'unknown' : 'between';
  },
  worse: ({ stay }) => !Number.isNaN(stay.classEndMs),
  since: ({ memory }) => memory.heardMs,
  tell: (facts, t) => ({
    lastHeardAt: toldTime(facts.memory.heardMs),
    usualIntervalS: told(facts.memory.usualIntervalS),
    usualLongestPauseMin: told(facts.memory.longPauseS / 60),
    toleratedMin: told(usualSilenceMs(facts, t) / 60_000),
    batterySocPct: told(facts.memory.values[SOC]),
    classOn: !Number.isNaN(facts.stay.classEndMs),
    siteName: facts.stay.visit?.siteName ?? null,
  }),
});

export const flapping = defineRule({
  kind: 'flapping',
  description: 'Connects again and again: two units with one name, or one that keeps restarting.',
  severity: 'soon',
  times: { raiseAfterS: 300, clearAfterS: 1800, coolDownS: 6 * 3600 },
  thresholds: {},
  visit: 'none',
  judge: ({ link }) => (link.flapping === null ? 'unknown' : link.flapping ? 'bad' : 'fine'),
  tell: ({ memory }) => ({ lastHeardAt: toldTime(memory.heardMs) }),
});

/** The mobile network: what the course needs, and the data that is paid for. */
import type { TruckFacts } from '../facts.ts';
import { LATENCY, SIGNAL } from '../observation.ts';
import { below, defineRule, told, toldTime } from '../rule.ts';

const DAY_MS = 86_400_000;
/** A class that has just begun is still logging in. */
const SETTLE_MS = 5 * 60_000;

export const bandwidthShort = defineRule({
  kind: 'bandwidth-short',
  description: 'During a class the downlink is well under what the course needs.',
  severity: 'soon',
  times: { raiseAfterS: 900, clearAfterS: 900, coolDownS: 12 * 3600 },
  thresholds: {
    raiseBelowPct: {
      unit: '%',
      min: 1,
      max: 100,
      default: 60,
      description: 'Raise at this share of what the course needs, as a mean over ten minutes',
    },
    clearAbovePct: { unit: '%', min: 1, max: 300, default: 85, description: 'Clear at this share' },
  },
  ofReadings: true,
  judge: ({ stay, memory, nowMs, fresh }, t) => {
    if (!stay.known) return 'unknown';
    const needKbps = stay.visit?.needKbps ?? 0;
    // Out of class nobody needs it.
    if (needKbps <= 0 || !(nowMs - stay.classStartMs >= SETTLE_MS)) return 'fine';
    if (!fresh) return 'unknown';
    return below((100 * memory.downlinkKbps) / needKbps, t.raiseBelowPct, t.clearAbovePct);
  },
  tell: ({ stay, memory }) => ({
    downlinkKbps: told(memory.downlinkKbps),
    needKbps: told(stay.visit?.needKbps),
    signalDbm: told(memory.values[SIGNAL]),
    latencyMs: told(memory.values[LATENCY]),
    siteName: stay.visit?.siteName ?? null,
  }),
});

/** When the month's data is used up at the mean of the month so far; Infinity for never. */
function outAtMs({ memory, truck, nowMs }: TruckFacts): number {
  const perMs = memory.monthUsedMb / Math.max(DAY_MS, nowMs - memory.monthFromMs);
  return perMs <= 0 ? Number.POSITIVE_INFINITY : nowMs + (truck.dataBundleMb - memory.monthUsedMb) / perMs;
}

export const dataBundle = defineRule({
  kind: 'data-bundle',
  description: "The month's mobile data is nearly used up, or will be before the month is over.",
  severity: 'soon',
  times: { raiseAfterS: 1800, clearAfterS: 1800, coolDownS: 86_400 },
  thresholds: {
    raisePct: { unit: '%', min: 10, max: 100, default: 90, description: 'Raise when so much of it is used' },
    projectedFromPct: {
      unit: '%',
      min: 1,
      max: 100,
      default: 50,
      description: 'From here on, also when it will not last',
    },
    daysShort: {
      unit: 'd',
      min: 0.5,
      max: 30,
      default: 3,
      description: 'It will be used up so many days before the month is over',
    },
  },
  visit: 'none',
  judge: (facts, t) => {
    const { memory, truck } = facts;
    // No bundle means unlimited.
    if (Number.isNaN(truck.dataBundleMb) || truck.dataBundleMb <= 0) return 'fine';
    const usedPct = (100 * memory.monthUsedMb) / truck.dataBundleMb;
    if (Number.isNaN(usedPct)) return 'unknown';
    if (usedPct >= t.raisePct) return 'bad';
    const shortMs = memory.monthEndMs - outAtMs(facts);
    if (usedPct >= t.projectedFromPct && shortMs >= t.daysShort * DAY_MS) return 'bad';
    return usedPct <= t.raisePct - 5 && shortMs <= (t.daysShort - 1) * DAY_MS ? 'fine' : 'between';
  },
  worse: ({ memory, truck }) => memory.monthUsedMb >= truck.dataBundleMb,
  tell: (facts) => ({
    usedMb: told(facts.memory.monthUsedMb),
    bundleMb: told(facts.truck.dataBundleMb),
    usedPct: told((100 * facts.memory.monthUsedMb) / facts.truck.dataBundleMb),
    outAt: toldTime(outAtMs(facts)),
    renewsAt: toldTime(facts.memory.monthEndMs),
  }),
});

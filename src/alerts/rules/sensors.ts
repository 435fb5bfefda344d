/** Sensors and clocks that lie: stuck, gone, impossible, in another time. */
import type { AlertFacts } from '@digitruck/contract/alerts';
import { READING_NAMES } from '@digitruck/contract/readings';
import { countedLastHour, type TruckFacts } from '../facts.ts';
import { BATTERY_W, GRID, LOAD, POTENTIAL, SOC, SOLAR } from '../observation.ts';
import { above, defineRule, type Judgement, told, toldTime } from '../rule.ts';

const HOUR_MS = 3_600_000;

/** Readings that are never the same for half a day on a truck that works, whatever it does. */
const RESTLESS = ['batteryV', 'insideTempC', 'batteryTempC', 'downlinkKbps', 'latencyMs'] as const;
/** The same, but zero is a state they may stay in. */
const RESTLESS_ABOVE_ZERO = ['loadW', 'solarPotentialW'] as const;
/** Readings whose absence is worth a word once they have come. */
const MISSED = ['batterySocPct', 'batteryW', 'solarW', 'occupancy', 'lat', 'dataUsedMb'] as const;
const READING_SUBJECTS = [...RESTLESS, ...RESTLESS_ABOVE_ZERO, ...MISSED] as const;
/** Readings refused at ingest, and powers that do not add up. */
const OTHER_SUBJECTS = ['dropped', 'power-balance'] as const;

type Behaviour = 'restless' | 'restless above zero' | 'calm';
/** By place in the list of subjects: where its reading stands in `values`, and whether it may rest. */
const INDEX: readonly number[] = READING_SUBJECTS.map((name) => READING_NAMES.indexOf(name));
const BEHAVIOUR: readonly Behaviour[] = READING_SUBJECTS.map((_, i) =>
  i < RESTLESS.length
    ? 'restless'
    : i < RESTLESS.length + RESTLESS_ABOVE_ZERO.length
      ? 'restless above zero'
      : 'calm',
);
const DROPPED = READING_SUBJECTS.length;
const POWER_BALANCE = DROPPED + 1;

type SensorThresholds = {
  readonly stuckH: number;
  readonly missingH: number;
  readonly stuckFlowPct: number;
  readonly balanceW: number;
  readonly droppedPerHour: number;
};

function ofReading({ memory, truck }: TruckFacts, t: SensorThresholds, at: number): Judgement {
  const i = INDEX[at] ?? 0;
  const knownMs = memory.knownMs[i] ?? Number.NaN;
  if (Number.isNaN(knownMs)) return 'unknown';
  const missingMs = memory.sampledMs - knownMs;
  if (missingMs > 0) return missingMs >= t.missingH * HOUR_MS ? 'bad' : 'between';
  const value = memory.values[i] ?? Number.NaN;
  if (i === SOC) {
    const capacityWh = Number.isNaN(truck.capacityWh) ? 20_000 : truck.capacityWh;
    // A full battery is topped up and an empty one trickles at the same figure.
    const flowWh =
      value >= 99.5 ? -memory.socFlowWh : value <= 0.5 ? memory.socFlowWh : Math.abs(memory.socFlowWh);
    return above(flowWh, (capacityWh * t.stuckFlowPct) / 100, (capacityWh * t.stuckFlowPct) / 200);
  }
  if (i === SOLAR) {
    const potentialW = memory.values[POTENTIAL] ?? Number.NaN;
    return value > potentialW * 1.5 + t.balanceW ? 'bad' : 'fine';
  }
  if (!moves(at, value)) return 'fine';
  const sameMs = memory.sampledMs - (memory.sameSinceMs[i] ?? Number.NaN);
  return above(sameMs, t.stuckH * HOUR_MS, 0);
}

const moves = (at: number, value: number) =>
  BEHAVIOUR[at] === 'restless' || (BEHAVIOUR[at] === 'restless above zero' && value !== 0);

/** Solar and grid power go into the load and the battery, and nowhere else. */
function imbalanceW({ memory }: TruckFacts): number {
  const { values } = memory;
  return Math.abs(
    (values[SOLAR] ?? Number.NaN) +
      (values[GRID] ?? Number.NaN) -
      (values[LOAD] ?? Number.NaN) -
      (values[BATTERY_W] ?? Number.NaN),
  );
}

function judge(facts: TruckFacts, t: SensorThresholds, at: number): Judgement {
  if (!facts.fresh) return 'unknown';
  if (at === DROPPED) {
    const dropped = countedLastHour(facts.memory, facts.nowMs, 'readingsDropped');
    return above(dropped, t.droppedPerHour, t.droppedPerHour / 4);
  }
  if (at === POWER_BALANCE) return above(imbalanceW(facts), t.balanceW, t.balanceW / 2);
  return ofReading(facts, t, at);
}

export const sensorFault = defineRule({
  kind: 'sensor-fault',
  description:
    'A reading is stuck at one value, stays away though it used to come, is impossible beside the others, or is refused again and again.',
  severity: 'note',
  times: { raiseAfterS: 3600, clearAfterS: 1800, coolDownS: 86_400 },
  thresholds: {
    stuckH: {
      unit: 'h',
      min: 1,
      max: 168,
      default: 12,
      description: 'Exactly the same for so long, of readings that never rest',
    },
    missingH: { unit: 'h', min: 1, max: 168, default: 6, description: 'Away for so long while others come' },
    stuckFlowPct: {
      unit: '%',
      min: 1,
      max: 100,
      default: 6,
      description: "So much of the battery's capacity has flowed and the charge shown did not move",
    },
    balanceW: {
      unit: 'W',
      min: 20,
      max: 20_000,
      default: 600,
      description: 'Solar and grid differ by so much from load and battery',
    },
    droppedPerHour: {
      unit: 'readings',
      min: 1,
      max: 10_000,
      default: 30,
      description: 'So many readings of an hour could not be used',
    },
  },
  subjects: [...READING_SUBJECTS, ...OTHER_SUBJECTS],
  visit: 'none',
  judge,
  since: ({ memory }, at) => {
    const i = INDEX[at];
    if (i === undefined) return Number.NaN;
    const knownMs = memory.knownMs[i] ?? Number.NaN;
    if (memory.sampledMs > knownMs) return knownMs;
    return moves(at, memory.values[i] ?? 0) ? (memory.sameSinceMs[i] ?? Number.NaN) : Number.NaN;
  },
  tell: (facts, t, at): AlertFacts => {
    const { memory, nowMs } = facts;
    if (at === DROPPED)
      return { how: 'dropped', readingsDropped: countedLastHour(memory, nowMs, 'readingsDropped') };
    if (at === POWER_BALANCE)
      return {
        how: 'balance',
        imbalanceW: told(imbalanceW(facts)),
        solarW: told(memory.values[SOLAR]),
        gridW: told(memory.values[GRID]),
        loadW: told(memory.values[LOAD]),
        batteryW: told(memory.values[BATTERY_W]),
      };
    const i = INDEX[at] ?? 0;
    const missing = memory.sampledMs > (memory.knownMs[i] ?? Number.NaN);
    const impossible = i === SOLAR && !missing;
    return {
      how: missing ? 'missing' : impossible ? 'impossible' : 'stuck',
      reading: READING_NAMES[i] ?? '',
      value: told(memory.values[i], 2),
      lastKnownAt: toldTime(memory.knownMs[i] ?? Number.NaN),
      sameSince: toldTime(memory.sameSinceMs[i] ?? Number.NaN),
      hours: missing ? t.missingH : t.stuckH,
    };
  },
});

const BEHIND_RUN_MIN = 10;

export const clockWrong = defineRule({
  kind: 'clock-wrong',
  description:
    "The truck's clock is wrong: it says a year before 2020, a time to come, or runs behind by the same again and again.",
  severity: 'note',
  times: { raiseAfterS: 120, clearAfterS: 900, coolDownS: 6 * 3600 },
  thresholds: {
    samplesPerHour: {
      unit: 'samples',
      min: 1,
      max: 3600,
      default: 3,
      description: 'So many samples of an hour have an impossible time',
    },
    behindMin: { unit: 'min', min: 10, max: 1440, default: 15, description: 'Runs behind by so much' },
  },
  visit: 'none',
  judge: ({ memory, nowMs, fresh }, t) => {
    const wrong = countedLastHour(memory, nowMs, 'badClock') + countedLastHour(memory, nowMs, 'future');
    if (wrong >= t.samplesPerHour) return fresh && rightAgain(memory.sampledMs, nowMs) ? 'between' : 'bad';
    if (memory.behindRun >= BEHIND_RUN_MIN && memory.behindMs >= t.behindMin * 60_000) return 'bad';
    // Only a sample with a right time says that it is over.
    return fresh && memory.behindRun === 0 ? 'fine' : 'unknown';
  },
  tell: ({ memory, nowMs }) => ({
    wrongLastHour: countedLastHour(memory, nowMs, 'badClock') + countedLastHour(memory, nowMs, 'future'),
    aheadLastHour: countedLastHour(memory, nowMs, 'future'),
    behindMin: memory.behindRun >= BEHIND_RUN_MIN ? told(memory.behindMs / 60_000) : null,
    lastRightAt: toldTime(memory.sampledMs),
  }),
});

/** A sample with a right time has just come. */
const rightAgain = (sampledMs: number, nowMs: number) => nowMs - sampledMs <= 180_000;

/** Days of a simulated truck as the rollups would tell them: its samples averaged over quarters of an hour. */
import type { Sample } from '@digitruck/contract/telemetry';
import { simulateHistory } from '../../simulators/fleet/history.ts';
import { PERFECT_SCENARIO } from '../../simulators/fleet/scenario.ts';
import type { TruckSpecInput } from '../../simulators/truck/spec.ts';
import { type SeenDay, type SeenStep, seenDay } from '../../src/energy/days-seen.ts';
import { addDays, instantOf, localDayOf, zoneOffsetMs } from '../../src/kernel/zone.ts';

export const ZONE = 'Africa/Nairobi';
const STEP_MS = 900_000;

/** A reading as somebody may have changed it before it was sent. */
export type Change = (sample: Sample, atMs: number) => Sample;

export function stepsOf(samples: Iterable<Sample>, change: Change = (sample) => sample): SeenStep[] {
  const steps: SeenStep[] = [];
  let startMs = Number.NaN;
  let inStep: Sample[] = [];
  const finish = () => {
    if (inStep.length === 0) return;
    const mean = (of: (sample: Sample) => number | null | undefined) => {
      const known = inStep.flatMap((sample) => of(sample) ?? []);
      return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
    };
    const soc = inStep.flatMap(({ batterySocPct }) => batterySocPct ?? []);
    steps.push({
      startMs,
      hours: 0.25,
      coverage: 1,
      potentialW: mean(({ solarPotentialW }) => solarPotentialW),
      harvestW: mean(({ solarW }) => solarW),
      socMaxPct: soc.length === 0 ? null : Math.max(...soc),
      batteryW: mean(({ batteryW }) => batteryW),
      loadW: mean(({ loadW }) => loadW),
      occupancy: mean(({ occupancy }) => occupancy),
      localHour: new Date(startMs + zoneOffsetMs(startMs, ZONE)).getUTCHours(),
      lat: mean(({ lat }) => lat),
      lon: mean(({ lon }) => lon),
      headingDeg: inStep[0]?.headingDeg ?? null,
    });
  };
  for (const sample of samples) {
    const atMs = Date.parse(sample.sampledAt);
    const start = Math.floor(atMs / STEP_MS) * STEP_MS;
    if (start !== startMs) {
      finish();
      [startMs, inStep] = [start, []];
    }
    inStep.push(change(sample, atMs));
  }
  finish();
  return steps;
}

export type SeenTruck = { readonly steps: readonly SeenStep[]; readonly days: readonly SeenDay[] };

/** @param days how many local days, the first beginning at local midnight of `firstDay` */
export function seenTruck(options: {
  readonly truck: TruckSpecInput;
  readonly seed: string;
  readonly firstDay: string;
  readonly days: number;
  readonly climate?: 'dry' | 'humid' | 'monsoon';
  readonly change?: Change;
  readonly maxChargeW?: number;
}): SeenTruck {
  const { firstDay, days, truck, seed, climate, change } = options;
  const startMs = instantOf(firstDay, '00:00', ZONE);
  const endMs = instantOf(addDays(firstDay, days), '00:00', ZONE);
  const samples = simulateHistory({
    truck,
    seed,
    startMs,
    endMs,
    intervalS: 300,
    bootId: 'b',
    ...(climate === undefined
      ? {}
      : { scenario: { ...PERFECT_SCENARIO, weather: { ...PERFECT_SCENARIO.weather, climate } } }),
  });
  const steps = stepsOf(samples, change);
  const byDay = Map.groupBy(steps, (step) => localDayOf(step.startMs, ZONE));
  const settings = {
    array: { peakW: truck.array?.peakW ?? 5000, tiltDeg: truck.array?.tiltDeg ?? 4 },
    maxChargeW: options.maxChargeW ?? null,
    place: null,
  };
  return {
    steps,
    days: Array.from({ length: days }, (_, index) => {
      const day = addDays(firstDay, index);
      const frame = {
        day,
        startMs: instantOf(day, '00:00', ZONE),
        endMs: instantOf(addDays(day, 1), '00:00', ZONE),
        stepMs: STEP_MS,
      };
      return seenDay(frame, byDay.get(day) ?? [], settings);
    }),
  };
}

/** A truck's past as samples, without any link: pure, for whoever wants data rather than messages. */
import type { Sample } from '@digitruck/contract/telemetry';
import { toIso } from '../../src/kernel/clock.ts';
import { TruckSpec, type TruckSpecInput } from '../truck/spec.ts';
import { makeTruck, type TruckState } from '../truck/truck.ts';
import { PERFECT_SCENARIO, type Scenario } from './scenario.ts';

export type HistoryOptions = {
  readonly truck: TruckSpecInput;
  readonly seed: number | string;
  readonly startMs: number;
  readonly endMs: number;
  readonly intervalS: number;
  readonly bootId: string;
  /** Only its weather and people counter matter here. */
  readonly scenario?: Scenario;
  /** Continue from here. */
  readonly state?: TruckState;
};

/** Samples from `startMs` (inclusive) to `endMs` (exclusive); returns the state at the last of them. */
export function* simulateHistory(options: HistoryOptions): Generator<Sample, TruckState> {
  const { bootId, startMs, endMs, intervalS, seed } = options;
  const scenario = options.scenario ?? PERFECT_SCENARIO;
  const truck = makeTruck({
    spec: TruckSpec.parse(options.truck),
    seed,
    startMs,
    endMs,
    ...(options.state === undefined ? {} : { state: options.state }),
    clearLogitShift: scenario.weather.clearLogitShift,
    climate: scenario.weather.climate,
    counterDriftScale: scenario.counterDriftScale,
  });
  let seq = 0;
  for (let atMs = startMs; atMs < endMs; atMs += intervalS * 1000) {
    truck.advance(atMs);
    if (!truck.unitOn()) continue;
    yield { bootId, seq: seq++, sampledAt: toIso(atMs), ...truck.read() };
  }
  return truck.state;
}

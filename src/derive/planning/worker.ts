/** A search in a thread of its own: it computes for minutes and must not hold up the service. Begun by thread.ts. */
import { parentPort, workerData } from 'node:worker_threads';
import { systemClock } from '../../kernel/clock.ts';
import { explainUnscheduled } from '../../planner/explain.ts';
import { buildInstance } from '../../planner/instance.ts';
import type { PinFault } from '../../planner/pins.ts';
import type { Plan } from '../../planner/plan.ts';
import type { Problem, ProblemFault } from '../../planner/problem.ts';
import type { Explanation } from '../../planner/reasons.ts';
import { solve } from '../../planner/solve.ts';
import { firstOf, stopAfterMs, stopWhenCancelled } from '../../planner/stop.ts';
import { chargesOf } from './standing.ts';

export type WorkerInput = {
  readonly problem: Problem;
  readonly seed: number;
  readonly seconds: number;
  /** One 32-bit cell: anything but 0 ends the search. */
  readonly cancel: SharedArrayBuffer;
};
export type SearchProgress = {
  readonly iterations: number;
  readonly seconds: number;
  readonly score: Pick<Plan['score'], 'learners' | 'reached' | 'moved' | 'dropped' | 'km'>;
};
export type WorkerOutput =
  | { readonly type: 'progress'; readonly progress: SearchProgress }
  | {
      readonly type: 'solved';
      readonly plan: Plan;
      readonly charges: ReadonlyMap<string, number>;
      readonly explanations: readonly Explanation[];
      readonly iterations: number;
      readonly seconds: number;
      readonly truncated: boolean;
      readonly cancelled: boolean;
    }
  | { readonly type: 'infeasible'; readonly faults: readonly (PinFault | ProblemFault)[] };

const TELL_EVERY_MS = 500;
/** So many take a moment, and without them the least programme may be planned badly. */
const ITERATIONS_MIN = 512;
/** Reasons of all that was left out are told while there is time; the others are worked out when somebody asks. */
const EXPLAIN_WITHIN_MS = 4000;

const say = (output: WorkerOutput) => parentPort?.postMessage(output);
const now = systemClock.monotonicMs;

function search(input: WorkerInput): void {
  const built = buildInstance(input.problem);
  if (!built.ok) {
    say({ type: 'infeasible', faults: built.faults });
    return;
  }
  const cell = new Int32Array(input.cancel);
  const cancelled = () => Atomics.load(cell, 0) !== 0;
  const beganMs = now();
  const secondsSoFar = () => (now() - beganMs) / 1000;
  let toldMs = Number.NEGATIVE_INFINITY;
  const solved = solve(built.instance, {
    seed: input.seed,
    stop: firstOf(stopWhenCancelled(cancelled), stopAfterMs(input.seconds * 1000, now, ITERATIONS_MIN)),
    onProgress({ iterations, score }) {
      if (now() - toldMs < TELL_EVERY_MS) return;
      toldMs = now();
      const { learners, reached, moved, dropped, km } = score;
      const progress = {
        iterations,
        seconds: secondsSoFar(),
        score: { learners, reached, moved, dropped, km },
      };
      say({ type: 'progress', progress });
    },
  });
  if (!solved.ok) {
    say({ type: 'infeasible', faults: solved.pinFaults });
    return;
  }
  const { plan, state, iterations, truncated, reason } = solved;
  const seconds = secondsSoFar();
  const explanations: Explanation[] = [];
  const charges = chargesOf(state);
  const endMs = now() + EXPLAIN_WITHIN_MS;
  for (const requestId of plan.unscheduled) {
    if (now() > endMs || cancelled()) break;
    explanations.push(explainUnscheduled(state, requestId));
  }
  say({
    type: 'solved',
    plan,
    charges,
    explanations,
    iterations,
    seconds,
    truncated,
    cancelled: reason === 'cancelled',
  });
}

search(workerData as WorkerInput);

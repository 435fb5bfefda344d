/**
 * The planner's door: a problem in, a plan out. Anytime (each better plan is told), cancellable by its `stop`, the same plan for the same
 * seed and number of iterations. It begins with what is published, if anything is; if nothing changed since, that is the plan.
 */
import { rng } from '../kernel/rng.ts';
import { construct } from './construct.ts';
import type { Score } from './cost.ts';
import { type DayModel, dayModel } from './day-model.ts';
import { fingerprintOf } from './fingerprint.ts';
import { load, search } from './improve.ts';
import type { Instance } from './instance.ts';
import type { Placed } from './model.ts';
import { createMoves, type Moves } from './moves.ts';
import { type PinFault, pinFaults } from './pins.ts';
import { type Plan, planOf, scoreOf } from './plan.ts';
import { createRecreate } from './recreate.ts';
import { int } from './rows.ts';
import { createSchedule, type Schedule } from './schedule.ts';
import type { Stop, StopReason } from './stop.ts';

export type SolveOptions = {
  readonly stop: Stop;
  readonly seed: number;
  /** Told of each better plan, the first being the one to begin with. */
  readonly onProgress?: (progress: { readonly iterations: number; readonly score: Score }) => void;
  /** Search on although nothing has changed since the published plan was made. */
  readonly evenIfUnchanged?: boolean;
};
export type Solved =
  | {
      readonly ok: true;
      readonly plan: Plan;
      readonly iterations: number;
      readonly reason: StopReason;
      /** A clock or a person ended it: the same seed may give another plan next time. */
      readonly truncated: boolean;
      readonly state: SolvedState;
    }
  | { readonly ok: false; readonly pinFaults: readonly PinFault[] };
/** What explanations and what-ifs start from. */
export type SolvedState = {
  readonly instance: Instance;
  readonly model: DayModel;
  readonly schedule: Schedule;
  readonly moves: Moves;
};

export function solve(instance: Instance, options: SolveOptions): Solved {
  const model = dayModel(instance);
  const faults = pinFaults(instance, model);
  if (faults.length > 0) return { ok: false, pinFaults: faults };
  const schedule = createSchedule(model);
  const moves = createMoves(model, schedule);
  const begin = warmStart(model, schedule, moves, instance);
  const state = { instance, model, schedule, moves };
  if (options.evenIfUnchanged !== true && unchanged(state)) {
    options.onProgress?.({ iterations: 0, score: scoreOf(state) });
    return { ok: true, plan: planOf(state), iterations: 0, reason: 'nothing-to-do', truncated: false, state };
  }
  const random = rng(options.seed);
  const { onProgress } = options;
  const found = search(model, {
    random,
    stop: options.stop,
    begin,
    ...(onProgress === undefined
      ? {}
      : {
          onBetter({ iterations, routes }) {
            load(model, schedule, routes());
            onProgress({ iterations, score: scoreOf(state) });
          },
        }),
  });
  load(model, schedule, found.routes);
  complete(state);
  const { iterations, reason } = found;
  const truncated = reason === 'time' || reason === 'cancelled';
  return { ok: true, plan: planOf(state), iterations, reason, truncated, state };
}

/** Pinned visits, then what was published where it was, as far as it still stands. Left in the schedule, too. */
function warmStart(model: DayModel, schedule: Schedule, moves: Moves, instance: Instance): Placed[][] {
  const recreate = createRecreate(model, schedule, moves, rng(0));
  const told = instance.told
    .flatMap((visit, request) =>
      visit === undefined || visit.truck < 0 || instance.pinned[request] ? [] : [{ ...visit, request }],
    )
    .sort((a, b) => a.start - b.start);
  construct(model, schedule, moves, recreate, model.begin, false);
  for (const { truck, start, end, request } of told) {
    for (let visit = int(model.firstVisit, request); visit < int(model.firstVisit, request + 1); visit++) {
      if (int(schedule.routeOf, request) >= 0) break;
      const table = instance.table(int(instance.classOf, truck), visit);
      if (table?.start[start] !== start || table.end[start] !== end) continue;
      // From the back: before what begins later, and after all that began before.
      for (let at = int(schedule.length, truck) - 1; at > 0; at--) {
        const move = { route: truck, visit, at, hold: start };
        if (moves.evaluateInsert(move) === -Infinity || !moves.applyInsert(move)) continue;
        if (model.startOf(request, schedule) === start) break;
        moves.applyRemove(request);
      }
    }
  }
  return Array.from({ length: model.routes }, (_, k) => schedule.read(k));
}

/** True if all that was published stands, and it was made for a problem like this one. */
function unchanged({ instance, model, schedule }: SolvedState): boolean {
  const { published, pins } = instance.problem;
  if (published?.fingerprint === undefined || published.fingerprint !== fingerprintOf(instance.problem))
    return false;
  const stands = instance.told.every(
    (visit, request) =>
      visit === undefined ||
      (int(schedule.routeOf, request) === visit.truck && model.startOf(request, schedule) === visit.start),
  );
  return (
    stands &&
    pins.every(({ requestId }) => instance.told[instance.requestIndex.get(requestId) ?? -1] !== undefined)
  );
}

/** Nothing that fits and helps is left out. */
function complete({ model, schedule, moves }: SolvedState): void {
  for (let again = true; again; ) {
    again = false;
    for (let group = 0; group < model.groups; group++) {
      if (int(schedule.routeOf, group) >= 0) continue;
      for (let visit = int(model.firstVisit, group); visit < int(model.firstVisit, group + 1); visit++) {
        for (let k = 0; k < model.routes && int(schedule.routeOf, group) < 0; k++) {
          const move = moves.bestInsert(k, visit, true);
          if (move !== undefined && moves.evaluateInsert(move) > 0) again = moves.applyInsert(move) || again;
        }
      }
    }
  }
}

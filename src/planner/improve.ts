/**
 * The search: simulated annealing (Kirkpatrick et al. 1983) over ruin and recreate (Schrimpf et al. 2000). It cools in cycles, each longer
 * than the last, so that a short run has cooled once and a long one many times; between two cycles the routes seen so far are packed into
 * the best set of them. Everything is by counts of iterations and the seed, never by the clock.
 */
import type { Rng } from '../kernel/rng.ts';
import { construct } from './construct.ts';
import type { Placed, RouteModel } from './model.ts';
import { createMoves } from './moves.ts';
import { createPool } from './pool.ts';
import { createRecreate } from './recreate.ts';
import { int, num } from './rows.ts';
import { createRuin } from './ruin.ts';
import { createSchedule, type Schedule } from './schedule.ts';
import type { Stop, StopReason } from './stop.ts';

export const TUNING = {
  /** Temperatures a cycle begins with, in turn, and ends with, in parts of the mean profit of a visit; the hottest leads away from where it was. */
  hot: [0.6, 0.6, 1.2],
  cold: 0.003,
  /** Iterations of the first cycle; each is so many times longer than the last, up to a most that grows with up to four routes. */
  cycle: 1000,
  growth: 8,
  cycleMax: 4000,
  cycleMaxPerRoute: 4000,
  /** At most so many strings a ruin, so many stops a string, or so many stops here and there; how often strings. */
  strings: 3,
  stringStops: 12,
  scattered: 10,
  stringPart: 0.6,
  /** How often by profit for time rather than in an order; passed over; luck; the part of what was left out that is looked at. */
  greedyPart: 0.6,
  blink: 0.02,
  noise: 1,
  sample: 0.5,
  thoroughPart: 0.3,
  extraPart: 0.3,
  wideRoutes: 10,
  poolSize: 6000,
  /** Routes of plans this close to the best are kept. */
  poolWithin: 0.04,
  packNodes: 200_000,
  stopEvery: 32,
} as const;

export type Progress = {
  readonly value: number;
  readonly iterations: number;
  readonly routes: () => readonly (readonly Placed[])[];
};
export type SearchOptions = {
  readonly random: Rng;
  readonly stop: Stop;
  /** Routes to begin with instead of building some. */
  readonly begin?: readonly (readonly Placed[])[];
  /** Told of the plan to begin with, then now and then of a better one. */
  readonly onBetter?: (progress: Progress) => void;
};
export type Found = {
  readonly routes: readonly (readonly Placed[])[];
  readonly value: number;
  readonly iterations: number;
  readonly reason: StopReason;
};

export function search(model: RouteModel, { random, stop, begin, onBetter }: SearchOptions): Found {
  const { groups, routes: R, kinds, kindOf } = model;
  const schedule = createSchedule(model);
  const moves = createMoves(model, schedule);
  const recreate = createRecreate(model, schedule, moves, random);
  const all = Array.from({ length: R }, (_, k) => k);
  construct(model, schedule, moves, recreate, begin ?? model.begin);
  schedule.commit();
  let current = schedule.total();
  let best = current;
  let bestRoutes = all.map((k) => schedule.read(k));
  onBetter?.({ value: best, iterations: 0, routes: () => bestRoutes });
  let betterAt = 0;
  let toldAt = 0;
  let iterations = 0;
  const found = (reason: StopReason): Found => ({ routes: bestRoutes, value: best, iterations, reason });
  const early = stop({ iterations, sinceBetter: 0 });
  if (early !== undefined) return found(early);
  if (groups === 0 || R === 0) return found('nothing-to-do');

  const ruin = createRuin(model, schedule, random);
  const capacity = new Int32Array(kinds);
  for (const k of all) capacity[int(kindOf, k)] = int(capacity, int(kindOf, k)) + 1;
  const pool = createPool(groups + model.cells, capacity, TUNING.poolSize);
  const scale = meanProfit(model);
  const order = new Int32Array(groups);
  const keys = new Float64Array(groups);
  const everywhere = new Uint8Array(groups);
  const longest = TUNING.cycleMax + TUNING.cycleMaxPerRoute * Math.min(4, R);
  let cycle: number = TUNING.cycle;
  let inCycle = 0;
  let cycles = 0;

  function keepBest(): void {
    best = current;
    bestRoutes = all.map((k) => schedule.read(k));
    betterAt = iterations;
  }

  function pack(): void {
    const set = pool.pack(best, TUNING.packNodes);
    if (set === undefined) return;
    const free = all.slice();
    const routes: (readonly Placed[])[] = all.map(() => []);
    for (const { kind, placed } of set) {
      const index = free.findIndex((k) => int(kindOf, k) === kind);
      const [k] = free.splice(index, 1);
      if (k !== undefined) routes[k] = placed;
    }
    if (!load(model, schedule, routes)) return;
    current = schedule.total();
    if (current > best) keepBest();
  }

  for (;;) {
    if (iterations % TUNING.stopEvery === 0) {
      if (betterAt > toldAt) onBetter?.({ value: best, iterations, routes: () => bestRoutes });
      toldAt = betterAt;
      const reason = stop({ iterations, sinceBetter: iterations - betterAt });
      if (reason !== undefined) return found(reason);
    }
    iterations++;
    if (++inCycle > cycle) {
      inCycle = 0;
      cycles++;
      cycle = Math.min(longest, Math.round(cycle * TUNING.growth));
      if (R > 1) pack();
      load(model, schedule, bestRoutes);
      current = schedule.total();
    }
    const removed =
      random.next() < TUNING.stringPart
        ? ruin.strings(1 + random.int(TUNING.strings), TUNING.stringStops)
        : ruin.scattered(1 + random.int(TUNING.scattered));
    for (let i = 0; i < removed; i++) everywhere[int(ruin.removed, i)] = 1;
    const touched = schedule.touched.slice();
    for (const k of touched) schedule.judge(k);
    // One more, by chance: what was left out may fit where nothing was taken out, above all into an empty route.
    const extra = random.int(R);
    if (random.next() < TUNING.extraPart && !touched.includes(extra)) touched.push(extra);
    // With many trucks what was taken out is tried on these and some others, not on all.
    const wide = R <= TUNING.wideRoutes ? all : touched.slice();
    for (let i = wide.length; i < TUNING.wideRoutes && i < R; i++) {
      const k = random.int(R);
      if (!wide.includes(k)) wide.push(k);
    }
    let count = 0;
    for (let g = 0; g < groups; g++) {
      if (int(schedule.routeOf, g) < 0 && (everywhere[g] === 1 || random.next() < TUNING.sample))
        order[count++] = g;
    }
    const thorough = model.judges && random.next() < TUNING.thoroughPart;
    const how = {
      exponent: 1 + random.int(3) / 2,
      blink: TUNING.blink,
      noise: TUNING.noise * random.next(),
      thorough,
    };
    if (random.next() < TUNING.greedyPart) {
      recreate.greedy(order, count, touched, wide, everywhere, how);
    } else {
      sortUnplaced(model, random, order.subarray(0, count), keys);
      recreate.ordered(order, count, touched, wide, everywhere, how);
    }
    for (let i = 0; i < removed; i++) everywhere[int(ruin.removed, i)] = 0;
    if (!model.judges) for (const k of schedule.touched) schedule.judge(k);
    const value = schedule.total();
    const hot = TUNING.hot[cycles % TUNING.hot.length] ?? 1;
    const heat = scale * hot * (TUNING.cold / hot) ** (inCycle / cycle);
    if (value > current + heat * Math.log(random.next())) {
      if (R > 1 && value > best - Math.abs(best) * TUNING.poolWithin) {
        for (const k of schedule.touched) remember(k);
      }
      schedule.commit();
      current = value;
      if (value > best + 1e-9) keepBest();
    } else {
      schedule.rollback();
    }
  }

  function remember(k: number): void {
    const placed = schedule.read(k);
    if (placed.length === 0) return;
    const items = placed.map(({ visit }) => int(model.groupOf, visit));
    for (const cell of model.cellsOf(k, schedule)) items.push(groups + cell);
    pool.add({
      kind: int(kindOf, k),
      worth: num(schedule.gain, k) - num(schedule.cost, k),
      items: Int32Array.from(items),
      placed,
    });
  }
}

/** Replaces all routes; false if one does not stand. */
export function load(model: RouteModel, schedule: Schedule, routes: readonly (readonly Placed[])[]): boolean {
  let ok = true;
  for (let k = 0; k < model.routes; k++) schedule.write(k, []);
  for (let k = 0; k < model.routes; k++) ok = schedule.write(k, routes[k] ?? []) && ok;
  for (let k = 0; k < model.routes; k++) ok = schedule.judge(k) < Infinity && ok;
  return ok;
}

/** By chance, or by profit with some chance. */
function sortUnplaced(model: RouteModel, random: Rng, order: Int32Array, keys: Float64Array): void {
  const byProfit = random.int(2) === 1;
  for (const group of order) {
    const profit = byProfit ? num(model.profit, int(model.firstVisit, group)) : 1;
    keys[group] = -profit * (byProfit ? 0.5 + random.next() : random.next());
  }
  order.sort((a, b) => num(keys, a) - num(keys, b));
}

function meanProfit({ profit }: RouteModel): number {
  let sum = 0;
  let count = 0;
  for (const value of profit) {
    if (value <= 0) continue;
    sum += value;
    count++;
  }
  return count === 0 ? 1 : sum / count;
}

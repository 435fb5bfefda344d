/**
 * The only objective, in weighted learners:
 *
 *   value = reached - moved hosts - dropped hosts  -  km x KM_PRICE  -  lack of energy margin x MARGIN_PRICE
 *
 * in that order of weight. Kilometres and margin only decide between plans that reach the same people and keep the same promises: a whole
 * fleet's driving in a quarter (under 10^5 km) is worth less than a tenth of a learner. A promise is worth people, so that a plan is not
 * turned over for one learner more: `weights` says how many, and `near` how much more when the host expects the truck soon.
 *
 * A learner's weight does not depend on what else is planned (equity by county is a factor from what was reached before), so that what a
 * visit is worth never changes while searching.
 */
import { dayOf } from './calendar.ts';
import type { Problem, RequestSpec, Weights } from './problem.ts';

export const DEFAULT_WEIGHTS: Weights = {
  /** A woman counts as 1.25 learners, a teacher 1.25 (who is both, 1.5). */
  women: 0.25,
  teachers: 0.25,
  /** Each year a request has waited adds a fifth, up to two years. */
  waitingPerYear: 0.2,
  /** The county with the least share reached counts half as much again as the one with the most. */
  equity: 0.5,
  /** Learners that moving, or dropping, one published visit must win. */
  moved: 40,
  dropped: 80,
  /** Times more when the visit begins now; once from four weeks ahead. */
  near: 3,
};
/** From most to least urgent. */
export const PRIORITY_FACTOR = [2, 1.4, 1, 0.7, 0.5] as const;
export const KM_PRICE = 1e-6;
/** A point of charge under the comfortable margin above the reserve, summed over trucks. */
export const MARGIN_PRICE = 1e-10;
export const COMFORTABLE_MARGIN_PCT = 20;
const NEAR_DAYS = 28;
const WAITING_YEARS_MAX = 2;

export function weightsOf(problem: Problem): Weights {
  return { ...DEFAULT_WEIGHTS, ...problem.weights };
}

/** What one learner of a request counts. */
export function learnerWeight(problem: Problem, request: RequestSpec, county: string): number {
  const weights = weightsOf(problem);
  const women = shareOf(problem, request, 'womenExpected');
  const teachers = shareOf(problem, request, 'teachersExpected');
  const waitedDays = Math.max(0, dayOf(problem.from) - dayOf(request.requestedOn));
  const waiting = weights.waitingPerYear * Math.min(WAITING_YEARS_MAX, waitedDays / 365);
  return (
    (PRIORITY_FACTOR[request.priority - 1] ?? 1) *
    (1 + weights.women * women + weights.teachers * teachers) *
    (1 + waiting) *
    (1 + weights.equity * (1 - coverageOf(problem, county)))
  );
}

/** Unknown is not zero: who did not say counts as the others on average. */
function shareOf(
  problem: Problem,
  request: RequestSpec,
  field: 'womenExpected' | 'teachersExpected',
): number {
  const own = request[field];
  if (own !== null) return Math.min(1, own / request.learnersExpected);
  let said = 0;
  let learners = 0;
  for (const other of problem.requests) {
    const value = other[field];
    if (value === null) continue;
    said += Math.min(value, other.learnersExpected);
    learners += other.learnersExpected;
  }
  return learners === 0 ? 0 : said / learners;
}

/** Share reached of those who asked, 1 in the best county. A county of which nothing is known counts as the least reached. */
function coverageOf({ counties }: Problem, county: string): number {
  if (counties === undefined) return 1;
  const share = (name: string) => {
    const entry = counties[name];
    return entry === undefined || entry.asked <= 0 ? 0 : entry.reached / entry.asked;
  };
  const most = Math.max(0, ...Object.keys(counties).map(share));
  return most === 0 ? 1 : share(county) / most;
}

/** How much a change of a visit counts that was to begin so many days after the horizon's first. */
export function nearness(weights: Weights, daysAhead: number): number {
  return 1 + (weights.near - 1) * Math.max(0, 1 - Math.max(0, daysAhead) / NEAR_DAYS);
}

export type Score = {
  /** Weighted, and as people. */
  readonly reached: number;
  readonly learners: number;
  readonly moved: number;
  readonly dropped: number;
  readonly changeCost: number;
  readonly km: number;
  readonly marginLackPct: number;
  /** What the search maximises. */
  readonly value: number;
};

export function planValue(reached: number, changeCost: number, km: number, marginLackPct: number): number {
  return reached - changeCost - km * KM_PRICE - marginLackPct * MARGIN_PRICE;
}

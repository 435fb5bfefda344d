/** Twenty small problems: the optimiser reaches what trying everything finds. */
import { describe, expect, test } from 'vitest';
import { checkPlan } from '../support/planner-checker.ts';
import { bestValue } from './exhaustive.ts';
import { smallProblem, solved } from './small.ts';

const seeds = Array.from({ length: 20 }, (_, i) => i + 1);

describe('the optimum of a small problem', () => {
  test.each(seeds)('is reached: %i', (seed) => {
    const problem = smallProblem(seed, 5 + (seed % 4));
    const best = bestValue(problem);
    const { plan } = solved(problem, 3000);
    expect(checkPlan(problem, plan.visits)).toEqual([]);
    expect(plan.score.reached).toBeCloseTo(best.value, 6);
  });
});

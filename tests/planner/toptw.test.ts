/** The same search on orienteering files: a hand-made one whose best is plain, and what its checker sees. */
import { describe, expect, test } from 'vitest';
import { rng } from '../../src/kernel/rng.ts';
import { search } from '../../src/planner/improve.ts';
import { stopAfterIterations } from '../../src/planner/stop.ts';
import { parseToptw, toptwModel } from '../bench/planner/toptw.ts';
import { checkToptw } from '../bench/planner/toptw-checker.ts';

const FILE = `4 2 5 1
0 200
  0 0.00 0.00 0.00 0.00 0 0 0 100
  1 10.00 0.00 10.00 5.00 1 1 1 0 50
  2 20.00 0.00 10.00 7.00 1 2 1 2 15 60
  3 0.00 30.00 10.00 20.00 1 1 1 0 90
  4 0.00 60.00 10.00 100.00 1 1 1 0 100
  5 3.00 4.00 1.00 1.00 1 1 1 0 100
`;

describe('orienteering with time windows', () => {
  const instance = parseToptw('x101', FILE);

  test('reads a file whose lists differ in length', () => {
    expect(instance.points).toHaveLength(6);
    expect(instance.points[2]).toEqual({ x: 20, y: 0, service: 10, profit: 7, open: 15, close: 60 });
    expect(() => parseToptw('x', 'a\nb\n1 2 x 4 5 6 7 8 9')).toThrow('not numbers');
  });

  test.each([
    // 4 is 60 away: 60 + 10 + 60 > 100. 5, 1 and 3 take 95.6; 2 and 3 would take 106.1.
    [1, 26],
    [2, 33],
    [3, 33],
  ])('finds the best of %i', (vehicles, profit) => {
    const model = toptwModel(instance, vehicles);
    const { routes } = search(model, { random: rng(1), stop: stopAfterIterations(400) });
    const numbers = routes.map((route) => route.map(({ visit }) => visit + 1));
    expect(checkToptw(instance, vehicles, numbers)).toEqual({ profit, wrong: [] });
  });

  test('a checker sees what is late, twice and too many', () => {
    expect(checkToptw(instance, 1, [[2, 1]]).wrong).toEqual([]);
    expect(checkToptw(instance, 1, [[4]]).wrong).toEqual(['route 0: point 0 at 130, after 100']);
    expect(checkToptw(instance, 2, [[1], [1]]).wrong).toEqual(['point 1 twice']);
    expect(checkToptw(instance, 1, [[1], [2]]).wrong).toEqual(['2 routes for 1 vehicles']);
    expect(checkToptw(instance, 1, [[9]]).wrong).toEqual(['route 0: no point 9']);
  });
});

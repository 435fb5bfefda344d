/** Each move's difference is that of two full counts, and what was only evaluated is as it was. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rng } from '../../src/kernel/rng.ts';
import { dayModel } from '../../src/planner/day-model.ts';
import { createMoves } from '../../src/planner/moves.ts';
import { createSchedule } from '../../src/planner/schedule.ts';
import { instanceOf, smallProblem } from './small.ts';

function setUp(seed: number, toldSeed: number) {
  const problem = smallProblem(seed);
  const random = rng(toldSeed);
  const told = problem.requests.slice(0, 3).map(({ requestId }, i) => ({
    requestId,
    truckId: `t${random.int(2)}`,
    firstDay: `2027-03-0${2 + i}`,
    lastDay: `2027-03-0${3 + i}`,
  }));
  const model = dayModel(instanceOf({ ...problem, published: { visits: told, frozenBefore: problem.from } }));
  const schedule = createSchedule(model);
  /** The value counted anew from the routes alone. */
  const recount = () => {
    const fresh = createSchedule(model);
    for (let k = 0; k < model.routes; k++) expect(fresh.write(k, schedule.read(k))).toBe(true);
    for (let k = 0; k < model.routes; k++) fresh.judge(k);
    return { value: fresh.total(), late: [...fresh.late], early: [...fresh.early] };
  };
  return { model, schedule, moves: createMoves(model, schedule), recount };
}

describe('a move', () => {
  test('changes the value by what it said', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 }), fc.nat(1000), (seed, chance) => {
        const { model, schedule, moves, recount } = setUp(seed, chance);
        const random = rng(chance);
        for (let k = 0; k < model.routes; k++) schedule.judge(k);
        for (let i = 0; i < 25; i++) {
          const before = recount();
          expect(schedule.total()).toBeCloseTo(before.value, 6);
          const group = random.int(model.groups);
          if ((schedule.routeOf[group] ?? -1) >= 0) {
            const delta = moves.evaluateRemove(group);
            expect(schedule.total()).toBeCloseTo(before.value, 9);
            if (delta === -Infinity || random.next() < 0.5) continue;
            moves.applyRemove(group);
            expect(recount().value - before.value).toBeCloseTo(delta, 6);
            continue;
          }
          const visit = random.int(model.visits);
          const route = random.int(model.routes);
          const move = {
            route,
            visit,
            at: 1 + random.int((schedule.length[route] ?? 2) - 1),
            hold: random.next() < 0.5 ? 0 : random.int(10),
          };
          const delta = moves.evaluateInsert(move);
          expect(schedule.total()).toBeCloseTo(before.value, 9);
          expect(recount()).toEqual(before);
          if (delta === -Infinity) continue;
          expect(moves.applyInsert(move)).toBe(true);
          expect(recount().value - before.value).toBeCloseTo(delta, 6);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('can be taken back', () => {
    const { model, schedule, moves, recount } = setUp(3, 3);
    for (let k = 0; k < model.routes; k++) schedule.judge(k);
    const random = rng(7);
    for (let i = 0; i < 60; i++) {
      const before = { ...recount(), routeOf: [...schedule.routeOf], version: [...schedule.version] };
      for (let k = 0; k < model.routes; k++) schedule.touch(k);
      for (let j = 0; j < 4; j++) {
        const visit = random.int(model.visits);
        const group = model.groupOf[visit] ?? 0;
        if ((schedule.routeOf[group] ?? -1) >= 0) moves.applyRemove(group);
        else {
          const move = moves.bestInsert(random.int(model.routes), visit, true);
          if (move !== undefined) moves.applyInsert(move);
        }
      }
      if (random.next() < 0.5) {
        schedule.commit();
        continue;
      }
      schedule.rollback();
      expect({ ...recount(), routeOf: [...schedule.routeOf], version: [...schedule.version] }).toEqual(
        before,
      );
    }
  });

  test('fits by time exactly when the whole route does', () => {
    const { model, schedule, moves } = setUp(5, 5);
    const random = rng(11);
    let fitted = 0;
    for (let i = 0; i < 300; i++) {
      const visit = random.int(model.visits);
      const route = random.int(model.routes);
      if ((schedule.routeOf[model.groupOf[visit] ?? 0] ?? -1) >= 0) {
        moves.applyRemove(model.groupOf[visit] ?? 0);
        continue;
      }
      const at = 1 + random.int((schedule.length[route] ?? 2) - 1);
      const hold = random.int(10);
      const fits = schedule.fits(route, visit, at, hold);
      const list = schedule.read(route);
      list.splice(at - 1, 0, { visit, hold });
      expect(walks(model, route, list)).toBe(fits);
      if (fits && moves.applyInsert({ route, visit, at, hold })) fitted++;
    }
    expect(fitted).toBeGreaterThan(20);
  });
});

/** Forward through a route without any latest times. */
function walks(
  model: ReturnType<typeof dayModel>,
  k: number,
  placed: readonly { visit: number; hold: number }[],
): boolean {
  let node = model.visits + k;
  let time = model.departAt(k);
  for (const { visit, hold } of placed) {
    time = model.settle(k, visit, Math.max(hold, model.ready(k, node, time, visit)));
    if (!Number.isFinite(time) || time > model.lastStart(k, visit)) return false;
    node = visit;
  }
  return model.ready(k, node, time, model.visits + model.routes + k) <= model.closeAt(k);
}

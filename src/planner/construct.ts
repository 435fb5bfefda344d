/** The first plan: what is pinned or given, then whatever brings most for the time it takes, until nothing more fits. */
import type { Placed, RouteModel } from './model.ts';
import type { Moves } from './moves.ts';
import type { Recreate } from './recreate.ts';
import { int } from './rows.ts';
import type { Schedule } from './schedule.ts';

export function construct(
  model: RouteModel,
  schedule: Schedule,
  moves: Moves,
  recreate: Recreate,
  begin: readonly (readonly Placed[])[],
  fill = true,
): void {
  const { groups, routes } = model;
  schedule.clear();
  for (let k = 0; k < routes; k++) schedule.judge(k);
  // One by one, so that what does not stand any more is left out alone.
  for (let k = 0; k < routes; k++) {
    for (const { visit, hold } of begin[k] ?? []) {
      const at = int(schedule.length, k) - 1;
      if (schedule.fits(k, visit, at, hold)) moves.applyInsert({ route: k, visit, at, hold });
    }
  }
  if (!fill) return;
  const open = Int32Array.from(schedule.routeOf.keys()).filter((group) => int(schedule.routeOf, group) < 0);
  const all = Array.from({ length: routes }, (_, k) => k);
  recreate.greedy(open, open.length, all, all, new Uint8Array(groups), {
    exponent: 1,
    blink: 0,
    noise: 0,
    thorough: false,
  });
  for (let k = 0; k < routes; k++) schedule.judge(k);
}

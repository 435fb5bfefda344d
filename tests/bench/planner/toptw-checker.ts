/** Holds routes against a TOPTW instance, from the file's own numbers, without a line of the optimiser. @returns profit, or what is wrong. */
import type { Toptw } from './toptw.ts';

/** Routes are lists of the file's point numbers, without the depot. */
export function checkToptw(
  { points, decimals }: Toptw,
  vehicles: number,
  routes: readonly (readonly number[])[],
): { readonly profit: number; readonly wrong: readonly string[] } {
  const wrong: string[] = [];
  const visited = new Set<number>();
  const depot = points[0];
  let profit = 0;
  if (routes.length > vehicles) wrong.push(`${routes.length} routes for ${vehicles} vehicles`);
  for (const [r, route] of routes.entries()) {
    let here = depot;
    let time = depot?.open ?? 0;
    for (const number of [...route, 0]) {
      const there = points[number];
      if (here === undefined || there === undefined) {
        wrong.push(`route ${r}: no point ${number}`);
        break;
      }
      const factor = 10 ** decimals;
      const way = Math.floor(Math.hypot(here.x - there.x, here.y - there.y) * factor + 1e-9) / factor;
      time = Math.max(there.open, time + here.service + way);
      if (time > there.close + 1e-6)
        wrong.push(`route ${r}: point ${number} at ${time}, after ${there.close}`);
      if (number !== 0) {
        if (visited.has(number)) wrong.push(`point ${number} twice`);
        visited.add(number);
        profit += there.profit;
      }
      here = there;
    }
  }
  return { profit, wrong };
}

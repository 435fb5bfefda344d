/**
 * Tables of ways between places. They are filled in slices, so that a thousand places hold nobody up, and handed out in shared memory, so
 * that a problem goes to a thread without being copied.
 */
import { distanceKm, type Place } from '../../../kernel/geo.ts';
import type { Travel } from '../../../planner/problem.ts';

/** A thousand places a row: some eight milliseconds. */
const ROWS_AT_ONCE = 64;
const keyOf = ({ lat, lon }: Place) => `${lat} ${lon}`;

/** Each place once, whatever it is called. */
export function pointsOf<Point extends Place>(places: readonly Point[]): Point[] {
  return [...new Map(places.map((place) => [keyOf(place), place])).values()];
}

/** The way by air times a factor, by [from * points + to]. */
export async function kmByAir(points: readonly Place[], factor: number): Promise<Float64Array> {
  const n = points.length;
  const km = new Float64Array(n * n);
  for (const [i, a] of points.entries()) {
    for (let j = i + 1; j < n; j++) {
      const b = points[j];
      if (b === undefined) continue;
      const way = distanceKm(a, b) * factor;
      km[i * n + j] = way;
      km[j * n + i] = way;
    }
    if (i % ROWS_AT_ONCE === ROWS_AT_ONCE - 1) await new Promise<void>((resolve) => setImmediate(resolve));
  }
  return km;
}

/** @returns the ways between some of these points, by the names that places have there */
export function tableOf(
  points: readonly Place[],
  km: Float64Array,
  minutes?: Float64Array,
): (places: ReadonlyMap<string, Place>) => Travel {
  const n = points.length;
  const index = new Map(points.map((place, i) => [keyOf(place), i]));
  return (places) => {
    const rows = [...places.values()].map((place) => {
      const row = index.get(keyOf(place));
      if (row === undefined) throw new Error(`no ways were asked for from ${keyOf(place)}`);
      return row;
    });
    const pick = (from: Float64Array) => {
      const to = new Float64Array(new SharedArrayBuffer(8 * rows.length ** 2));
      for (const [i, a] of rows.entries()) {
        for (const [j, b] of rows.entries()) to[i * rows.length + j] = from[a * n + b] as number;
      }
      return to;
    };
    const travel = { places: [...places.keys()], km: pick(km) };
    return minutes === undefined ? travel : { ...travel, minutes: pick(minutes) };
  };
}

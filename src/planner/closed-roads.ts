/**
 * Which ways a closed road closes. Nobody knows which roads a truck takes between two places, so a way is its straight line: it is closed
 * where that passes the closed place, or where it has more than an end in common with the closed stretch. All on a plane around the closure
 * (equirectangular projection, Snyder 1987, eq. 12-1 and 12-2: x = R dlon cos lat, y = R dlat), within one percent for some hundred
 * kilometres in the tropics.
 */
import type { RoadClosure } from '@digitruck/contract/disruptions';
import type { Place } from '../kernel/geo.ts';

const KM_PER_DEG = 111.195;
const RAD = Math.PI / 180;
/** What two ways share must be nearly as long as the closed stretch, or as twice the width within which they count as one road. */
const SHARED = 0.9;

type Point = { readonly x: number; readonly y: number };

/** Cells (row * places + column) of the ways between these places that are closed. */
export function closedCells(where: RoadClosure['where'], places: readonly Place[]): Int32Array {
  const centre = centreOf(where);
  const wide = KM_PER_DEG * Math.cos(centre.lat * RAD);
  const flat = ({ lat, lon }: Place): Point => ({
    x: (lon - centre.lon) * wide,
    y: (lat - centre.lat) * KM_PER_DEG,
  });
  const points = places.map(flat);
  const closed =
    where.shape === 'around' ? passes(where.radiusKm) : shares(where.ends.map(flat), where.widthKm);
  const cells: number[] = [];
  for (const [i, a] of points.entries()) {
    for (let j = i + 1; j < points.length; j++) {
      const b = points[j];
      if (b !== undefined && closed(a, b)) cells.push(i * points.length + j, j * points.length + i);
    }
  }
  return Int32Array.from(cells);
}

export function closes(where: RoadClosure['where'], from: Place, to: Place): boolean {
  return closedCells(where, [from, to]).length > 0;
}

function centreOf(where: RoadClosure['where']): Place {
  if (where.shape === 'around') return where;
  const [p = { lat: 0, lon: 0 }, q = p] = where.ends;
  return { lat: (p.lat + q.lat) / 2, lon: (p.lon + q.lon) / 2 };
}

/** How far a point is from the straight line from a to b. */
function apart(point: Point, a: Point, b: Point): number {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const [px, py] = [point.x - a.x, point.y - a.y];
  const long = dx * dx + dy * dy;
  const part = long === 0 ? 0 : Math.min(1, Math.max(0, (px * dx + py * dy) / long));
  return Math.hypot(px - part * dx, py - part * dy);
}

const passes = (radiusKm: number) => (a: Point, b: Point) => apart({ x: 0, y: 0 }, a, b) <= radiusKm;

/** Of the ends of both stretches, those that lie on the other one; what is between them is shared. */
function shares([p, q]: readonly Point[], widthKm: number): (a: Point, b: Point) => boolean {
  if (p === undefined || q === undefined) return () => false;
  const enough = SHARED * Math.min(Math.hypot(q.x - p.x, q.y - p.y), 2 * widthKm);
  return (a, b) => {
    const shared: Point[] = [];
    if (apart(p, a, b) <= widthKm) shared.push(p);
    if (apart(q, a, b) <= widthKm) shared.push(q);
    if (apart(a, p, q) <= widthKm) shared.push(a);
    if (apart(b, p, q) <= widthKm) shared.push(b);
    return (
      enough > 0 &&
      shared.some((one, i) =>
        shared.slice(i + 1).some((other) => Math.hypot(one.x - other.x, one.y - other.y) >= enough),
      )
    );
  };
}

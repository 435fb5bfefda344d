/** Polygons cut to a box (Sutherland and Hodgman 1974). Cuts run along the box's edge, which is fine for filling. */
export type Position = readonly [lon: number, lat: number];
export type Ring = readonly Position[];
/** west, south, east, north in degrees */
export type Box = readonly [number, number, number, number];

export function boxOf(rings: readonly Ring[]): Box {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const ring of rings) {
    for (const [lon, lat] of ring) {
      west = Math.min(west, lon);
      east = Math.max(east, lon);
      south = Math.min(south, lat);
      north = Math.max(north, lat);
    }
  }
  return [west, south, east, north];
}

export function overlap(a: Box, b: Box): boolean {
  return a[0] <= b[2] && a[2] >= b[0] && a[1] <= b[3] && a[3] >= b[1];
}

/** The part of a closed ring inside the box, closed again; undefined when nothing is left. */
export function clipRing(ring: Ring, box: Box): Ring | undefined {
  let points: readonly Position[] = ring.slice(0, -1);
  for (const edge of [0, 1, 2, 3] as const) {
    const axis = edge % 2 === 0 ? 0 : 1;
    const limit = box[edge];
    const inside = (point: Position) => (edge < 2 ? point[axis] >= limit : point[axis] <= limit);
    const kept: Position[] = [];
    let before = points.at(-1);
    for (const point of points) {
      if (before !== undefined && inside(point) !== inside(before))
        kept.push(cut(before, point, axis, limit));
      if (inside(point)) kept.push(point);
      before = point;
    }
    points = kept;
  }
  const [first] = points;
  return first === undefined || points.length < 3 ? undefined : [...points, first];
}

function cut(a: Position, b: Position, axis: 0 | 1, limit: number): Position {
  // Always from the same end, so that two countries that share the edge get the very same point.
  const [from, to] = a[0] < b[0] || (a[0] === b[0] && a[1] < b[1]) ? [a, b] : [b, a];
  const share = (limit - from[axis]) / (to[axis] - from[axis]);
  return axis === 0
    ? [limit, from[1] + share * (to[1] - from[1])]
    : [from[0] + share * (to[0] - from[0]), limit];
}

/** Area inside a ring in square degrees (shoelace), never negative. */
export function areaOf(ring: Ring): number {
  let twice = 0;
  for (let i = 1; i < ring.length; i++) {
    const [x0, y0] = ring[i - 1] ?? [0, 0];
    const [x1, y1] = ring[i] ?? [0, 0];
    twice += x0 * y1 - x1 * y0;
  }
  return Math.abs(twice) / 2;
}

/** Whether a point lies in a ring (even-odd rule). */
export function contains(ring: Ring, [lon, lat]: Position): boolean {
  let inside = false;
  for (let i = 1; i < ring.length; i++) {
    const [x0, y0] = ring[i - 1] ?? [0, 0];
    const [x1, y1] = ring[i] ?? [0, 0];
    if (y0 > lat !== y1 > lat && lon < ((x1 - x0) * (lat - y0)) / (y1 - y0) + x0) inside = !inside;
  }
  return inside;
}

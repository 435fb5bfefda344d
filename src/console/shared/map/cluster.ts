/** Trucks whose markers would cover each other become one group. Greedy over a grid, so 1,000 trucks take a millisecond or two. */
import type { MapTruck, Point, TruckMark } from './types.ts';
import { TRUCK_MARKS } from './types.ts';

export type Cluster = {
  /** The ids inside, joined: the same group keeps its key while the map moves. */
  readonly key: string;
  readonly at: Point;
  readonly trucks: readonly MapTruck[];
  /** The most urgent of the marks inside. */
  readonly mark: TruckMark;
};

/** Markers of 30 px that come nearer than this hide too much of each other. */
export const CLUSTER_RADIUS_PX = 26;

/**
 * Groups of trucks in the order given; a truck joins the first group whose first truck is within the radius.
 * `project` gives pixels; the order of `trucks` should be stable, or groups change while nothing moves.
 */
export function clusterTrucks(
  trucks: readonly MapTruck[],
  project: (truck: MapTruck) => Point,
  radiusPx = CLUSTER_RADIUS_PX,
): readonly Cluster[] {
  const groups: { at: Point; trucks: MapTruck[] }[] = [];
  const cells = new Map<string, (typeof groups)[number][]>();
  const cellOf = (value: number) => Math.floor(value / radiusPx);
  for (const truck of trucks) {
    const at = project(truck);
    const [column, row] = [cellOf(at.x), cellOf(at.y)];
    let home: (typeof groups)[number] | undefined;
    let nearest = radiusPx;
    for (let dx = -1; dx <= 1; dx++) {
      for (let dy = -1; dy <= 1; dy++) {
        for (const group of cells.get(`${column + dx}:${row + dy}`) ?? []) {
          const distance = Math.hypot(group.at.x - at.x, group.at.y - at.y);
          if (distance < nearest) {
            nearest = distance;
            home = group;
          }
        }
      }
    }
    if (home !== undefined) {
      home.trucks.push(truck);
      continue;
    }
    const group = { at, trucks: [truck] };
    groups.push(group);
    const key = `${column}:${row}`;
    const cell = cells.get(key);
    if (cell === undefined) cells.set(key, [group]);
    else cell.push(group);
  }
  return groups.map((group) => ({
    key: group.trucks.map(({ id }) => id).join(' '),
    at: group.at,
    trucks: group.trucks,
    mark: mostUrgent(group.trucks),
  }));
}

function mostUrgent(trucks: readonly MapTruck[]): TruckMark {
  return TRUCK_MARKS.find((mark) => trucks.some((truck) => truck.mark === mark)) ?? 'silent';
}

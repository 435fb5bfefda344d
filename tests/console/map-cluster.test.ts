import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CLUSTER_RADIUS_PX, clusterTrucks } from '../../src/console/shared/map/cluster.ts';
import type { MapTruck, TruckMark } from '../../src/console/shared/map/types.ts';

const truck = (id: string, x: number, y: number, mark: TruckMark = 'idle'): MapTruck => ({
  id,
  lat: y,
  lon: x,
  mark,
  socPct: 50,
  label: id,
  description: id,
});
const flat = ({ lon, lat }: MapTruck) => ({ x: lon, y: lat });

describe('grouping trucks', () => {
  it('leaves trucks alone that do not cover each other', () => {
    const groups = clusterTrucks([truck('A', 0, 0), truck('B', 100, 0)], flat);
    expect(groups.map(({ trucks }) => trucks.length)).toEqual([1, 1]);
  });

  it('groups those that do, also across the borders of its grid', () => {
    const edge = CLUSTER_RADIUS_PX;
    const groups = clusterTrucks([truck('A', edge - 1, edge - 1), truck('B', edge + 1, edge + 1)], flat);
    expect(groups).toHaveLength(1);
    expect(groups[0]?.trucks.map(({ id }) => id)).toEqual(['A', 'B']);
  });

  it('shows the most urgent state inside', () => {
    const [group] = clusterTrucks(
      [truck('A', 0, 0, 'silent'), truck('B', 1, 0, 'teaching'), truck('C', 0, 1, 'alert')],
      flat,
    );
    expect(group?.mark).toBe('alert');
  });

  it('loses no truck and shows none twice', () => {
    const place = fc.tuple(fc.integer({ min: -500, max: 500 }), fc.integer({ min: -500, max: 500 }));
    fc.assert(
      fc.property(fc.array(place, { maxLength: 200 }), (places) => {
        const trucks = places.map(([x, y], index) => truck(String(index), x, y));
        const groups = clusterTrucks(trucks, flat);
        const ids = groups.flatMap((group) => group.trucks.map(({ id }) => id));
        expect(ids.toSorted()).toEqual(trucks.map(({ id }) => id).toSorted());
        for (const group of groups) {
          for (const member of group.trucks) {
            const distance = Math.hypot(member.lon - group.at.x, member.lat - group.at.y);
            expect(distance).toBeLessThan(CLUSTER_RADIUS_PX);
          }
        }
      }),
    );
  });
});

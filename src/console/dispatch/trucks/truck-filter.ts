/** Which trucks the list shows: by state or need, and by the words looked for. Pure. */
import type { KnownTruck } from '../today/needs-you.ts';

export const FILTERS = ['all', 'needs', 'teaching', 'driving', 'charging', 'idle', 'silent'] as const;
export type TruckFilter = (typeof FILTERS)[number];

export function isFilter(value: string | null): value is TruckFilter {
  return FILTERS.some((filter) => filter === value);
}

type Filterable = Pick<KnownTruck, 'truckId' | 'name' | 'state' | 'urgency'>;

export function passes(truck: Pick<KnownTruck, 'state' | 'urgency'>, filter: TruckFilter): boolean {
  switch (filter) {
    case 'all':
      return true;
    case 'needs':
      return truck.urgency !== undefined && truck.urgency !== 'note';
    case 'idle':
      return truck.state === 'idle' || truck.state === 'unknown';
    case 'silent':
      return truck.state === 'silent' || truck.state === 'never';
    default:
      return truck.state === filter;
  }
}

/** All words must be found in the truck's id, name or place; capitals and accents do not matter. */
export function filterTrucks<Truck extends Filterable>(
  trucks: readonly Truck[],
  by: {
    readonly filter: TruckFilter;
    readonly words: string;
    readonly placeOf: (truck: Truck) => string;
  },
): readonly Truck[] {
  const words = plain(by.words).split(/\s+/).filter(Boolean);
  return trucks.filter((truck) => {
    if (!passes(truck, by.filter)) return false;
    if (words.length === 0) return true;
    const text = plain(`${truck.truckId} ${truck.name} ${by.placeOf(truck)}`);
    return words.every((word) => text.includes(word));
  });
}

export function countByFilter(
  trucks: readonly Pick<KnownTruck, 'state' | 'urgency'>[],
): Readonly<Record<TruckFilter, number>> {
  const count = (filter: TruckFilter) => trucks.filter((truck) => passes(truck, filter)).length;
  return Object.fromEntries(FILTERS.map((filter) => [filter, count(filter)])) as Record<TruckFilter, number>;
}

function plain(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();
}

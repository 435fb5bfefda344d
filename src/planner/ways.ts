/** Ways between the nodes of routes: slots of driving by truck, open or closed for a time (closures.ts). */
import { driven, setOut } from './calendar.ts';
import { type ClosedLeg, leavesBy, passage } from './closures.ts';
import { type Instance, present } from './instance.ts';
import type { Problem, TruckSpec } from './problem.ts';
import { int, num } from './rows.ts';
import { NEVER } from './stays.ts';

export type Ways = {
  /** When a truck that leaves at a slot is there; Infinity if never. */
  arrives(truck: number, from: number, leaves: number, to: number): number;
  /** The last slot at which it leaves to be there by `latest`; below 0 if there is none. */
  leaves(truck: number, from: number, to: number, latest: number): number;
  /** When it sets out that may leave at a slot: later where it waits for a road. */
  sets(truck: number, from: number, leaves: number, to: number): number;
  km(truck: number, from: number, leaves: number, to: number): number;
  /** What makes it come later than on an open road. */
  causes(truck: number, from: number, leaves: number, to: number): string[];
};

/** @param placeOf the place of a node; below 0 is none: an end that may be anywhere */
export function createWays(instance: Instance, placeOf: (node: number) => number): Ways {
  const { problem, driving, legs, closed } = instance;
  const places = problem.travel.places.length;

  /** Slots of driving between two nodes; 0 home if it need not go there. */
  function need(k: number, from: number, to: number): number {
    const target = placeOf(to);
    return target < 0 ? 0 : (legs[k]?.[placeOf(from) * places + target] ?? NEVER);
  }
  function closing(from: number, to: number): ClosedLeg | undefined {
    if (closed === undefined) return undefined;
    const target = placeOf(to);
    return target < 0 ? undefined : closed.list[int(closed.numbers, placeOf(from) * places + target) - 1];
  }
  function round(k: number, from: number, to: number, { detourKm }: ClosedLeg): number {
    return detourKm === null ? NEVER : instance.detour(k, placeOf(from) * places + placeOf(to), detourKm);
  }
  function through(k: number, from: number, leaves: number, to: number, leg: ClosedLeg) {
    return passage(present(driving[k]), leg, leaves, need(k, from, to), round(k, from, to, leg));
  }

  return {
    arrives(k, from, leaves, to) {
      const leg = closing(from, to);
      if (leg === undefined) return driven(present(driving[k]), leaves, need(k, from, to));
      return through(k, from, leaves, to, leg).arrives;
    },
    leaves(k, from, to, latest) {
      const leg = closing(from, to);
      const way = present(driving[k]);
      if (leg === undefined) return setOut(way, latest, need(k, from, to));
      return leavesBy(way, leg, latest, need(k, from, to), round(k, from, to, leg));
    },
    sets(k, from, leaves, to) {
      const leg = closing(from, to);
      return leg === undefined ? leaves : through(k, from, leaves, to, leg).sets;
    },
    km(k, from, leaves, to) {
      const km = num(problem.travel.km, placeOf(from) * places + placeOf(to));
      const leg = closing(from, to);
      if (leg === undefined || leg.detourKm === null) return km;
      return through(k, from, leaves, to, leg).round ? km + leg.detourKm : km;
    },
    causes(k, from, leaves, to) {
      const leg = closing(from, to);
      if (leg === undefined) return [];
      const open = driven(present(driving[k]), leaves, need(k, from, to));
      if (through(k, from, leaves, to, leg).arrives <= open) return [];
      return leg.closures.flatMap(({ cause }) => (cause === undefined ? [] : [cause]));
    },
  };
}

/** Slots of driving between places; NEVER where there is no road. */
export function legsOf(problem: Problem, truck: TruckSpec): Int16Array {
  return Int16Array.from(problem.travel.km, (_, cell) => slotsOfWay(problem, truck, cell, 0));
}

export function slotsOfWay(
  { travel, slotsPerDay }: Problem,
  truck: TruckSpec,
  cell: number,
  moreKm: number,
): number {
  const { speedKph } = truck;
  const given = travel.minutes?.[cell];
  const km = travel.km[cell] ?? 0;
  const minutes = given === undefined || Number.isNaN(given) ? (km / speedKph) * 60 : given;
  const all = minutes + (moreKm / speedKph) * 60;
  return Math.min(NEVER, Math.ceil(all / (truck.drivingMinutesPerDay / slotsPerDay) - 1e-9));
}

/**
 * The two places where days that cannot be worked on come into a plan: of one truck (a disruption that takes it out; its maintenance), and of
 * the whole country (public holidays). Who adds a source of either adds it here, and nowhere else.
 */
import type { Disruption } from '@digitruck/contract/disruptions';
import type { Holiday } from '@digitruck/contract/holidays';
import type { TruckId } from '@digitruck/contract/ids';
import type { Maintenance } from '@digitruck/contract/maintenance';
import type { CausedRange } from '../../planner/problem.ts';
import { daysOf } from './disruptions.ts';

export type DaysOff = {
  /** No stay may span one of these days, and its crew neither drives nor teaches. */
  readonly ofTruck: (truckId: TruckId) => readonly CausedRange[];
  /** Days without classes that a stay may span, e.g. "2027-06-01". */
  readonly ofCountry: (country: string) => readonly string[];
};

export function daysOff(given: {
  readonly disruptions: readonly Disruption[];
  readonly maintenance: readonly Maintenance[];
  readonly holidays: readonly Holiday[];
}): DaysOff {
  return {
    ofTruck: (truckId) => [
      ...given.disruptions.flatMap(({ disruptionId, what }): CausedRange[] =>
        what.kind === 'truck-out' && what.truckId === truckId
          ? [{ ...daysOf(what), cause: disruptionId }]
          : [],
      ),
      ...given.maintenance
        .filter((one) => one.truckId === truckId)
        .map(({ firstDay, lastDay }): CausedRange => ({ from: firstDay, to: lastDay })),
    ],
    ofCountry: (country) =>
      given.holidays.filter((one) => one.affectsClasses && one.country === country).map(({ day }) => day),
  };
}

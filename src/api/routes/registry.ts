/** The registry's routes together: trucks, sites and their import, courses, visit requests. */
import type { Clock } from '../../kernel/clock.ts';
import type { Routes } from '../kit.ts';
import { todayIn } from '../today.ts';
import { courseRoutes } from './courses.ts';
import { requestRoutes } from './requests.ts';
import { siteImportRoutes } from './site-import.ts';
import { siteRoutes } from './sites.ts';
import { truckRoutes } from './trucks.ts';

export type RegistryDeps = Parameters<typeof truckRoutes>[0] &
  Omit<Parameters<typeof siteRoutes>[0], 'today'> &
  Parameters<typeof courseRoutes>[0] &
  Parameters<typeof siteImportRoutes>[0];

/** @param place the programme's time zone: "today" is told by it */
export function registryRoutes(
  deps: RegistryDeps,
  place: { readonly timeZone: string; readonly clock: Clock },
): Routes[] {
  const dated = { ...deps, today: todayIn(place.timeZone, place.clock) };
  return [
    truckRoutes(deps),
    siteRoutes(dated),
    siteImportRoutes(deps),
    courseRoutes(deps),
    requestRoutes(dated),
  ];
}

/** The energy side as tests of the API use it: its stores on a database, forecasts made when they are asked for. */
import type { RouteDeps } from '../../src/api/all-routes.ts';
import { startForecasts } from '../../src/derive/forecasts/forecasts.ts';
import { forecastSkill } from '../../src/derive/forecasts/skill.ts';
import { systemClock } from '../../src/kernel/clock.ts';
import type { Db } from '../../src/store/db.ts';
import { energyDayStore } from '../../src/store/history/energy-days.ts';
import { forecastStore } from '../../src/store/history/forecasts.ts';
import type { VisitStore } from '../../src/store/visits/visits.ts';
import { atEnd } from './at-end.ts';

export function testEnergy(db: Db, visits: VisitStore): RouteDeps['energy'] {
  const stores = { forecasts: forecastStore(db), energyDays: energyDayStore(db) };
  const worker = startForecasts({
    ...stores,
    visits,
    timeZone: 'Africa/Nairobi',
    clock: systemClock,
    log: { warn: () => {} },
    firstAfterMs: 3_600_000,
  });
  atEnd(worker.stop);
  return { ...stores, makeForecast: worker.make, forecastSkill: forecastSkill(stores) };
}

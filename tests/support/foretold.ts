/** Ten days that a truck's sun was foretold for and has come: a record of forecasts whose figures can be said beforehand. */

import { systemClock } from '../../src/kernel/clock.ts';
import { addDays, localDayOf } from '../../src/kernel/zone.ts';
import { sql } from '../../src/store/drizzle.ts';
import { energyDayStore } from '../../src/store/history/energy-days.ts';
import { truck } from './alerts.ts';
import type { TestConsole } from './console.ts';
import { ZONE } from './timetables.ts';

const DAYS = 10;

/**
 * Each day gave 20 kWh. The day before it was foretold as 22, and "like yesterday" would have said 24. Of its five classes three were
 * foretold as safe; people were in class for seven hours and a half.
 */
export async function foretold(office: TestConsole, truckId: string): Promise<void> {
  const { db } = office.database;
  const nowMs = systemClock.nowMs();
  const days = Array.from({ length: DAYS }, (_, index) => addDays(localDayOf(nowMs, ZONE), -1 - index));
  await energyDayStore(db).save(
    truck(truckId),
    days.map((day) => ({
      day,
      potentialWh: 20_000,
      harvestWh: 15_000,
      clearSkyWh: 25_000,
      trainedShare: 0.9,
      sunRatio: 0.8,
      clearHourRatio: 0.95,
      curtailed: 0.1,
      coverage: 1,
      soFar: { potentialWh: 20_000, harvestWh: 15_000, loadWh: 9000 },
      loads: { classW: 900, classHours: 7.5, otherW: [] },
      samples: 700,
      settings: '',
    })),
    nowMs,
  );
  for (const day of days)
    await db.execute(sql`
      insert into forecast_days (truck_id, day, lead, made_at, potential_p10_wh, potential_p50_wh, potential_p90_wh,
        potential_mean_wh, persistence_wh, mean30_wh, classes_planned, covered_p10, covered_p50, covered_p10_after_shedding)
      values (${truckId}, ${day}, 1, ${addDays(day, -1)}::date, 14000, 22000, 26000, 22000, 24000, 24000, 5, 3, 4, 5)`);
}

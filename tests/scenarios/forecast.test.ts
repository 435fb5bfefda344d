/**
 * From a truck's samples to "how many of the classes are covered": a month of a simulated truck comes in through the broker, its days
 * are read off it, the visit that is booked is told in classes; and what would have been foretold on each of these days is held against
 * what came.
 */
import { FleetForecast, Forecast, ForecastSkill } from '@digitruck/contract/energy';
import { USUAL_TIMETABLE } from '@digitruck/contract/visits';
import { expect, onTestFinished, test } from 'vitest';
import { runFleet } from '../../simulators/fleet/fleet.ts';
import { PERFECT_SCENARIO } from '../../simulators/fleet/scenario.ts';
import { startForecasts } from '../../src/derive/forecasts/forecasts.ts';
import { manualClock } from '../../src/kernel/clock.ts';
import { addDays, instantOf, localDayOf } from '../../src/kernel/zone.ts';
import { energyDayStore } from '../../src/store/history/energy-days.ts';
import { forecastStore } from '../../src/store/history/forecasts.ts';
import { visitStore } from '../../src/store/visits/visits.ts';
import { runService } from '../support/running-service.ts';
import { until } from '../support/until.ts';

const ZONE = 'Africa/Nairobi';
const DAYS = 24;
const SCORED_DAYS = 14;
const ARRAY = { peakW: 3000, tiltDeg: 4 };
const BATTERY = { capacityWh: 20_000, reservePct: 20, maxChargeW: 5000, maxDischargeW: 5000 };
const SITE = { lat: -0.4527, lon: 39.646 };

test('weeks of samples through a broker become classes that are covered, and a record of how good that was', {
  timeout: 240_000,
}, async () => {
  const office = await runService({}, onTestFinished);
  const today = localDayOf(Date.now(), ZONE);
  const [firstDay, lastDay] = [addDays(today, -DAYS), addDays(today, 6)];
  const made = async (path: string, body: object) => {
    const answer = await office.api('POST', path, body);
    expect(answer.status).toBe(201);
    return answer.body as Record<string, string>;
  };
  await made('/trucks', { truckId: 'DT-01', array: ARRAY, battery: BATTERY });
  const { siteId } = await made('/sites', { name: 'Garissa school', ...SITE });
  const course = { code: 'DS', name: 'Digital skills', mode: 'cohort', totalHours: 40, classHours: 2 };
  const { courseId } = await made('/courses', { ...course, powerPerSeatW: 45 });
  const timetable = { ...USUAL_TIMETABLE, weekdays: [1, 2, 3, 4, 5, 6, 7] };
  const visit = { truckId: 'DT-01', siteId, courseId, firstDay, lastDay, timetable, learnersExpected: 100 };
  await made('/visits', visit);

  const startMs = instantOf(firstDay, '00:00', ZONE);
  const endMs = Date.now();
  const stay = { place: SITE, fromMs: startMs - 86_400_000, toMs: endMs + 86_400_000, headingDeg: 90 };
  const classes = { days: [0, 1, 2, 3, 4, 5, 6] };
  await runFleet({
    mqttUrl: office.service.mqttUrl,
    trucks: [{ truckId: 'DT-01', array: ARRAY, itinerary: [{ ...stay, classes }] }],
    startMs,
    endMs,
    intervalS: 900,
    pace: 'catch-up',
    seed: 'forecast',
    scenario: PERFECT_SCENARIO,
  });
  await until(
    'all steps restated',
    async () =>
      (await office.value<boolean>(
        `select (select count(*) from rollups where step_s = 86400) >= ${DAYS} and not exists (select from rollup_dirty)
             and not exists (select from rollup_waiting) and not exists (select from rollup_claims)`,
      )) === true,
    { withinMs: 120_000, everyMs: 50 },
  );

  // As the service would have done on each of these mornings.
  const clock = manualClock(instantOf(addDays(today, -SCORED_DAYS), '00:10', ZONE));
  const { db } = office.database;
  const mornings = startForecasts({
    forecasts: forecastStore(db),
    energyDays: energyDayStore(db),
    visits: visitStore(db),
    timeZone: ZONE,
    clock,
    log: { warn: () => {} },
    firstAfterMs: 3_600_000,
  });
  onTestFinished(mornings.stop);
  for (let day = SCORED_DAYS; day > 0; day--) {
    await mornings.make('DT-01' as Forecast['truckId']);
    clock.advance(86_400_000);
  }

  // The one that was made while the samples came in is too young to be made anew by itself.
  await db.$client.query(`update forecasts set made_at = made_at - interval '11 minutes'`);
  const forecast = Forecast.parse((await office.api('GET', '/trucks/DT-01/forecast')).body);
  expect(forecast.basis.daysSeen).toBeGreaterThanOrEqual(DAYS - 2);
  expect(forecast.basis.startSocPct).not.toBeNull();
  expect(forecast.basis.performanceRatio).toBeGreaterThan(0.6);
  expect(forecast.basis.performanceRatio).toBeLessThan(1.4);
  expect(forecast.days.map(({ classes }) => classes.planned)).toEqual([5, 5, 5, 5, 5, 5, 5]);
  // The weather of the simulation follows the date: these hold in any season.
  const ordinary = forecast.days.reduce((sum, { classes }) => sum + classes.coveredP50, 0);
  expect(ordinary).toBeGreaterThan(10);
  const fleet = FleetForecast.parse((await office.api('GET', '/forecasts')).body);
  expect(fleet.trucks[0]?.today?.classes).toEqual(forecast.days[0]?.classes);

  const skill = ForecastSkill.parse((await office.api('GET', '/trucks/DT-01/forecast/skill')).body);
  const [day1] = skill.leads;
  expect(day1?.days).toBe(SCORED_DAYS);
  expect(day1?.forecast.nrmsePct).toBeLessThan(60);
  expect(Math.abs(day1?.forecast.biasPct ?? 100)).toBeLessThan(30);
  expect(day1?.p10CoveragePct).toBeLessThan(50);
  console.info(
    'skill of one day ahead',
    JSON.stringify(day1),
    'classes',
    JSON.stringify(forecast.days.map(({ classes }) => classes)),
  );
});

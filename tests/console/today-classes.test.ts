/** The day's classes of the fleet: held as planned, the next one, tomorrow's visits at risk. */
import type { FleetForecast } from '@digitruck/contract/energy';
import { USUAL_TIMETABLE, type Visit } from '@digitruck/contract/visits';
import { expect, test } from 'vitest';
import type { KnownTruck } from '../../src/console/dispatch/today/needs-you.ts';
import { classesNow, tomorrowAtRisk, truckDays } from '../../src/console/dispatch/today/today-classes.ts';

const ZONE = 'Africa/Nairobi';
/** A Thursday; classes at 07:30, 09:40, 11:50, 14:30 and 16:40, two hours each. */
const TODAY = '2026-11-26';
const at = (time: string) => Date.parse(`${TODAY}T${time}:00+03:00`);
const visit = (truckId: string, over: Partial<Visit> = {}): Visit =>
  ({
    visitId: `visit of ${truckId}`,
    truckId,
    firstDay: '2026-11-20',
    lastDay: '2026-12-11',
    timetable: USUAL_TIMETABLE,
    ...over,
  }) as Visit;
const truck = (truckId: string, state: KnownTruck['state']) => ({ truckId, state }) as KnownTruck;
const look = (time: string, trucks: readonly KnownTruck[], visits = [visit('DT-01'), visit('DT-02')]) =>
  classesNow(truckDays(visits, TODAY, ZONE, at(time)), trucks, at(time));

test('a class that should be held is held where the truck teaches; just begun it may still be settling', () => {
  const trucks = [truck('DT-01', 'teaching'), truck('DT-02', 'idle')];
  expect(look('08:30', trucks)).toMatchObject({ planned: 2, held: 1 });
  expect(look('07:40', trucks)).toMatchObject({ planned: 2, held: 2 });
});

test('between classes the next one is told; after the last none', () => {
  expect(look('13:55', [])).toMatchObject({
    planned: 0,
    held: 0,
    next: { startsAt: '2026-11-26T11:30:00.000Z' },
  });
  expect(look('19:00', [])).toMatchObject({ planned: 0, next: undefined });
});

test('a truck without a visit today, or on a day without classes, has none', () => {
  const visits = [
    visit('DT-01', { lastDay: '2026-11-25' }),
    visit('DT-02', { timetable: { ...USUAL_TIMETABLE, exceptDays: [TODAY] } }),
  ];
  const days = truckDays(visits, TODAY, ZONE, at('08:30'));
  expect([...days.keys()]).toEqual(['DT-02']);
  expect(look('08:30', [], visits)).toMatchObject({ planned: 0, next: undefined });
});

test('tomorrow is at risk where the battery does not safely cover every class; a day off is no risk', () => {
  const of = (planned: number, coveredP10: number) =>
    ({ tomorrow: { classes: { planned, coveredP10 } } }) as FleetForecast['trucks'][number];
  const forecast = { trucks: [of(5, 5), of(5, 4), of(0, 0), { tomorrow: null }] } as unknown as FleetForecast;
  expect(tomorrowAtRisk(forecast)).toEqual({ all: 2, atRisk: 1 });
});

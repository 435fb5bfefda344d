/** Days that plans leave out: maintenance and what takes a truck out, of that truck alone; holidays of that country, if classes are not held. */
import type { Holiday } from '@digitruck/contract/holidays';
import type { TruckId } from '@digitruck/contract/ids';
import type { Maintenance } from '@digitruck/contract/maintenance';
import { expect, test } from 'vitest';
import { daysOff } from '../../../src/derive/planning/days-off.ts';

const meta = { version: 1, createdAt: '', updatedAt: '', updatedBy: '' };
const holiday = (country: string, day: string, affectsClasses = true) =>
  ({
    ...meta,
    holidayId: `${country} ${day}`,
    country,
    day,
    name: 'x',
    affectsClasses,
    source: '',
  }) as Holiday;
const repair = (truckId: string, firstDay: string, lastDay: string) =>
  ({ ...meta, maintenanceId: truckId, truckId, firstDay, lastDay, reason: 'x' }) as Maintenance;

test('each truck has its own maintenance, each country its own holidays', () => {
  const { ofTruck, ofCountry } = daysOff({
    disruptions: [],
    maintenance: [repair('DT-01', '2027-01-04', '2027-01-08'), repair('DT-02', '2027-02-01', '2027-02-01')],
    holidays: [holiday('KE', '2027-06-01'), holiday('KE', '2027-06-02', false), holiday('FR', '2027-07-14')],
  });
  expect(ofTruck('DT-01' as TruckId)).toEqual([{ from: '2027-01-04', to: '2027-01-08' }]);
  expect(ofTruck('DT-03' as TruckId)).toEqual([]);
  expect([ofCountry('KE'), ofCountry('FR'), ofCountry('UG')]).toEqual([['2027-06-01'], ['2027-07-14'], []]);
});

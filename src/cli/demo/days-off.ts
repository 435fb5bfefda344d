/**
 * The demo's public holidays and maintenance. Holidays are those of fixed dates in Kenya's Public Holidays Act (Cap. 110), Schedule, Part I,
 * as in force since 2024: Utamaduni Day on 26 December, Mazingira Day on 10 October. Good Friday, Easter Monday and the days that the
 * gazette names each year are left to whoever runs a programme; so is section 4, which adds the Monday after a Sunday.
 */
import type { HolidayBody } from '@digitruck/contract/holidays';
import type { TruckId } from '@digitruck/contract/ids';
import type { MaintenanceBody } from '@digitruck/contract/maintenance';
import { addDays } from '../../kernel/zone.ts';

const SOURCE = 'Public Holidays Act (Cap. 110), Schedule, Part I: fixed dates';
const FIXED = [
  ['01-01', 'New Year’s Day'],
  ['05-01', 'Labour Day'],
  ['06-01', 'Madaraka Day'],
  ['10-10', 'Mazingira Day'],
  ['10-20', 'Mashujaa Day'],
  ['12-12', 'Jamhuri Day'],
  ['12-25', 'Christmas Day'],
  ['12-26', 'Utamaduni Day'],
] as const;
const YEARS = 2;

/** Of the year of this day and the next one. */
export function demoHolidays(today: string): HolidayBody[] {
  const first = Number(today.slice(0, 4));
  return Array.from({ length: YEARS }, (_, index) => first + index).flatMap((year) =>
    FIXED.map(([date, name]) => ({
      country: 'KE',
      day: `${year}-${date}`,
      name,
      affectsClasses: true,
      source: SOURCE,
    })),
  );
}

/** Two trucks go to the workshop, each in the week after its last visit. */
export function demoMaintenance(visits: readonly { truckId: string; lastDay: string }[]): MaintenanceBody[] {
  const after = (truckId: string, days: number) => {
    const last = visits.filter((visit) => visit.truckId === truckId).map(({ lastDay }) => lastDay);
    return addDays(last.sort().at(-1) ?? '', days);
  };
  const at = (truckId: string, reason: string): MaintenanceBody => ({
    truckId: truckId as TruckId,
    firstDay: after(truckId, 3),
    lastDay: after(truckId, 7),
    reason,
  });
  return [at('DT-05', 'Inverter and batteries'), at('DT-08', 'Tyres and brakes')];
}

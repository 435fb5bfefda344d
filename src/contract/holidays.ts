/** Public holidays of a country: days on which no classes are held. Booked visits leave them out of their timetables. */
import { z } from 'zod';
import { HolidayId } from './ids.ts';
import { LocalDate, Version } from './registry.ts';
import { Instant } from './telemetry.ts';
import { text } from './text.ts';

const country = z.string().regex(/^[A-Z]{2}$/, 'must be two capital letters (ISO 3166-1), e.g. KE');
const name = text(120).min(1);
const affectsClasses = z
  .boolean()
  .meta({ description: 'false: known, but classes are held, as on some religious days' });
const source = text(300).meta({ description: 'Where that is written, e.g. a law or a gazette' });

export const HolidayBody = z
  .strictObject({
    country,
    day: LocalDate,
    name,
    affectsClasses: affectsClasses.default(true),
    source: source.default(''),
  })
  .meta({ id: 'HolidayBody' });
export type HolidayBody = z.infer<typeof HolidayBody>;

export const HolidayUpdate = z
  .strictObject({
    day: LocalDate.optional(),
    name: name.optional(),
    affectsClasses: affectsClasses.optional(),
    source: source.optional(),
    version: Version,
  })
  .meta({ id: 'HolidayUpdate' });
export type HolidayUpdate = z.infer<typeof HolidayUpdate>;

export const Holiday = z
  .object({
    holidayId: HolidayId,
    ...HolidayBody.shape,
    version: Version,
    createdAt: Instant,
    updatedAt: Instant,
    updatedBy: z.string(),
  })
  .meta({ id: 'Holiday' });
export type Holiday = z.infer<typeof Holiday>;

const visitsChanged = z
  .int()
  .meta({ description: 'Booked visits whose timetables changed by it, from today on' });
export const HolidayChanged = Holiday.extend({ visitsChanged }).meta({ id: 'HolidayChanged' });
export type HolidayChanged = z.infer<typeof HolidayChanged>;
export const HolidayRemoved = z.object({ visitsChanged }).meta({ id: 'HolidayRemoved' });

/** `GET /holidays`: by day. */
export const HOLIDAYS_MAX = 2000;
export const HolidaysQuery = z.object({
  country: country.optional(),
  from: LocalDate.optional(),
  to: LocalDate.optional(),
});
export type HolidaysQuery = z.infer<typeof HolidaysQuery>;
export const Holidays = z.object({ items: z.array(Holiday) }).meta({ id: 'Holidays' });
export type Holidays = z.infer<typeof Holidays>;

/** `POST /holidays/import`: a list, all of it or none. One that is there by country, day and name is updated. */
export const HolidayImport = z
  .strictObject({ holidays: z.array(HolidayBody).min(1).max(1000) })
  .meta({ id: 'HolidayImport' });
export const HolidayImported = z
  .object({ create: z.int(), update: z.int(), unchanged: z.int(), visitsChanged })
  .meta({ id: 'HolidayImported' });
export type HolidayImported = z.infer<typeof HolidayImported>;

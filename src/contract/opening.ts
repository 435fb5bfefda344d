/** When a site lets classes be held: days of the week, and from when until when. Fridays off, Sundays open, afternoons only. */
import { z } from 'zod';

export const TimeOfDay = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day, e.g. "08:00"')
  .meta({ description: 'Local time of the programme', examples: ['07:30'] });

export const Weekdays = z
  .array(z.int().min(1).max(7))
  .min(1)
  .max(7)
  .refine((days) => new Set(days).size === days.length, 'must name each day once')
  .meta({ description: '1 Monday to 7 Sunday (ISO 8601)' });

export const SiteOpening = z
  .strictObject({
    weekdays: Weekdays.default([1, 2, 3, 4, 5]),
    from: TimeOfDay.nullable()
      .default(null)
      .meta({ description: 'No class begins before; null is any time' }),
    to: TimeOfDay.nullable().default(null).meta({ description: 'No class ends after; null is any time' }),
  })
  .refine(({ from, to }) => from === null || to === null || from < to, {
    path: ['to'],
    message: 'must be after "from"',
  });
export type SiteOpening = z.infer<typeof SiteOpening>;

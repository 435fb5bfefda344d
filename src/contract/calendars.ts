/**
 * Calendar feeds (iCalendar, RFC 5545) behind secret links: of a truck, a site, a trainer (a person with trucks) or the whole programme.
 * `GET /calendar/<secret>.ics` needs nothing but the secret, so the secret is 256 random bits, is shown once, and only its hash is kept.
 */
import { z } from 'zod';
import { CalendarLinkId, TruckId } from './ids.ts';
import { Version } from './registry.ts';
import { Instant } from './telemetry.ts';
import { text } from './text.ts';

export const CALENDAR_SCOPES = ['programme', 'truck', 'site', 'trainer'] as const;
export type CalendarScope = (typeof CALENDAR_SCOPES)[number];

const subjectId = z
  .string()
  .max(64)
  .refine((value) => !value.includes('\u0000'), 'must not contain a NUL character')
  .meta({ description: 'truckId, siteId or personId; empty for the programme' });

export const CalendarLinkBody = z
  .strictObject({
    scope: z.enum(CALENDAR_SCOPES),
    subjectId: subjectId.default(''),
    label: text(120)
      .default('')
      .meta({ description: 'For whom it is, so that one can be taken back and the others stay' }),
  })
  .refine((link) => (link.scope === 'programme') === (link.subjectId === ''), {
    path: ['subjectId'],
    message: 'names the truck, site or trainer; leave it out for the programme',
  })
  .meta({ id: 'CalendarLinkBody' });
export type CalendarLinkBody = z.infer<typeof CalendarLinkBody>;

export const CalendarLink = z
  .object({
    linkId: CalendarLinkId,
    scope: z.enum(CALENDAR_SCOPES),
    subjectId,
    subject: z.string().meta({ description: 'Its name; empty when it is gone, and for the programme' }),
    label: z.string(),
    createdAt: Instant,
    createdBy: z.string(),
    renewedAt: Instant.nullable(),
    lastReadAt: Instant.nullable().meta({ description: 'When a calendar last fetched it, to the hour' }),
    version: Version,
    updatedAt: Instant,
    updatedBy: z.string(),
  })
  .meta({ id: 'CalendarLink' });
export type CalendarLink = z.infer<typeof CalendarLink>;

/** A link that was made or renewed: the one time that its address is told. */
export const CalendarLinkIssued = CalendarLink.extend({
  url: z.string().meta({ description: 'Shown this once; whoever has it can read the calendar' }),
}).meta({ id: 'CalendarLinkIssued' });
export type CalendarLinkIssued = z.infer<typeof CalendarLinkIssued>;

export const CalendarLinksQuery = z.object({
  scope: z.enum(CALENDAR_SCOPES).optional(),
  subjectId: subjectId.optional(),
});
export type CalendarLinksQuery = z.infer<typeof CalendarLinksQuery>;
/** What one installation may have. */
export const CALENDAR_LINKS_MAX = 5000;
export const CalendarLinks = z.object({ items: z.array(CalendarLink) }).meta({ id: 'CalendarLinks' });
export type CalendarLinks = z.infer<typeof CalendarLinks>;
export const CalendarLinkRenew = z.strictObject({ version: Version }).meta({ id: 'CalendarLinkRenew' });

/** People whose calendars there can be. */
export const Trainers = z
  .object({
    items: z.array(z.object({ personId: z.string(), name: z.string(), truckIds: z.array(TruckId) })),
  })
  .meta({ id: 'Trainers' });
export type Trainers = z.infer<typeof Trainers>;

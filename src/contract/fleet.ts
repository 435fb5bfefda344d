/** A truck as it is now: latest readings, link, and what they say it is doing. */
import { z } from 'zod';
import { ACTIVITIES } from './activity.ts';
import { TruckId } from './ids.ts';
import { READINGS } from './readings.ts';
import { TruckRecord } from './registry.ts';
import { BootId, Instant, Seq } from './telemetry.ts';

/** `never` heard of; `online` by status or samples; `offline` by status or last will; `silent` longer than its habit. */
export const LINK_STATES = ['never', 'online', 'offline', 'silent'] as const;
export const Link = z
  .object({
    state: z.enum(LINK_STATES),
    since: Instant.nullable().meta({ description: 'When it came into this state' }),
    lastHeardAt: Instant.nullable().meta({ description: 'Server time of the last sign of life' }),
    bootId: BootId.nullable(),
    flapping: z
      .boolean()
      .meta({ description: 'Connects again and again, e.g. two units with one client id' }),
  })
  .meta({ id: 'Link' });
export type Link = z.infer<typeof Link>;

const readingValues = Object.fromEntries(
  Object.entries(READINGS).map(([key, spec]) => [key, z.number().optional().meta({ 'x-unit': spec.unit })]),
) as { [Name in keyof typeof READINGS]: z.ZodOptional<z.ZodNumber> };

export const Latest = z
  .object({
    bootId: BootId,
    seq: Seq,
    sampledAt: Instant,
    receivedAt: Instant,
    readings: z.object(readingValues).meta({ description: 'A reading that is not here is unknown' }),
    place: z
      .object({ lat: z.number(), lon: z.number(), at: Instant })
      .nullable()
      .meta({ description: 'The last good place, which may be older than the sample' }),
  })
  .meta({ id: 'Latest' });
export type Latest = z.infer<typeof Latest>;

export const Activity = z.enum(ACTIVITIES);
export type Activity = z.infer<typeof Activity>;

/** The part of a truck that changes by itself; what the live feed sends. */
export const TruckNow = z
  .object({
    truckId: TruckId,
    name: z.string(),
    seats: z.int(),
    link: Link,
    latest: Latest.nullable(),
    activity: Activity,
  })
  .meta({ id: 'TruckNow' });
export type TruckNow = z.infer<typeof TruckNow>;

/** `GET /trucks/:truckId`, and the items of `GET /trucks`. */
export const Truck = z
  .object({ ...TruckRecord.shape, link: Link, latest: Latest.nullable(), activity: Activity })
  .meta({ id: 'Truck' });
export type Truck = z.infer<typeof Truck>;

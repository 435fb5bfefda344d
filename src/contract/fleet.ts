/** A truck as it is now: latest readings, link, and what they say it is doing. */
import { z } from 'zod';
import { TruckId } from './ids.ts';
import { READINGS, type Readings } from './readings.ts';
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

export const ACTIVITIES = ['teaching', 'driving', 'charging', 'idle', 'unknown'] as const;
export const Activity = z.enum(ACTIVITIES);
export type Activity = z.infer<typeof Activity>;

/** Below this speed a GPS that stands still still seems to move. */
const DRIVING_MIN_KPH = 5;
/** People in the container from here on are a class, not the crew. */
const TEACHING_MIN_PEOPLE = 3;
const CHARGING_MIN_W = 50;

/** What a truck's readings say it is doing. */
export function activityOf(readings: Readings | undefined): Activity {
  if (readings === undefined) return 'unknown';
  if ((readings.speedKph ?? 0) >= DRIVING_MIN_KPH) return 'driving';
  if ((readings.occupancy ?? 0) >= TEACHING_MIN_PEOPLE) return 'teaching';
  if ((readings.batteryW ?? 0) >= CHARGING_MIN_W) return 'charging';
  return readings.speedKph === undefined &&
    readings.occupancy === undefined &&
    readings.batteryW === undefined
    ? 'unknown'
    : 'idle';
}

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

/**
 * A simulated truck as a caller describes it: everything has a default but its name, and every default is a plausible
 * 40-foot classroom (some 29 m2 of roof, two days of autonomy).
 */
import { TruckId } from '@digitruck/contract/ids';
import { z } from 'zod';

const TimeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day, e.g. "08:00"');

/** Classes by the week: on which days, beginning when, how long. */
export const Timetable = z.strictObject({
  /** 0 is Sunday. */
  days: z.array(z.int().min(0).max(6)).default([1, 2, 3, 4, 5]),
  starts: z.array(TimeOfDay).default(['07:30', '09:40', '11:50', '14:30', '16:40']),
  lengthMin: z.int().min(10).max(720).default(120),
  /** Local days without classes, YYYY-MM-DD. */
  exceptDays: z.array(z.string()).default([]),
});
export type Timetable = z.infer<typeof Timetable>;

export const Stay = z.strictObject({
  name: z.string().optional(),
  place: z.strictObject({ lat: z.number().min(-90).max(90), lon: z.number().min(-180).max(180) }),
  /** The truck sets out for here when the stay before ends; it may arrive after `fromMs` if the road is long. */
  fromMs: z.number(),
  toMs: z.number(),
  classes: Timetable.prefault({}),
  /** What the host's grid gives while it is on; 0 is none. */
  gridMaxW: z.number().min(0).max(20_000).default(0),
  /** How the lorry stands; seeded when left out. */
  headingDeg: z.number().min(0).max(360).optional(),
});
export type Stay = z.infer<typeof Stay>;

export const TruckSpec = z.strictObject({
  truckId: TruckId,
  seats: z.int().min(1).max(100).default(20),
  array: z
    .strictObject({
      peakW: z.number().min(0).max(50_000).default(5000),
      /** Tilt towards the lorry's right side; on a flat roof nearly nothing. */
      tiltDeg: z.number().min(0).max(60).default(4),
      tempCoeffPctPerK: z.number().min(-1).max(0).default(-0.37),
      efficiencyPct: z.number().min(10).max(100).default(86),
    })
    .prefault({}),
  battery: z
    .strictObject({
      capacityWh: z.number().min(100).max(500_000).default(20_000),
      nominalV: z.number().min(12).max(800).default(51.2),
      /** Below this the classroom is switched off, until ten points more are in. */
      cutoffPct: z.number().min(2).max(80).default(10),
    })
    .prefault({}),
  loads: z
    .strictObject({
      laptopW: z.number().min(0).default(32),
      vrW: z.number().min(0).default(140),
      screenW: z.number().min(0).default(160),
      routerW: z.number().min(0).default(28),
      lightsW: z.number().min(0).default(90),
      fansW: z.number().min(0).default(180),
      standbyW: z.number().min(0).default(22),
    })
    .prefault({}),
  road: z
    .strictObject({
      /** Mean speed on the road, halts included. */
      speedKph: z.number().min(5).max(110).default(42),
      /** Road kilometres for one of the great circle. */
      factor: z.number().min(1).max(3).default(1.35),
    })
    .prefault({}),
  /** Local time for timetables and driving hours. */
  utcOffsetMin: z.int().min(-720).max(840).default(180),
  /** Where it is and when, oldest first; seeded Kenyan towns when left out. */
  itinerary: z.array(Stay).min(1).optional(),
  /** Goes where its schedule sends it, from where its itinerary has it at the beginning. Until it hears one, it stands. */
  followSchedule: z.boolean().default(false),
  /** When it begins to; before, it keeps to its itinerary. From the beginning when left out. */
  followFromMs: z.number().optional(),
});
export type TruckSpec = z.infer<typeof TruckSpec>;
/** What a caller has to write down: only `truckId` is required. */
export type TruckSpecInput = z.input<typeof TruckSpec>;

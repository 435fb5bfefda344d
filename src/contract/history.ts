/** A truck's past: samples or steps of them, gaps, and what was refused. */
import { z } from 'zod';
import { QUARANTINE_REASONS } from './history-words.ts';
import { TruckId } from './ids.ts';
import { READING_NAMES, type ReadingName } from './readings.ts';
import { BootId, Instant, Seq } from './telemetry.ts';

export const RESOLUTIONS = ['raw', '1m', '15m', '1h', '1d'] as const;
export const Resolution = z.enum(RESOLUTIONS);
export type Resolution = z.infer<typeof Resolution>;
/** One answer holds no more steps (or samples) than this; a longer stretch wants a coarser resolution. */
export const HISTORY_POINTS_MAX = 50_000;
/** Nor more than this of steps (or samples) times readings: an answer of megabytes helps nobody. */
export const HISTORY_VALUES_MAX = 400_000;

const readingName = z.enum(READING_NAMES as [ReadingName, ...ReadingName[]]);
export const HistoryQuery = z.object({
  from: Instant,
  to: Instant,
  resolution: Resolution.default('15m'),
  readings: z
    .string()
    .optional()
    .transform((list, context) => {
      if (list === undefined || list === '') return READING_NAMES;
      const names = list.split(',').map((item) => item.trim());
      for (const item of names) {
        if (!readingName.safeParse(item).success) {
          context.addIssue({
            code: 'custom',
            message: `"${item}" is no reading; known are ${READING_NAMES.join(', ')}`,
          });
          return z.NEVER;
        }
      }
      return names as readonly ReadingName[];
    })
    .meta({ description: 'Names with commas between; all when left out' }),
});

/** Columns, each as long as `at`; null is unknown. Gauges have min, mean, max; counters their rise; raw has values. */
const numbers = z.array(z.number().nullable());
export const History = z
  .object({
    truckId: TruckId,
    from: Instant,
    to: Instant,
    resolution: Resolution,
    at: z.array(Instant).meta({ description: 'Start of each step; for raw, when it was measured' }),
    samples: z.array(z.int()).meta({ description: 'Samples in each step (1 for raw)' }),
    coverage: numbers.meta({ description: 'Share of each step that samples cover, 0 to 1; null for raw' }),
    series: z.partialRecord(
      readingName,
      z.object({
        unit: z.string(),
        min: numbers.optional(),
        mean: numbers.optional(),
        max: numbers.optional(),
        rise: numbers.optional(),
        value: numbers.optional(),
      }),
    ),
    truncated: z
      .boolean()
      .meta({ description: 'More was there than one answer holds; ask again from the last time' }),
  })
  .meta({ id: 'History' });
export type History = z.infer<typeof History>;

export const Gap = z
  .object({
    truckId: TruckId,
    bootId: BootId,
    fromSeq: Seq,
    toSeq: Seq,
    missing: z.int().meta({ description: 'Samples still missing' }),
    afterAt: Instant.meta({ description: 'Measured time of the sample before it' }),
    beforeAt: Instant.meta({ description: 'Measured time of the sample behind it' }),
    noticedAt: Instant,
    closedAt: Instant.nullable().meta({ description: 'When late samples had filled it' }),
  })
  .meta({ id: 'Gap' });
export type Gap = z.infer<typeof Gap>;

export const QuarantineReason = z.enum(QUARANTINE_REASONS);
export type QuarantineReason = z.infer<typeof QuarantineReason>;

export const Quarantined = z
  .object({
    quarantineId: z.string(),
    topic: z.string(),
    truckId: TruckId.nullable(),
    reason: QuarantineReason,
    detail: z.string(),
    payload: z.string().meta({ description: 'As text; what is no UTF-8 shows as U+FFFD. Cut at 64 KiB' }),
    payloadBytes: z.int(),
    receivedAt: Instant,
    replayedAt: Instant.nullable(),
  })
  .meta({ id: 'Quarantined' });
export type Quarantined = z.infer<typeof Quarantined>;

/** A truck that nobody registered, as its own messages show it. */
export const PendingTruck = z
  .object({
    truckId: TruckId,
    firstSeenAt: Instant,
    lastSeenAt: Instant,
    messages: z.int(),
    held: z.int().meta({ description: 'Messages kept for when it is adopted' }),
  })
  .meta({ id: 'PendingTruck' });
export type PendingTruck = z.infer<typeof PendingTruck>;

/** `GET /data/health`: what came in, by truck and in all, over the last hours. */
export const DataHealth = z
  .object({
    at: Instant,
    samplesPerS: z.number().meta({ description: 'Over the last minute' }),
    storedLastHour: z.int(),
    storedLastDay: z.int(),
    duplicatesLastDay: z.int(),
    lateLastDay: z.int(),
    badClockLastDay: z.int(),
    readingsDroppedLastDay: z.int(),
    quarantinedLastDay: z.partialRecord(QuarantineReason, z.int()),
    pendingTrucks: z.int(),
    openGaps: z.int(),
    rate: z
      .array(z.object({ at: Instant, samples: z.int(), quarantined: z.int() }))
      .meta({ description: 'By 15 minutes of receiving, the last 24 h' }),
    trucks: z.array(
      z.object({
        truckId: TruckId,
        name: z.string(),
        lastHeardAt: Instant.nullable(),
        storedLastDay: z.int(),
        coverageLastDay: z.number().nullable(),
        duplicatesLastDay: z.int(),
        lateLastDay: z.int(),
        missing: z.int().meta({ description: 'Samples known to be missing' }),
        readingsDroppedLastDay: z.int(),
        quarantinedLastDay: z.int(),
      }),
    ),
  })
  .meta({ id: 'DataHealth' });
export type DataHealth = z.infer<typeof DataHealth>;

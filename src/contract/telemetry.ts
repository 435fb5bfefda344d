/** `digitruck/v1/<truckId>/telemetry`: one sample, or up to 500 in a batch. */
import { z } from 'zod';
import { READINGS, type ReadingName, type ReadingSpec } from './readings.ts';

/** Payloads above this are refused unread. */
export const PAYLOAD_MAX_BYTES = 256 * 1024;
/** Samples in one batch. */
export const BATCH_SAMPLES_MAX = 500;
/** A sample measured further ahead of the server's clock than this is quarantined. */
export const FUTURE_MAX_MS = 5 * 60_000;

export const BootId = z
  .string()
  .min(1)
  .max(36)
  .meta({
    description: "Changes at each start of the truck's unit; a sample is (truck, boot, seq)",
    examples: ['b7f1'],
  });
export const Seq = z
  .int()
  .min(0)
  .max(2 ** 32 - 1)
  .meta({
    description: 'Counts the samples of one boot from 0; a missing number is a gap',
    examples: [1042],
  });
/** RFC 3339 in UTC ("Z"); any number of fraction digits. */
export const Instant = z.iso
  .datetime({ message: 'must be a UTC time as in RFC 3339, e.g. 2026-11-23T07:15:00.000Z' })
  .meta({ examples: ['2026-11-23T07:15:00.000Z'] });

/** What makes a sample a sample; the readings are checked one by one, for a bad one must not cost the others. */
export const SampleHead = z.object({ bootId: BootId, seq: Seq, sampledAt: Instant });

function readingSchema(spec: ReadingSpec) {
  const [min, max] = spec.range;
  return (spec.integer ? z.int() : z.number())
    .min(min)
    .max(max)
    .nullish()
    .meta({ description: `${spec.description} (${spec.unit})`, 'x-unit': spec.unit, 'x-kind': spec.kind });
}

type ReadingShape = { [Name in ReadingName]: ReturnType<typeof readingSchema> };
const readingShape = Object.fromEntries(
  Object.entries(READINGS).map(([name, spec]) => [name, readingSchema(spec)]),
) as ReadingShape;

/** One sample as a truck should send it. Ingest is more lenient (see `ingest/decode.ts`): it drops a bad reading alone. */
export const Sample = SampleHead.extend(readingShape).meta({
  id: 'Sample',
  description: 'One set of readings; null, a missing field and a non-number all mean unknown',
});
export type Sample = z.infer<typeof Sample>;

export const TelemetryPayload = z
  .union([Sample, z.object({ samples: z.array(Sample).min(1).max(BATCH_SAMPLES_MAX) })])
  .meta({ id: 'TelemetryPayload' });
export type TelemetryPayload = z.infer<typeof TelemetryPayload>;

/** `digitruck/v1/<truckId>/receipt`: these sequence numbers (inclusive ranges) are committed; the truck may forget them. */
export const Receipt = z
  .object({ bootId: BootId, stored: z.array(z.tuple([Seq, Seq])), at: Instant })
  .meta({ id: 'Receipt', description: 'Samples committed in PostgreSQL, as inclusive ranges of seq' });
export type Receipt = z.infer<typeof Receipt>;

/** `digitruck/v1/<truckId>/status`, retained, and the truck's last will. */
export const Status = z
  .object({ state: z.enum(['online', 'offline']), bootId: BootId, at: Instant })
  .meta({ id: 'Status', description: 'A will of an older boot never turns a newer one offline' });
export type Status = z.infer<typeof Status>;

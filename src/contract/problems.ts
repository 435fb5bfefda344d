/** Every error of the HTTP API: RFC 9457 `application/problem+json`. */
import { z } from 'zod';

/**
 * What can be wrong with a field, for programs that say it in words of their own: a phone speaks four languages. What is put into those words comes
 * beside it as `params`.
 */
export const FIELD_FAULTS = [
  'missing',
  'unknown-field',
  'wrong-type',
  'wrong-format',
  'not-one-of',
  'too-small',
  'too-big',
  'too-short',
  'too-long',
  'too-few',
  'too-many',
  'twice',
  'unwritable',
  'not-there',
  'end-missing',
  'ends-before',
  'too-many-hours',
  'reason-missing',
  'other-truck',
  'not-your-truck',
  'no-picture',
] as const;
export type FieldFault = (typeof FIELD_FAULTS)[number];

/** One thing that is wrong with the input: where it stands, what stands there, what to do. */
export const FieldError = z
  .object({
    field: z.string().meta({ description: 'Path of the field, e.g. host.phone or rows[12].lat' }),
    value: z.unknown().meta({ description: 'What was given, cut when long' }),
    problem: z.string().meta({ description: 'What is wrong with it and what to do' }),
    code: z
      .enum(FIELD_FAULTS)
      .optional()
      .meta({ description: 'The same as a word that does not change; not every problem has one' }),
    params: z
      .record(z.string(), z.union([z.string(), z.number()]))
      .optional()
      .meta({ description: 'What the code speaks of, e.g. `max` of `too-big`' }),
  })
  .meta({ id: 'FieldError' });
export type FieldError = z.infer<typeof FieldError>;

export const PROBLEM_TYPES = [
  'bad-input',
  'not-signed-in',
  'not-allowed',
  'not-found',
  'wrong-method',
  'wrong-content-type',
  'version-conflict',
  'already-exists',
  'in-use',
  'not-possible',
  'too-large',
  'too-many-requests',
  'not-ready',
  'internal',
] as const;
export type ProblemType = (typeof PROBLEM_TYPES)[number];

export const Problem = z
  .object({
    type: z
      .string()
      .meta({ description: `urn:digitruck:problem: followed by one of ${PROBLEM_TYPES.join(', ')}` }),
    title: z.string(),
    status: z.int(),
    detail: z.string().optional(),
    instance: z.string().optional(),
    errors: z.array(FieldError).optional(),
    current: z
      .unknown()
      .optional()
      .meta({ description: 'With version-conflict: the row as it is now, and who changed it' }),
    reasons: z
      .array(z.unknown())
      .optional()
      .meta({ description: 'With not-possible: what stands in the way, as the resource describes it' }),
  })
  .meta({ id: 'Problem' });
export type Problem = z.infer<typeof Problem>;

/** What a schema finds wrong, as a word that does not change (`FIELD_FAULTS`) with what it speaks of: the same for HTTP and for what comes over MQTT. */
import { z } from 'zod';
import { FIELD_FAULTS, type FieldError, type FieldFault } from './problems.ts';

export type Fault = Pick<FieldError, 'code' | 'params'>;

/** For a check of our own: `list.refine(isGood, saying('twice', 'must name each once'))`. */
export const saying = (code: FieldFault, error: string, params: Fault['params'] = {}) => ({
  error,
  params: { code, ...params },
});

/** @param given what stands in the field; undefined when nothing does */
export function faultOf(issue: z.core.$ZodIssue, given: unknown): Fault {
  switch (issue.code) {
    case 'invalid_type':
      return given === undefined
        ? { code: 'missing' }
        : { code: 'wrong-type', params: { expected: issue.expected } };
    case 'too_small':
      return { code: SMALL[sizeOf(issue.origin)], params: { min: Number(issue.minimum) } };
    case 'too_big':
      return { code: BIG[sizeOf(issue.origin)], params: { max: Number(issue.maximum) } };
    case 'invalid_value':
      return given === undefined
        ? { code: 'missing' }
        : { code: 'not-one-of', params: { values: issue.values.map(String).join(', ') } };
    case 'invalid_format':
      return { code: 'wrong-format', params: { format: issue.format } };
    case 'unrecognized_keys':
      return { code: 'unknown-field' };
    case 'custom':
      return ownFault(issue.params);
    default:
      return {};
  }
}

const SMALL = { number: 'too-small', text: 'too-short', list: 'too-few' } as const;
const BIG = { number: 'too-big', text: 'too-long', list: 'too-many' } as const;
const sizeOf = (origin: string) =>
  origin === 'string' ? 'text' : origin === 'array' || origin === 'set' ? 'list' : 'number';

function ownFault(params: Readonly<Record<string, unknown>> = {}): Fault {
  const { code, ...rest } = params;
  const known = z.enum(FIELD_FAULTS).safeParse(code);
  if (!known.success) return {};
  const said = Object.entries(rest).filter(
    ([, value]) => typeof value === 'string' || typeof value === 'number',
  );
  return said.length === 0
    ? { code: known.data }
    : { code: known.data, params: Object.fromEntries(said) as NonNullable<Fault['params']> };
}

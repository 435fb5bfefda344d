/** Checks a request against its zod schema; what is wrong becomes field, value and what to do. */
import { faultOf } from '@digitruck/contract/faults';
import type { FieldError } from '@digitruck/contract/problems';
import type { FastifySchemaCompiler } from 'fastify';
import type { z } from 'zod';
import { problem } from './problems.ts';

const ERRORS_MAX = 50;
const VALUE_MAX_CHARS = 200;
/** Values of such fields are not sent back: the answer may be logged or shown on a screen. */
const SECRET_FIELD = /password|token|secret|key$/i;

type Issue = z.core.$ZodIssue;

export const validatorCompiler: FastifySchemaCompiler<z.ZodType> =
  ({ schema, httpPart }) =>
  (data: unknown) => {
    const result = schema.safeParse(data);
    if (result.success) return { value: result.data };
    const errors = fieldErrors(result.error.issues, data, httpPart);
    const names = [...new Set(errors.map((error) => error.field))].slice(0, 5).join(', ');
    return { error: problem('bad-input', `Check: ${names}.`, { errors }) };
  };

/** The issues of a zod error as `FieldError`s, at most 50. */
export function fieldErrors(issues: readonly Issue[], data: unknown, root = 'body'): FieldError[] {
  return issues.flatMap((issue) => errorsOf(issue, [], data, root)).slice(0, ERRORS_MAX);
}

function errorsOf(issue: Issue, above: readonly PropertyKey[], data: unknown, root: string): FieldError[] {
  const path = [...above, ...issue.path];
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => {
      const at = [...path, key];
      return {
        field: fieldName(at, root),
        value: shownValue(at, data),
        problem: 'is not a field here; leave it out or check its spelling',
        ...faultOf(issue, undefined),
      };
    });
  }
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    // Of the alternatives, the one that fits best says most about what was meant.
    const branches = issue.errors.map((inner) => inner.flatMap((one) => errorsOf(one, path, data, root)));
    const best = branches.reduce((a, b) => (depthOf(b) > depthOf(a) ? b : a));
    if (depthOf(best) > depthOfPath(fieldName(path, root))) return best;
  }
  return [
    {
      field: fieldName(path, root),
      value: shownValue(path, data),
      problem: wording(issue, path, data),
      ...faultOf(issue, valueAt(path, data)),
    },
  ];
}

function depthOf(errors: readonly FieldError[]): number {
  return errors.length === 0 ? 0 : Math.max(...errors.map((error) => depthOfPath(error.field)));
}

function depthOfPath(field: string): number {
  return field.split(/[.[]/).length;
}

function wording(issue: Issue, path: readonly PropertyKey[], data: unknown): string {
  switch (issue.code) {
    case 'invalid_type':
      if (valueAt(path, data) === undefined) return 'is missing; it is required';
      return isDefault(issue) ? `must be ${withArticle(issue.expected)}` : issue.message;
    case 'too_small':
      return isDefault(issue)
        ? `must ${amount(issue.origin, 'at least', Number(issue.minimum), issue.inclusive)}`
        : issue.message;
    case 'too_big':
      return isDefault(issue)
        ? `must ${amount(issue.origin, 'at most', Number(issue.maximum), issue.inclusive)}`
        : issue.message;
    case 'invalid_value':
      return isDefault(issue) ? `must be one of: ${issue.values.map(String).join(', ')}` : issue.message;
    case 'invalid_format':
      return FORMATS[issue.format] !== undefined && isDefault(issue)
        ? (FORMATS[issue.format] ?? '')
        : issue.message;
    default:
      return issue.message;
  }
}

const FORMATS: Record<string, string> = {
  email: 'must be an e-mail address, e.g. asha@example.org',
  uuid: 'must be a UUID, e.g. 8d6f9a0e-6f0b-4c58-9d0f-3f1f0d7d6c11',
  url: 'must be an address, e.g. https://example.org',
  date: 'must be a date, e.g. 2026-11-23',
  datetime: 'must be a UTC time as in RFC 3339, e.g. 2026-11-23T07:15:00.000Z',
};

/** zod's own words begin so; a schema's words are better and are kept. */
function isDefault(issue: Issue): boolean {
  return /^(Invalid|Too small|Too big)/.test(issue.message);
}

function withArticle(type: string): string {
  if (type === 'int') return 'a whole number';
  return /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`;
}

function amount(origin: string, bound: string, limit: number, inclusive: boolean | undefined): string {
  if (origin === 'string') return `have ${bound} ${limit} characters`;
  if (origin === 'array' || origin === 'set') return `have ${bound} ${limit} items`;
  if (inclusive === false) return `be ${bound === 'at least' ? 'greater' : 'less'} than ${limit}`;
  return `be ${bound} ${limit}`;
}

/** `['rows', 12, 'lat']` is written `rows[12].lat`. */
export function fieldName(path: readonly PropertyKey[], root = 'body'): string {
  if (path.length === 0) return root;
  return path.reduce<string>((name, part) => {
    if (typeof part === 'number') return `${name}[${part}]`;
    return name === '' ? String(part) : `${name}.${String(part)}`;
  }, '');
}

function valueAt(path: readonly PropertyKey[], data: unknown): unknown {
  let value = data;
  for (const part of path) {
    if (value === null || typeof value !== 'object') return undefined;
    value = (value as Record<PropertyKey, unknown>)[part];
  }
  return value;
}

function shownValue(path: readonly PropertyKey[], data: unknown): unknown {
  if (SECRET_FIELD.test(String(path.at(-1) ?? ''))) return '(hidden)';
  return cut(valueAt(path, data));
}

/** A value as it may stand in an answer: short texts and numbers as they are, the rest cut. */
export function cut(value: unknown): unknown {
  if (value === undefined) return null;
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return value;
  const text = typeof value === 'string' ? value : (JSON.stringify(value, hideSecrets) ?? String(value));
  const short = text.length > VALUE_MAX_CHARS ? `${text.slice(0, VALUE_MAX_CHARS)}…` : text;
  return typeof value === 'string' || short !== text ? short : value;
}

function hideSecrets(name: string, part: unknown): unknown {
  return SECRET_FIELD.test(name) ? '(hidden)' : part;
}

/** What an entry of the audit log changed, field by field. Pure. */
export type FieldChange = { readonly field: string; readonly before: string; readonly after: string };

/** They change with every change, and say nothing. */
const BOOKKEEPING: ReadonlySet<string> = new Set(['version', 'updatedAt', 'updatedBy', 'createdAt']);
const NOTHING = '–';
const TEXT_MAX = 160;

/** The fields that differ, with what they were and what they became; a nested thing is told as a whole. */
export function changesOf(before: unknown, after: unknown): readonly FieldChange[] {
  const [was, is] = [fieldsOf(before), fieldsOf(after)];
  return [...new Set([...Object.keys(was), ...Object.keys(is)])]
    .filter((field) => !BOOKKEEPING.has(field) && JSON.stringify(was[field]) !== JSON.stringify(is[field]))
    .map((field) => ({ field, before: textOf(was[field]), after: textOf(is[field]) }));
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return {};
  return value as Record<string, unknown>;
}

function textOf(value: unknown): string {
  if (value === undefined || value === null || value === '') return NOTHING;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > TEXT_MAX ? `${text.slice(0, TEXT_MAX)}…` : text;
}

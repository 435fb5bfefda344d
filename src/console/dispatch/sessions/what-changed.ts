/** What a version says otherwise than the one before it. */
import type { SessionBody } from '@digitruck/contract/sessions';

/** How and when it travelled is no change of what it says. */
const FIELDS = [
  'state',
  'startedAt',
  'endedAt',
  'headCounts',
  'attendance',
  'walkIns',
  'waiting',
  'topics',
  'problems',
  'notes',
  'visitId',
  'siteId',
  'courseId',
  'cohortId',
  'plannedStartsAt',
] as const satisfies readonly (keyof SessionBody)[];
export type ChangedField = (typeof FIELDS)[number];

export function changedFields(before: SessionBody, after: SessionBody): ChangedField[] {
  return FIELDS.filter(
    (field) => JSON.stringify(inOrder(before[field])) !== JSON.stringify(inOrder(after[field])),
  );
}

/** A list of groups says the same in any order. */
function inOrder(value: unknown): unknown {
  return Array.isArray(value) ? value.map((item) => JSON.stringify(item)).sort() : value;
}

export function headsOf({ headCounts }: SessionBody): number {
  return headCounts.reduce((sum, { count }) => sum + count, 0);
}

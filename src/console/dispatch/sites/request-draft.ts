/** A visit request while it is edited. Stretches of days are kept as text, so that all fields are alike. */
import type { RequestBody, VisitRequest } from '@digitruck/contract/registry';

export type DayRange = { readonly from: string; readonly to: string };
export const REQUEST_FIELDS = [
  'courseId',
  'learnersExpected',
  'womenExpected',
  'teachersExpected',
  'priority',
  'requestedOn',
  'minimumStayDays',
  'windows',
  'blackouts',
  'notes',
] as const;
export type RequestField = (typeof REQUEST_FIELDS)[number];
export type RequestDraft = { readonly [Field in RequestField]: string };

export function requestDraftOf(request: VisitRequest): RequestDraft {
  return {
    courseId: request.courseId,
    learnersExpected: String(request.learnersExpected),
    womenExpected: text(request.womenExpected),
    teachersExpected: text(request.teachersExpected),
    priority: String(request.priority),
    requestedOn: request.requestedOn,
    minimumStayDays: String(request.minimumStayDays),
    windows: writeRanges(request.windows),
    blackouts: writeRanges(request.blackouts),
    notes: request.notes,
  };
}

export function emptyRequest(today: string): RequestDraft {
  return {
    courseId: '',
    learnersExpected: '20',
    womenExpected: '',
    teachersExpected: '',
    priority: '3',
    requestedOn: today,
    minimumStayDays: '1',
    windows: '',
    blackouts: '',
    notes: '',
  };
}

/** What the service wants for each field. Text that is no number stays text; the service says what is wrong with it. */
export function requestBodyOf(draft: RequestDraft): Omit<RequestBody, 'siteId' | 'status'> {
  return {
    courseId: draft.courseId,
    learnersExpected: number(draft.learnersExpected),
    womenExpected: draft.womenExpected.trim() === '' ? null : number(draft.womenExpected),
    teachersExpected: draft.teachersExpected.trim() === '' ? null : number(draft.teachersExpected),
    priority: number(draft.priority),
    requestedOn: draft.requestedOn,
    minimumStayDays: number(draft.minimumStayDays),
    windows: [...readRanges(draft.windows)],
    blackouts: [...readRanges(draft.blackouts)],
    notes: draft.notes,
  };
}

/** "2026-01-05/2026-01-09 2026-02-01/2026-02-03" (ISO 8601 intervals) */
export function writeRanges(ranges: readonly DayRange[]): string {
  return ranges.map(({ from, to }) => `${from}/${to}`).join(' ');
}

export function readRanges(written: string): readonly DayRange[] {
  if (written === '') return [];
  return written.split(' ').map((range) => {
    const [from = '', to = ''] = range.split('/');
    return { from, to };
  });
}

function number(entered: string): number {
  const value = Number(entered.trim());
  return entered.trim() !== '' && Number.isFinite(value) ? value : (entered as unknown as number);
}

function text(value: number | null): string {
  return value === null ? '' : String(value);
}

/** A course while it is edited. */
import type { Course, CourseBody } from '@digitruck/contract/registry';

export const COURSE_FIELDS = [
  'code',
  'name',
  'mode',
  'totalHours',
  'classHours',
  'powerPerSeatW',
  'downlinkKbps',
  'certifies',
  'passMarkPct',
  'language',
  'notes',
] as const;
export type CourseField = (typeof COURSE_FIELDS)[number];
export type CourseDraft = { readonly [Field in CourseField]: string };

export const EMPTY_COURSE: CourseDraft = {
  code: '',
  name: '',
  mode: 'cohort',
  totalHours: '',
  classHours: '2',
  powerPerSeatW: '45',
  downlinkKbps: '0',
  certifies: 'false',
  passMarkPct: '',
  language: '',
  notes: '',
};

export function courseDraftOf(course: Course): CourseDraft {
  return Object.fromEntries(
    COURSE_FIELDS.map((field) => [field, String(course[field] ?? '')]),
  ) as CourseDraft;
}

/** Text that is no number stays text, and the service says what is wrong with it. */
export function courseBodyOf(draft: CourseDraft): Omit<CourseBody, 'retired'> {
  const number = (field: CourseField) => {
    const entered = draft[field].trim();
    const value = Number(entered);
    return entered !== '' && Number.isFinite(value) ? value : (entered as unknown as number);
  };
  return {
    code: draft.code.trim(),
    name: draft.name.trim(),
    mode: draft.mode === 'drop-in' ? 'drop-in' : 'cohort',
    totalHours: number('totalHours'),
    classHours: number('classHours'),
    powerPerSeatW: number('powerPerSeatW'),
    downlinkKbps: number('downlinkKbps'),
    certifies: draft.certifies === 'true',
    passMarkPct: draft.passMarkPct.trim() === '' ? null : number('passMarkPct'),
    language: draft.language.trim(),
    notes: draft.notes.trim(),
  };
}

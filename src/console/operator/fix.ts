/**
 * What the office does not take of a report, in the operator's words: the field as the form names it, what stands there, and what to do. Pure. A chunk of
 * its own with words of its own, since most phones never need it; an office that says no code is repeated as it speaks.
 */
import type { OperatorPack } from '@digitruck/contract/operator';
import type { FixText } from '../shared/i18n/fix-en.ts';
import type { OperatorText } from '../shared/i18n/operator-en.ts';
import type { Format } from './format.ts';
import type { FieldProblem, Report, Trouble } from './outbox/kept.ts';

export type Speech = {
  readonly t: OperatorText;
  readonly f: FixText;
  readonly format: Format;
  readonly pack: OperatorPack | undefined;
};
export type Refused = Pick<Extract<Trouble, { kind: 'needs-fix' }>, 'type' | 'detail' | 'fields'>;
export type Told = {
  /** The field of the report, e.g. `headCounts`; empty for the whole. */
  readonly field: string;
  readonly name: string;
  /** What stands there, as the form shows it; empty where nothing does. */
  readonly value: string;
  readonly what: string;
  /** It names something that is gone and need not be named: the report can go without. */
  readonly canGoWithout: boolean;
};

const OPTIONAL = ['visitId', 'siteId', 'courseId', 'cohortId', 'plannedStartsAt'];
const VALUE_CHARS_MAX = 60;

export function tellRefusal(speech: Speech, report: Report, { type = '', detail, fields }: Refused): Told[] {
  if (fields.length > 0) return fields.map((field) => tellField(speech, report, field));
  const { whole } = speech.f;
  const known = type in whole && type !== 'other' ? whole[type as keyof typeof whole] : undefined;
  const what = known ?? `${whole.other} ${detail}`;
  return [{ field: '', name: '', value: '', what, canGoWithout: false }];
}

function tellField(speech: Speech, report: Report, fault: FieldProblem): Told {
  const { f, format } = speech;
  const { field, problem, code, params = {} } = fault;
  const path = field.split(/[.[\]]+/).filter((part) => part !== '');
  const [head = ''] = path;
  const said = Object.values(params)[0] ?? '';
  const words = code === undefined ? undefined : f.faults[code];
  return {
    field: head,
    name: nameOf(speech, report, path),
    value: standing(speech, report, path),
    what:
      words?.replace('#', typeof said === 'number' ? format.number(said) : said) ??
      `${f.whole.other} ${problem}`,
    canGoWithout: code === 'not-there' && OPTIONAL.includes(head),
  };
}

/** As the form names it: "Who was here · Women", "Problems · Road". */
function nameOf({ t, f, format, pack }: Speech, report: Report, path: readonly string[]): string {
  const [head = '', index = ''] = path;
  const names: { readonly [field: string]: string } = {
    startedAt: t.began,
    endedAt: t.ended,
    headCounts: t.heads,
    attendance: t.roll,
    walkIns: t.walkIns,
    waiting: t.turnedAway,
    topics: t.topics,
    problems: report.state === 'cancelled' ? t.whyNotHeld : t.problems,
    notes: t.notes,
    courseId: t.course,
    truckId: t.truck,
    learnerId: t.roles.learner,
    photoId: f.fields.picture,
    ...f.fields,
  };
  const at = Number(index);
  const group = head === 'headCounts' ? report.headCounts?.[at] : undefined;
  const problem = head === 'problems' ? report.problems?.[at] : undefined;
  const learnerId = head === 'attendance' ? report.attendance?.[at]?.learnerId : undefined;
  const learner = pack?.cohorts
    .flatMap(({ roster }) => roster ?? [])
    .find((each) => learnerId !== undefined && each.learnerId === learnerId);
  const part =
    index === ''
      ? undefined
      : group !== undefined
        ? [
            t.roles[group.role],
            group.ageBand === 'unknown' ? t.ageUnknown : group.ageBand,
            t.sexes[group.sex],
          ]
            .filter(Boolean)
            .join(', ')
        : problem !== undefined
          ? t.problemKinds[problem.kind]
          : learner !== undefined
            ? (learner.name ?? t.number.replace('#', format.number(learner.number)))
            : undefined;
  return [names[head] ?? (head || f.fields.body), part].filter(Boolean).join(' · ');
}

function standing({ format, pack }: Speech, report: Report, path: readonly string[]): string {
  const [head = ''] = path;
  const value = path.reduce<unknown>(
    (part, key) => (part as { readonly [key: string]: unknown } | null | undefined)?.[key],
    report,
  );
  if (value === null || value === undefined || value === '' || typeof value === 'object') return '';
  if (typeof value === 'number') return format.number(value);
  if (head === 'visitId') return pack?.visits.find(({ visitId }) => visitId === value)?.site.name ?? '';
  if (head === 'courseId') return pack?.courses.find(({ courseId }) => courseId === value)?.name ?? '';
  if (head === 'cohortId') return pack?.cohorts.find(({ cohortId }) => cohortId === value)?.name ?? '';
  // Ids say nothing to anybody.
  if (/Id$/.test(path.at(-1) ?? '') && head !== 'truckId') return '';
  const text = String(value);
  if (/At$/.test(head) && !Number.isNaN(Date.parse(text))) return `${format.day(text)} ${format.time(text)}`;
  return text.length > VALUE_CHARS_MAX ? `${text.slice(0, VALUE_CHARS_MAX)}…` : text;
}

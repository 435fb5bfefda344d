/** A question in words, from its facts. */
import type { SessionQuestion } from '@digitruck/contract/sessions';
import type { Format } from '../../shared/format.ts';
import type { sessionsText } from '../../shared/i18n/sessions.ts';

type Words = (typeof sessionsText)['en'];
const MINUTE_MS = 60_000;

export function questionText({ kind, facts }: SessionQuestion, t: Words, format: Format): string {
  const number = (name: string) => asNumber(facts[name]);
  const count = (name: string) => format.number(number(name));
  const minutes = (name: string) => format.unit(number(name), 'min');
  const text = (name: string) => String(facts[name] ?? '–');
  const day = (name: string) =>
    typeof facts[name] === 'string' ? format.date(`${facts[name]}T12:00:00Z`) : '–';
  switch (kind) {
    case 'heads-above-sensor':
    case 'heads-below-sensor':
      return t[`q_${kind}`](count('heads'), count('sensor'));
    case 'no-load':
      return t['q_no-load'](format.unit(number('loadW'), 'W'), format.unit(number('expectedW'), 'W'));
    case 'elsewhere':
      return t.q_elsewhere(format.unit(number('km'), 'km', 1), text('site'));
    case 'overlaps':
      return t.q_overlaps(minutes('minutes'), text('code'));
    case 'above-capacity':
      return t['q_above-capacity'](count('learners'), count('seats'), count('enrolled'));
    case 'clock':
      return t.q_clock(format.duration(Math.abs(number('movedMinutes') ?? 0) * MINUTE_MS));
    case 'too-long':
      return t['q_too-long'](minutes('minutes'), minutes('planned'));
    case 'outside-visit':
      return facts.firstDay === null || facts.firstDay === undefined
        ? t['q_no-visit'](day('day'))
        : t['q_outside-visit'](day('day'), day('firstDay'), day('lastDay'), text('truck'));
    case 'attendance-differs':
      return t['q_attendance-differs'](count('present'), count('learners'));
    case 'cohort-unknown':
      return facts.why === 'unknown' ? t['q_cohort-unknown'] : t['q_cohort-other'](text('cohort'));
    case 'learners-unknown':
    case 'not-enrolled':
      return t[`q_${kind}`](count('learners'));
    case 'walk-ins':
      return t['q_walk-ins'](count('walkIns'), count('heads'));
  }
}

/** The word that says what to do about it. */
export function todoOf({ kind, facts }: SessionQuestion): `todo_${TodoKind}` {
  if (kind === 'outside-visit' && (facts.firstDay ?? null) === null) return 'todo_no-visit';
  if (kind === 'cohort-unknown' && facts.why !== 'unknown') return 'todo_cohort-other';
  return `todo_${kind}`;
}
type TodoKind = SessionQuestion['kind'] | 'no-visit' | 'cohort-other';

function asNumber(value: string | number | null | undefined): number | null {
  return typeof value === 'number' ? value : null;
}

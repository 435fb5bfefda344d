/** What the office does not take, in words, with a way to each field. A chunk of its own: it comes when something has to be mended. */
import { useEffect } from 'react';
import { go, useModel, usePage } from '../context.tsx';
import { tellRefusal } from '../fix.ts';
import type { Kept, Report } from '../outbox/kept.ts';
import { Sentence, useFixText } from './why.tsx';

/** Which field is to be shown once its form is there. */
let wanted = '';

/** Under a report of the list, or at the top of its form. */
export function Fix({ kept, inForm }: { readonly kept: Kept; readonly inForm: boolean }) {
  const speech = usePage();
  const { pack } = useModel();
  const f = useFixText();
  const { trouble, report, sessionId } = kept;
  const isThere = f !== undefined && inForm;
  useEffect(() => {
    if (!isThere || wanted === '') return;
    show(speech.t, report, wanted);
    wanted = '';
  }, [isThere, speech.t, report]);
  if (f === undefined || trouble?.kind !== 'needs-fix') return null;
  const told = tellRefusal({ ...speech, f, pack }, report, trouble);
  const lead = (field: string) => {
    wanted = field;
    if (inForm) show(speech.t, report, field);
    else go('class', sessionId);
  };
  const without = told.filter(({ canGoWithout }) => canGoWithout).map(({ field }) => field);
  return (
    <>
      <ul className="faults">
        {told.map((one) => (
          <li key={one.field + one.name + one.what}>
            {selectorOf(speech.t, report, one.field) === '' ? (
              <Sentence told={one} />
            ) : (
              <button type="button" className="row to" onClick={() => lead(one.field)}>
                <Sentence told={one} />
              </button>
            )}
          </li>
        ))}
      </ul>
      {without.length === 0 || inForm ? null : (
        <button
          type="button"
          className={told.every(({ canGoWithout }) => canGoWithout) ? 'primary' : 'wide'}
          onClick={() =>
            void speech.model.save(sessionId, {
              ...report,
              ...Object.fromEntries(without.map((field) => [field, null])),
            })
          }
        >
          {f.without} · {[...new Set(told.flatMap((one) => (one.canGoWithout ? one.name : [])))].join(', ')}
        </button>
      )}
    </>
  );
}

/** Where the form has it: by the names that the form itself shows. */
function selectorOf(t: ReturnType<typeof usePage>['t'], { state }: Report, field: string): string {
  const of = (label: string) => `[aria-label=${JSON.stringify(label)}]`;
  switch (field) {
    case 'startedAt':
      return '.times input';
    case 'endedAt':
      return '.times label + label input';
    case 'headCounts':
      return of(t.heads);
    case 'attendance':
      return of(t.roll);
    case 'walkIns':
      return of(t.walkIns);
    case 'waiting':
      return of(t.turnedAway);
    case 'topics':
      return of(t.topics);
    case 'problems':
      return of(state === 'cancelled' ? t.whyNotHeld : t.problems);
    case 'notes':
      return 'textarea';
    default:
      return '';
  }
}

function show(t: ReturnType<typeof usePage>['t'], report: Report, field: string): void {
  const selector = selectorOf(t, report, field);
  const found = selector === '' ? null : document.querySelector<HTMLElement>(`main ${selector}`);
  if (found === null) return;
  found.classList.add('to-mend');
  found.scrollIntoView({ block: 'center' });
  const inside = found.matches('input, textarea')
    ? found
    : found.querySelector<HTMLElement>('input, button, textarea');
  inside?.focus({ preventScroll: true });
}

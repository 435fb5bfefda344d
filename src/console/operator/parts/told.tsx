/** A report in two lines. */
import { useModel, usePage } from '../context.tsx';
import { linesOf, totalOf } from '../heads.ts';
import type { Report } from '../outbox/kept.ts';

export function useTold() {
  const { t, format } = usePage();
  const { pack } = useModel();
  return (report: Report) => {
    const { courseId, visitId, state, headCounts = [] } = report;
    const course = pack?.courses.find((each) => each.courseId === courseId)?.name;
    const site = pack?.visits.find((each) => each.visitId === visitId)?.site.name;
    const heads = totalOf(linesOf(headCounts));
    const word =
      state === 'withdrawn'
        ? t.withdrawn
        : state === 'cancelled'
          ? t.states.cancelled
          : state === 'started'
            ? t.states.running
            : format.plural(heads, t.people);
    return {
      when: `${format.day(report.startedAt)} ${format.time(report.startedAt)}`,
      what: [word, course, site].filter(Boolean).join(' · '),
    };
  };
}

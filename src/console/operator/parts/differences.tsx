/** A report in words, field by field, held against another version of itself. */
import { fill, useModel, usePage } from '../context.tsx';
import { linesOf } from '../heads.ts';
import type { Report } from '../outbox/kept.ts';

type Lines = readonly (readonly [name: string, value: string])[];
/** A report in words, field by field. */
function useLinesTold() {
  const { t, format } = usePage();
  const { pack } = useModel();
  return (report: Report): Lines => {
    const { headCounts = [], attendance = [], topics = [], problems = [] } = report;
    const heads = linesOf(headCounts)
      .map((line) => {
        const counts = (['female', 'male', 'other', 'unknown'] as const)
          .filter((sex) => line[sex] > 0)
          .map((sex) => `${t.sexes[sex]} ${format.number(line[sex])}`);
        return `${t.roles[line.role]} ${line.ageBand === 'unknown' ? '' : line.ageBand}: ${counts.join(', ')}`;
      })
      .join('; ');
    const state =
      report.state === 'withdrawn'
        ? t.withdrawn
        : t.states[report.state === 'held' ? 'closed' : report.state === 'started' ? 'running' : 'cancelled'];
    const here = attendance.filter(({ present }) => present).length;
    const roster = pack?.cohorts.find(({ cohortId }) => cohortId === report.cohortId)?.roster ?? [];
    const away = attendance.flatMap(({ learnerId, present }) => {
      const one = present ? undefined : roster.find((each) => each.learnerId === learnerId);
      return one === undefined ? [] : [one.name ?? fill(t.number, format.number(one.number))];
    });
    return [
      [t.reports, state],
      [t.began, format.time(report.startedAt)],
      [t.ended, report.endedAt ? format.time(report.endedAt) : '–'],
      [t.heads, heads || '–'],
      [
        t.roll,
        attendance.length === 0
          ? '–'
          : [
              fill(t.someAbsent, format.number(here), format.number(attendance.length)),
              ...away.map((name) => `${name} ${t.absent}`),
            ].join('; '),
      ],
      [t.walkIns, format.number(report.walkIns ?? 0)],
      [t.turnedAway, format.number(report.waiting ?? 0)],
      [t.topics, topics.join(', ') || '–'],
      [
        t.problems,
        problems.map(({ kind, note }) => t.problemKinds[kind] + (note ? ` (${note})` : '')).join(', ') || '–',
      ],
      [t.course, pack?.courses.find(({ courseId }) => courseId === report.courseId)?.name ?? '–'],
      [t.notes, report.notes || '–'],
    ];
  };
}

/** Only what differs, side by side. */
export function Differences(props: {
  readonly one: Report;
  readonly other: Report;
  readonly heads: readonly [one: string, other: string];
}) {
  const tell = useLinesTold();
  const one = tell(props.one);
  const other = tell(props.other);
  return (
    <table>
      <thead>
        <tr>
          <td />
          {props.heads.map((head) => (
            <th key={head} scope="col">
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {one.map(([name, value], at) =>
          other[at]?.[1] === value ? null : (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{value}</td>
              <td>{other[at]?.[1]}</td>
            </tr>
          ),
        )}
      </tbody>
    </table>
  );
}

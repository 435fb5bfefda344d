/** What was held against what, for people at a terminal: a line a source, then every difference with both values and where to look. */
import type { Line, Verified } from './impact.ts';

/** More differences than these say nothing more. */
const DIFFERENCES_SHOWN = 60;

const same = ({ recount, said }: Line) => (recount ?? null) === (said ?? null);
export const differs = (line: Line) => !same(line) && !line.restated;

export function tableOf({ lines, notes }: Verified, from: string, to: string): string[] {
  const groups = [...Map.groupBy(lines, ({ by }) => by)];
  const width = Math.max(12, ...groups.map(([by]) => by.length));
  const row = (by: string, cells: readonly (string | number)[]) =>
    `  ${by.padEnd(width)}${cells.map((cell) => String(cell).padStart(11)).join('')}`;
  const wrong = lines.filter(differs);
  const restated = lines.filter((line) => !same(line) && line.restated);
  const shown = (value: Line['said']) =>
    value === null || value === undefined ? 'not known' : String(value);
  const told = (line: Line) => `    ${line.what}: recount ${shown(line.recount)}, said ${shown(line.said)}`;
  const listed = (differing: readonly Line[]) =>
    [...Map.groupBy(differing.slice(0, DIFFERENCES_SHOWN), ({ by, look }) => `${by}   (${look})`)].flatMap(
      ([head, of]) => [`  ${head}`, ...of.map(told)],
    );
  const more = (all: readonly Line[]) =>
    all.length > DIFFERENCES_SHOWN ? [`  and ${all.length - DIFFERENCES_SHOWN} more`] : [];
  return [
    `Impact of ${from} to ${to}: the raw reports recounted by plain SQL, against what the service and its exports say.`,
    '',
    row('', ['compared', 'same', 'different']),
    ...groups.map(([by, of]) => row(by, [of.length, of.filter(same).length, of.filter(differs).length])),
    '',
    ...notes.map((note) => `Note: ${note}`),
    ...(restated.length === 0
      ? []
      : [
          'Restated since the period was closed (rosters or registers changed):',
          ...listed(restated),
          ...more(restated),
        ]),
    ...(wrong.length === 0 ? [] : ['DIFFERENT:', ...listed(wrong), ...more(wrong)]),
    `figures ${lines.length}, different ${wrong.length}${restated.length === 0 ? '' : `, restated ${restated.length}`}`,
  ];
}

/** The outcome of `npm run rules` for people: a count of what changed, then each change in a line. Colours only in a terminal. */

import { ALERT_KINDS } from '@digitruck/contract/alert-words';
import type { RuleReplayResult } from '@digitruck/contract/alerts';
import Table from 'cli-table3';

type Line = RuleReplayResult['diff'][number];
type Change = Line['change'];

const CHANGES: readonly Change[] = ['new', 'gone', 'earlier', 'later', 'same'];
const COLOURS: { readonly [C in Change]: number } = { new: 33, gone: 32, earlier: 36, later: 35, same: 90 };
/** More lines than this nobody reads; `--json` has them all. */
const LINES_MAX = 60;

export function reportOf(result: RuleReplayResult, options: { colour: boolean; timeZone: string }): string {
  const { trucks, samples, alertsAsIs, alertsChanged, diff } = result;
  const paint = (change: Change, text: string) =>
    options.colour ? `\u001b[${COLOURS[change]}m${text}\u001b[0m` : text;
  const head = `${trucks} ${trucks === 1 ? 'truck' : 'trucks'}, ${samples.toLocaleString('en-US')} samples, ${result.from} to ${result.to}`;
  const sum = `${alertsAsIs} alerts by the rules as they are, ${alertsChanged} by the changed ones`;
  if (alertsAsIs + alertsChanged === 0) return `${head}\n${sum}\n`;

  const kinds = new Table({
    head: ['kind', ...CHANGES],
    colAligns: ['left', ...CHANGES.map(() => 'right' as const)],
    style: { head: [], border: [] },
  });
  for (const kind of ALERT_KINDS) {
    const own = diff.filter((line) => (line.asIs ?? line.changed)?.kind === kind);
    if (own.length === 0) continue;
    const count = (change: Change) => own.filter((line) => line.change === change).length;
    kinds.push([
      kind,
      ...CHANGES.map((change) => paint(change, count(change) ? String(count(change)) : '·')),
    ]);
  }
  const changed = diff.filter(({ change }) => change !== 'same');
  if (changed.length === 0) return `${head}\n${sum}\n${kinds}\nNothing would have changed.\n`;
  const time = new Intl.DateTimeFormat('en-GB', {
    timeZone: options.timeZone,
    dateStyle: 'medium',
    timeStyle: 'short',
  });
  const at = (iso: string | undefined) => (iso === undefined ? '' : time.format(Date.parse(iso)));
  const lines = new Table({
    head: ['', 'truck', 'kind', 'as it is', 'changed', 'by'],
    style: { head: [], border: [] },
  });
  for (const { change, byS, asIs, changed: other } of changed.slice(0, LINES_MAX)) {
    const alert = asIs ?? other;
    const kind = `${alert?.kind}${alert?.subject ? ` (${alert.subject})` : ''}`;
    const by = byS === null ? '' : durationOf(byS);
    lines.push([
      paint(change, change),
      alert?.truckId ?? '',
      kind,
      at(asIs?.raisedAt),
      at(other?.raisedAt),
      by,
    ]);
  }
  const more = changed.length - LINES_MAX;
  return `${head}\n${sum}\n${kinds}\n${lines}\n${more > 0 ? `and ${more} more; --json FILE has them all\n` : ''}`;
}

/** e.g. "-1 h 5 min", "+3 d 2 h". */
export function durationOf(seconds: number): string {
  const sign = seconds < 0 ? '-' : '+';
  const minutes = Math.round(Math.abs(seconds) / 60);
  const parts = [
    [Math.floor(minutes / 1440), 'd'],
    [Math.floor((minutes % 1440) / 60), 'h'],
    [minutes % 60, 'min'],
  ] as const;
  const told = parts.filter(([n]) => n > 0).slice(0, 2);
  return told.length === 0 ? `${sign}0 min` : sign + told.map(([n, unit]) => `${n} ${unit}`).join(' ');
}

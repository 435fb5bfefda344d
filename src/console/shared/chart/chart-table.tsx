/** All values of a chart as a table, for those who read numbers or can't see the lines. */
import { chartText } from '../i18n/chart.ts';
import { useFormat, useText } from '../i18n/language.tsx';
import { type Column, DataTable } from '../ui/data-table.tsx';
import type { ChartLine, Span } from './data.ts';

const ROWS_MAX = 500;
type Row = { readonly index: number; readonly atMs: number };

export function ChartTable(props: {
  readonly title: string;
  readonly unit: string;
  readonly atMs: readonly number[];
  readonly lines: readonly ChartLine[];
  readonly span: Span;
  /** A point's time in words. */
  readonly when: (ms: number) => string;
}) {
  const { title, unit, atMs, lines, span, when } = props;
  const t = useText(chartText);
  const format = useFormat();
  const inside: Row[] = [];
  atMs.forEach((at, index) => {
    if (at >= span.fromMs && at <= span.toMs) inside.push({ index, atMs: at });
  });
  const columns: Column<Row>[] = [
    {
      key: 'at',
      header: t.time,
      primary: true,
      cell: (row) => when(row.atMs),
      sortValue: (row) => row.atMs,
    },
  ];
  for (const line of lines) {
    const name = (part: string) => (lines.length > 1 ? `${line.label}, ${part}` : part);
    const parts = [
      ['mean', line.mean],
      ['min', line.min],
      ['max', line.max],
    ] as const;
    for (const [part, values] of parts) {
      if (values === undefined) continue;
      columns.push({
        key: `${line.key} ${part}`,
        header: name(t[part]),
        align: 'end',
        cell: (row) => format.unit(values[row.index], unit),
        sortValue: (row) => values[row.index],
      });
    }
  }
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it
    <section className="chart-table" tabIndex={0} aria-label={t.tableOf(title)}>
      {inside.length > ROWS_MAX ? (
        <p className="table-caption">{t.tableCut(format.number(ROWS_MAX))}</p>
      ) : null}
      <DataTable
        caption={title}
        columns={columns}
        rows={inside.slice(0, ROWS_MAX)}
        rowKey={(row) => String(row.atMs)}
      />
    </section>
  );
}

/** The parts of the figures, and the rows they are told by: each row opens to its classes, and leads into itself. */
import type { Impact, ImpactRow } from '@digitruck/contract/impact';
import type { Measure } from '@digitruck/contract/impact-words';
import { useState } from 'react';
import { impactText } from '../../shared/i18n/impact.ts';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { Button } from '../../shared/ui/button.tsx';
import { Card } from '../../shared/ui/card.tsx';
import { type Column, DataTable } from '../../shared/ui/data-table.tsx';
import { usePrinting } from '../plan/use-printing.ts';
import { CoverageCard } from './coverage.tsx';
import { capital, Into, Opens } from './figure.tsx';
import type { Asked } from './impact-filter.ts';
import { byAge, useGroupLabel } from './labels.ts';
import { Months } from './months.tsx';
import type { Opened } from './opened.ts';
import { All, NotHeld, Sdg, Targets } from './sums.tsx';
import { Who } from './who.tsx';

export type Part = {
  readonly answer: Impact;
  readonly asked: Asked;
  readonly onOpen: (opened: Opened) => void;
  /** Into a row: only what it is of. */
  readonly onInto: (key: string) => void;
};
const IN_ROWS: readonly Measure[] = [
  'people',
  'women',
  'teachers',
  'certified',
  'sessionsHeld',
  'hours',
  'attendances',
];
/** The most people first; the others on request. */
const ROWS_FIRST = 10;

export function Cards(props: Part) {
  return (
    <>
      <div className="impact-grid">
        <Who {...props} />
        <Months {...props} />
        <Targets {...props} />
      </div>
      {props.answer.groupBy === 'county' ? (
        <CoverageCard {...props} />
      ) : (
        <Rows key={props.answer.groupBy} {...props} />
      )}
      <div className="impact-grid">
        <All {...props} />
        <div className="stack">
          <Sdg {...props} />
          <NotHeld {...props} />
        </div>
      </div>
    </>
  );
}

function Rows({ answer, onOpen, onInto }: Part) {
  const t = useText(impactText);
  const format = useFormat();
  const label = useGroupLabel();
  const { groupBy } = answer;
  const nameOf = (row: ImpactRow) => label(groupBy, row.key, row.label);
  const [all, setAll] = useState(false);
  const isPrinting = usePrinting();
  const inOrder = groupBy === 'ageBand' ? answer.rows.toSorted((a, b) => byAge(a.key, b.key)) : answer.rows;
  const rows = all || isPrinting || groupBy === 'month' ? inOrder : inOrder.slice(0, ROWS_FIRST);
  const known = IN_ROWS.filter((id) => answer.rows.some(({ values }) => (values[id] ?? null) !== null));
  const columns: Column<ImpactRow>[] = [
    {
      key: 'label',
      header: t[groupBy],
      cell: (row) => <Into name={nameOf(row)} onInto={() => onInto(row.key)} />,
      sortValue: (row) => (groupBy === 'month' ? row.key : nameOf(row)),
      primary: true,
    },
    ...known.map(
      (id): Column<ImpactRow> => ({
        key: id,
        header: capital(t[id], format.locale),
        align: 'end',
        sortValue: (row) => row.values[id] ?? undefined,
        cell: (row) => {
          const text = format.number(row.values[id]);
          const title = `${text} ${t[id]}, ${nameOf(row)}`;
          const definition = answer.definitions.find((one) => one.id === id);
          return (
            <Opens
              label={title}
              onOpen={() => onOpen({ title, path: `${row.open}&measure=${id}`, definition })}
            >
              {text}
            </Opens>
          );
        },
      }),
    ),
  ];
  return (
    <Card title={t.rowsBy(t[groupBy])} flush className="impact-rows">
      <DataTable caption={t.rowsBy(t[groupBy])} columns={columns} rows={rows} rowKey={({ key }) => key} />
      {rows.length < answer.rows.length ? (
        <p className="impact-note">
          <Button onClick={() => setAll(true)}>{t.showAll(format.number(answer.rows.length))}</Button>
        </p>
      ) : null}
      {answer.overlap > 0 ? <p className="muted impact-note">{t.overlap(answer.overlap)}</p> : null}
    </Card>
  );
}

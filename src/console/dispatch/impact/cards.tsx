/** The parts of the figures: who, by month, where and when. */
import type { Impact, ImpactRow } from '@digitruck/contract/impact';
import type { ImpactGroup, Measure } from '@digitruck/contract/impact-words';
import { AGE_BANDS, SEXES } from '@digitruck/contract/session-words';
import { useState } from 'react';
import { impactText } from '../../shared/i18n/impact.ts';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { LazyChart } from '../../shared/lazy-chart.tsx';
import { Button } from '../../shared/ui/button.tsx';
import { Card } from '../../shared/ui/card.tsx';
import { type Column, DataTable } from '../../shared/ui/data-table.tsx';
import { Skeleton } from '../../shared/ui/states.tsx';
import type { Opened } from './behind-dialog.tsx';
import { CoverageCard } from './coverage.tsx';
import { capital, Opens } from './figure.tsx';
import { type Asked, useImpact } from './queries.ts';
import { All, NotHeld, Sdg, Targets } from './sums.tsx';

type Part = { readonly answer: Impact; readonly asked: Asked; readonly onOpen: (opened: Opened) => void };
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
const ROWS_FIRST = 8;
const DAY_MS = 86_400_000;
/** The chart with its words, so that nothing moves when it comes. */
const CHART_PX = 220;

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

/** What a row is called: closed words in the language of now, months by name, all else as it is. */
function useLabel(groupBy: ImpactGroup) {
  const t = useText(impactText);
  const { locale } = useFormat();
  return (key: string): string => {
    if (key === '' || key === 'none') return t.notNoted;
    if (groupBy === 'month')
      return new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(
        new Date(`${key}-01T00:00:00Z`),
      );
    if (groupBy === 'ageBand' && key !== 'unknown') return key.replace('-', '–');
    const isWord = groupBy === 'sex' || groupBy === 'role' || groupBy === 'ageBand';
    return isWord && key in t ? String(t[key as 'female']) : key;
  };
}

function Rows({ answer, onOpen }: Part) {
  const t = useText(impactText);
  const format = useFormat();
  const label = useLabel(answer.groupBy);
  const [all, setAll] = useState(false);
  const rows = all || answer.groupBy === 'month' ? answer.rows : answer.rows.slice(0, ROWS_FIRST);
  const known = IN_ROWS.filter((id) => answer.rows.some(({ values }) => values[id] !== undefined));
  const columns: Column<ImpactRow>[] = [
    {
      key: 'label',
      header: t[answer.groupBy],
      cell: (row) => label(row.label),
      sortValue: (row) => (answer.groupBy === 'month' ? row.key : row.label),
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
          const title = `${text} ${t[id]}, ${label(row.label)}`;
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
    <Card title={t.rows} flush>
      <DataTable caption={t.rows} columns={columns} rows={rows} rowKey={({ key }) => key} />
      {rows.length < answer.rows.length ? (
        <p className="impact-note">
          <Button onClick={() => setAll(true)}>{t.showAll(format.number(answer.rows.length))}</Button>
        </p>
      ) : null}
      {answer.overlap > 0 ? <p className="muted impact-note">{t.overlap(answer.overlap)}</p> : null}
    </Card>
  );
}

function Who({ answer, onOpen }: Part) {
  const t = useText(impactText);
  const format = useFormat();
  const label = useLabel('sex');
  const ageLabel = useLabel('ageBand');
  const peopleOf = (sex: string, ageBand: string) =>
    answer.categories
      .filter((line) => line.sex === sex && line.ageBand === ageBand)
      .reduce((sum, { people }) => sum + people, 0);
  const sexes = SEXES.filter((sex) => answer.categories.some((line) => line.sex === sex && line.people > 0));
  const ages = AGE_BANDS.filter((age) => sexes.some((sex) => peopleOf(sex, age) > 0));
  return (
    <Card title={t.who} flush>
      <DataTable
        caption={t.who}
        rows={ages}
        rowKey={(age) => age}
        columns={[
          { key: 'age', header: t.ageBand, cell: ageLabel, primary: true },
          ...sexes.map((sex) => ({
            key: sex,
            header: capital(label(sex), format.locale),
            align: 'end' as const,
            cell: (age: string) => {
              const text = format.number(peopleOf(sex, age));
              const title = `${text} ${t.people}, ${label(sex)}, ${ageLabel(age)}`;
              const query = new URLSearchParams({
                from: answer.from,
                to: answer.to,
                sex,
                ageBand: age,
                measure: 'people',
              });
              return (
                <Opens
                  label={title}
                  onOpen={() => onOpen({ title, path: `/api/v1/impact/sessions?${query}` })}
                >
                  {text}
                </Opens>
              );
            },
          })),
        ]}
      />
    </Card>
  );
}

function Months({ asked }: Part) {
  const t = useText(impactText);
  const { data } = useImpact({ ...asked, groupBy: 'month' });
  const rows = data?.groupBy === 'month' ? data.rows : [];
  const isPending = data?.groupBy !== 'month';
  const atMs = rows.map(({ key }) => Date.parse(`${key}-01T00:00:00Z`));
  const [first, last] = [atMs[0], atMs.at(-1)];
  if (isPending)
    return (
      <Card title={t.months}>
        <Skeleton height={CHART_PX} />
      </Card>
    );
  if (first === undefined || last === undefined || rows.length < 2) return null;
  const line = (id: 'people' | 'certified', colour: string) => ({
    key: id,
    label: t[id],
    colour,
    mean: rows.map(({ values }) => values[id] ?? null),
  });
  return (
    <Card>
      <LazyChart
        title={t.months}
        unit=""
        atMs={atMs}
        lines={[line('people', '#0f5b52'), line('certified', '#8a4b00')]}
        stepMs={31 * DAY_MS}
        span={{ fromMs: first, toMs: last }}
        yEnds={[0, null]}
        timeZone="UTC"
      />
    </Card>
  );
}

/** The days ahead as a table: where, how many of the classes are covered, the lowest charge, the sun and what is drawn. */
import type { ForecastDay } from '@digitruck/contract/energy';
import { energyText } from '../../shared/i18n/energy.ts';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { type Column, DataTable } from '../../shared/ui/data-table.tsx';
import { dayName, reserveOf } from './energy-words.ts';

export function DaysAhead(props: {
  readonly days: readonly ForecastDay[];
  readonly nowMs: number;
  readonly atReserve: boolean;
}) {
  const t = useText(energyText);
  const format = useFormat();
  const { days, nowMs, atReserve } = props;
  const wh = (value: number) => format.unit(value, 'Wh', 1);
  const columns: Column<ForecastDay>[] = [
    {
      key: 'day',
      header: t.day,
      primary: true,
      cell: ({ day }) => {
        const index = days.findIndex((each) => each.day === day);
        return index === 0 ? t.today : index === 1 ? t.tomorrow : dayName(day, format);
      },
    },
    { key: 'where', header: t.where, cell: ({ siteName }) => siteName ?? <Quiet>{t.noVisit}</Quiet> },
    { key: 'classes', header: t.classes, cell: (day) => <Classes day={day} /> },
    {
      key: 'lowest',
      header: t.lowest,
      cell: (day) => {
        const reserve = reserveOf(day, nowMs, atReserve);
        return (
          <span>
            {format.percent(day.socLowPct.p10)}{' '}
            <Quiet>
              {reserve === undefined
                ? t.usually(format.percent(day.socLowPct.p50))
                : reserve === 'now'
                  ? t.reserveNowShort
                  : t.reserveShort(format.time(reserve))}
            </Quiet>
          </span>
        );
      },
    },
    {
      key: 'sun',
      header: t.sun,
      wideOnly: true,
      cell: ({ potentialWh }) => (
        <>
          {wh(potentialWh.p50)} <Quiet>{t.range(wh(potentialWh.p10), wh(potentialWh.p90))}</Quiet>
        </>
      ),
    },
    { key: 'draws', header: t.draws, align: 'end', wideOnly: true, cell: ({ loadWh }) => wh(loadWh) },
  ];
  return (
    <div className="days-ahead">
      <DataTable caption={t.ahead} columns={columns} rows={days} rowKey={({ day }) => day} />
    </div>
  );
}

function Quiet({ children }: { readonly children: string }) {
  return <span className="muted small">{children}</span>;
}

const MARKS = { safely: 'safe', usually: 'ordinary', not: 'open', over: 'over' } as const;

/** One mark a class: full is safely covered, half on an ordinary day only, hollow not, grey is over. The words say the same. */
function Classes({ day }: { readonly day: ForecastDay }) {
  const t = useText(energyText);
  const format = useFormat();
  const { planned, over, coveredP10, coveredP50, coveredP10AfterShedding } = day.classes;
  if (planned === 0) return <Quiet>{t.noClasses}</Quiet>;
  const marks =
    day.classTimes?.map(({ covered }) => MARKS[covered]) ??
    Array.from({ length: planned }, (_, index) =>
      index < over ? 'over' : index < coveredP10 ? 'safe' : index < coveredP50 ? 'ordinary' : 'open',
    );
  const more =
    coveredP10 >= planned
      ? undefined
      : coveredP10AfterShedding > coveredP10
        ? t.shedding(format.number(coveredP10AfterShedding))
        : coveredP50 > coveredP10
          ? t.ordinary(format.number(coveredP50))
          : undefined;
  return (
    <span className="class-cell">
      <span className="class-marks" aria-hidden="true">
        {marks.map((mark, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a class is its place in the day
          <span key={index} className="class-mark" data-mark={mark} />
        ))}
      </span>
      <span>{t.ofClasses(format.number(coveredP10), format.number(planned))}</span>
      {more === undefined ? null : <Quiet>{more}</Quiet>}
    </span>
  );
}

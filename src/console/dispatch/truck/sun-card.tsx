/** Is its sun normal, and can its forecasts be believed? What each day gave, beside what had been foretold the day before. */
import './energy.css';
import type { EnergyDay, ForecastSkill } from '@digitruck/contract/energy';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useMemo } from 'react';
import type { ChartLine } from '../../shared/chart/data.ts';
import { UNKNOWN } from '../../shared/format.ts';
import { failureOf, fetched, get } from '../../shared/http.ts';
import { energyText } from '../../shared/i18n/energy.ts';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { LazyChart } from '../../shared/lazy-chart.tsx';
import { keys } from '../../shared/query.ts';
import { Card } from '../../shared/ui/card.tsx';
import { type Column, DataTable } from '../../shared/ui/data-table.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../shared/ui/states.tsx';
import { useForecast } from './ahead-card.tsx';
import { dayName } from './energy-words.ts';

const DAY_MS = 86_400_000;

export function SunCard({ truckId }: { readonly truckId: string }) {
  const t = useText(energyText);
  const skill = useQuery({
    queryKey: keys.skill(truckId),
    queryFn: ({ signal }) =>
      fetched(get<ForecastSkill>(`/trucks/${encodeURIComponent(truckId)}/forecast/skill`, {}, signal)),
    staleTime: 30 * 60_000,
  });
  return (
    <Card title={t.sunNormal}>
      {skill.data !== undefined ? (
        skill.data.days.length === 0 ? (
          <EmptyState title={t.noSkill} why={t.noSkillWhy} />
        ) : (
          <>
            <Figures truckId={truckId} skill={skill.data} />
            <Days days={skill.data.days} />
            <PastClasses days={skill.data.days} />
          </>
        )
      ) : skill.isError ? (
        <ErrorState
          title={t.skillFailed}
          failure={failureOf(skill.error)}
          onRetry={() => skill.refetch()}
          retrying={skill.isFetching}
        />
      ) : (
        <Skeleton lines={4} height={36} />
      )}
    </Card>
  );
}

function Figures({ truckId, skill }: { readonly truckId: string; readonly skill: ForecastSkill }) {
  const t = useText(energyText);
  const format = useFormat();
  const forecast = useForecast(truckId).data;
  const day1 = skill.leads.find(({ lead }) => lead === 1);
  const percent = (value: number | null | undefined, of = 1) =>
    value === null || value === undefined ? UNKNOWN : format.percent(value * of);
  const better = day1?.skillVsPersistencePct;
  return (
    <dl className="sun-figures">
      <Figure label={t.ratio} value={percent(forecast?.basis.performanceRatio, 100)} more={t.ratioWhy} />
      <Figure label={t.clearness} value={percent(forecast?.basis.clearness, 100)} more={undefined} />
      <Figure
        label={t.skillDay1}
        value={percent(day1?.forecast.nrmsePct)}
        more={
          better === undefined
            ? undefined
            : better >= 0
              ? t.skillVs(format.percent(better))
              : t.skillWorse(format.percent(-better))
        }
      />
      <Figure label={t.gloomy} value={percent(day1?.p10CoveragePct)} more={t.gloomyWhy} />
    </dl>
  );
}

function Figure(props: {
  readonly label: string;
  readonly value: ReactNode;
  readonly more: string | undefined;
}) {
  return (
    <div>
      <dt>{props.label}</dt>
      <dd>
        <strong>{props.value}</strong>
        {props.more === undefined ? null : <span className="muted small"> {props.more}</span>}
      </dd>
    </div>
  );
}

function Days({ days }: { readonly days: readonly EnergyDay[] }) {
  const t = useText(energyText);
  const ready = useMemo(() => {
    const atMs = days.map(({ day }) => Date.parse(`${day}T12:00:00.000Z`));
    const dayBefore = days.map(({ foretold }) => foretold.find(({ lead }) => lead === 1));
    const lines: ChartLine[] = [
      { key: 'came', label: t.lineCame, colour: '#0f766e', mean: days.map(({ potentialWh }) => potentialWh) },
      {
        key: 'foretold',
        label: t.lineForetold,
        colour: '#b45309',
        mean: dayBefore.map((each) => each?.p50Wh ?? null),
        min: dayBefore.map((each) => each?.p10Wh ?? null),
        max: dayBefore.map((each) => each?.p90Wh ?? null),
      },
      { key: 'clear', label: t.lineClear, colour: '#848f9a', mean: days.map(({ clearSkyWh }) => clearSkyWh) },
    ];
    const [first = 0] = atMs;
    return { atMs, lines, span: { fromMs: first - DAY_MS / 2, toMs: (atMs.at(-1) ?? 0) + DAY_MS / 2 } };
  }, [days, t]);
  return (
    <LazyChart
      title={t.chartDays}
      unit="Wh"
      stepMs={DAY_MS}
      yEnds={[0, null]}
      heightPx={170}
      timeZone="UTC"
      {...ready}
    />
  );
}

/** So many of the newest days that had classes. */
const PAST_DAYS = 7;

/** What had been said of a day's classes in its morning, beside how long people were in class. */
function PastClasses({ days }: { readonly days: readonly EnergyDay[] }) {
  const t = useText(energyText);
  const format = useFormat();
  const rows = days
    .flatMap((day) => {
      const classes = day.foretold.find(({ lead }) => lead === 1)?.classes ?? null;
      return classes === null || classes.planned === 0 ? [] : [{ ...day, classes }];
    })
    .slice(-PAST_DAYS)
    .reverse();
  if (rows.length === 0) return null;
  const columns: Column<(typeof rows)[number]>[] = [
    { key: 'day', header: t.day, primary: true, cell: ({ day }) => dayName(day, format) },
    {
      key: 'foretold',
      header: t.foretoldThen,
      cell: ({ classes }) =>
        t.foretoldClasses(
          format.number(classes.coveredP10),
          format.number(classes.planned),
          format.number(classes.coveredP50),
        ),
    },
    {
      key: 'held',
      header: t.held,
      cell: ({ classHours }) =>
        classHours === null
          ? UNKNOWN
          : classHours === 0
            ? t.heldNone
            : t.heldFor(format.unit(classHours, 'h', 1)),
    },
  ];
  return (
    <div className="past-classes">
      <h3>{t.pastClasses}</h3>
      <DataTable caption={t.pastClasses} columns={columns} rows={rows} rowKey={({ day }) => day} />
    </div>
  );
}

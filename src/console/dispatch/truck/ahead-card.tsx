/** Will the battery last the day's classes, tomorrow's, the week's? In classes first, then day by day, then hour by hour. */
import './energy.css';
import type { Forecast } from '@digitruck/contract/energy';
import type { Truck } from '@digitruck/contract/fleet';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { ChartLine, Shade } from '../../shared/chart/data.ts';
import { type Failure, failureOf, fetched, get } from '../../shared/http.ts';
import { energyText } from '../../shared/i18n/energy.ts';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { LazyChart } from '../../shared/lazy-chart.tsx';
import { useMay } from '../../shared/me.ts';
import { keys } from '../../shared/query.ts';
import { Card } from '../../shared/ui/card.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../shared/ui/states.tsx';
import { useWide } from '../../shared/use-wide.ts';
import { LowPowerButton, LowPowerState, lowPowerIsOn, useLowPower } from '../trucks/low-power.tsx';
import { DaysAhead } from './days-ahead.tsx';
import { headlineOf } from './energy-words.ts';

const HOUR_MS = 3_600_000;
/** Made once an hour; older than a few of those it is told as old. */
const OLD_AFTER_MS = 3 * HOUR_MS;

export function useForecast(truckId: string) {
  return useQuery({
    queryKey: keys.forecast(truckId),
    queryFn: ({ signal }) =>
      fetched(get<Forecast>(`/trucks/${encodeURIComponent(truckId)}/forecast`, {}, signal)),
    staleTime: 5 * 60_000,
  });
}

type Shown = {
  readonly record: Truck;
  readonly title: string;
  readonly nowMs: number;
  /** Its charge of now; undefined when that is not known or old. */
  readonly socPct: number | undefined;
};

export function AheadCard(props: Shown) {
  const t = useText(energyText);
  const format = useFormat();
  const { record, nowMs } = props;
  const { data, error, isError, isFetching, refetch } = useForecast(record.truckId);
  const old = data !== undefined && nowMs - Date.parse(data.madeAt) > OLD_AFTER_MS;
  return (
    <Card
      title={t.ahead}
      actions={
        data === undefined ? null : (
          <span className={old ? 'small badge badge-stale' : 'small muted'}>
            {t.made(format.ago(data.madeAt, nowMs))}
          </span>
        )
      }
    >
      {data !== undefined ? (
        data.possible ? (
          <Ahead forecast={data} {...props} />
        ) : (
          <Impossible forecast={data} />
        )
      ) : isError ? (
        <ForecastFailed failure={failureOf(error)} onRetry={() => void refetch()} retrying={isFetching} />
      ) : (
        <Skeleton lines={6} height={28} />
      )}
    </Card>
  );
}

function ForecastFailed(props: {
  readonly failure: Failure;
  readonly onRetry: () => void;
  readonly retrying: boolean;
}) {
  const t = useText(energyText);
  return <ErrorState title={t.failed} stillWorks={t.stillWorks} {...props} />;
}

/** Without the size of array and battery nothing can be foretold; who may, is led to where to say it. */
function Impossible({ forecast }: { readonly forecast: Forecast }) {
  const t = useText(energyText);
  const mayEdit = useMay('coordinator');
  const { assumptions } = forecast.basis;
  const [array, battery] = [assumptions.includes('no-array'), assumptions.includes('no-battery')];
  const why = array && battery ? t.impossibleBoth : array ? t.impossibleArray : t.impossibleBattery;
  return <EmptyState title={t.impossible} why={mayEdit ? why : `${why} ${t.askCoordinator}`} />;
}

function Ahead(props: Shown & { readonly forecast: Forecast }) {
  const t = useText(energyText);
  const format = useFormat();
  const { forecast, record, title, nowMs } = props;
  const { startSocPct, reservePct } = forecast.basis;
  const socPct = props.socPct ?? startSocPct;
  const atReserve = socPct !== null && reservePct !== null && socPct <= reservePct;
  const { text, advice, tone } = headlineOf(forecast.days, t, format, nowMs, atReserve);
  const mayAsk = useMay('coordinator');
  const asked = useLowPower(record.truckId, nowMs);
  const saves = asked?.state === 'waiting' || lowPowerIsOn(asked);
  return (
    <>
      <div className="ahead-headline" data-tone={tone}>
        <p className="ahead-text">{text}</p>
        {advice === undefined ? null : <p className="ahead-advice">{advice}</p>}
        {advice === undefined || asked === undefined ? null : <LowPowerState command={asked} nowMs={nowMs} />}
        {advice !== undefined && mayAsk && !saves ? (
          <div className="row">
            <LowPowerButton truckId={record.truckId} title={title} />
          </div>
        ) : null}
      </div>
      <DaysAhead days={forecast.days} nowMs={nowMs} atReserve={atReserve} />
      <HoursAhead forecast={forecast} />
      {forecast.basis.assumptions.length === 0 ? null : (
        <p className="small muted">
          {t.notKnown} {format.list(forecast.basis.assumptions.map((name) => t[name]))}.
        </p>
      )}
    </>
  );
}

/** How well the battery covers a class, as the chart tints its hours and as the days' marks are. */
const COVERS = {
  safely: { mark: 'safe', colour: 'rgb(15 118 110 / 18%)', text: 'classSafe' },
  usually: { mark: 'ordinary', colour: 'rgb(217 119 6 / 24%)', text: 'classUsual' },
  not: { mark: 'open', colour: 'rgb(185 28 28 / 22%)', text: 'classNot' },
  over: { mark: 'over', colour: 'rgb(75 87 99 / 14%)', text: 'classOver' },
} as const;
const COVERED = ['safely', 'usually', 'not', 'over'] as const;

function classShades(days: Forecast['days']): Shade[] {
  return days.flatMap(({ classTimes = [] }) =>
    classTimes.map(({ startsAt, endsAt, covered }) => ({
      fromMs: Date.parse(startsAt),
      toMs: Date.parse(endsAt),
      colour: COVERS[covered].colour,
    })),
  );
}

/** Which tints there are in the chart above, and what they say. */
function ClassKey({ days }: { readonly days: Forecast['days'] }) {
  const t = useText(energyText);
  const used = new Set(days.flatMap(({ classTimes = [] }) => classTimes.map(({ covered }) => covered)));
  if (used.size === 0) return null;
  return (
    <ul className="class-key small muted">
      {COVERED.filter((covered) => used.has(covered)).map((covered) => (
        <li key={covered}>
          <span className="class-tint" style={{ background: COVERS[covered].colour }} aria-hidden="true" />
          <span className="class-mark" data-mark={COVERS[covered].mark} aria-hidden="true" />
          {t[COVERS[covered].text]}
        </li>
      ))}
    </ul>
  );
}

function HoursAhead({ forecast }: { readonly forecast: Forecast }) {
  const t = useText(energyText);
  const wide = useWide();
  const [open, setOpen] = useState(false);
  const { hours, days } = forecast;
  const ready = useMemo(() => {
    const atMs = hours.map(({ at }) => Date.parse(at));
    const charge: ChartLine = {
      key: 'soc',
      label: t.lineCharge,
      colour: '#0f766e',
      mean: hours.map(({ socPct }) => socPct.p50),
      min: hours.map(({ socPct }) => socPct.p10),
      max: hours.map(({ socPct }) => socPct.p90),
    };
    const sun: ChartLine = {
      key: 'sun',
      label: t.lineSun,
      colour: '#b45309',
      mean: hours.map(({ potentialWh }) => potentialWh.p50),
      min: hours.map(({ potentialWh }) => potentialWh.p10),
      max: hours.map(({ potentialWh }) => potentialWh.p90),
    };
    const load: ChartLine = {
      key: 'load',
      label: t.lineLoad,
      colour: '#1d4ed8',
      mean: hours.map(({ loadWh }) => loadWh),
    };
    // The charge is that of an hour's end, sun and load are the hour's.
    const endsMs = atMs.map((at) => at + HOUR_MS);
    const span = { fromMs: atMs[0] ?? 0, toMs: endsMs.at(-1) ?? 0 };
    return { atMs, endsMs, span, charge: [charge], power: [sun, load] };
  }, [hours, t]);
  const classes = useMemo(() => classShades(days), [days]);
  if (hours.length === 0) return null;
  const common = { stepMs: HOUR_MS, span: ready.span, syncKey: 'ahead', heightPx: 140 };
  const charts = (
    <div className="ahead-charts">
      <LazyChart
        title={t.chartCharge}
        unit="%"
        atMs={ready.endsMs}
        lines={ready.charge}
        shades={classes}
        yEnds={[0, 100]}
        {...common}
      />
      <ClassKey days={days} />
      <LazyChart
        title={t.chartSun}
        unit="W"
        atMs={ready.atMs}
        lines={ready.power}
        yEnds={[0, null]}
        {...common}
      />
      <p className="small muted">{t.bandWhy}</p>
    </div>
  );
  if (wide) return charts;
  // On a phone the sentence and the days come first; a chart that is not open is not drawn.
  return (
    <details className="ahead-hours" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t.hourly}</summary>
      {open ? charts : null}
    </details>
  );
}

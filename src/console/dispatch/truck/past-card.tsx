/** The truck's past: five charts with one cursor and one zoom. A zoom fetches what it shows in finer steps. */
import type { History } from '@digitruck/contract/history';
import type { ReadingName } from '@digitruck/contract/readings';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { type ChartLine, lineOf, stepMsOf, timesOf } from '../../shared/chart/data.ts';
import { apiUrl, failureOf, fetched, get } from '../../shared/http.ts';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { truckText } from '../../shared/i18n/truck.ts';
import { LazyChart } from '../../shared/lazy-chart.tsx';
import { keys } from '../../shared/query.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Card } from '../../shared/ui/card.tsx';
import { Icon } from '../../shared/ui/icon.tsx';
import { ErrorState, Skeleton } from '../../shared/ui/states.tsx';
import { useWide } from '../../shared/use-wide.ts';
import {
  askedSpan,
  RANGES,
  type Range,
  type RangeChange,
  type RangeName,
  resolutionFor,
} from './use-range.ts';

type TextKey =
  | 'lineSoc'
  | 'lineSolar'
  | 'linePotential'
  | 'lineLoad'
  | 'lineDown'
  | 'lineUp'
  | 'linePeople'
  | 'lineInside'
  | 'lineBattery';
type TitleKey = 'chartBattery' | 'chartPower' | 'chartNetwork' | 'chartPeople' | 'chartTemp';
type Plan = {
  readonly title: TitleKey;
  readonly unit: string;
  readonly yEnds: readonly [number | null, number | null];
  readonly lines: readonly {
    readonly reading: ReadingName;
    readonly label: TextKey;
    readonly colour: string;
  }[];
};

const CHARTS: readonly Plan[] = [
  {
    title: 'chartBattery',
    unit: '%',
    yEnds: [0, 100],
    lines: [{ reading: 'batterySocPct', label: 'lineSoc', colour: '#0f766e' }],
  },
  {
    title: 'chartPower',
    unit: 'W',
    yEnds: [0, null],
    lines: [
      { reading: 'solarW', label: 'lineSolar', colour: '#b45309' },
      { reading: 'solarPotentialW', label: 'linePotential', colour: '#d6b25e' },
      { reading: 'loadW', label: 'lineLoad', colour: '#1d4ed8' },
    ],
  },
  {
    title: 'chartPeople',
    unit: 'people',
    yEnds: [0, null],
    lines: [{ reading: 'occupancy', label: 'linePeople', colour: '#0f766e' }],
  },
  {
    title: 'chartNetwork',
    unit: 'kbit/s',
    yEnds: [0, null],
    lines: [
      { reading: 'downlinkKbps', label: 'lineDown', colour: '#1d4ed8' },
      { reading: 'uplinkKbps', label: 'lineUp', colour: '#6b5b95' },
    ],
  },
  {
    title: 'chartTemp',
    unit: 'degC',
    yEnds: [null, null],
    lines: [
      { reading: 'insideTempC', label: 'lineInside', colour: '#b45309' },
      { reading: 'batteryTempC', label: 'lineBattery', colour: '#6b5b95' },
    ],
  },
];
/** The place is fetched along, for the track on the map: one answer serves both. */
const READINGS: readonly ReadingName[] = [
  ...CHARTS.flatMap(({ lines }) => lines.map(({ reading }) => reading)),
  'lat',
  'lon',
];

export function useHistory(truckId: string, range: Range) {
  const { from, to } = askedSpan(range.span);
  const resolution = resolutionFor(range.span);
  return useQuery({
    queryKey: keys.history(truckId, resolution, from, to),
    queryFn: ({ signal }) =>
      fetched(
        get<History>(
          `/trucks/${encodeURIComponent(truckId)}/telemetry`,
          { from, to, resolution, readings: READINGS.join(',') },
          signal,
        ),
      ),
    placeholderData: keepPreviousData,
  });
}

export function PastCard(props: {
  readonly truckId: string;
  readonly range: Range;
  readonly onRange: (change: RangeChange) => void;
}) {
  const t = useText(truckText);
  const format = useFormat();
  const { truckId, range, onRange } = props;
  const history = useHistory(truckId, range);
  const { from, to } = askedSpan(range.span);
  const csv = apiUrl('/exports/samples.csv', { truckId, from, to });
  return (
    <Card
      title={t.past}
      actions={
        <>
          <fieldset className="range-choice">
            <legend className="hidden-text">{t.range}</legend>
            {(Object.keys(RANGES) as RangeName[]).map((name) => (
              <Button
                key={name}
                small
                kind={name === range.name && !range.isZoomed ? 'primary' : 'plain'}
                aria-pressed={name === range.name && !range.isZoomed}
                onClick={() => onRange({ kind: 'range', name })}
              >
                {t[name]}
              </Button>
            ))}
          </fieldset>
          <a className="button button-quiet button-small" href={csv} download>
            <Icon name="download" /> {t.samplesCsv}
          </a>
        </>
      }
    >
      {range.isZoomed ? (
        <p className="row small">
          {t.showingZoom(format.dateTime(range.span.fromMs), format.dateTime(range.span.toMs))}
          <Button small kind="quiet" onClick={() => onRange({ kind: 'reset' })}>
            {t.showAll}
          </Button>
        </p>
      ) : null}
      {history.data !== undefined ? (
        <Charts history={history.data} range={range} onRange={onRange} />
      ) : history.isError ? (
        <ErrorState
          title={t.pastFailed}
          failure={failureOf(history.error)}
          stillWorks={t.pastStillWorks}
          onRetry={() => history.refetch()}
          retrying={history.isFetching}
        />
      ) : (
        <Skeleton lines={5} height={210} />
      )}
    </Card>
  );
}

function Charts(props: {
  readonly history: History;
  readonly range: Range;
  readonly onRange: (change: RangeChange) => void;
}) {
  const t = useText(truckText);
  const format = useFormat();
  const wide = useWide();
  const { history, range, onRange } = props;
  const ready = useMemo(
    () => ({
      atMs: timesOf(history),
      stepMs: stepMsOf(history),
      charts: CHARTS.map((plan) => ({
        ...plan,
        lines: plan.lines.map(
          ({ reading, label, colour }): ChartLine => lineOf(history, reading, { label: t[label], colour }),
        ),
      })),
    }),
    [history, t],
  );
  const covered = coverageOf(history);
  return (
    <>
      {covered === undefined ? null : (
        <p className="muted small">{t.coverage(format.percent(covered * 100))}</p>
      )}
      {ready.charts.map(({ title, unit, lines, yEnds }) => (
        <LazyChart
          key={title}
          title={t[title]}
          unit={unit}
          atMs={ready.atMs}
          stepMs={ready.stepMs}
          lines={lines}
          span={range.span}
          yEnds={yEnds}
          syncKey="truck"
          heightPx={wide ? 150 : 115}
          onZoom={(fromMs, toMs) => onRange({ kind: 'zoom', span: { fromMs, toMs } })}
          onReset={() => onRange({ kind: 'reset' })}
        />
      ))}
    </>
  );
}

/** Mean coverage of the steps; single samples have none. */
function coverageOf({ coverage }: History): number | undefined {
  const known = coverage.filter((share) => share !== null);
  return known.length === 0 ? undefined : known.reduce((sum, share) => sum + share, 0) / known.length;
}

/** What arrived: the rate of a day as a chart, what was odd about it, and every truck with what is missing of it. */
import type { DataHealth } from '@digitruck/contract/history';
import { useMemo, useState } from 'react';
import { Link } from 'wouter';
import type { ChartLine } from '../../shared/chart/data.ts';
import { dataText } from '../../shared/i18n/data.ts';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { LazyChart } from '../../shared/lazy-chart.tsx';
import { useNow } from '../../shared/now.ts';
import { isStale } from '../../shared/ui/badge.tsx';
import { Card } from '../../shared/ui/card.tsx';
import { type Column, DataTable } from '../../shared/ui/data-table.tsx';
import { Dialog } from '../../shared/ui/dialog.tsx';
import { EmptyState, Skeleton } from '../../shared/ui/states.tsx';
import { notBefore } from '../sites/today.ts';
import { GapsCard } from '../truck/gaps-card.tsx';

type TruckHealth = DataHealth['trucks'][number];
const BUCKET_MS = 900_000;
const CHART_PX = 150;
/** Less of a day than this is worth a look. */
const COVERAGE_GOOD = 0.9;

export function Arrived({
  health,
  failed,
}: {
  readonly health: DataHealth | undefined;
  readonly failed: boolean;
}) {
  if (health === undefined) {
    return failed ? null : (
      <div className="stack">
        <Skeleton height={CHART_PX + 90} />
        <Skeleton lines={6} height={30} />
      </div>
    );
  }
  return (
    <div className="stack">
      <div className="data-top">
        <RateChart rate={health.rate} />
        <Oddities health={health} />
      </div>
      <TruckTable trucks={health.trucks} />
    </div>
  );
}

function RateChart({ rate }: { readonly rate: DataHealth['rate'] }) {
  const t = useText(dataText);
  const content = useMemo(() => {
    const atMs = rate.map(({ at }) => Date.parse(at));
    const lines: readonly ChartLine[] = [
      { key: 'samples', label: t.samples, colour: '#0f766e', mean: rate.map(({ samples }) => samples) },
      {
        key: 'quarantined',
        label: t.refusedMessages,
        colour: '#b91c1c',
        mean: rate.map(({ quarantined }) => quarantined),
      },
    ];
    const all = { fromMs: atMs[0] ?? 0, toMs: (atMs.at(-1) ?? 0) + BUCKET_MS };
    return { atMs, lines, all };
  }, [rate, t]);
  const [zoom, setZoom] = useState<{ fromMs: number; toMs: number }>();
  return (
    <Card className="data-chart">
      <LazyChart
        title={t.rateTitle}
        unit={t.per15Min}
        atMs={content.atMs}
        lines={content.lines}
        stepMs={BUCKET_MS}
        span={zoom ?? content.all}
        onZoom={(fromMs, toMs) => setZoom({ fromMs, toMs })}
        onReset={() => setZoom(undefined)}
        yEnds={ZERO_UP}
        heightPx={CHART_PX}
      />
    </Card>
  );
}
const ZERO_UP = [0, null] as const;

/** Duplicates and the like are no loss; what they mean stands beside them. */
function Oddities({ health }: { readonly health: DataHealth }) {
  const t = useText(dataText);
  const format = useFormat();
  const items = [
    { name: t.duplicates, value: health.duplicatesLastDay, what: t.duplicatesWhat },
    { name: t.late, value: health.lateLastDay, what: t.lateWhat },
    { name: t.badClock, value: health.badClockLastDay, what: t.badClockWhat },
    { name: t.dropped, value: health.readingsDroppedLastDay, what: t.droppedWhat },
  ];
  return (
    <Card title={t.odd}>
      <dl className="oddities">
        {items.map(({ name, value, what }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              <strong className="number">{format.number(value)}</strong>
              <span className="muted small">{what}</span>
            </dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}

function TruckTable({ trucks }: { readonly trucks: DataHealth['trucks'] }) {
  const t = useText(dataText);
  const [gapsOf, setGapsOf] = useState<TruckHealth>();
  const columns = useColumns(setGapsOf);
  return (
    <Card flush title={t.byTruck} className="data-trucks">
      <DataTable
        caption={t.byTruck}
        columns={columns}
        rows={trucks}
        rowKey={({ truckId }) => truckId}
        initialSort={{ key: 'missing', direction: 'descending' }}
        empty={<EmptyState title={t.noTrucks} why={t.noTrucksWhy} />}
      />
      <Dialog
        open={gapsOf !== undefined}
        onOpenChange={() => setGapsOf(undefined)}
        title={gapsOf === undefined ? '' : t.gapsOf(nameOf(gapsOf))}
      >
        {gapsOf === undefined ? null : <GapsCard truckId={gapsOf.truckId} />}
      </Dialog>
    </Card>
  );
}

function nameOf({ name, truckId }: TruckHealth): string {
  return name === '' || name === truckId ? truckId : `${truckId} ${name}`;
}

function useColumns(onGaps: (truck: TruckHealth) => void): readonly Column<TruckHealth>[] {
  const t = useText(dataText);
  const format = useFormat();
  const nowMs = useNow(10_000);
  const count = (
    key:
      | 'storedLastDay'
      | 'duplicatesLastDay'
      | 'lateLastDay'
      | 'readingsDroppedLastDay'
      | 'quarantinedLastDay',
    header: string,
  ): Column<TruckHealth> => ({
    key,
    header,
    align: 'end',
    sortValue: (truck) => truck[key],
    cell: (truck) => (
      <span className={truck[key] === 0 ? 'muted' : undefined}>{format.number(truck[key])}</span>
    ),
  });
  return [
    {
      key: 'truck',
      header: t.truck,
      primary: true,
      sortValue: ({ truckId }) => truckId,
      cell: (truck) => <Link href={`/trucks/${encodeURIComponent(truck.truckId)}`}>{nameOf(truck)}</Link>,
    },
    {
      key: 'lastHeardAt',
      header: t.lastHeard,
      sortValue: ({ lastHeardAt }) => lastHeardAt,
      cell: ({ lastHeardAt }) => (
        <span className={isStale(lastHeardAt, nowMs) ? 'stale' : undefined}>
          {format.ago(lastHeardAt, notBefore(nowMs, lastHeardAt))}
        </span>
      ),
    },
    count('storedLastDay', t.stored),
    {
      key: 'coverage',
      header: t.coverage,
      align: 'end',
      sortValue: ({ coverageLastDay }) => coverageLastDay,
      cell: ({ coverageLastDay: share }) => (
        <span className={share !== null && share < COVERAGE_GOOD ? 'data-thin' : undefined}>
          {format.percent(share === null ? null : share * 100)}
        </span>
      ),
    },
    {
      key: 'missing',
      header: t.missingSamples,
      align: 'end',
      sortValue: ({ missing }) => missing,
      cell: (truck) =>
        truck.missing === 0 ? (
          <span className="muted">{format.number(0)}</span>
        ) : (
          <button
            type="button"
            className="button button-small"
            aria-label={t.showGaps(format.number(truck.missing), nameOf(truck))}
            onClick={() => onGaps(truck)}
          >
            {format.number(truck.missing)}
          </button>
        ),
    },
    count('duplicatesLastDay', t.duplicates),
    count('lateLastDay', t.late),
    count('readingsDroppedLastDay', t.dropped),
    count('quarantinedLastDay', t.refusedShort),
  ];
}

/** Targets and costs: listed for everybody, entered, changed and taken out by coordinators. */
import type { Cost, Target } from '@digitruck/contract/impact-entries';
import { useState } from 'react';
import { UNKNOWN } from '../../shared/format.ts';
import { failureOf, send } from '../../shared/http.ts';
import { impactText } from '../../shared/i18n/impact.ts';
import { entriesText } from '../../shared/i18n/impact-entries.ts';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { useMay } from '../../shared/me.ts';
import { useAnnouncer } from '../../shared/ui/announcer.tsx';
import { Button } from '../../shared/ui/button.tsx';
import { Card } from '../../shared/ui/card.tsx';
import { type Column, DataTable } from '../../shared/ui/data-table.tsx';
import { ConfirmButton } from '../../shared/ui/dialog.tsx';
import { EmptyState, ErrorState, Skeleton, useDescribe } from '../../shared/ui/states.tsx';
import { useTruckChoices } from '../calendars/queries.ts';
import { CostDialog } from './cost-dialog.tsx';
import { useCosts, useImpactChanged, useTargets } from './queries.ts';
import { TargetDialog } from './target-dialog.tsx';

const USUAL_CURRENCY = 'KES';

export function EntriesScreen() {
  const t = useText(entriesText);
  return (
    <div className="page stack">
      <h1>{t.title}</h1>
      <TargetsCard />
      <CostsCard />
    </div>
  );
}

function TargetsCard() {
  const t = useText(entriesText);
  const words = useText(impactText);
  const format = useFormat();
  const mayEnter = useMay('coordinator');
  const [edited, setEdited] = useState<Target | 'new'>();
  const { data, isError, error, refetch, isFetching } = useTargets();
  const days = useDays();
  const change = useActs<Target>({
    nameOf: ({ indicator }) => words[indicator],
    pathOf: ({ targetId }) => `/impact/targets/${targetId}`,
    why: t.removeTargetWhy,
    onEdit: setEdited,
  });
  const columns: Column<Target>[] = [
    {
      key: 'indicator',
      header: t.indicator,
      primary: true,
      sortValue: ({ indicator }) => words[indicator],
      cell: ({ indicator, notes }) => <Noted what={words[indicator]} notes={notes} />,
    },
    {
      key: 'value',
      header: t.value,
      align: 'end',
      sortValue: ({ value }) => value,
      cell: ({ value }) => format.number(value),
    },
    { key: 'days', header: t.days, sortValue: ({ firstDay }) => firstDay, cell: days },
    {
      key: 'funder',
      header: t.funder,
      sortValue: ({ funder }) => funder,
      cell: ({ funder }) => funder || UNKNOWN,
    },
    ...(mayEnter ? [change] : []),
  ];
  return (
    <Card
      flush
      title={t.targets}
      actions={
        mayEnter ? (
          <Button small kind="primary" onClick={() => setEdited('new')}>
            {t.newTarget}
          </Button>
        ) : null
      }
    >
      {isError ? (
        <ErrorState failure={failureOf(error)} onRetry={() => void refetch()} retrying={isFetching} />
      ) : data === undefined ? (
        <div className="card-body">
          <Skeleton lines={3} height={28} />
        </div>
      ) : (
        <DataTable
          caption={t.targets}
          columns={columns}
          rows={data}
          rowKey={({ targetId }) => targetId}
          empty={<EmptyState title={t.noTargets} why={mayEnter ? t.targetWhy : t.askCoordinator} />}
        />
      )}
      {edited === undefined ? null : (
        <TargetDialog target={edited === 'new' ? undefined : edited} onClose={() => setEdited(undefined)} />
      )}
    </Card>
  );
}

function CostsCard() {
  const t = useText(entriesText);
  const format = useFormat();
  const mayEnter = useMay('coordinator');
  const [edited, setEdited] = useState<Cost | 'new'>();
  const { data, isError, error, refetch, isFetching } = useCosts();
  const trucks = useTruckChoices().data ?? [];
  const days = useDays();
  const whose = (truckId: Cost['truckId']) =>
    truckId === null ? t.wholeProgramme : (trucks.find((one) => one.truckId === truckId)?.name ?? truckId);
  const change = useActs<Cost>({
    nameOf: ({ kind, amount, currency }) => `${t[`kind_${kind}`]}, ${format.number(amount, 2)} ${currency}`,
    pathOf: ({ costId }) => `/impact/costs/${costId}`,
    why: t.removeCostWhy,
    onEdit: setEdited,
  });
  const columns: Column<Cost>[] = [
    {
      key: 'kind',
      header: t.kind,
      primary: true,
      sortValue: ({ kind }) => t[`kind_${kind}`],
      cell: ({ kind, notes }) => <Noted what={t[`kind_${kind}`]} notes={notes} />,
    },
    {
      key: 'amount',
      header: t.amount,
      align: 'end',
      sortValue: ({ amount }) => amount,
      cell: ({ amount, currency }) => `${format.number(amount, 2)} ${currency}`,
    },
    { key: 'days', header: t.days, sortValue: ({ firstDay }) => firstDay, cell: days },
    {
      key: 'truck',
      header: t.truckId,
      sortValue: (one) => whose(one.truckId),
      cell: (one) => whose(one.truckId),
    },
    {
      key: 'funder',
      header: t.funder,
      sortValue: ({ funder }) => funder,
      cell: ({ funder }) => funder || UNKNOWN,
    },
    ...(mayEnter ? [change] : []),
  ];
  return (
    <Card
      flush
      title={t.costs}
      actions={
        mayEnter ? (
          <Button small kind="primary" onClick={() => setEdited('new')}>
            {t.newCost}
          </Button>
        ) : null
      }
    >
      {isError ? (
        <ErrorState failure={failureOf(error)} onRetry={() => void refetch()} retrying={isFetching} />
      ) : data === undefined ? (
        <div className="card-body">
          <Skeleton lines={3} height={28} />
        </div>
      ) : (
        <DataTable
          caption={t.costs}
          columns={columns}
          rows={data}
          rowKey={({ costId }) => costId}
          initialSort={{ key: 'days', direction: 'descending' }}
          empty={<EmptyState title={t.noCosts} why={mayEnter ? t.costWhy : t.askCoordinator} />}
        />
      )}
      {edited === undefined ? null : (
        <CostDialog
          cost={edited === 'new' ? undefined : edited}
          currency={data?.at(-1)?.currency ?? USUAL_CURRENCY}
          onClose={() => setEdited(undefined)}
        />
      )}
    </Card>
  );
}

function Noted({ what, notes }: { readonly what: string; readonly notes: string }) {
  return (
    <span>
      {what}
      {notes === '' ? null : <span className="impact-under muted small">{notes}</span>}
    </span>
  );
}

function useDays() {
  const format = useFormat();
  return ({ firstDay, lastDay }: { readonly firstDay: string; readonly lastDay: string }) =>
    firstDay === lastDay
      ? format.date(firstDay, 'UTC')
      : `${format.date(firstDay, 'UTC')} – ${format.date(lastDay, 'UTC')}`;
}

/** The column of what can be done with a row. */
function useActs<Row extends { readonly version: number }>(options: {
  readonly nameOf: (row: Row) => string;
  readonly pathOf: (row: Row) => string;
  readonly why: string;
  readonly onEdit: (row: Row) => void;
}): Column<Row> {
  const t = useText(entriesText);
  const describe = useDescribe();
  const { toast } = useAnnouncer();
  const changed = useImpactChanged();
  const remove = async (row: Row) => {
    const result = await send('DELETE', options.pathOf(row), { query: { version: row.version } });
    toast(
      result.ok ? t.removed(options.nameOf(row)) : describe(result.failure),
      result.ok ? 'good' : 'danger',
    );
    await changed();
  };
  return {
    key: 'change',
    header: t.change,
    align: 'end',
    cell: (row) => (
      <span className="row impact-acts">
        <Button small aria-label={t.editOf(options.nameOf(row))} onClick={() => options.onEdit(row)}>
          {t.edit}
        </Button>
        <ConfirmButton
          small
          kind="danger"
          label={t.remove}
          title={t.removeTitle(options.nameOf(row))}
          description={options.why}
          confirmLabel={t.remove}
          onConfirm={() => remove(row)}
        />
      </span>
    ),
  };
}

/** Targets and costs: listed for everybody, entered, changed and taken out by coordinators. */
import type { Cost, Target } from '@digitruck/contract/impact-entries';
import { useState } from 'react';
import { UNKNOWN } from '../../shared/format.ts';
import { impactText } from '../../shared/i18n/impact.ts';
import { entriesText } from '../../shared/i18n/impact-entries.ts';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { useMay } from '../../shared/me.ts';
import { Button } from '../../shared/ui/button.tsx';
import type { Column } from '../../shared/ui/data-table.tsx';
import { EmptyState } from '../../shared/ui/states.tsx';
import { useTruckChoices } from '../calendars/queries.ts';
import { RowList, useRowActs } from '../forms/row-list.tsx';
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
  const query = useTargets();
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
    <RowList
      title={t.targets}
      actions={
        mayEnter ? (
          <Button small kind="primary" onClick={() => setEdited('new')}>
            {t.newTarget}
          </Button>
        ) : null
      }
      query={query}
      columns={columns}
      rowKey={({ targetId }) => targetId}
      empty={<EmptyState title={t.noTargets} why={mayEnter ? t.targetWhy : t.askCoordinator} />}
    >
      {edited === undefined ? null : (
        <TargetDialog target={edited === 'new' ? undefined : edited} onClose={() => setEdited(undefined)} />
      )}
    </RowList>
  );
}

function CostsCard() {
  const t = useText(entriesText);
  const format = useFormat();
  const mayEnter = useMay('coordinator');
  const [edited, setEdited] = useState<Cost | 'new'>();
  const query = useCosts();
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
    <RowList
      title={t.costs}
      actions={
        mayEnter ? (
          <Button small kind="primary" onClick={() => setEdited('new')}>
            {t.newCost}
          </Button>
        ) : null
      }
      query={query}
      columns={columns}
      rowKey={({ costId }) => costId}
      initialSort={{ key: 'days', direction: 'descending' }}
      empty={<EmptyState title={t.noCosts} why={mayEnter ? t.costWhy : t.askCoordinator} />}
    >
      {edited === undefined ? null : (
        <CostDialog
          cost={edited === 'new' ? undefined : edited}
          currency={query.data?.at(-1)?.currency ?? USUAL_CURRENCY}
          onClose={() => setEdited(undefined)}
        />
      )}
    </RowList>
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
  const changed = useImpactChanged();
  return useRowActs({ ...options, words: t, removed: (row) => t.removed(options.nameOf(row)), changed });
}

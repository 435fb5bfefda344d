/** Trucks that send and that nobody registered: adopt them, and what is held of them is taken in, or dismiss them. */
import type { PendingTruck } from '@digitruck/contract/history';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { failureOf, send } from '../../shared/http.ts';
import { dataText } from '../../shared/i18n/data.ts';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { useMay } from '../../shared/me.ts';
import { useNow } from '../../shared/now.ts';
import { keys } from '../../shared/query.ts';
import { useAnnouncer } from '../../shared/ui/announcer.tsx';
import { Button } from '../../shared/ui/button.tsx';
import { Card } from '../../shared/ui/card.tsx';
import { type Column, DataTable } from '../../shared/ui/data-table.tsx';
import { ConfirmButton } from '../../shared/ui/dialog.tsx';
import { EmptyState, ErrorState, Skeleton, useDescribe } from '../../shared/ui/states.tsx';
import { notBefore } from '../sites/today.ts';
import { TruckDialog } from '../trucks/truck-dialog.tsx';
import { usePending } from './queries.ts';

export function Pending() {
  const t = useText(dataText);
  const mayChange = useMay('coordinator');
  const pending = usePending(mayChange);
  const client = useQueryClient();
  const [adopted, setAdopted] = useState<string>();
  const columns = useColumns(setAdopted);
  const close = () => {
    setAdopted(undefined);
    for (const queryKey of [keys.pending, keys.dataHealth, keys.quarantine]) {
      void client.invalidateQueries({ queryKey });
    }
  };
  if (!mayChange) {
    return (
      <Card flush title={t.unknownTrucks}>
        <EmptyState title={t.pendingNotYours} why={t.pendingNotYoursWhy} />
      </Card>
    );
  }
  return (
    <Card flush title={t.unknownTrucks}>
      {pending.isPending ? (
        <div className="card-body">
          <Skeleton lines={3} height={26} />
        </div>
      ) : pending.data === undefined ? (
        <ErrorState
          failure={failureOf(pending.error)}
          onRetry={() => pending.refetch()}
          retrying={pending.isFetching}
        />
      ) : (
        <DataTable
          caption={t.unknownTrucks}
          columns={columns}
          rows={pending.data}
          rowKey={({ truckId }) => truckId}
          empty={<EmptyState title={t.noPending} why={t.noPendingWhy} />}
        />
      )}
      <TruckDialog
        key={adopted}
        open={adopted !== undefined}
        onOpenChange={(open) => open || close()}
        truckId={adopted}
      />
    </Card>
  );
}

function useColumns(onAdopt: (truckId: string) => void): readonly Column<PendingTruck>[] {
  const t = useText(dataText);
  const format = useFormat();
  const nowMs = useNow(10_000);
  const dismiss = useDismiss();
  return [
    {
      key: 'truck',
      header: t.truck,
      primary: true,
      sortValue: (row) => row.truckId,
      cell: (row) => row.truckId,
    },
    {
      key: 'lastSeen',
      header: t.lastHeard,
      sortValue: (row) => row.lastSeenAt,
      cell: (row) => format.ago(row.lastSeenAt, notBefore(nowMs, row.lastSeenAt)),
    },
    {
      key: 'firstSeen',
      header: t.firstHeard,
      sortValue: (row) => row.firstSeenAt,
      cell: (row) => format.dateTime(row.firstSeenAt),
    },
    {
      key: 'messages',
      header: t.messages,
      align: 'end',
      sortValue: (row) => row.messages,
      cell: (row) => format.number(row.messages),
    },
    {
      key: 'held',
      header: t.held,
      align: 'end',
      sortValue: (row) => row.held,
      cell: (row) => format.number(row.held),
    },
    {
      key: 'actions',
      header: t.actions,
      align: 'end',
      cell: ({ truckId }) => (
        <span className="row pending-actions">
          <Button small kind="primary" aria-label={t.adoptOf(truckId)} onClick={() => onAdopt(truckId)}>
            {t.adopt}
          </Button>
          <ConfirmButton
            small
            label={t.dismiss}
            title={t.dismissTitle(truckId)}
            description={t.dismissWhy}
            confirmLabel={t.dismiss}
            onConfirm={() => dismiss(truckId)}
          />
        </span>
      ),
    },
  ];
}

function useDismiss() {
  const t = useText(dataText);
  const client = useQueryClient();
  const describe = useDescribe();
  const { toast } = useAnnouncer();
  return async (truckId: string) => {
    const result = await send('POST', `/data/pending/${encodeURIComponent(truckId)}/dismiss`);
    if (result.ok) toast(t.dismissed(truckId));
    else toast(describe(result.failure), 'danger');
    await Promise.all([
      client.invalidateQueries({ queryKey: keys.pending }),
      client.invalidateQueries({ queryKey: keys.dataHealth }),
    ]);
  };
}

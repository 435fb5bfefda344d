/** What was refused and why, newest first; each message can be looked at, and replayed once its reason is gone. */
import type { DataHealth, Quarantined } from '@digitruck/contract/history';
import { QUARANTINE_REASONS } from '@digitruck/contract/history-words';
import { useState } from 'react';
import { failureOf } from '../../shared/http.ts';
import { dataText } from '../../shared/i18n/data.ts';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { quarantineText } from '../../shared/i18n/quarantine.ts';
import { useMay } from '../../shared/me.ts';
import { useNow } from '../../shared/now.ts';
import { Badge } from '../../shared/ui/badge.tsx';
import { Button } from '../../shared/ui/button.tsx';
import { Card } from '../../shared/ui/card.tsx';
import { type Column, DataTable } from '../../shared/ui/data-table.tsx';
import { SelectField } from '../../shared/ui/field.tsx';
import { LoadMore } from '../../shared/ui/load-more.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../shared/ui/states.tsx';
import { notBefore } from '../sites/today.ts';
import { reasonsIn } from './figures.ts';
import { MessageDialog } from './message-dialog.tsx';
import { type QuarantineFilter, useQuarantine } from './queries.ts';

export function Quarantine({ health }: { readonly health: DataHealth | undefined }) {
  const t = useText(quarantineText);
  const mayLook = useMay('coordinator');
  const [filter, setFilter] = useState<QuarantineFilter>({});
  const [openId, setOpenId] = useState<string>();
  const list = useQuarantine(filter, mayLook);
  const columns = useColumns(setOpenId);
  if (!mayLook) {
    return (
      <Card flush title={t.caption}>
        <EmptyState title={t.notYours} why={t.notYoursWhy} />
      </Card>
    );
  }
  const messages = list.data?.pages.flatMap(({ items }) => items) ?? [];
  const opened = messages.find(({ quarantineId }) => quarantineId === openId);
  const filtered = filter.reason !== undefined || filter.truckId !== undefined;
  const choose = (key: keyof QuarantineFilter) => (event: { target: { value: string } }) =>
    setFilter({ ...filter, [key]: event.target.value === '' ? undefined : event.target.value });
  return (
    <div className="stack">
      <Reasons health={health} onChoose={(reason) => setFilter({ ...filter, reason })} />
      <div className="quarantine-filters">
        <SelectField label={t.reason} value={filter.reason ?? ''} onChange={choose('reason')}>
          <option value="">{t.anyReason}</option>
          {QUARANTINE_REASONS.map((reason) => (
            <option key={reason} value={reason}>
              {t[reason]}
            </option>
          ))}
        </SelectField>
        <SelectField label={t.truck} value={filter.truckId ?? ''} onChange={choose('truckId')}>
          <option value="">{t.anyTruck}</option>
          {health?.trucks.map(({ truckId }) => (
            <option key={truckId} value={truckId}>
              {truckId}
            </option>
          ))}
        </SelectField>
      </div>
      <Card flush title={t.caption}>
        {list.isPending ? (
          <div className="card-body">
            <Skeleton lines={7} height={26} />
          </div>
        ) : list.data === undefined ? (
          <ErrorState
            failure={failureOf(list.error)}
            onRetry={() => list.refetch()}
            retrying={list.isFetching}
          />
        ) : (
          <>
            <DataTable
              caption={t.caption}
              columns={columns}
              rows={messages}
              rowKey={({ quarantineId }) => quarantineId}
              rowClass={({ replayedAt }) => (replayedAt === null ? undefined : 'row-stale')}
              empty={
                filtered ? (
                  <EmptyState
                    title={t.noneFits}
                    why={t.noneFitsWhy}
                    action={<Button onClick={() => setFilter({})}>{t.clearFilters}</Button>}
                  />
                ) : (
                  <EmptyState title={t.nothing} why={t.nothingWhy} />
                )
              }
            />
            {messages.length === 0 ? null : (
              <LoadMore
                shown={messages.length}
                total={list.data.pages.at(-1)?.total ?? messages.length}
                hasMore={list.hasNextPage}
                busy={list.isFetchingNextPage}
                onMore={() => list.fetchNextPage()}
              />
            )}
          </>
        )}
      </Card>
      {opened === undefined ? null : <MessageDialog message={opened} onClose={() => setOpenId(undefined)} />}
    </div>
  );
}

/** The reasons of the last day with their counts; each chooses its messages. */
function Reasons(props: {
  readonly health: DataHealth | undefined;
  readonly onChoose: (reason: string) => void;
}) {
  const t = useText(quarantineText);
  const format = useFormat();
  const reasons = props.health === undefined ? [] : reasonsIn(props.health);
  if (reasons.length === 0) return null;
  return (
    <ul className="reasons" aria-label={t.reasonsOfDay}>
      {reasons.map(([reason, n]) => (
        <li key={reason}>
          <Button small onClick={() => props.onChoose(reason)}>
            {t[reason]} <strong>{format.number(n)}</strong>
          </Button>
        </li>
      ))}
    </ul>
  );
}

function useColumns(onOpen: (quarantineId: string) => void): readonly Column<Quarantined>[] {
  const t = useText(quarantineText);
  const data = useText(dataText);
  const format = useFormat();
  const nowMs = useNow(10_000);
  return [
    {
      key: 'reason',
      header: t.reason,
      primary: true,
      cell: ({ reason, detail }) => (
        <>
          {t[reason]}
          <p className="muted small quarantine-detail">{detail}</p>
        </>
      ),
    },
    {
      key: 'truck',
      header: t.truck,
      cell: ({ truckId }) => truckId ?? <span className="muted">{t.noTruck}</span>,
    },
    {
      key: 'received',
      header: t.received,
      cell: ({ receivedAt }) => (
        <span title={format.dateTime(receivedAt)}>
          {format.ago(receivedAt, notBefore(nowMs, receivedAt))}
        </span>
      ),
    },
    {
      key: 'bytes',
      header: t.size,
      align: 'end',
      wideOnly: true,
      cell: ({ payloadBytes }) => `${format.number(payloadBytes)}\u00a0B`,
    },
    {
      key: 'state',
      header: t.state,
      cell: ({ replayedAt }) =>
        replayedAt === null ? <Badge tone="warn">{t.refused}</Badge> : <Badge>{t.replayed}</Badge>,
    },
    {
      key: 'look',
      header: data.actions,
      align: 'end',
      cell: ({ quarantineId, reason, truckId }) => (
        <Button
          small
          aria-label={t.lookAt(t[reason], truckId ?? t.noTruck)}
          onClick={() => onOpen(quarantineId)}
        >
          {t.look}
        </Button>
      ),
    },
  ];
}

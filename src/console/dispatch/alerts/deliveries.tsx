/** What was sent to whom, the newest first, and what could not be. */
import type { Delivery } from '@digitruck/contract/channels';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { fetched, get } from '../../shared/http.ts';
import { alertsText } from '../../shared/i18n/alerts.ts';
import { channelsText } from '../../shared/i18n/channels.ts';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { keys } from '../../shared/query.ts';
import { Answered } from '../../shared/ui/answered.tsx';
import { Badge, type Tone } from '../../shared/ui/badge.tsx';
import { Card } from '../../shared/ui/card.tsx';
import { type Column, DataTable } from '../../shared/ui/data-table.tsx';
import { EmptyState, Skeleton } from '../../shared/ui/states.tsx';

const SHOWN_MAX = 50;
/** A test is looked for until it arrives. */
export const LOOK_AGAIN_MS = 5_000;
const TONES: { readonly [State in Delivery['state']]: Tone } = {
  waiting: 'info',
  quiet: 'neutral',
  told: 'good',
  failed: 'danger',
  dropped: 'neutral',
};

export function Deliveries() {
  const t = useText(channelsText);
  const alerts = useText(alertsText);
  const format = useFormat();
  const deliveries = useQuery({
    queryKey: [...keys.channels, 'deliveries'],
    queryFn: ({ signal }) =>
      fetched(get<{ items: Delivery[] }>('/alert-channels/deliveries', { limit: SHOWN_MAX }, signal)),
    refetchInterval: LOOK_AGAIN_MS,
  });
  const states = {
    waiting: t.waiting,
    quiet: t.quietState,
    told: t.told,
    failed: t.failedState,
    dropped: t.dropped,
  };
  const whats = {
    raised: t.raised,
    worse: t.worse,
    escalated: t.escalated,
    cleared: t.clearedWhat,
    test: t.testWhat,
  };
  const columns: Column<Delivery>[] = [
    { key: 'when', header: t.when, cell: ({ toldAt, createdAt }) => format.dateTime(toldAt ?? createdAt) },
    { key: 'channel', header: t.channel, primary: true, cell: ({ channelName }) => channelName },
    {
      key: 'what',
      header: t.what,
      cell: ({ what, alertId }) =>
        alertId === null ? (
          whats[what]
        ) : (
          <Link href={`/alerts/${alertId}`}>
            {alerts.title}: {whats[what]}
          </Link>
        ),
    },
    {
      key: 'state',
      header: t.state,
      cell: ({ state, tries, fault }) => (
        <>
          <Badge tone={TONES[state]}>{states[state]}</Badge>{' '}
          <span className="small muted">
            {tries > 1 ? `${t.tries(format.number(tries))} ` : ''}
            {fault ?? ''}
          </span>
        </>
      ),
    },
  ];
  return (
    <Card title={t.sent}>
      <Answered query={deliveries} skeleton={<Skeleton lines={3} />}>
        {(data) => (
          <DataTable
            caption={t.sent}
            columns={columns}
            rows={data.items}
            rowKey={({ deliveryId }) => deliveryId}
            empty={<EmptyState title={t.nothingSent} why={t.nothingSentWhy} />}
          />
        )}
      </Answered>
    </Card>
  );
}

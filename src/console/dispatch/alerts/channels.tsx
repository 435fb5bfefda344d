/** Who is told of alerts who is not looking at a screen, when, and what was sent. */
import type { Channel, ChannelList } from '@digitruck/contract/channels';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { z } from 'zod';
import { fetched, get, send } from '../../shared/http.ts';
import { channelsText } from '../../shared/i18n/channels.ts';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { useMay } from '../../shared/me.ts';
import { useNow } from '../../shared/now.ts';
import { keys } from '../../shared/query.ts';
import { useAnnouncer } from '../../shared/ui/announcer.tsx';
import { Answered } from '../../shared/ui/answered.tsx';
import { Badge } from '../../shared/ui/badge.tsx';
import { Banner } from '../../shared/ui/banner.tsx';
import { Button } from '../../shared/ui/button.tsx';
import { Card } from '../../shared/ui/card.tsx';
import { ConfirmButton } from '../../shared/ui/dialog.tsx';
import { Icon } from '../../shared/ui/icon.tsx';
import { EmptyState, Skeleton, useDescribe } from '../../shared/ui/states.tsx';
import { ChannelDialog } from './channel-dialog.tsx';
import { Deliveries, LOOK_AGAIN_MS } from './deliveries.tsx';

export function Channels() {
  const t = useText(channelsText);
  const mayEdit = useMay('engineer');
  const [open, setOpen] = useState<Channel | null>();
  const channels = useQuery({
    queryKey: keys.channels,
    queryFn: ({ signal }) => fetched(get<z.infer<typeof ChannelList>>('/alert-channels', {}, signal)),
    refetchInterval: LOOK_AGAIN_MS,
  });
  const { data } = channels;
  const add = mayEdit ? (
    <Button kind="primary" onClick={() => setOpen(null)}>
      <Icon name="plus" /> {t.add}
    </Button>
  ) : null;
  return (
    <div className="stack">
      <div className="row channels-head">
        <p className="muted">{t.intro}</p>
        {data !== undefined && data.items.length > 0 ? add : null}
      </div>
      {data?.emailReady === false ? <Banner tone="warn">{t.noSmtp}</Banner> : null}
      <Answered query={channels} level={2} title={t.failed} skeleton={<Skeleton lines={3} height={60} />}>
        {(data) =>
          data.items.length === 0 ? (
            <EmptyState
              level={2}
              title={t.none}
              why={mayEdit ? t.noneWhy : t.noneWhyReader}
              action={add ?? undefined}
            />
          ) : (
            <ul className="channel-list">
              {data.items.map((channel) => (
                <li key={channel.channelId}>
                  <ChannelCard channel={channel} mayEdit={mayEdit} onEdit={() => setOpen(channel)} />
                </li>
              ))}
            </ul>
          )
        }
      </Answered>
      <Deliveries />
      {open === undefined ? null : (
        <ChannelDialog
          key={open === null ? 'new' : `${open.channelId} ${open.version}`}
          channel={open}
          onClose={() => setOpen(undefined)}
        />
      )}
    </div>
  );
}

function ChannelCard(props: {
  readonly channel: Channel;
  readonly mayEdit: boolean;
  readonly onEdit: () => void;
}) {
  const t = useText(channelsText);
  const format = useFormat();
  const nowMs = useNow(30_000);
  const describe = useDescribe();
  const { toast } = useAnnouncer();
  const client = useQueryClient();
  const { channel, mayEdit, onEdit } = props;
  const path = `/alert-channels/${channel.channelId}`;
  const run = async (method: 'POST' | 'DELETE', what: string, done: string) => {
    const result = await send(method, what);
    toast(result.ok ? done : describe(result.failure), result.ok ? 'good' : 'danger');
    await client.invalidateQueries({ queryKey: keys.channels });
  };
  const severities = { urgent: t.urgentOnly, soon: t.soonAndMore, note: t.all };
  const quiet = channel.quietHours;
  const facts: [string, string][] = [
    [
      t.how,
      channel.kind === 'email' ? `${t.email}: ${channel.to.join(', ')}` : `${t.webhook}: ${channel.url}`,
    ],
    [t.severity, severities[channel.minSeverity]],
    [t.trucks, channel.truckIds.length === 0 ? t.allTrucks : format.list(channel.truckIds)],
    [t.when, channel.afterMinutes === 0 ? t.atOnce : t.afterMinutes(format.number(channel.afterMinutes))],
    [t.quiet, quiet === null ? t.noQuiet : `${quiet.from}–${quiet.to}`],
    [t.last, channel.lastToldAt === null ? t.never : format.ago(channel.lastToldAt, nowMs)],
  ];
  return (
    <Card
      title={
        <>
          {channel.name} {channel.enabled ? null : <Badge>{t.off}</Badge>}
        </>
      }
      actions={
        mayEdit ? (
          <>
            <Button small onClick={() => void run('POST', `${path}/test`, t.tested(channel.name))}>
              {t.test}
            </Button>
            <Button small onClick={onEdit}>
              {t.edit}
            </Button>
            <ConfirmButton
              small
              kind="danger"
              label={t.remove}
              title={t.removeTitle(channel.name)}
              description={t.removeWhy}
              confirmLabel={t.remove}
              onConfirm={() => run('DELETE', `${path}?version=${channel.version}`, t.removed(channel.name))}
            />
          </>
        ) : null
      }
    >
      <dl className="facts">
        {facts.map(([label, value]) => (
          <div key={label} className="fact">
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {channel.lastFault === null ? null : (
        <p className="small">
          <Badge tone="danger">{t.fault(channel.lastFault)}</Badge>
        </p>
      )}
    </Card>
  );
}

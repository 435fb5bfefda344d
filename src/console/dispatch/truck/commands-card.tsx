/** What was asked of this truck, by whom, and what it answered; and the way to ask. */
import type { Command, CommandPage } from '@digitruck/contract/commands';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Format } from '../../shared/format.ts';
import { failureOf, fetched, get } from '../../shared/http.ts';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { truckText } from '../../shared/i18n/truck.ts';
import { useMay } from '../../shared/me.ts';
import { keys } from '../../shared/query.ts';
import { Badge, type Tone } from '../../shared/ui/badge.tsx';
import { Button } from '../../shared/ui/button.tsx';
import { Card } from '../../shared/ui/card.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../shared/ui/states.tsx';
import { AskDialog } from './ask-dialog.tsx';

const SHOWN_MAX = 6;
const TONES: { readonly [State in Command['state']]: Tone } = {
  waiting: 'info',
  done: 'good',
  refused: 'danger',
  expired: 'warn',
};

export function CommandsCard(props: {
  readonly truckId: string;
  readonly title: string;
  readonly nowMs: number;
}) {
  const t = useText(truckText);
  const format = useFormat();
  const { truckId, title, nowMs } = props;
  const mayAsk = useMay('coordinator');
  const [asking, setAsking] = useState(false);
  const commands = useQuery({
    queryKey: keys.commands(truckId),
    queryFn: ({ signal }) =>
      fetched(
        get<CommandPage>(`/trucks/${encodeURIComponent(truckId)}/commands`, { limit: SHOWN_MAX }, signal),
      ),
  });
  return (
    <Card
      title={t.commands}
      actions={
        mayAsk ? (
          <Button small onClick={() => setAsking(true)}>
            {t.ask}
          </Button>
        ) : null
      }
    >
      {commands.data === undefined ? (
        commands.isError ? (
          <ErrorState
            failure={failureOf(commands.error)}
            onRetry={() => commands.refetch()}
            retrying={commands.isFetching}
          />
        ) : (
          <Skeleton lines={3} />
        )
      ) : commands.data.items.length === 0 ? (
        <EmptyState title={t.noCommands} why={mayAsk ? t.noCommandsWhy : t.readOnly} />
      ) : (
        <ul className="plain-list">
          {commands.data.items.map((command) => (
            <li key={command.commandId}>
              <p>
                <strong>{saidOf(command, t, format)}</strong>
              </p>
              <p className="row small">
                <Badge tone={TONES[command.state]}>{answerOf(command, t, format, nowMs)}</Badge>
                <span className="muted">
                  {t.askedBy(command.askedBy, format.ago(command.issuedAt, nowMs))}
                </span>
              </p>
            </li>
          ))}
        </ul>
      )}
      {asking ? (
        <AskDialog truckId={truckId} title={title} nowMs={nowMs} onClose={() => setAsking(false)} />
      ) : null}
    </Card>
  );
}

type Words = ReturnType<typeof useText<typeof truckText.en>>;

function saidOf({ kind, args }: Command, t: Words, format: Format): string {
  switch (kind) {
    case 'reporting-interval':
      return t.saidInterval(format.number(Number(args.intervalS)));
    case 'low-power':
      return args.on === true ? t.saidLowPowerOn : t.saidLowPowerOff;
    case 'send-backlog':
      return t.saidBacklog(format.dateTime(String(args.from)));
    case 'show-message':
      return t.saidMessage(String(args.text));
    default:
      return kind;
  }
}

function answerOf(command: Command, t: Words, format: Format, nowMs: number): string {
  switch (command.state) {
    case 'waiting':
      return t.waiting;
    case 'done':
      return t.done(format.ago(command.answeredAt, nowMs));
    case 'refused':
      return t.refused(command.reason ?? '');
    case 'expired':
      return t.expired;
  }
}

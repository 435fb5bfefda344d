/** Whether a delivery is still worth telling now: judged when its message is put together, and again before each try. */
import type { Severity } from '@digitruck/contract/alerts';
import type { Channel } from '@digitruck/contract/channels';
import type { DueDelivery } from '../../store/alerts/delivery-compose.ts';
import { quietUntilMs } from './quiet-hours.ts';

export type Verdict =
  | { readonly do: 'send' }
  /** @property tell whether the alert's history says that this channel was not told */
  | { readonly do: 'drop'; readonly why: string; readonly tell: boolean }
  | { readonly do: 'wait'; readonly untilMs: number; readonly quiet: boolean };

const SEND: Verdict = { do: 'send' };
/** What told of it first has not been settled; soon it is. */
const FIRST_TELLING_WAIT_MS = 30_000;
const RANK: Readonly<Record<Severity, number>> = { note: 1, soon: 2, urgent: 3 };

export function verdictOf(delivery: DueDelivery, channel: Channel, nowMs: number, timeZone: string): Verdict {
  if (delivery.what === 'test') return SEND;
  const { alert } = delivery;
  if (alert === null) return drop('the alert is gone');
  if (!channel.enabled) return drop('the channel is switched off', true);
  const refused =
    delivery.what === 'cleared' ? ofCleared(delivery, channel, nowMs) : ofOpen(delivery, channel);
  if (refused !== undefined) return refused;
  if (alert.snoozedUntil !== null && delivery.what !== 'cleared') {
    const graceMs = delivery.what === 'escalated' ? channel.afterMinutes * 60_000 : 0;
    return { do: 'wait', untilMs: Date.parse(alert.snoozedUntil) + graceMs, quiet: false };
  }
  // Whoever is woken by an urgent one may also hear that it is over.
  const untilMs = alert.severity === 'urgent' ? undefined : quietUntilMs(nowMs, channel.quietHours, timeZone);
  return untilMs === undefined ? SEND : { do: 'wait', untilMs, quiet: true };
}

function ofOpen({ alert, what }: DueDelivery, channel: Channel): Verdict | undefined {
  if (alert === null || alert.state === 'cleared') return drop('it was over before it was told', true);
  if (alert.groupedUnder !== null) return drop('another alert explains it, and is told');
  if (RANK[alert.severity] < RANK[channel.minSeverity])
    return drop('it is less severe than what this channel is told');
  if (what === 'escalated' && alert.state === 'acknowledged') return drop('somebody looks after it');
  return undefined;
}

function ofCleared({ firstState }: DueDelivery, channel: Channel, nowMs: number): Verdict | undefined {
  if (!channel.tellCleared) return drop('this channel is not told when it is over');
  if (firstState === 'told') return undefined;
  if (firstState === 'waiting' || firstState === 'quiet') {
    return { do: 'wait', untilMs: nowMs + FIRST_TELLING_WAIT_MS, quiet: false };
  }
  return drop('this channel was not told that it had begun');
}

function drop(why: string, tell = false): Verdict {
  return { do: 'drop', why, tell };
}

/**
 * Puts together what is due on a channel: one message each on a webhook, one e-mail for what one truck has to tell within a minute, and
 * one summary instead of a storm.
 */
import type {
  DeliveryPlan,
  DueDelivery,
  DueOnChannel,
  PlannedMessage,
} from '../../store/alerts/delivery-compose.ts';
import { verdictOf } from './verdict.ts';

/** More alerts than this in so long, on one channel, become a summary. */
export const STORM_ALERTS_MAX = 20;
export const STORM_WINDOW_MS = 10 * 60_000;
/** A summary waits for the rest of the storm, */
export const GATHER_MS = 60_000;
/** and is not soon followed by another; but sooner when something is urgent. */
export const NEXT_SUMMARY_MS = STORM_WINDOW_MS;
export const NEXT_URGENT_SUMMARY_MS = 2 * 60_000;

export function planMessages(
  { channel, due, recentAlerts, lastSummaryMs }: DueOnChannel,
  nowMs: number,
  timeZone: string,
  newId: () => string,
): DeliveryPlan {
  const drop: { deliveryId: string; why: string; tell: boolean }[] = [];
  const postpone: { deliveryId: string; untilMs: number; quiet: boolean }[] = [];
  const sendable: DueDelivery[] = [];
  for (const delivery of due) {
    const verdict = verdictOf(delivery, channel, nowMs, timeZone);
    const { deliveryId } = delivery;
    if (verdict.do === 'send') sendable.push(delivery);
    // What isn't due yet is judged when it is.
    else if (delivery.dueMs > nowMs) continue;
    else if (verdict.do === 'drop') drop.push({ deliveryId, why: verdict.why, tell: verdict.tell });
    else postpone.push({ deliveryId, untilMs: verdict.untilMs, quiet: verdict.quiet });
  }
  const messages: PlannedMessage[] = sendable
    .filter(({ what, dueMs }) => what === 'test' && dueMs <= nowMs)
    .map(({ deliveryId }) => ({ messageId: newId(), kind: 'test', deliveryIds: [deliveryId] }));
  const ready = sendable.filter(({ what, dueMs }) => what !== 'test' && dueMs <= nowMs);
  if (ready.length === 0) return { drop, postpone, messages };

  const alerts = new Set(ready.map(({ alert }) => alert?.alertId));
  if (recentAlerts + alerts.size > STORM_ALERTS_MAX) {
    const untilMs = summaryFromMs(ready, lastSummaryMs);
    const deliveryIds = ready.map(({ deliveryId }) => deliveryId);
    if (nowMs < untilMs) {
      postpone.push(...deliveryIds.map((deliveryId) => ({ deliveryId, untilMs, quiet: false })));
    } else messages.push({ messageId: newId(), kind: 'summary', deliveryIds });
    return { drop, postpone, messages };
  }
  if (channel.kind === 'webhook') {
    for (const { deliveryId } of ready) {
      messages.push({ messageId: newId(), kind: 'single', deliveryIds: [deliveryId] });
    }
    return { drop, postpone, messages };
  }
  const truckIds = new Set(ready.map(({ alert }) => alert?.truckId ?? null));
  for (const truckId of truckIds) {
    // With those of the same truck that would be due in a moment.
    const together = sendable.filter(
      ({ what, alert }) => what !== 'test' && (alert?.truckId ?? null) === truckId,
    );
    messages.push({
      messageId: newId(),
      kind: together.length === 1 ? 'single' : 'digest',
      deliveryIds: together.map(({ deliveryId }) => deliveryId),
    });
  }
  return { drop, postpone, messages };
}

function summaryFromMs(ready: readonly DueDelivery[], lastSummaryMs: number | null): number {
  const gatheredMs = Math.min(...ready.map(({ createdMs }) => createdMs)) + GATHER_MS;
  if (lastSummaryMs === null) return gatheredMs;
  const urgent = ready.some(({ alert }) => alert?.severity === 'urgent');
  return Math.max(gatheredMs, lastSummaryMs + (urgent ? NEXT_URGENT_SUMMARY_MS : NEXT_SUMMARY_MS));
}

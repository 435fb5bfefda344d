/**
 * Tells the hub on a truck that its reports are counted, so that phones without internet see it too. The database remembers of which
 * version it was told; a receipt that is lost is made again when the hub sends the report again.
 */
import { receiptCommand } from '@digitruck/contract/session-receipt';
import type { SessionReceipt } from '@digitruck/contract/sessions';
import { topicOf } from '@digitruck/contract/topics';
import type { Clock } from '../../kernel/clock.ts';
import type { SessionToldStore, UntoldSession } from '../../store/sessions/told.ts';
import { within } from '../imports/within.ts';
import { startKicked } from '../kicked.ts';

export type SessionReceiptsOptions = {
  readonly sessionTold: SessionToldStore;
  readonly publish: (topic: string, payload: string, options: { qos: 1 }) => Promise<unknown>;
  readonly clock: Clock;
  readonly log: { warn(detail: object, message: string): void };
  readonly pollEveryMs?: number;
};

const POLL_EVERY_MS = 60_000;
const AT_ONCE = 100;
const PUBLISH_WITHIN_MS = 10_000;

export function startSessionReceipts(options: SessionReceiptsOptions) {
  const { sessionTold, clock, log } = options;
  async function tell({ truckId, sessionId, version, code }: UntoldSession): Promise<void> {
    const receipt: SessionReceipt = { sessionId, about: null, state: 'counted', version, code, reason: '' };
    const text = JSON.stringify(receiptCommand(receipt, clock.nowMs()));
    await within(PUBLISH_WITHIN_MS, options.publish(topicOf(truckId, 'command'), text, { qos: 1 }));
  }

  return startKicked({
    async work(stopped) {
      for (;;) {
        const due = await sessionTold.untold(AT_ONCE);
        for (const session of due) await tell(session);
        await sessionTold.markTold(due);
        if (stopped() || due.length < AT_ONCE) return;
      }
    },
    everyMs: options.pollEveryMs ?? POLL_EVERY_MS,
    onFault: (err) =>
      log.warn({ err }, 'some trucks could not be told just now that their reports are counted'),
  });
}

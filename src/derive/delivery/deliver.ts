/**
 * Alerts on their way to people who are not looking at a screen: the outbox's due deliveries become messages, and each message a job of
 * pg-boss, which tries again for hours. What happened stands on the delivery, the channel and the alert.
 *
 * A message is handed over in the transaction that puts it together, so it is sent at least once; a replica that dies between sending and
 * noting makes it come twice, with the same Idempotency-Key or Message-ID.
 */
import { randomUUID } from 'node:crypto';
import { fromDrizzle } from 'pg-boss';
import type { Clock } from '../../kernel/clock.ts';
import type { DeliveryStore, Message } from '../../store/alerts/deliveries.ts';
import type { Jobs } from '../jobs.ts';
import { type MailSettings, openMailer } from './mailer.ts';
import { planMessages, STORM_WINDOW_MS } from './plan.ts';
import type { Outcome } from './post.ts';
import { verdictOf } from './verdict.ts';
import { type MessageTools, sendWebhook } from './webhook.ts';

type Log = {
  warn(detail: object, message: string): void;
  info(detail: object, message: string): void;
};

export type DeliveryOptions = MessageTools & {
  readonly jobs: Jobs;
  readonly deliveries: DeliveryStore;
  /** undefined when there is no SMTP server. */
  readonly mail: MailSettings | undefined;
  readonly version: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly pollEveryMs?: number;
  readonly timeoutMs?: number;
  readonly retry?: typeof RETRY;
  readonly pollJobsEveryS?: number;
};
export type Deliveries = {
  /** Something may be due. */
  kick(): void;
  stop(): Promise<void>;
};

export const MESSAGES_QUEUE = 'alert-messages';
export const FAILED_QUEUE = 'alert-messages-failed';
/** 30 s, then about twice as long each time up to an hour: 14 tries are seven to eight hours, a night's outage of somebody's server. */
export const RETRY = { retryLimit: 14, retryDelay: 30, retryBackoff: true, retryDelayMax: 3600 };
const POLL_EVERY_MS = 5_000;
const TIMEOUT_MS = 15_000;
/** A job that says nothing for so long died with its replica. */
const EXPIRE_S = 120;
const AT_ONCE = 4;
const KEEP_DONE_S = 86_400;
const DAY_MS = 86_400_000;
/** Longer than all tries of a message take. */
const LOST_AFTER_MS = DAY_MS;
const KEEP_SETTLED_MS = 90 * DAY_MS;
const TIDY_EVERY_MS = 3_600_000;
const STOP_WITHIN_MS = 5_000;
const CUT_OFF: Outcome = { ok: false, fault: 'the service stopped', final: false };

export async function startDeliveries(options: DeliveryOptions): Promise<Deliveries> {
  const { jobs, deliveries, timeZone, clock, log } = options;
  const { boss } = jobs;
  const timeoutMs = options.timeoutMs ?? TIMEOUT_MS;
  const mailer = options.mail === undefined ? undefined : openMailer(options.mail, timeoutMs);
  const stopping = new AbortController();
  await jobs.queue(FAILED_QUEUE, { retryLimit: 5, retryDelay: 30, deleteAfterSeconds: KEEP_DONE_S });
  await jobs.queue(MESSAGES_QUEUE, {
    ...(options.retry ?? RETRY),
    expireInSeconds: EXPIRE_S,
    deleteAfterSeconds: KEEP_DONE_S,
    deadLetter: FAILED_QUEUE,
  });
  const work = { batchSize: 1, pollingIntervalSeconds: options.pollJobsEveryS ?? 2 } as const;

  const worker = await boss.work<{ messageId: string }>(
    MESSAGES_QUEUE,
    { ...work, localConcurrency: AT_ONCE, perJobResults: true },
    async (taken) => {
      const results = [];
      for (const { id, data } of taken) {
        const outcome = await carry(data.messageId);
        const status = outcome.ok ? 'completed' : outcome.final ? 'deadletter' : 'failed';
        results.push({ id, status, output: outcome } as const);
      }
      return results;
    },
  );
  await boss.work<{ messageId: string }>(FAILED_QUEUE, work, async (taken) => {
    for (const { data } of taken) await giveUp(data.messageId);
  });

  /** One try of a message: what is no longer worth telling is left out. */
  async function carry(messageId: string): Promise<Outcome> {
    if (stopping.signal.aborted) return CUT_OFF;
    const nowMs = clock.nowMs();
    const message = await deliveries.message(messageId, nowMs);
    if (message === undefined) return { ok: true, note: 'nothing is left to tell' };
    const { channelId } = message.channel;
    const keep: Message['deliveries'][number][] = [];
    for (const delivery of message.deliveries) {
      const verdict = verdictOf(delivery, message.channel, nowMs, timeZone);
      const one = [delivery.deliveryId];
      if (verdict.do === 'send') keep.push(delivery);
      else if (verdict.do === 'drop') {
        await deliveries.settle(
          channelId,
          one,
          { state: 'dropped', fault: verdict.why, tell: verdict.tell },
          nowMs,
        );
      } else await deliveries.release(one, verdict.untilMs, verdict.quiet);
    }
    if (keep.length === 0) return { ok: true, note: 'nothing is left to tell' };
    const outcome = await send({ ...message, deliveries: keep });
    const ids = keep.map(({ deliveryId }) => deliveryId);
    if (!outcome.ok && stopping.signal.aborted) return CUT_OFF;
    if (outcome.ok) {
      const note = [message.kind === 'single' ? '' : message.kind, outcome.note]
        .filter((text) => text !== '')
        .join(', ');
      await deliveries.settle(channelId, ids, { state: 'told', note }, clock.nowMs());
    } else {
      await deliveries.settle(channelId, ids, { state: 'fault', fault: outcome.fault }, clock.nowMs());
      log.info({ messageId, channel: message.channel.name, fault: outcome.fault }, 'a message was not taken');
    }
    return outcome;
  }

  async function send(message: Message): Promise<Outcome> {
    if (message.channel.kind === 'webhook') {
      return sendWebhook(message, { ...options, timeoutMs }, stopping.signal);
    }
    if (mailer === undefined) {
      return { ok: false, fault: 'no SMTP server is set (SMTP_URL, MAIL_FROM)', final: false };
    }
    return mailer.send(message, options);
  }

  /** All tries were in vain. */
  async function giveUp(messageId: string): Promise<void> {
    const message = await deliveries.message(messageId, clock.nowMs());
    if (message === undefined) return;
    const { channel } = message;
    const ids = message.deliveries.map(({ deliveryId }) => deliveryId);
    const fault = message.fault ?? 'it was not taken';
    await deliveries.settle(channel.channelId, ids, { state: 'failed', fault }, clock.nowMs());
    log.warn({ messageId, channel: channel.name, fault }, 'a channel could not be told; nobody tries again');
  }

  let tidiedMs = Number.NEGATIVE_INFINITY;
  /** Puts together what is due and hands it to the jobs. */
  async function pass(): Promise<void> {
    if (clock.monotonicMs() - tidiedMs >= TIDY_EVERY_MS) {
      const nowMs = clock.nowMs();
      const lost = await deliveries.tidy(nowMs - LOST_AFTER_MS, nowMs - KEEP_SETTLED_MS);
      if (lost > 0) log.warn({ lost }, 'messages whose jobs are gone are put together anew');
      tidiedMs = clock.monotonicMs();
    }
    for (const channelId of await deliveries.dueChannels(clock.nowMs())) {
      const nowMs = clock.nowMs();
      let handedOver = false;
      await deliveries.compose(
        channelId,
        nowMs,
        STORM_WINDOW_MS,
        (due) => planMessages(due, nowMs, timeZone, randomUUID),
        async (messages, { tx, sql }) => {
          const db = fromDrizzle(tx, sql);
          for (const { messageId } of messages) {
            await boss.send(MESSAGES_QUEUE, { messageId }, { id: messageId, db });
            handedOver = true;
          }
        },
      );
      // Sooner than it would look by itself.
      if (handedOver) boss.notifyWorker(worker);
      if (stopping.signal.aborted) return;
    }
  }

  let again = false;
  let running: Promise<void> | undefined;
  async function run(): Promise<void> {
    do {
      again = false;
      try {
        await pass();
      } catch (err) {
        log.warn({ err }, 'the outbox of alerts could not be worked off just now');
      }
    } while (again && !stopping.signal.aborted);
  }
  function kick(): void {
    if (stopping.signal.aborted) return;
    again = true;
    running ??= run().finally(() => {
      running = undefined;
      if (again) kick();
    });
  }
  const timer = setInterval(kick, options.pollEveryMs ?? POLL_EVERY_MS);
  kick();
  return {
    kick,
    async stop() {
      clearInterval(timer);
      // A webhook that hangs is cut off and tried again.
      stopping.abort(new Error('the service stopped'));
      // A database that stands still must not hold up the end; what is not committed is due again.
      const late = new Promise<void>((resolve) => setTimeout(resolve, STOP_WITHIN_MS).unref());
      await Promise.race([running, late]);
      mailer?.close();
    },
  };
}

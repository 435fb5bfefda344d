/** A message as a webhook gets it: JSON with the alerts and their words in English, signed. */
import type { Alert } from '@digitruck/contract/alerts';
import type { Language } from '@digitruck/contract/people';
import { type Clock, toIso } from '../../kernel/clock.ts';
import type { StoredAlert } from '../../store/alerts/alerts.ts';
import type { Message } from '../../store/alerts/deliveries.ts';
import { type Outcome, post } from './post.ts';
import { SIGNATURE_HEADER, signatureOf } from './signature.ts';
import { headlineOf } from './words.ts';

/** The words of an alert in a language, and the one thing to do about it. */
export type AlertWording = (alert: StoredAlert, language: Language) => Pick<Alert, 'words' | 'actionKind'>;

export type MessageTools = {
  readonly wordsOf: AlertWording;
  /** Where the console is, for links; undefined when nobody said (PUBLIC_URL). */
  readonly publicUrl: string | undefined;
  readonly programme: string;
  readonly timeZone: string;
};

/** Alerts beyond this are counted, not listed. */
export const LISTED_MAX = 100;

export function linkOf(publicUrl: string | undefined, alert?: StoredAlert): string | null {
  if (publicUrl === undefined) return null;
  const base = publicUrl.replace(/\/+$/, '');
  return alert === undefined ? `${base}/alerts` : `${base}/alerts/${alert.alertId}`;
}

/** @returns the body; `text` is what chat services show */
export function webhookBody(message: Message, tools: MessageTools): string {
  const { wordsOf, publicUrl, programme } = tools;
  const told = message.deliveries.flatMap(({ deliveryId, what, alert }) =>
    alert === null ? [] : [{ deliveryId, what, alert: { ...alert, ...wordsOf(alert, 'en') } }],
  );
  const items = told.slice(0, LISTED_MAX).map(({ deliveryId, what, alert }) => ({
    deliveryId,
    what,
    alert,
    url: linkOf(publicUrl, alert),
  }));
  return JSON.stringify({
    messageId: message.messageId,
    kind: message.kind,
    programme,
    channel: message.channel.name,
    at: toIso(message.composedMs),
    text: textOf(message, told, tools),
    total: told.length,
    items,
  });
}

function textOf(
  message: Message,
  told: readonly { what: Message['deliveries'][number]['what']; alert: StoredAlert & Pick<Alert, 'words'> }[],
  { publicUrl, programme }: MessageTools,
): string {
  const [first] = told;
  if (first === undefined) return `${programme}: a test of this channel. Nothing has to be done.`;
  if (message.kind === 'summary') {
    const where = linkOf(publicUrl);
    return `${programme}: ${told.length} alerts in a short time.${where === null ? '' : ` ${where}`}`;
  }
  const { alert, what } = first;
  const where = linkOf(publicUrl, alert);
  const action = what === 'cleared' ? '' : ` ${alert.words.action}`;
  return `${headlineOf(what, alert, 'en')}.${action}${where === null ? '' : ` ${where}`}`;
}

export async function sendWebhook(
  message: Message,
  tools: MessageTools & { readonly clock: Clock; readonly timeoutMs: number; readonly version: string },
  signal?: AbortSignal,
): Promise<Outcome> {
  const { channel, secret, messageId } = message;
  if (channel.kind !== 'webhook' || secret === null)
    return { ok: false, fault: 'it is no webhook', final: true };
  const body = webhookBody(message, tools);
  return post(channel.url, {
    body,
    timeoutMs: tools.timeoutMs,
    ...(signal !== undefined && { signal }),
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'user-agent': `digitruck-fleet/${tools.version}`,
      // The same in each try, so that a receiver can tell repeats.
      'idempotency-key': messageId,
      [SIGNATURE_HEADER]: signatureOf(secret, tools.clock.nowMs(), body),
    },
  });
}

/**
 * Who may do what on the embedded broker. A truck touches its own topics only; the office (no truck id) touches those
 * of all trucks. The Mosquitto files give real deployments the same rules.
 */
import type { TruckId } from '@digitruck/contract/ids';
import { DOWN_CHANNELS, parseTopic, UP_CHANNELS, type UpChannel } from '@digitruck/contract/topics';

/** undefined is the office. */
export type Who = TruckId | undefined;

const up: ReadonlySet<string> = new Set(UP_CHANNELS);
const down: ReadonlySet<string> = new Set(DOWN_CHANNELS);

/** `store`: a truck's message, to be stored before it is acknowledged. `route`: only passed on. */
export type PublishVerdict =
  | { verdict: 'store'; channel: UpChannel }
  | { verdict: 'route' }
  | { verdict: 'deny' };

export function judgePublish(who: Who, topic: string): PublishVerdict {
  const parsed = parseTopic(topic);
  if (!parsed) return { verdict: 'deny' };
  if (up.has(parsed.channel)) {
    if (who !== undefined && who !== parsed.truckId) return { verdict: 'deny' };
    return { verdict: 'store', channel: parsed.channel as UpChannel };
  }
  return who === undefined ? { verdict: 'route' } : { verdict: 'deny' };
}

/** A truck subscribes to each of its topics by name; the office to any filter that is not the broker's own. */
export function maySubscribe(who: Who, filter: string): boolean {
  if (!isCleanText(filter) || filter.startsWith('$')) return false;
  return who === undefined || mayReceive(who, filter);
}

/** Held at delivery too, so that no session left behind by somebody else can leak a truck's messages. */
export function mayReceive(who: Who, topic: string): boolean {
  if (who === undefined) return true;
  const parsed = parseTopic(topic);
  return parsed !== undefined && parsed.truckId === who && down.has(parsed.channel);
}

/**
 * No control characters and no U+FFFD: that is what the decoder leaves of invalid UTF-8, so
 * two different byte strings could otherwise become one name.
 */
export function isCleanText(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x20 || (code >= 0x7f && code <= 0x9f) || code === 0xfffd) return false;
    if (code >= 0xd800 && code <= 0xdfff) return false;
  }
  return true;
}

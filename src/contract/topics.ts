/** The topics of the wire contract and the only way to make or read one. */
import { TRUCK_ID_PATTERN, type TruckId } from './ids.ts';

export const UP_CHANNELS = ['telemetry', 'status', 'session', 'command/ack'] as const;
export const DOWN_CHANNELS = ['command', 'receipt', 'schedule'] as const;
export type UpChannel = (typeof UP_CHANNELS)[number];
export type DownChannel = (typeof DOWN_CHANNELS)[number];

export const TOPIC_PREFIX = 'digitruck/v1';

export function topicOf(truckId: TruckId, channel: UpChannel | DownChannel): string {
  return `${TOPIC_PREFIX}/${truckId}/${channel}`;
}

/** A subscription to one channel of every truck, e.g. `digitruck/v1/+/telemetry`. */
export function filterOf(channel: UpChannel | DownChannel): string {
  return `${TOPIC_PREFIX}/+/${channel}`;
}

const channels: ReadonlySet<string> = new Set([...UP_CHANNELS, ...DOWN_CHANNELS]);

/** The truck and channel of a topic, or undefined for any topic that is not exactly one of the contract's. */
export function parseTopic(
  topic: string,
): { truckId: TruckId; channel: UpChannel | DownChannel } | undefined {
  if (!topic.startsWith(`${TOPIC_PREFIX}/`)) return undefined;
  const start = TOPIC_PREFIX.length + 1;
  const slash = topic.indexOf('/', start);
  if (slash < 0) return undefined;
  const truckId = topic.slice(start, slash);
  const channel = topic.slice(slash + 1);
  if (!channels.has(channel) || !TRUCK_ID_PATTERN.test(truckId)) return undefined;
  return { truckId: truckId as TruckId, channel: channel as UpChannel | DownChannel };
}

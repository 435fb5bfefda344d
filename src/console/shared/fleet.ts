/** The fleet as the live feed tells it: a snapshot, then what changed. */
import type { TruckNow } from '@digitruck/contract/fleet';
import type { LiveMessage, Pulse } from '@digitruck/contract/live';

export type Fleet = {
  /** By id, in order of id. */
  readonly trucks: readonly TruckNow[];
  /** Server time of the state. */
  readonly at: string;
  /** This browser's time when it came; ages are counted from here, for two clocks may differ. */
  readonly receivedAtMs: number;
  readonly pulse: Pulse | null;
};
/** The fleet after a message: a snapshot replaces it, a delta changes the trucks it names. */
export function mergeFleet(
  before: Fleet | undefined,
  message: Exclude<LiveMessage, { type: 'closing' }>,
  receivedAtMs: number,
): Fleet {
  const { at, pulse } = message;
  if (message.type === 'snapshot' || before === undefined) {
    return { trucks: inOrder(message.trucks), at, receivedAtMs, pulse };
  }
  if (message.trucks.length === 0 && message.removed.length === 0) {
    return { ...before, at, receivedAtMs, pulse };
  }
  const byId = new Map(before.trucks.map((truck) => [truck.truckId, truck]));
  for (const truck of message.trucks) byId.set(truck.truckId, truck);
  for (const truckId of message.removed) byId.delete(truckId);
  return { trucks: inOrder([...byId.values()]), at, receivedAtMs, pulse };
}

export function inOrder(trucks: readonly TruckNow[]): readonly TruckNow[] {
  return trucks.toSorted((a, b) => a.truckId.localeCompare(b.truckId, 'en', { numeric: true }));
}

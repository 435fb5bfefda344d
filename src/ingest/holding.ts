/**
 * How many messages are held of trucks that may not send: nobody registered them, or they are retired. A limited number
 * of trucks, messages and bytes, so that a stranger can't fill the disk; what comes beyond is only counted.
 *
 * Such a message gets no receipt, so a truck that keeps to receipts still has it all.
 */
import type { TruckId } from '@digitruck/contract/ids';

export type Held = { readonly messages: number; readonly bytes: number };

export type HoldLimits = {
  readonly trucksMax: number;
  /** Of one truck. */
  readonly heldMax: number;
  readonly heldBytesMax: number;
};

const NOTHING: Held = { messages: 0, bytes: 0 };

export type Holding = ReturnType<typeof holding>;

/** @param initial what is held already, from before the start */
export function holding(limits: HoldLimits, initial: ReadonlyMap<TruckId, Held>) {
  const held = new Map(initial);
  return {
    /** Counts the message as held if it may be; `stranger` when there are too many trucks on the list already. */
    admit(truckId: TruckId, bytes: number): 'held' | 'counted' | 'stranger' {
      const before = held.get(truckId);
      if (before === undefined && held.size >= limits.trucksMax) return 'stranger';
      const after = {
        messages: (before ?? NOTHING).messages + 1,
        bytes: (before ?? NOTHING).bytes + bytes,
      };
      const hasRoom = bytes > 0 && after.messages <= limits.heldMax && after.bytes <= limits.heldBytesMax;
      held.set(truckId, hasRoom ? after : (before ?? NOTHING));
      return hasRoom ? 'held' : 'counted';
    },
    trucks: (): readonly TruckId[] => [...held.keys()],
    /** The truck may send now, or nobody wants to hear of it. */
    forget: (truckId: TruckId) => void held.delete(truckId),
  };
}

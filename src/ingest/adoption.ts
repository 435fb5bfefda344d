/**
 * Taking in what was held of a truck, once it may send: when somebody has registered it, here or on another replica, or
 * brought it back. Doing it twice is harmless, for a sample is stored once.
 */
import type { TruckId } from '@digitruck/contract/ids';
import type { QuarantineStore } from '../store/samples/quarantine.ts';
import type { Holding } from './holding.ts';
import type { KnownTrucks } from './known-trucks.ts';
import type { Pipeline } from './pipeline.ts';

/** Held messages are taken in so many at a time. */
const REPLAY_AT_ONCE = 100;

export type Adoption = {
  /** Resolves when all that was held is taken in; at once while the truck may not send. */
  adopt(truckId: TruckId): Promise<void>;
  /** Every truck of which something is held and that may send by now. */
  adoptKnown(): Promise<void>;
};

export function adoption(options: {
  readonly trucks: KnownTrucks;
  readonly held: Holding;
  readonly quarantine: QuarantineStore;
  readonly replay: Pipeline['replay'];
}): Adoption {
  const { trucks, held, quarantine } = options;
  /** One at a time a truck. */
  const running = new Map<TruckId, Promise<void>>();

  const maySend = (truckId: TruckId) => trucks.get(truckId)?.retired === false;

  async function takeIn(truckId: TruckId): Promise<void> {
    for (;;) {
      if (!maySend(truckId)) return;
      const messages = await quarantine.heldOf(truckId, REPLAY_AT_ONCE);
      if (messages.length === 0) break;
      await Promise.all(messages.map((message) => options.replay(message)));
      await quarantine.markReplayed(messages.map(({ quarantineId }) => quarantineId));
    }
    held.forget(truckId);
    await quarantine.settlePending(truckId);
  }

  async function adopt(truckId: TruckId): Promise<void> {
    const before = running.get(truckId) ?? Promise.resolve();
    const mine = before.catch(() => {}).then(() => takeIn(truckId));
    running.set(truckId, mine);
    try {
      await mine;
    } finally {
      if (running.get(truckId) === mine) running.delete(truckId);
    }
  }

  return {
    adopt,
    async adoptKnown() {
      for (const truckId of held.trucks()) if (maySend(truckId)) await adopt(truckId);
    },
  };
}

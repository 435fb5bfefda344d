/** The trucks that may send, held in memory: which are registered, which retired, how often each reports. */
import type { TruckId } from '@digitruck/contract/ids';

export type KnownTruck = {
  readonly truckId: TruckId;
  readonly retired: boolean;
  readonly reportingIntervalS: number;
};

const REFRESH_EVERY_MS = 30_000;

export type KnownTrucks = {
  get(truckId: string): KnownTruck | undefined;
  /** Reads the registry again, now. Resolves when what was changed before the call is known. */
  refresh(): Promise<void>;
  stop(): void;
};

export async function knownTrucks(
  load: () => Promise<KnownTruck[]>,
  onFault: (error: unknown) => void,
  /** The registry was read again. */
  onRead: () => void,
): Promise<KnownTrucks> {
  let trucks = new Map<string, KnownTruck>();
  const read = async () => {
    trucks = new Map((await load()).map((truck) => [truck.truckId, truck]));
    onRead();
  };
  let reading: Promise<void> | undefined;
  let next: Promise<void> | undefined;
  // One reading at a time, and one more for whoever asks meanwhile.
  const refresh = (): Promise<void> => {
    if (reading === undefined) {
      reading = read().finally(() => {
        reading = undefined;
      });
      return reading;
    }
    next ??= reading
      .catch(() => {})
      .then(() => {
        next = undefined;
        return refresh();
      });
    return next;
  };
  await refresh();
  const timer = setInterval(() => refresh().catch(onFault), REFRESH_EVERY_MS);
  return {
    get: (truckId) => trucks.get(truckId),
    refresh,
    stop: () => clearInterval(timer),
  };
}

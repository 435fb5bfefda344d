/** Ingest, put together: what is known of the trucks, their presence, and the pipeline. */
import type { TruckId } from '@digitruck/contract/ids';
import type { Clock } from '../kernel/clock.ts';
import type { QuarantineStore } from '../store/samples/quarantine.ts';
import type { SampleWriter } from '../store/samples/samples.ts';
import type { KnownPlace } from './accept.ts';
import { type Adoption, adoption } from './adoption.ts';
import { type HoldLimits, holding } from './holding.ts';
import { type KnownTruck, knownTrucks } from './known-trucks.ts';
import { type Log, type Message, type PipelineOptions, startPipeline } from './pipeline.ts';
import { keepPresence, type PresenceStore } from './presence-keeper.ts';
import type { Publish } from './receipts.ts';

export type Ingest = Awaited<ReturnType<typeof startIngest>>;

export async function startIngest(options: {
  readonly clock: Clock;
  readonly log: Log;
  readonly writer: SampleWriter;
  readonly quarantine: QuarantineStore;
  readonly presence: PresenceStore;
  readonly knownTrucks: () => Promise<KnownTruck[]>;
  readonly lastPlaces: () => Promise<Map<string, KnownPlace>>;
  readonly pendingLimits: HoldLimits;
  readonly retentionMs: number;
  readonly publish: Publish;
  readonly onCommandAck: PipelineOptions['onCommandAck'];
  readonly onSession: PipelineOptions['onSession'];
  readonly onOnline: (truckId: TruckId) => void;
}) {
  const { clock, log, writer, quarantine } = options;
  const onFault = (err: unknown) => log.warn({ err }, 'the registry could not be read just now');
  let adopted: Adoption | undefined;
  const onAdoptionFault = (err: unknown) =>
    log.warn({ err }, 'held messages could not be taken in just now; tried again within a minute');
  const trucks = await knownTrucks(options.knownTrucks, onFault, () => {
    adopted?.adoptKnown().catch(onAdoptionFault);
  });
  const presence = await keepPresence({
    store: options.presence,
    clock,
    reportingIntervalS: (truckId) => {
      const truck = trucks.get(truckId);
      return truck === undefined || truck.retired ? undefined : truck.reportingIntervalS;
    },
    onFault: (err) => log.warn({ err }, 'the presence of trucks could not be written just now'),
    onOnline: options.onOnline,
  });
  const held = holding(options.pendingLimits, await quarantine.held());
  const pipeline = startPipeline({
    clock,
    log,
    trucks,
    presence,
    publish: options.publish,
    write: writer.write,
    places: await options.lastPlaces(),
    held,
    onHeldTooLong: (truckId) => void adopted?.adopt(truckId).catch(onAdoptionFault),
    retentionMs: options.retentionMs,
    onCommandAck: options.onCommandAck,
    onSession: options.onSession,
  });

  adopted = adoption({ trucks, held, quarantine, replay: pipeline.replay });
  adopted.adoptKnown().catch(onAdoptionFault);

  return {
    take: (message: Message) => pipeline.take(message),
    stats: pipeline.stats,

    /** The registry changed: read it again before the next message is judged. */
    trucksChanged: () => trucks.refresh().catch(onFault),

    /** Two units use one client id; seen as connects of the truck. */
    takenOver: (truckId: TruckId) => presence.note(truckId, { kind: 'takeover' }),

    /** A truck that was unknown is registered now: what is held of it is taken in. */
    async adopt(truckId: TruckId): Promise<void> {
      try {
        await trucks.refresh();
        await adopted?.adopt(truckId);
      } catch (err) {
        onAdoptionFault(err);
      }
    },

    /** Nobody wants to hear of this truck: off the list until it sends again. */
    async dismiss(truckId: TruckId): Promise<void> {
      held.forget(truckId);
      await quarantine.settlePending(truckId);
    },

    /** A message out of quarantine once more. */
    async replay(quarantineId: string): Promise<'settled' | 'unknown-truck' | 'not-found'> {
      const held = await quarantine.toReplay(quarantineId);
      if (held === undefined) return 'not-found';
      const outcome = await pipeline.replay(held);
      if (outcome === 'settled') await quarantine.markReplayed([quarantineId]);
      return outcome;
    },

    async stop(): Promise<void> {
      trucks.stop();
      await pipeline.stop();
      await presence.stop();
      await writer.close();
    },
  };
}

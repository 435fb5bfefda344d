/**
 * The broker: the one named by MQTT_URL, or the embedded one. Either hands each message to `take` and acknowledges it
 * when that has settled it.
 */
import type { TruckId } from '@digitruck/contract/ids';
import type { Logger } from 'pino';
import type { Config } from './config.ts';
import { connectBroker } from './ingest/connect.ts';
import type { Message } from './ingest/pipeline.ts';
import type { Publish } from './ingest/receipts.ts';
import type { CredentialStore } from './store/registry/credentials.ts';

export type OfficeBroker = {
  readonly publish: Publish;
  connected(): boolean;
  /** Ends a truck's sessions at once. A real broker does so itself when its password file changes. */
  disconnect(truckId: TruckId, reason: string): void;
  /** What people are told to point trucks at. */
  readonly url: string;
  /** Nothing more is taken; what was taken may still be settled and acknowledged until `stop`. */
  pause(): Promise<void>;
  stop(): Promise<void>;
};

export async function startBroker(options: {
  readonly config: Config;
  readonly log: Logger;
  readonly credentials: CredentialStore;
  readonly take: (message: Message) => Promise<void>;
  /** Two units share one client id. */
  readonly onTakeover: (truckId: TruckId) => void;
  /** A client tried what it may not. */
  readonly onDenied: (denied: { readonly truckId: TruckId | undefined }) => void;
}): Promise<OfficeBroker> {
  const { config, log, take } = options;
  const { mqtt } = config;
  if (mqtt.url !== undefined) {
    const broker = connectBroker({ ...mqtt, url: mqtt.url, take, log });
    const { publish, connected, close } = broker;
    return {
      publish,
      connected,
      url: mqtt.url,
      disconnect: () => {},
      pause: async () => broker.pause(),
      stop: close,
    };
  }
  const { startEmbeddedBroker } = await import('./embedded/broker.ts');
  const { truckSignIn } = await import('./embedded/truck-sign-in.ts');
  const { username, password } = mqtt;
  const office = username === undefined || password === undefined ? undefined : { username, password };
  const broker = await startEmbeddedBroker({
    host: config.host,
    port: mqtt.embeddedPort,
    log,
    authenticate: truckSignIn({
      credentials: options.credentials,
      trucksWithoutPassword: config.trucksWithoutPassword,
      office,
    }),
    onPublish: take,
    onDenied: options.onDenied,
    onTakeover: ({ truckId, otherTruckId }) => {
      for (const id of [truckId, otherTruckId]) if (id !== undefined) options.onTakeover(id);
    },
  });
  return {
    url: broker.url,
    publish: (topic, payload, publishOptions) => broker.publish(topic, payload, publishOptions),
    connected: () => true,
    disconnect: broker.disconnect,
    // It waits for the commits of what it took, and acknowledges them, before it goes.
    pause: () => broker.stop(),
    stop: async () => {},
  };
}

/** What the embedded broker tells and asks the service. */
import type { TruckId } from '@digitruck/contract/ids';
import type { Clock } from '../kernel/clock.ts';
import type { Log } from './log.ts';

export type BrokerMessage = {
  topic: string;
  payload: Buffer;
  qos: 0 | 1 | 2;
  dup: boolean;
  /** As a subscriber sees it: false, because the message is live, not one that the broker kept. */
  retain: false;
  clientId: string;
  /** The truck that is signed in; undefined for the office. A truck's topic always names that same truck. */
  truckId: TruckId | undefined;
  /** The broker sends it, as the last will of a client that was lost. */
  will: boolean;
};

export type DeniedEvent = {
  kind: 'connect' | 'publish' | 'subscribe' | 'will' | 'text' | 'packet-size';
  reason: string;
  clientId: string;
  truckId: TruckId | undefined;
  /** The topic or filter, cut to 300 characters; '' where there is none. */
  topic: string;
  /** The peer's address. */
  address: string;
};

/** Somebody signed in with a client id that is connected already. */
export type TakeoverEvent = {
  clientId: string;
  truckId: TruckId | undefined;
  /** Who has the client id already: the same truck (its older connection was closed), or another (both stay). */
  otherTruckId: TruckId | undefined;
};

export type SignIn = { ok: true; truckId: TruckId | undefined } | { ok: false; reason: string };

export type EmbeddedBrokerOptions = {
  /** 0 chooses a free one. */
  port: number;
  host: string;
  log: Log;
  /** Largest packet behind its fixed header; the contract's 256 KiB of payload and a topic fit by default. */
  maxPacketBytes?: number;
  /** What may wait for its commit, over all clients, before nothing more is read. */
  maxInFlightMessages?: number;
  maxInFlightBytes?: number;
  maxConnections?: number;
  /**
   * Without a truck id it is the office, which may do everything below `digitruck/v1/`.
   * `address` is the peer's, e.g. 127.0.0.1; over IPv6 an IPv4 peer is ::ffff:127.0.0.1.
   */
  authenticate(
    username: string | undefined,
    password: Buffer | undefined,
    clientId: string,
    address: string,
  ): Promise<SignIn>;
  /** Resolves once the message is committed (or refused for good, and kept). Called concurrently. */
  onPublish(message: BrokerMessage): Promise<void>;
  /** A security event. */
  onDenied?(event: DeniedEvent): void;
  onTakeover?(event: TakeoverEvent): void;
  clock?: Clock;
};

export type EmbeddedBroker = {
  url: string;
  port: number;
  /** Resolves when the message has been routed to whoever is subscribed. */
  publish(
    topic: string,
    payload: Buffer | string,
    options?: { qos?: 0 | 1; retain?: boolean },
  ): Promise<void>;
  /** Ends the sessions of a truck at once, e.g. when its credentials are revoked. */
  disconnect(truckId: TruckId, reason: string): void;
  clients(): number;
  /** Received and not yet committed. */
  inFlightMessages(): number;
  /** Lets what was received be committed and acknowledged (10 s at most), then ends all connections. */
  stop(): Promise<void>;
};

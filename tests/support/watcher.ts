/** A client of the live feed: keeps each message, checked against the contract, and the fleet that they add up to. */
import type { TruckNow } from '@digitruck/contract/fleet';
import { LiveMessage } from '@digitruck/contract/live';
import { until } from './until.ts';

export type Delta = Extract<LiveMessage, { type: 'delta' }>;
export type WatchedMessage = { readonly message: LiveMessage; readonly atMs: number; readonly bytes: number };

export class Watcher {
  readonly messages: WatchedMessage[] = [];
  readonly fleet = new Map<string, TruckNow>();
  closed: { code: number; reason: string } | undefined;
  readonly socket: WebSocket;

  constructor(url: string, headers: Record<string, string>) {
    this.socket = new WebSocket(url, { headers });
    this.socket.addEventListener('message', ({ data }) => this.#take(String(data)));
    this.socket.addEventListener('close', ({ code, reason }) => {
      this.closed = { code, reason };
    });
    this.socket.addEventListener('error', () => {});
  }

  #take(text: string): void {
    const message = LiveMessage.parse(JSON.parse(text));
    this.messages.push({ message, atMs: performance.now(), bytes: text.length });
    if (message.type === 'closing') return;
    if (message.type === 'snapshot') this.fleet.clear();
    for (const truck of message.trucks) this.fleet.set(truck.truckId, truck);
    if (message.type === 'delta') for (const truckId of message.removed) this.fleet.delete(truckId);
  }

  get deltas(): Delta[] {
    return this.messages.flatMap(({ message }) => (message.type === 'delta' ? [message] : []));
  }

  /** The subjects named so far. */
  get changed(): Set<string> {
    return new Set(this.deltas.flatMap((delta) => delta.changed));
  }

  async snapshot(): Promise<this> {
    await until('the snapshot', () => this.messages.length > 0);
    return this;
  }

  async end(): Promise<{ code: number; reason: string }> {
    return until('the feed to close', () => this.closed);
  }
}

/**
 * One truck's MQTT connection: status with last will, subscriptions, and reconnecting with jitter. The only file of the
 * trucks that knows MQTT.js.
 *
 * Each attempt is a new client with the truck's id and a kept session: MQTT.js's own store would resend by itself what
 * the courier resends, and a truck that lost its power has no such store either. Link times are wall time, whatever the
 * simulated time is.
 */
import { CommandMessage } from '@digitruck/contract/commands';
import { TruckId } from '@digitruck/contract/ids';
import { Schedule } from '@digitruck/contract/schedule';
import { SESSION_RECEIPT } from '@digitruck/contract/session-receipt';
import { Receipt, type Status } from '@digitruck/contract/telemetry';
import { topicOf } from '@digitruck/contract/topics';
import mqtt, { type IClientOptions, type MqttClient } from 'mqtt';
import { type Clock, toIso } from '../../src/kernel/clock.ts';
import type { Rng } from '../../src/kernel/rng.ts';
import type { Figures } from '../fleet/figures.ts';

export type Login = { readonly username: string; readonly password: string };

export type ConnectionOptions = {
  readonly mqttUrl: string;
  readonly mqttVersion: 4 | 5;
  readonly truckId: string;
  readonly login?: Login;
  readonly clock: Clock;
  readonly random: Rng;
  readonly figures: Figures;
  /** The longest wait between two attempts, give or take half of it; default 30 s. */
  readonly reconnectMaxMs?: number;
  onUp(): void;
  onDown(): void;
  onReceipt(receipt: Receipt): void;
  onCommand(command: CommandMessage): void;
  /** Left out, the truck does not subscribe to its schedule. */
  onSchedule?(schedule: Schedule): void;
  /** Why a connection failed or broke. */
  onProblem(problem: string): void;
};

const BACKOFF_FIRST_MS = 1000;
const BACKOFF_MAX_MS = 30_000;
const CONNECT_TIMEOUT_MS = 15_000;
const KEEPALIVE_S = 60;
const SESSION_S = 7 * 86_400;

export class Connection {
  readonly #options: ConnectionOptions;
  #bootId: string;
  #client: MqttClient | undefined;
  #timer: NodeJS.Timeout | undefined;
  #failures = 0;
  #wanted = false;
  #isUp = false;

  constructor(options: ConnectionOptions, bootId: string) {
    this.#options = options;
    this.#bootId = bootId;
  }

  get isUp(): boolean {
    return this.#isUp;
  }

  /** Connects, after a while if given, and keeps connected from now on. */
  open(delayMs = 0): void {
    this.#wanted = true;
    if (this.#client !== undefined || this.#timer !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#connect();
    }, delayMs);
  }

  /** The network is gone: no DISCONNECT, so the broker sends the last will. Stays down until `open`. */
  cut(): void {
    this.#wanted = false;
    this.#drop();
  }

  /** The connection breaks, but the network is there: comes back after a jittered wait. */
  break(): void {
    this.#drop();
    if (this.#wanted) this.#retry();
  }

  /** The unit starts anew under another boot id. */
  reboot(bootId: string): void {
    this.#bootId = bootId;
    this.break();
  }

  publish(topic: string, payload: string, done: (acknowledged: boolean) => void): void {
    if (this.#client === undefined || !this.#isUp) done(false);
    else this.#client.publish(topic, payload, { qos: 1 }, (error) => done(error == null));
  }

  /** Says offline and disconnects properly; waits no longer than `withinMs`. */
  async close(withinMs: number): Promise<void> {
    this.#wanted = false;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const client = this.#client;
    this.#client = undefined;
    if (client === undefined) return;
    if (this.#isUp) {
      this.#isUp = false;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, withinMs);
        client.publish(this.#statusTopic(), this.#status('offline'), { qos: 1, retain: true }, () => {
          client.end(false, {}, () => {
            clearTimeout(timer);
            resolve();
          });
        });
      });
    }
    client.end(true);
  }

  #statusTopic(): string {
    return topicOf(TruckId.parse(this.#options.truckId), 'status');
  }

  #status(state: Status['state']): string {
    return JSON.stringify({
      state,
      bootId: this.#bootId,
      at: toIso(this.#options.clock.nowMs()),
    } satisfies Status);
  }

  #connect(): void {
    const { truckId, login, mqttUrl, mqttVersion, figures } = this.#options;
    const channels = [
      'receipt',
      'command',
      ...(this.#options.onSchedule ? ['schedule' as const] : []),
    ] as const;
    const topics = channels.map((channel) => topicOf(TruckId.parse(truckId), channel));
    const connectOptions: IClientOptions = {
      clientId: truckId,
      clean: false,
      protocolVersion: mqttVersion,
      keepalive: KEEPALIVE_S,
      connectTimeout: CONNECT_TIMEOUT_MS,
      reconnectPeriod: 0,
      resubscribe: false,
      will: { topic: this.#statusTopic(), payload: this.#status('offline'), qos: 1, retain: true },
      ...login,
      ...(mqttVersion === 5 ? { properties: { sessionExpiryInterval: SESSION_S } } : {}),
    };
    const client = mqtt.connect(mqttUrl, connectOptions);
    this.#client = client;
    let problem = 'the connection closed';
    client.on('error', (error) => {
      problem = error.message || String((error as NodeJS.ErrnoException).code ?? error);
    });
    client.on('message', (topic, payload) => {
      if (this.#client === client) this.#received(topic, payload);
    });
    client.on('connect', () => {
      if (this.#client !== client) return;
      client.subscribe(topics, { qos: 1 }, (error, granted) => {
        if (this.#client !== client) return;
        if (error || granted?.some((grant) => grant.qos === 128)) {
          problem = `the broker refused the subscription to ${topics.join(' and ')}`;
          client.end(true);
          return;
        }
        client.publish(this.#statusTopic(), this.#status('online'), { qos: 1, retain: true });
        figures.connects++;
        this.#failures = 0;
        this.#isUp = true;
        this.#options.onUp();
      });
    });
    client.on('close', () => {
      if (this.#client !== client) return;
      this.#client = undefined;
      if (!this.#isUp) figures.connectFailures++;
      this.#options.onProblem(problem);
      this.#down();
      if (this.#wanted) this.#retry();
    });
  }

  #received(topic: string, payload: Buffer): void {
    let value: unknown;
    try {
      value = JSON.parse(payload.toString());
    } catch {
      return; // the office's fault; a truck has nobody to tell
    }
    if (topic.endsWith('/receipt')) {
      const receipt = Receipt.safeParse(value);
      if (receipt.success) this.#options.onReceipt(receipt.data);
    } else if (topic.endsWith('/schedule')) {
      const schedule = Schedule.safeParse(value);
      if (schedule.success) this.#options.onSchedule?.(schedule.data);
    } else {
      const command = CommandMessage.safeParse(value);
      // Receipts of session reports are for the hub, which listens by itself.
      if (command.success && command.data.kind !== SESSION_RECEIPT) this.#options.onCommand(command.data);
    }
  }

  #drop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const client = this.#client;
    this.#client = undefined;
    if (client !== undefined) {
      client.end(true);
      this.#down();
    }
  }

  #down(): void {
    if (!this.#isUp) return;
    this.#isUp = false;
    this.#options.onDown();
  }

  #retry(): void {
    const spread = 0.5 + this.#options.random.next();
    const maxMs = this.#options.reconnectMaxMs ?? BACKOFF_MAX_MS;
    const waitMs = Math.min(maxMs, BACKOFF_FIRST_MS * 2 ** this.#failures) * spread;
    this.#failures = Math.min(this.#failures + 1, 8);
    this.open(waitMs);
  }
}

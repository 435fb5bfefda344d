/** One truck of a running fleet: physics, faults, store-and-forward, connection and commands put together. */
import { TruckId } from '@digitruck/contract/ids';
import { FUTURE_MAX_MS } from '@digitruck/contract/telemetry';
import { topicOf } from '@digitruck/contract/topics';
import { type Clock, toIso } from '../../src/kernel/clock.ts';
import type { Rng } from '../../src/kernel/rng.ts';
import { CommandDesk } from '../link/commands.ts';
import { Connection, type Login } from '../link/connection.ts';
import { Courier } from '../link/courier.ts';
import type { TruckFaults } from '../link/faults.ts';
import type { KeptSample, SampleStore } from '../link/kept.ts';
import type { Truck } from '../truck/truck.ts';
import type { Figures } from './figures.ts';
import type { LedgerWriter } from './ledger-writer.ts';

export type MemberOptions = {
  readonly truck: Truck;
  readonly faults: TruckFaults;
  readonly random: Rng;
  readonly clock: Clock;
  readonly figures: Figures;
  readonly store: SampleStore;
  readonly ledger: LedgerWriter;
  readonly mqttUrl: string;
  readonly mqttVersion: 4 | 5;
  readonly login?: Login;
  readonly bootName: string;
  readonly startMs: number;
  readonly intervalS: number;
  readonly batchSamplesMax: number;
  readonly resendAfterMs: number;
  readonly reconnectMaxMs?: number;
  /** Outages shorter than this on the wall clock only hold sending back (fast simulated time). */
  readonly cutAfterMs: number;
  /** The past is made faster than it happened, so an outage of then strands samples although today's link is up. */
  readonly catchUp: boolean;
  onMessageShown(text: string): void;
  onProblem(problem: string): void;
};

/** Samples made in one go, so that no truck holds up the others. */
const MADE_AT_ONCE_MAX = 100;
/** After an outage, first attempts are spread over this. */
const REOPEN_SPREAD_MS = 2000;

export class Member {
  readonly truckId: TruckId;
  readonly #options: MemberOptions;
  readonly #courier: Courier;
  readonly #connection: Connection;
  readonly #telemetryTopic: string;
  #boots = 0;
  #bootId: string;
  #seq = 0;
  #intervalMs: number;
  #nextMs: number;
  #lastMs: number;
  #outageSinceMs: number | undefined;
  #faultsHold = true;

  constructor(options: MemberOptions) {
    this.#options = options;
    this.truckId = TruckId.parse(options.truck.truckId);
    this.#bootId = `${options.bootName}-0`;
    this.#telemetryTopic = topicOf(this.truckId, 'telemetry');
    this.#intervalMs = options.intervalS * 1000;
    // Trucks don't report in step.
    this.#nextMs = options.startMs + Math.round(options.random.next() * this.#intervalMs);
    this.#lastMs = options.startMs;
    const note = (kind: 'puback' | 'receipt', samples: readonly KeptSample[]) => {
      for (const sample of samples) options.ledger.note(kind, sample.truckId, sample.bootId, sample.seq);
    };
    this.#courier = new Courier({
      figures: options.figures,
      random: options.random.fork('courier'),
      batchSamplesMax: options.batchSamplesMax,
      resendAfterMs: options.resendAfterMs,
      publish: (payload, done) => this.#connection.publish(this.#telemetryTopic, payload, done),
      extraCopies: () => (this.#faultsHold ? options.faults.extraCopies(this.#lastMs) : 0),
      heldBack: () => this.#faultsHold && options.faults.heldBack(this.#lastMs),
      onPubacked: (samples) => {
        note('puback', samples);
        const fitUntilMs = options.clock.nowMs() + FUTURE_MAX_MS;
        for (const sample of samples) {
          if (sample.sampledAtMs <= fitUntilMs) continue;
          options.figures.unfit++;
          options.ledger.note('unfit', sample.truckId, sample.bootId, sample.seq);
        }
      },
      onReceipted: (samples) => {
        note('receipt', samples);
        options.store.forget(samples);
      },
    });
    const desk = new CommandDesk({
      setIntervalS: (intervalS) => {
        this.#intervalMs = intervalS * 1000;
        this.#nextMs = Math.min(this.#nextMs, this.#lastMs + this.#intervalMs);
      },
      setLowPower: (on) => {
        options.truck.lowPower = on;
      },
      sendBacklog: (fromMs) => void this.#courier.resendFrom(fromMs),
      showMessage: options.onMessageShown,
    });
    this.#connection = new Connection(
      {
        ...options,
        truckId: this.truckId,
        random: options.random.fork('connection'),
        onUp: () => this.#courier.linkUp(),
        onDown: () => this.#courier.linkDown(),
        onReceipt: (receipt) => this.#courier.receipt(receipt),
        ...(options.truck.spec.followSchedule
          ? {
              onSchedule: (schedule) => {
                options.figures.schedules++;
                options.truck.heed(schedule);
              },
            }
          : {}),
        onCommand: (command) => {
          // Expiry is the office's time, so the wall clock decides, not the simulated one.
          const { ack, first } = desk.handle(command, options.clock.nowMs());
          if (first && ack.state === 'done') options.figures.commandsDone++;
          else if (first) options.figures.commandsRefused++;
          this.#connection.publish(topicOf(this.truckId, 'command/ack'), JSON.stringify(ack), () => {});
        },
      },
      this.#bootId,
    );
  }

  get connected(): boolean {
    return this.#connection.isUp;
  }
  get waiting(): number {
    return this.#courier.waiting;
  }
  get unsent(): number {
    return this.#courier.unsent;
  }
  /** Samples that the link could carry now. */
  get sendable(): number {
    return this.#courier.sendable;
  }
  get inflightMessages(): number {
    return this.#courier.inflightMessages;
  }
  /** The time up to which it has reported. */
  get nextMs(): number {
    return this.#nextMs;
  }

  open(delayMs: number): void {
    this.#connection.open(delayMs);
  }
  restore(sample: KeptSample): void {
    this.#courier.restore(sample);
  }
  close(withinMs: number): Promise<void> {
    return this.#connection.close(withinMs);
  }

  /** Makes the samples due up to a simulated time, some at a time; true when none is left to make. */
  makeUpTo(targetMs: number): boolean {
    for (let made = 0; this.#nextMs <= targetMs; made++) {
      if (made >= MADE_AT_ONCE_MAX) return false;
      this.#make(this.#nextMs);
      this.#nextMs += this.#intervalMs;
    }
    return true;
  }

  #make(simMs: number): void {
    const { truck, faults, figures, store } = this.#options;
    const wasOn = truck.unitOn();
    truck.advance(simMs);
    const isOn = truck.unitOn();
    if (faults.reboots(this.#lastMs, simMs) || (isOn && !wasOn)) this.#reboot();
    this.#lastMs = simMs;
    if (!isOn) {
      // Without power there is neither a sample nor a connection.
      if (wasOn) this.#connection.cut();
      return;
    }
    const readings = faults.distort(simMs, truck.read());
    const sampledAtMs = faults.clockMs(simMs);
    const sample: KeptSample = {
      truckId: this.truckId,
      bootId: this.#bootId,
      seq: this.#seq,
      sampledAtMs,
      json: JSON.stringify({
        bootId: this.#bootId,
        seq: this.#seq,
        sampledAt: toIso(sampledAtMs),
        ...readings,
      }),
      attempts: 0,
      waits: 0,
      pubacked: false,
      receipted: false,
    };
    this.#seq++;
    figures.made++;
    store.append(sample);
    this.#courier.offer(sample, !this.#options.catchUp || !faults.linkDown(simMs));
    const garbage = faults.garbage(simMs);
    if (garbage !== undefined && this.#connection.isUp) {
      figures.garbage++;
      this.#connection.publish(this.#telemetryTopic, garbage, () => {});
    }
  }

  #reboot(): void {
    this.#boots++;
    this.#bootId = `${this.#options.bootName}-${this.#boots}`;
    this.#seq = 0;
    this.#options.figures.reboots++;
    this.#connection.reboot(this.#bootId);
    this.#connection.open();
  }

  /** The network at a simulated time; `fromMs` is when it was looked at last. */
  faceLink(fromMs: number, simMs: number, wallMs: number): void {
    const { faults, truck } = this.#options;
    if (!truck.unitOn()) return;
    if (faults.drops(fromMs, simMs)) this.#connection.break();
    const down = faults.linkDown(simMs);
    // Having caught up, what was within reach before the outage is delivered first.
    if (down && this.#outageSinceMs === undefined && this.#options.catchUp && this.sendable > 0) return;
    if (down && this.#outageSinceMs === undefined) {
      this.#outageSinceMs = wallMs;
      this.#options.figures.outages++;
    }
    if (!down && this.#outageSinceMs !== undefined) {
      this.#outageSinceMs = undefined;
      // A fleet that lost the same network must not come back in one instant.
      this.#connection.open(
        this.#options.cutAfterMs > 0 ? 0 : this.#options.random.next() * REOPEN_SPREAD_MS,
      );
    }
    if (down && wallMs - (this.#outageSinceMs ?? wallMs) >= this.#options.cutAfterMs) this.#connection.cut();
  }

  /** Nothing more will be made: faults end, so that all can be delivered. */
  finish(): void {
    this.#faultsHold = false;
    this.#outageSinceMs = undefined;
    this.#courier.release();
    if (this.#courier.waiting > 0) this.#connection.open();
  }

  /** Sends what can be sent now. `monotonicMs` only measures waits. */
  pump(monotonicMs: number): void {
    if (this.#outageSinceMs === undefined) this.#courier.pump(monotonicMs);
  }
}

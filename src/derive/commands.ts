/**
 * Brings commands from the outbox to the trucks: publishes what is due, again and again until the truck answers or the command
 * expires. Stored first, published after, so neither a restart nor a broker that is away loses one; a truck takes the same id once.
 */
import type { Command, CommandAck, CommandMessage } from '@digitruck/contract/commands';
import type { TruckId } from '@digitruck/contract/ids';
import { topicOf } from '@digitruck/contract/topics';
import type { Clock } from '../kernel/clock.ts';
import type { CommandStore } from '../store/commands.ts';
import { within } from './imports/within.ts';
import { startKicked } from './kicked.ts';

type Log = {
  warn(detail: object, message: string): void;
  info(detail: object, message: string): void;
};

export type CommandDispatchOptions = {
  readonly store: Pick<CommandStore, 'takeDue' | 'giveBack' | 'hurry' | 'expire'>;
  /** Resolves when the broker has taken it; rejects when it can't just now. */
  readonly publish: (topic: string, payload: string, options: { qos: 1 }) => Promise<unknown>;
  readonly clock: Clock;
  readonly log: Log;
  /** How often the outbox is looked at without being kicked: what other replicas stored, retries, expiry. */
  readonly pollEveryMs?: number;
};

export type CommandDispatch = {
  /** Something is due now: a new command; or, with an id, that truck came online and what waits for it can go. */
  kick(truckId?: TruckId): void;
  stop(): Promise<void>;
};

const POLL_EVERY_MS = 5_000;
const AT_ONCE = 50;
const PUBLISH_WITHIN_MS = 10_000;
const BROKER_AWAY_MS = 5_000;

export function startCommandDispatch(options: CommandDispatchOptions): CommandDispatch {
  const { store, clock, log } = options;
  const online = new Set<TruckId>();
  async function publishOne(command: Command): Promise<boolean> {
    try {
      const topic = topicOf(command.truckId, 'command');
      await within(PUBLISH_WITHIN_MS, options.publish(topic, JSON.stringify(messageOf(command)), { qos: 1 }));
      return true;
    } catch (err) {
      const { truckId, commandId } = command;
      log.warn({ err, truckId, commandId }, 'a command could not be published; it is tried again');
      await store.giveBack(command, clock.nowMs() + BROKER_AWAY_MS);
      return false;
    }
  }

  async function pass(stopped: () => boolean): Promise<void> {
    const truckIds = [...online];
    online.clear();
    if (truckIds.length > 0) await store.hurry(truckIds, clock.nowMs());
    for (;;) {
      const due = await store.takeDue(clock.nowMs(), AT_ONCE);
      const sent = await Promise.all(due.map(publishOne));
      if (stopped() || due.length < AT_ONCE || sent.includes(false)) break;
    }
    while ((await store.expire(clock.nowMs(), AT_ONCE)) === AT_ONCE) if (stopped()) return;
  }

  const dispatching = startKicked({
    work: pass,
    everyMs: options.pollEveryMs ?? POLL_EVERY_MS,
    onFault: (err) => log.warn({ err }, 'the outbox of commands could not be worked off just now'),
  });
  return {
    kick(truckId) {
      if (truckId !== undefined) online.add(truckId);
      dispatching.kick();
    },
    stop: dispatching.stop,
  };
}

/** What a truck is sent for a command. */
export function messageOf(command: Command): CommandMessage {
  const { commandId, kind, issuedAt, expiresAt, args } = command;
  return { commandId, kind, issuedAt, expiresAt, args };
}

export type AckOutcome = 'settled' | 'repeated' | 'unknown' | 'other-truck' | 'contradiction';

/**
 * What ingest calls with a truck's answer; the truck is the one of the topic. Answers that fit nothing are logged and said in
 * the outcome, for whoever counts them; only a database that is away rejects, and then the message must come again.
 */
export function commandAcks(deps: {
  readonly store: Pick<CommandStore, 'settle'>;
  readonly clock: Clock;
  readonly log: Log;
}): (truckId: TruckId, ack: CommandAck) => Promise<AckOutcome> {
  return async (truckId, ack) => {
    const result = await deps.store.settle(truckId, ack, deps.clock.nowMs());
    if (result.ok) return result.first ? 'settled' : 'repeated';
    const detail = { truckId, commandId: ack.commandId, state: ack.state };
    if (result.reason === 'answered-otherwise') {
      deps.log.warn({ ...detail, before: result.command.state }, 'a truck answered a command in two ways');
      return 'contradiction';
    }
    if (result.otherTruck) {
      deps.log.warn(detail, 'a truck answered a command of another truck; refused');
      return 'other-truck';
    }
    deps.log.info(detail, 'a truck answered a command that nobody asked');
    return 'unknown';
  };
}

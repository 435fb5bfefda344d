/** What a truck does when the office asks: obeys or refuses with a reason, once for each command id. */
import { type CommandAck, type CommandMessage, CommandOrder } from '@digitruck/contract/commands';
import { fromIso, toIso } from '../../src/kernel/clock.ts';

export type Obeying = {
  setIntervalS(intervalS: number): void;
  setLowPower(on: boolean): void;
  sendBacklog(fromMs: number): void;
  showMessage(text: string): void;
};

/** Answers remembered for commands that are asked twice. */
const REMEMBERED_MAX = 200;

export class CommandDesk {
  readonly #obey: Obeying;
  readonly #answered = new Map<string, CommandAck>();

  constructor(obey: Obeying) {
    this.#obey = obey;
  }

  /** Carries a command out unless it was before; says the answer, and whether it is a new one. */
  handle(command: CommandMessage, nowMs: number): { ack: CommandAck; first: boolean } {
    const before = this.#answered.get(command.commandId);
    if (before !== undefined) return { ack: before, first: false };
    const reason = this.#carryOut(command, nowMs);
    const ack: CommandAck = {
      commandId: command.commandId,
      state: reason === undefined ? 'done' : 'refused',
      at: toIso(nowMs),
      ...(reason === undefined ? {} : { reason: reason.slice(0, 500) }),
    };
    this.#answered.set(command.commandId, ack);
    if (this.#answered.size > REMEMBERED_MAX) {
      const oldest = this.#answered.keys().next().value;
      if (oldest !== undefined) this.#answered.delete(oldest);
    }
    return { ack, first: true };
  }

  /** Why not, or undefined when it was done. */
  #carryOut(command: CommandMessage, nowMs: number): string | undefined {
    if (fromIso(command.expiresAt) <= nowMs) return `expired at ${command.expiresAt}`;
    const order = CommandOrder.safeParse({ kind: command.kind, args: command.args });
    if (!order.success) {
      const issue = order.error.issues[0];
      if (issue === undefined || issue.path[0] === 'kind') return `unknown kind "${command.kind}"`;
      return `${issue.path.join('.')}: ${issue.message}`;
    }
    const { kind, args } = order.data;
    if (kind === 'reporting-interval') this.#obey.setIntervalS(args.intervalS);
    else if (kind === 'low-power') this.#obey.setLowPower(args.on);
    else if (kind === 'send-backlog') this.#obey.sendBacklog(fromIso(args.from));
    else this.#obey.showMessage(args.text);
    return undefined;
  }
}

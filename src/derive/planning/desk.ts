/**
 * The door to a plan's desk (desk-worker.ts): questions go out with a number, answers come back with it, in the order that they were asked.
 * A closed desk answers what it was asked before it ends.
 */
import { Worker } from 'node:worker_threads';
import type { PinFault } from '../../planner/pins.ts';
import type { PlannedVisit, Problem } from '../../planner/problem.ts';
import type { Beaten, Explanation } from '../../planner/reasons.ts';
import type { DeskAnswer, DeskQuestion } from './desk-worker.ts';
import type { Stood } from './standing.ts';

export type Desk = {
  /** How visits stand, and what could not stand `before` either (looked for only where something cannot). */
  stand(
    placed: readonly PlannedVisit[],
    before: readonly PlannedVisit[],
  ): Promise<Stood & { readonly before: readonly PinFault[] }>;
  /** The last day of a stay that begins on a day with a truck; undefined if none fits. */
  lastDay(requestId: string, truckId: string, firstDay: string): Promise<string | undefined>;
  explain(
    pins: readonly PlannedVisit[],
    placed: readonly PlannedVisit[],
    requestId: string,
  ): Promise<Explanation | undefined>;
  beaten(
    pins: readonly PlannedVisit[],
    placed: readonly PlannedVisit[],
    requestId: string,
  ): Promise<readonly Beaten[]>;
  close(): Promise<void>;
};

const HEAP_MB_MAX = 1024;
type Waiting = { readonly resolve: (answer: never) => void; readonly reject: (error: Error) => void };

/** @param onGone it was not asked for so long, or has died; another has to be opened */
export function openDesk(
  problem: Problem,
  { idleMs, onGone }: { readonly idleMs: number; readonly onGone: () => void },
): Desk {
  const worker = new Worker(new URL('./desk-worker.ts', import.meta.url), {
    workerData: problem,
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB_MAX },
  });
  worker.unref();
  const waiting = new Map<number, Waiting>();
  let next = 0;
  let closing = false;
  let idle: NodeJS.Timeout | undefined;

  function rest(): void {
    clearTimeout(idle);
    if (waiting.size > 0) return;
    worker.unref();
    if (closing) void worker.terminate();
    else idle = setTimeout(onGone, idleMs).unref();
  }
  function die(error: Error): void {
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
    clearTimeout(idle);
    if (!closing) onGone();
  }
  worker.on('message', ({ number, answer, fault }: DeskAnswer) => {
    const one = waiting.get(number);
    waiting.delete(number);
    if (fault !== undefined) one?.reject(new Error(fault));
    else one?.resolve(answer as never);
    rest();
  });
  worker.on('error', die);
  worker.on('exit', () => die(new Error('the desk of this plan has ended')));
  rest();

  function ask<Answer>(question: DeskQuestion['question']): Promise<Answer> {
    clearTimeout(idle);
    worker.ref();
    const number = next++;
    return new Promise<Answer>((resolve, reject) => {
      waiting.set(number, { resolve, reject });
      worker.postMessage({ number, question } satisfies DeskQuestion);
    });
  }

  return {
    stand: (placed, before) => ask({ what: 'stand', placed, before }),
    lastDay: (requestId, truckId, firstDay) => ask({ what: 'last-day', requestId, truckId, firstDay }),
    explain: (pins, placed, requestId) => ask({ what: 'explain', pins, placed, requestId }),
    beaten: (pins, placed, requestId) => ask({ what: 'beaten', pins, placed, requestId }),
    async close() {
      closing = true;
      rest();
    },
  };
}

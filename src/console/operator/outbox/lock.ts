/**
 * One tab sends. The browser's locks say which; where it has none (a page that came over plain http, as on a truck's Wi-Fi) a lease does:
 * a tab that stops renewing it has ended. Two that send at once after all do no harm: a report sent twice counts once.
 */
import type { Clock } from '../../../kernel/clock.ts';
import type { Lock } from './outbox.ts';

export const LEASE_MS = 60_000;
export type Lease = { readonly owner: string; readonly untilMs: number };
/** Replaces the lease in one transaction, if `mayTake` says so of the one that is there. */
export type LeasePlace = (mayTake: (held: Lease | undefined) => Lease | undefined) => Promise<boolean>;

/** The browser's `navigator.locks`, as far as it is used. */
export type Locks = {
  request<Result>(
    name: string,
    options: { ifAvailable: true },
    work: (held: unknown) => Promise<Result>,
  ): Promise<Result>;
};

export function webLock(locks: Locks, name: string): Lock {
  return (work) =>
    locks.request(name, { ifAvailable: true }, async (held) => (held === null ? undefined : await work()));
}

/** A tab that has ended renews it no more; one that would last longer than any was taken before the clock was set back. */
const isOver = ({ untilMs }: Lease, nowMs: number) => untilMs <= nowMs || untilMs > nowMs + LEASE_MS;

export function leaseLock(place: LeasePlace, owner: string, clock: Clock): Lock {
  let working = false;
  const hold = (ms: number) =>
    place((held) =>
      held === undefined || held.owner === owner || isOver(held, clock.nowMs())
        ? { owner, untilMs: clock.nowMs() + ms }
        : undefined,
    );
  return async (work) => {
    if (working) return undefined;
    working = true;
    try {
      if (!(await hold(LEASE_MS))) return undefined;
      const renewal = setInterval(() => void hold(LEASE_MS), LEASE_MS / 3);
      try {
        return await work();
      } finally {
        clearInterval(renewal);
        await hold(0);
      }
    } finally {
      working = false;
    }
  };
}

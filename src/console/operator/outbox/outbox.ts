/**
 * Sends what is kept until the office has all of it: one tab at a time, reports before photos, the truck's hub where the office is out
 * of reach. Nothing leaves the phone's keeping because of an answer but by being counted; everything it does is a step from one written
 * state to the next, so it may be killed anywhere.
 */
import type { Clock } from '../../../kernel/clock.ts';
import {
  type Answer,
  answered,
  isDue,
  type Kept,
  type StepNews,
  stepOf,
  stepped,
  waitMs,
  waits,
} from './kept.ts';
import type { Store } from './store.ts';

export type Sender = {
  /** Hands a report to the office, or to the hub on the truck. */
  report(to: 'office' | 'hub', kept: Kept): Promise<Answer>;
  /** How far the office is with these, as it says or as their truck's hub has heard; undefined when it can't be asked. */
  steps(
    of: 'office' | 'hub',
    kept: readonly Kept[],
  ): Promise<ReadonlyMap<string, StepNews> | 'signed-out' | undefined>;
  /** Sends the pictures of reports that the office has, and takes away what was removed. @returns false when the office went away */
  photos(sessionIds: ReadonlySet<string>): Promise<boolean>;
};

/** One tab works at a time; undefined when another one does. */
export type Lock = <Result>(work: () => Promise<Result>) => Promise<Result | undefined>;

/** What a pass found out. */
export type Pass = {
  readonly office: 'reached' | 'unreachable' | 'signed-out' | 'not-tried';
  readonly hub: 'reached' | 'unreachable' | 'not-tried';
};

export type OutboxDeps = {
  readonly store: Store;
  readonly sender: Sender;
  readonly lock: Lock;
  readonly clock: Clock;
  /** In [0, 1). */
  readonly dice: () => number;
  /** Something that is kept has changed, or a pass is over. */
  readonly onChange: (pass?: Pass) => void;
};

const STEPS_AT_ONCE = 200;
/** An office that can't take so many in a row takes none just now. */
const LATERS_MAX = 3;

export type Outbox = {
  /** One pass over all that waits. `now`: also what failed and was to wait. */
  pass(options?: { readonly now?: boolean }): Promise<void>;
  /** When to pass again by itself, ms since the epoch; undefined when nothing waits. */
  nextMs(): Promise<number | undefined>;
};

/** What is not counted is asked about so often. */
const ASK_EVERY_MS = 60_000;

export function outbox({ store, sender, lock, clock, dice, onChange }: OutboxDeps): Outbox {
  /** Passes in a row in which nobody was reached. */
  let silences = 0;
  /** By the clock that nobody sets. */
  let restUntilMs = 0;
  const restMs = () => Math.max(0, restUntilMs - clock.monotonicMs());

  async function apply(kept: Kept, answer: Answer): Promise<void> {
    const now = { ms: clock.nowMs(), dice: dice() };
    await store.update(kept.sessionId, (stored) => {
      if (stored === undefined) return undefined;
      const after = answered(stored, kept.revision, answer, now);
      return after === stored ? undefined : after;
    });
    onChange();
  }

  async function sendReports(now: boolean): Promise<Pass> {
    let office: Pass['office'] = 'not-tried';
    let hub: Pass['hub'] = 'not-tried';
    let laters = 0;
    const due = (await store.all())
      .filter((kept) => waits(kept) && (now || isDue(kept, clock.nowMs())))
      .sort((a, b) => (a.savedAt < b.savedAt ? -1 : 1));
    for (const kept of due) {
      if (office === 'not-tried' || office === 'reached') {
        const answer = await sender.report('office', kept);
        if (answer.kind === 'unreachable') office = 'unreachable';
        else if (answer.kind === 'signed-out') office = 'signed-out';
        else office = 'reached';
        if (office === 'reached') {
          await apply(kept, answer);
          laters = answer.kind === 'later' ? laters + 1 : 0;
          if (laters >= LATERS_MAX) break;
          continue;
        }
      }
      // Somebody may sign in days later: until then the truck is a second place to be.
      if (hub === 'unreachable' || kept.hubRevision >= kept.revision) continue;
      const answer = await sender.report('hub', kept);
      hub = answer.kind === 'unreachable' ? 'unreachable' : 'reached';
      // Only the office refuses a report for good; a hub that does is merely no help.
      if (answer.kind === 'on-truck' || answer.kind === 'received') await apply(kept, answer);
    }
    return { office, hub };
  }

  async function askSteps(of: 'office' | 'hub'): Promise<Pass['office']> {
    const asked = (await store.all()).filter((kept) =>
      of === 'hub'
        ? kept.trouble === null && kept.hubRevision >= kept.revision && stepOf(kept) !== 'counted'
        : kept.trouble?.kind !== 'needs-fix' &&
          (stepOf(kept) === 'received' || stepOf(kept) === 'on-truck' || kept.trouble !== null),
    );
    let office: Pass['office'] = 'not-tried';
    for (let at = 0; at < asked.length; at += STEPS_AT_ONCE) {
      const some = asked.slice(at, at + STEPS_AT_ONCE);
      const news = await sender.steps(of, some);
      if (news === undefined) return 'unreachable';
      if (news === 'signed-out') return 'signed-out';
      office = 'reached';
      for (const { sessionId } of some) {
        const step = news.get(sessionId);
        if (step === undefined) continue;
        await store.update(sessionId, (stored) => {
          if (stored === undefined) return undefined;
          const after = stepped(stored, step);
          return after === stored ? undefined : after;
        });
      }
    }
    return office;
  }

  async function work(now: boolean): Promise<void> {
    await store.settle();
    const sent = await sendReports(now);
    let { office, hub } = sent;
    if (office === 'reached' || office === 'not-tried') {
      const asked = await askSteps('office');
      if (asked !== 'not-tried') office = asked;
    }
    // The hub has heard of the office what this phone can't ask it.
    if (office !== 'reached' && hub !== 'unreachable' && (await askSteps('hub')) === 'reached')
      hub = 'reached';
    if (office === 'reached' || office === 'not-tried') {
      const received = new Set(
        (await store.all()).flatMap((kept) => (kept.officeRevision > 0 ? [kept.sessionId] : [])),
      );
      if (!(await sender.photos(received))) office = 'unreachable';
    }
    if (office === 'unreachable' && sent.hub !== 'reached') {
      restUntilMs = clock.monotonicMs() + waitMs(silences++, dice());
    } else {
      silences = 0;
      restUntilMs = 0;
    }
    onChange({ office, hub });
  }

  return {
    async pass({ now = false } = {}) {
      if (!now && restMs() > 0) return;
      await lock(() => work(now));
    },
    async nextMs() {
      const kept = await store.all();
      const nowMs = clock.nowMs();
      const restedMs = nowMs + restMs();
      const waiting = kept
        .filter(waits)
        .map((each) => Math.max(isDue(each, nowMs) ? nowMs : each.nextTryMs, restedMs));
      const coming = kept.some((each) => each.trouble === null && stepOf(each) !== 'counted');
      if (waiting.length === 0 && !coming) return undefined;
      const askMs = Math.max(restedMs, nowMs + ASK_EVERY_MS);
      return Math.min(askMs, ...waiting);
    },
  };
}

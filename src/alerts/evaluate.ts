/**
 * From judgements to alerts: how long a condition must last, when it is over, how long it then rests, what explains it.
 *
 * A condition begins when it is judged `bad` and lasts while it is not `fine`; it is raised once it has lasted long enough and is
 * bad at that moment. An alert ends when it has not been bad for long enough and is fine at that moment. While it is unknown
 * nothing begins, nothing ends, and what was about to is forgotten when that lasts.
 */
import type { AlertKey, AlertTransition, RuleSettings, Severity } from '@digitruck/contract/alerts';
import { causeOf } from './causes.ts';
import type { TruckFacts } from './facts.ts';
import type { Judgement, Rule } from './rule.ts';
import { SLOTS } from './rules/all.ts';
import type { TruckRules } from './settings.ts';

export type Entry = {
  readonly open: boolean;
  /** Not open: since when it is bad; NaN while it isn't. Open: since when it was. */
  readonly sinceMs: number;
  /** Open: since when it is fine; NaN while it isn't. */
  readonly fineMs: number;
  /** When it was last judged other than `unknown`. */
  readonly knownMs: number;
  readonly severity: Severity;
  /** Slot of the alert that explains it; -1 for none. */
  readonly cause: number;
  /** Open: when its facts were last handed on. Not open: until when it rests. */
  readonly toldMs: number;
  readonly restUntilMs: number;
};

/** By slot; undefined is at rest. */
export type AlertState = readonly (Entry | undefined)[];
export const NO_ALERTS: AlertState = SLOTS.map(() => undefined);

export type Evaluation = { readonly next: AlertState; readonly transitions: readonly AlertTransition[] };

/** An open alert's facts are handed on again so often, so that a screen shows how it is now. */
const REFRESH_MS = 30 * 60_000;
/** Unknown for so long, what had begun has not lasted. */
const FORGIVEN_MS = 10 * 60_000;
const NOTHING: readonly AlertTransition[] = [];

/** @param rules of this truck, by slot (`rulesOf`) */
export function evaluate(
  rules: TruckRules,
  previous: AlertState,
  facts: TruckFacts,
  nowMs: number,
): Evaluation {
  let next: (Entry | undefined)[] | undefined;
  let turned = false;
  for (let i = 0; i < SLOTS.length; i++) {
    const slot = SLOTS[i];
    const settings = rules[i];
    if (slot === undefined || settings === undefined) continue;
    const before = previous[i];
    const after = stepSlot(slot.rule, slot.at, settings, before, facts, nowMs);
    if (after === before) continue;
    next ??= [...previous];
    next[i] = after;
    if (after?.open !== before?.open) turned = true;
  }
  // What is open was told a while ago: its facts are due.
  const now = next ?? previous;
  if (
    !turned &&
    !now.some((entry) => entry?.open === true && nowMs - entry.toldMs >= REFRESH_MS) &&
    !worsened(previous, next)
  )
    return next === undefined ? { next: previous, transitions: NOTHING } : { next, transitions: NOTHING };
  return settle(rules, previous, next ?? [...previous], facts, nowMs);
}

function worsened(previous: AlertState, next: AlertState | undefined): boolean {
  if (next === undefined) return false;
  return next.some((entry, i) => entry?.open === true && entry.severity !== previous[i]?.severity);
}

function stepSlot(
  rule: Rule,
  at: number,
  settings: RuleSettings,
  before: Entry | undefined,
  facts: TruckFacts,
  nowMs: number,
): Entry | undefined {
  if (!settings.enabled) return undefined;
  const { thresholds } = settings;
  const judged = rule.judge(facts, thresholds, at);
  if (before === undefined) {
    if (judged !== 'bad') return undefined;
    return raisedIfDue(begin(settings, nowMs), rule, settings, facts, nowMs);
  }
  return before.open
    ? stepOpen(before, judged, rule, settings, facts, nowMs)
    : stepClosed(before, judged, rule, settings, facts, nowMs);
}

function begin(settings: RuleSettings, nowMs: number): Entry {
  return {
    open: false,
    sinceMs: nowMs,
    fineMs: Number.NaN,
    knownMs: nowMs,
    severity: settings.severity,
    cause: -1,
    toldMs: Number.NaN,
    restUntilMs: Number.NEGATIVE_INFINITY,
  };
}

function raisedIfDue(
  entry: Entry,
  rule: Rule,
  settings: RuleSettings,
  facts: TruckFacts,
  nowMs: number,
): Entry {
  if (nowMs < entry.restUntilMs || nowMs - entry.sinceMs < settings.raiseAfterS * 1000) return entry;
  return {
    ...entry,
    open: true,
    fineMs: Number.NaN,
    severity: severityOf(rule, settings, facts),
    toldMs: nowMs,
  };
}

function stepClosed(
  before: Entry,
  judged: Judgement,
  rule: Rule,
  settings: RuleSettings,
  facts: TruckFacts,
  nowMs: number,
): Entry | undefined {
  const resting = nowMs < before.restUntilMs;
  if (judged === 'fine' || (judged === 'unknown' && nowMs - before.knownMs > FORGIVEN_MS)) {
    return resting ? atRest(before) : undefined;
  }
  if (judged === 'unknown') return before;
  // A gap in knowing ends what had begun, whether or not anybody looked meanwhile.
  const begun = !Number.isNaN(before.sinceMs) && nowMs - before.knownMs <= FORGIVEN_MS;
  if (judged === 'between') {
    if (begun) return known(before, nowMs);
    return resting ? atRest(before) : undefined;
  }
  const entry = { ...before, sinceMs: begun ? before.sinceMs : nowMs, knownMs: nowMs };
  return raisedIfDue(entry, rule, settings, facts, nowMs);
}

/** Nothing has begun, but it is too early to raise it again. */
function atRest(entry: Entry): Entry {
  return Number.isNaN(entry.sinceMs) ? entry : { ...entry, sinceMs: Number.NaN };
}

/** A moment of knowing is written down now and then: a new entry each minute for nothing would cost more than the judging. */
function known(entry: Entry, nowMs: number): Entry {
  return nowMs - entry.knownMs < FORGIVEN_MS / 2 ? entry : { ...entry, knownMs: nowMs };
}

function stepOpen(
  before: Entry,
  judged: Judgement,
  rule: Rule,
  settings: RuleSettings,
  facts: TruckFacts,
  nowMs: number,
): Entry | undefined {
  if (judged === 'fine') {
    const begun = !Number.isNaN(before.fineMs) && nowMs - before.knownMs <= FORGIVEN_MS;
    const fineMs = begun ? before.fineMs : nowMs;
    if (nowMs - fineMs >= settings.clearAfterS * 1000) {
      return {
        ...before,
        open: false,
        sinceMs: Number.NaN,
        fineMs: Number.NaN,
        knownMs: nowMs,
        restUntilMs: nowMs + settings.coolDownS * 1000,
      };
    }
    return before.fineMs === fineMs ? known(before, nowMs) : { ...before, fineMs, knownMs: nowMs };
  }
  if (judged === 'unknown') {
    const forgotten = !Number.isNaN(before.fineMs) && nowMs - before.knownMs > FORGIVEN_MS;
    return forgotten ? { ...before, fineMs: Number.NaN } : before;
  }
  const severity = worst(before.severity, severityOf(rule, settings, facts));
  // Between the two thresholds a clearing that had begun goes on, but only a fine moment ends it.
  const fineMs = judged === 'bad' ? Number.NaN : before.fineMs;
  const sameFine = Object.is(fineMs, before.fineMs);
  if (severity === before.severity && sameFine) return known(before, nowMs);
  return { ...before, severity, fineMs, knownMs: nowMs };
}

const ORDER: readonly Severity[] = ['note', 'soon', 'urgent'];
const worst = (a: Severity, b: Severity) => (ORDER.indexOf(a) >= ORDER.indexOf(b) ? a : b);

/** An open alert only ever gets worse; it gets better by being over. */
function severityOf(rule: Rule, settings: RuleSettings, facts: TruckFacts): Severity {
  if (!rule.worse(facts, settings.thresholds)) return settings.severity;
  return ORDER[Math.min(2, ORDER.indexOf(settings.severity) + 1)] ?? 'urgent';
}

/** Something has turned: says what, and what explains what from now on. */
function settle(
  rules: TruckRules,
  previous: AlertState,
  next: (Entry | undefined)[],
  facts: TruckFacts,
  nowMs: number,
): Evaluation {
  const transitions: AlertTransition[] = [];
  const isOpen = (slot: number) => next[slot]?.open === true;
  for (const { rule, at, index } of SLOTS) {
    const before = previous[index];
    const after = next[index];
    const settings = rules[index];
    if (settings === undefined) continue;
    const key = keyOf(index, facts);
    const tell = () => rule.tell(facts, settings.thresholds, at);
    if (after?.open !== true) {
      if (before?.open === true)
        transitions.push({ type: 'clear', key, facts: tell(), why: settings.enabled ? 'over' : 'rule-off' });
      continue;
    }
    const cause = causeOf(index, isOpen);
    const groupedUnder = cause < 0 ? null : keyOf(cause, facts);
    if (before?.open !== true) {
      const began = rule.since(facts, at);
      const visit = rule.visit === 'none' ? null : rule.visit === 'now' ? facts.stay.visit : nextVisit(facts);
      transitions.push({
        type: 'raise',
        key,
        severity: after.severity,
        sinceMs: !Number.isNaN(began) ? began : after.sinceMs,
        visitId: visit?.visitId ?? null,
        siteId: visit?.siteId ?? null,
        facts: tell(),
        groupedUnder,
      });
      next[index] = { ...after, cause };
    } else if (
      cause !== after.cause ||
      after.severity !== before.severity ||
      nowMs - after.toldMs >= REFRESH_MS
    ) {
      transitions.push({ type: 'change', key, severity: after.severity, facts: tell(), groupedUnder });
      next[index] = { ...after, cause, toldMs: nowMs };
    }
  }
  // Causes are raised before what they explain, and cleared after it.
  return { next, transitions: inOrder(transitions) };
}

const nextVisit = ({ stay }: TruckFacts) => (stay.visit !== null && !stay.begun ? stay.visit : stay.next);

function inOrder(transitions: AlertTransition[]): AlertTransition[] {
  const rank = (one: AlertTransition) =>
    one.type === 'raise' && one.groupedUnder === null ? 0 : one.type === 'clear' ? 2 : 1;
  return transitions.sort((a, b) => rank(a) - rank(b));
}

function keyOf(slot: number, facts: TruckFacts): AlertKey {
  const { rule, subject } = SLOTS[slot] ?? { rule: undefined, subject: '' };
  if (rule === undefined) throw new Error(`no slot ${slot}`);
  return { kind: rule.kind, truckId: facts.truck.truckId, subject };
}

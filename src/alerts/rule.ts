/** What a rule is: its words for engineers, its settings with their ranges, and a pure judgement of a truck's facts. */
import type { AlertFacts, AlertKind, AlertRule, RuleSettings } from '@digitruck/contract/alerts';
import type { TruckFacts } from './facts.ts';

/**
 * `bad` begins an alert, `fine` ends it; `between` the thresholds for that (hysteresis) both go on as they are, and so they do
 * while it is `unknown`.
 */
export type Judgement = 'bad' | 'fine' | 'between' | 'unknown';

export type Threshold = AlertRule['thresholds'][number];
export type Thresholds<Name extends string> = { readonly [N in Name]: number };

export type Rule = {
  readonly kind: AlertKind;
  readonly description: string;
  readonly defaults: RuleSettings;
  readonly thresholds: readonly Threshold[];
  /** What of the truck it may be about; `['']` when the kind says it all. */
  readonly subjects: readonly string[];
  /** About readings at a moment, so that late data can show that it was so. */
  readonly ofReadings: boolean;
  /** Which visit it is about. */
  readonly visit: 'now' | 'next' | 'none';
  /** @param at the subject's place in the list above */
  judge(facts: TruckFacts, thresholds: Thresholds<string>, at: number): Judgement;
  /** More severe than its settings say by one step. */
  worse(facts: TruckFacts, thresholds: Thresholds<string>): boolean;
  /** When it began, where the facts know; otherwise when it was first judged bad. */
  since(facts: TruckFacts, at: number): number;
  tell(facts: TruckFacts, thresholds: Thresholds<string>, at: number): AlertFacts;
};

type Times = { readonly raiseAfterS: number; readonly clearAfterS: number; readonly coolDownS: number };

export function defineRule<const Name extends string>(rule: {
  readonly kind: AlertKind;
  readonly description: string;
  readonly severity: RuleSettings['severity'];
  readonly times: Times;
  readonly thresholds: { readonly [N in Name]: Omit<Threshold, 'name'> };
  readonly subjects?: readonly string[];
  readonly ofReadings?: boolean;
  readonly visit?: Rule['visit'];
  readonly judge: (facts: TruckFacts, thresholds: Thresholds<Name>, at: number) => Judgement;
  readonly worse?: (facts: TruckFacts, thresholds: Thresholds<Name>) => boolean;
  readonly since?: (facts: TruckFacts, at: number) => number;
  readonly tell: (facts: TruckFacts, thresholds: Thresholds<Name>, at: number) => AlertFacts;
}): Rule {
  const infos = Object.entries<Omit<Threshold, 'name'>>(rule.thresholds);
  return {
    kind: rule.kind,
    description: rule.description,
    defaults: {
      enabled: true,
      severity: rule.severity,
      ...rule.times,
      thresholds: Object.fromEntries(infos.map(([name, info]) => [name, info.default])),
    },
    thresholds: infos.map(([name, info]) => ({ name, ...info })),
    subjects: rule.subjects ?? [''],
    ofReadings: rule.ofReadings ?? false,
    visit: rule.visit ?? 'now',
    judge: rule.judge,
    worse: rule.worse ?? (() => false),
    since: rule.since ?? (() => Number.NaN),
    tell: rule.tell,
  };
}

/**
 * By two thresholds: bad from one on, fine from the other on.
 * @param value NaN is unknown
 */
export function above(value: number, bad: number, fine: number): Judgement {
  if (Number.isNaN(value)) return 'unknown';
  return value >= bad ? 'bad' : value <= fine ? 'fine' : 'between';
}
export function below(value: number, bad: number, fine: number): Judgement {
  if (Number.isNaN(value)) return 'unknown';
  return value <= bad ? 'bad' : value >= fine ? 'fine' : 'between';
}

/** For facts: whole or rounded, and null where it is unknown. */
export function told(value: number | undefined, digits = 0): number | null {
  if (value === undefined || !Number.isFinite(value)) return null;
  const scale = 10 ** digits;
  return Math.round(value * scale) / scale;
}
/** The last moment that JavaScript has a date for is in the year 275760. */
const TIME_MAX_MS = 8.64e15;
export function toldTime(ms: number): string | null {
  return Math.abs(ms) <= TIME_MAX_MS ? new Date(ms).toISOString() : null;
}

/** A rule's settings as a form holds them: texts, times in minutes; and what of them is a change. Pure. */
import type { AlertRule, RuleChange, RuleSettings } from '@digitruck/contract/alerts';

export type RuleDraft = {
  readonly enabled: boolean;
  readonly severity: RuleSettings['severity'];
  readonly raiseAfter: string;
  readonly clearAfter: string;
  readonly coolDown: string;
  readonly thresholds: Readonly<Record<string, string>>;
};
export type DraftFault = { readonly min: number; readonly max: number };

const MINUTE_S = 60;
/** 30 days, as the contract has it. */
const TIME_MAX_MIN = 43_200;
const TIMES = { raiseAfter: 'raiseAfterS', clearAfter: 'clearAfterS', coolDown: 'coolDownS' } as const;

/** The settings that hold: the defaults, the fleet's change over them, a truck's over that. */
export function settingsOf(rule: AlertRule, truckId: string | null): RuleSettings {
  const own = truckId === null ? undefined : rule.trucks.find((each) => each.truckId === truckId)?.change;
  return merged(merged(rule.defaults, rule.fleet), own);
}

export function merged(settings: RuleSettings, change: RuleChange | null | undefined): RuleSettings {
  return {
    ...settings,
    ...change,
    thresholds: { ...settings.thresholds, ...change?.thresholds },
  };
}

export function draftOf(settings: RuleSettings): RuleDraft {
  return {
    enabled: settings.enabled,
    severity: settings.severity,
    raiseAfter: String(settings.raiseAfterS / MINUTE_S),
    clearAfter: String(settings.clearAfterS / MINUTE_S),
    coolDown: String(settings.coolDownS / MINUTE_S),
    thresholds: Object.fromEntries(
      Object.entries(settings.thresholds).map(([name, value]) => [name, String(value)]),
    ),
  };
}

/** Fields that hold no number, or one out of its range, by name. */
export function faultsOf(rule: AlertRule, draft: RuleDraft): Readonly<Record<string, DraftFault>> {
  const faults: Record<string, DraftFault> = {};
  const check = (field: string, text: string, { min, max }: DraftFault) => {
    const value = Number(text.trim().replace(',', '.'));
    if (text.trim() === '' || !Number.isFinite(value) || value < min || value > max)
      faults[field] = { min, max };
  };
  for (const field of Object.keys(TIMES) as (keyof typeof TIMES)[])
    check(field, draft[field], { min: 0, max: TIME_MAX_MIN });
  for (const info of rule.thresholds) check(info.name, draft.thresholds[info.name] ?? '', info);
  return faults;
}

/** What of the draft differs from what would hold without it; null when nothing does. */
export function changeOf(base: RuleSettings, draft: RuleDraft): RuleChange | null {
  const number = (text: string) => Number(text.trim().replace(',', '.'));
  const change: Record<string, unknown> = {};
  if (draft.enabled !== base.enabled) change.enabled = draft.enabled;
  if (draft.severity !== base.severity) change.severity = draft.severity;
  for (const [field, name] of Object.entries(TIMES) as [
    keyof typeof TIMES,
    (typeof TIMES)[keyof typeof TIMES],
  ][]) {
    const seconds = Math.round(number(draft[field]) * MINUTE_S);
    if (seconds !== base[name]) change[name] = seconds;
  }
  const thresholds = Object.fromEntries(
    Object.entries(draft.thresholds)
      .map(([name, text]) => [name, number(text)] as const)
      .filter(([name, value]) => value !== base.thresholds[name]),
  );
  if (Object.keys(thresholds).length > 0) change.thresholds = thresholds;
  return Object.keys(change).length === 0 ? null : (change as RuleChange);
}

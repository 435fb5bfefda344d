/** A truck's settings of each rule: the default, changed for the fleet, changed for the truck. */
import type { AlertKind, RuleChange, RuleSet, RuleSettings } from '@digitruck/contract/alerts';
import type { TruckId } from '@digitruck/contract/ids';
import { RULES, SLOTS } from './rules/all.ts';

export const DEFAULT_RULES: RuleSet = { fleet: {}, trucks: {} };

/** Settings by slot. */
export type TruckRules = readonly RuleSettings[];

function changed(settings: RuleSettings, change: RuleChange | undefined): RuleSettings {
  if (change === undefined) return settings;
  const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
  return { ...settings, ...given, thresholds: { ...settings.thresholds, ...change.thresholds } };
}

export function settingsOf(rules: RuleSet, truckId: TruckId, kind: AlertKind): RuleSettings {
  return changed(changed(RULES[kind].defaults, rules.fleet[kind]), rules.trucks[truckId]?.[kind]);
}

export function rulesOf(rules: RuleSet, truckId: TruckId): TruckRules {
  const byKind = new Map<AlertKind, RuleSettings>();
  return SLOTS.map(({ rule }) => {
    const settings = byKind.get(rule.kind) ?? settingsOf(rules, truckId, rule.kind);
    byKind.set(rule.kind, settings);
    return settings;
  });
}

function overlaidKinds(below: RuleSet['fleet'], above: RuleSet['fleet']): RuleSet['fleet'] {
  const kinds = { ...below };
  for (const [kind, change] of Object.entries(above) as [AlertKind, RuleChange][]) {
    const before = below[kind];
    kinds[kind] = { ...before, ...change, thresholds: { ...before?.thresholds, ...change.thresholds } };
  }
  return kinds;
}

/** Changes on top of changes: what the upper ones leave out is as the lower ones have it. */
export function overlaid(below: RuleSet, above: RuleSet): RuleSet {
  const trucks = { ...below.trucks };
  for (const [truckId, changes] of Object.entries(above.trucks) as [TruckId, RuleSet['fleet']][])
    trucks[truckId] = overlaidKinds(below.trucks[truckId] ?? {}, changes);
  return { fleet: overlaidKinds(below.fleet, above.fleet), trucks };
}

/** What is wrong with a change of a rule's settings, in words; empty when nothing is. */
export function faultsOf(kind: AlertKind, change: RuleChange): string[] {
  const known = new Map(RULES[kind].thresholds.map((info) => [info.name, info]));
  return Object.entries(change.thresholds ?? {}).flatMap(([name, value]) => {
    const info = known.get(name);
    if (info === undefined)
      return [`"${name}" is no threshold of ${kind}; it has ${[...known.keys()].join(', ') || 'none'}`];
    if (value >= info.min && value <= info.max) return [];
    return [`"${name}" of ${kind} must be from ${info.min} to ${info.max} ${info.unit}`];
  });
}

/** The same of a whole set of rules, each line with its place. */
export function faultsOfRuleSet(rules: RuleSet): string[] {
  const of = (where: string, changes: RuleSet['fleet']) =>
    Object.entries(changes).flatMap(([kind, change]) =>
      faultsOf(kind as AlertKind, change).map((fault) => `${where}: ${fault}`),
    );
  return [
    ...of('fleet', rules.fleet),
    ...Object.entries(rules.trucks).flatMap(([truckId, changes]) => of(`trucks.${truckId}`, changes ?? {})),
  ];
}

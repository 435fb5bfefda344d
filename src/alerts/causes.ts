/**
 * One alert for one cause: which open alert explains which. An alert that is explained stays an alert, so that it is seen that both
 * are over, but it is shown below the other and told to nobody by itself.
 */
import type { AlertKind } from '@digitruck/contract/alerts';
import { SLOTS } from './rules/all.ts';

/** For each kind those that may be its cause, the likeliest first. */
const CAUSES: { readonly [Kind in AlertKind]?: readonly AlertKind[] } = {
  'battery-class': ['battery-not-charging', 'panel-underperformance'],
  'battery-low': ['battery-not-charging', 'panel-underperformance', 'battery-class'],
  'energy-short-ahead': ['battery-not-charging', 'panel-underperformance', 'battery-class'],
  // A battery that is empty switches the unit off.
  'truck-silent': ['battery-low', 'battery-not-charging'],
  'off-schedule': ['late-for-visit', 'truck-silent'],
  'late-for-visit': ['truck-silent'],
  'class-empty': ['off-schedule', 'late-for-visit', 'battery-low', 'truck-silent'],
  'bandwidth-short': ['truck-silent'],
  'sensor-fault': ['clock-wrong'],
  flapping: ['credentials-misuse'],
  'quarantine-rising': ['credentials-misuse', 'clock-wrong'],
};

const slotsOf = (kind: AlertKind) => SLOTS.filter(({ rule }) => rule.kind === kind).map(({ index }) => index);

/** By slot: the slots that may explain it, the likeliest first. */
const CAUSE_SLOTS: readonly (readonly number[])[] = SLOTS.map(({ rule }) =>
  (CAUSES[rule.kind] ?? []).flatMap(slotsOf),
);

/** The slot of the open alert that explains this one; -1 is none. Causes have causes, but nothing explains itself. */
export function causeOf(slot: number, isOpen: (slot: number) => boolean): number {
  return CAUSE_SLOTS[slot]?.find(isOpen) ?? -1;
}

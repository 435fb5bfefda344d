/** Every rule, by kind and in one order; and its slots: one for each (rule, subject) that can be an alert. */
import type { AlertKind } from '@digitruck/contract/alerts';
import type { Rule } from '../rule.ts';
import { energyShortAhead, panelUnderperformance } from './ahead.ts';
import { batteryClass, batteryLow, batteryNotCharging } from './battery.ts';
import { classEmpty, overOccupancy } from './classroom.ts';
import { flapping, truckSilent } from './link.ts';
import { bandwidthShort, dataBundle } from './network.ts';
import { lateForVisit, offSchedule } from './place.ts';
import { credentialsMisuse, quarantineRising } from './refusals.ts';
import { clockWrong, sensorFault } from './sensors.ts';

export const RULES: { readonly [Kind in AlertKind]: Rule } = {
  'battery-class': batteryClass,
  'battery-low': batteryLow,
  'battery-not-charging': batteryNotCharging,
  'panel-underperformance': panelUnderperformance,
  'energy-short-ahead': energyShortAhead,
  'truck-silent': truckSilent,
  'off-schedule': offSchedule,
  'late-for-visit': lateForVisit,
  'bandwidth-short': bandwidthShort,
  'data-bundle': dataBundle,
  'over-occupancy': overOccupancy,
  'class-empty': classEmpty,
  'sensor-fault': sensorFault,
  'clock-wrong': clockWrong,
  flapping,
  'credentials-misuse': credentialsMisuse,
  'quarantine-rising': quarantineRising,
};

export type Slot = {
  readonly rule: Rule;
  readonly subject: string;
  /** The subject's place in its rule's list. */
  readonly at: number;
  readonly index: number;
};

export const SLOTS: readonly Slot[] = Object.values(RULES)
  .flatMap((rule) => rule.subjects.map((subject, at) => ({ rule, subject, at })))
  .map((slot, index) => ({ ...slot, index }));

/** The closed lists of impact, apart from its schemas: screens need the words and not the checks. */
import type { AgeBand, Sex } from './session-words.ts';

/** What the rows of an impact answer can be told by. */
export const IMPACT_GROUPS = [
  'county',
  'site',
  'course',
  'truck',
  'month',
  'sex',
  'ageBand',
  'role',
  'funder',
] as const;
export type ImpactGroup = (typeof IMPACT_GROUPS)[number];

/** Every figure of impact; each has its definition in `src/impact/definitions.ts`. */
export const MEASURES = [
  'people',
  'women',
  'teachers',
  'certified',
  'sessionsHeld',
  'sessionsCancelled',
  'hours',
  'attendances',
  'attendanceHours',
  'dropInAttendances',
  'hoursPerPerson',
  'noShows',
  'schoolsConnected',
  'costPerPerson',
  'parity',
] as const;
export type Measure = (typeof MEASURES)[number];

/** What targets can be set for. */
export const TARGET_MEASURES = [
  'people',
  'women',
  'teachers',
  'certified',
  'sessionsHeld',
  'hours',
  'attendances',
  'schoolsConnected',
] as const satisfies readonly Measure[];
export type TargetMeasure = (typeof TARGET_MEASURES)[number];

export const COST_KINDS = [
  'fuel',
  'staff',
  'maintenance',
  'connectivity',
  'equipment',
  'travel',
  'other',
] as const;

/** The SDG 4 indicators a programme like this is asked about. */
export const SDG_INDICATORS = ['4.3.1', '4.4.1', '4.4.2', '4.5.1', '4.a.1'] as const;
export type SdgIndicator = (typeof SDG_INDICATORS)[number];

/** Of whom the value of each is told; where nothing stands, of everybody. 4.4.2 is of their certificates, and 4.a.1 of schools. */
export const SDG_OF: {
  readonly [Indicator in SdgIndicator]: {
    readonly sexes?: readonly Sex[];
    readonly ageBands?: readonly AgeBand[];
  };
} = {
  '4.3.1': { ageBands: ['15-17', '18-24', '25-34', '35-64'] },
  '4.4.1': { ageBands: ['15-17', '18-24', '25-34', '35-64', '65+'] },
  '4.4.2': { ageBands: ['15-17', '18-24', '25-34', '35-64', '65+'] },
  '4.5.1': { sexes: ['female', 'male'] },
  '4.a.1': {},
};

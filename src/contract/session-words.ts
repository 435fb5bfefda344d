/**
 * The closed lists of a session report, apart from its schema: the operator's page on a phone needs the words and not the checks.
 */

/**
 * `started` is a class that runs, `held` one that was closed, `cancelled` one that was not held (its problems say why), `withdrawn` a
 * report made by mistake: kept, and counted nowhere.
 */
export const SESSION_STATES = ['started', 'held', 'cancelled', 'withdrawn'] as const;
export type SessionState = (typeof SESSION_STATES)[number];

export const SEXES = ['female', 'male', 'other', 'unknown'] as const;
export type Sex = (typeof SEXES)[number];

/**
 * Years of age. The cuts at 15, 25 and 65 are those of SDG 4.3.1 and 4.4.1 (15 to 24, 25 to 64); those at 18 and 35 are how African youth
 * programmes count (African Youth Charter 2006: 15 to 35).
 */
export const AGE_BANDS = ['0-14', '15-17', '18-24', '25-34', '35-64', '65+', 'unknown'] as const;
export type AgeBand = (typeof AGE_BANDS)[number];

export const ATTENDEE_ROLES = ['learner', 'teacher', 'other'] as const;
export type AttendeeRole = (typeof ATTENDEE_ROLES)[number];

/** What kept a class from being as planned; one tap each. */
export const PROBLEM_KINDS = [
  'road',
  'fuel',
  'locked-gate',
  'no-network',
  'power',
  'illness',
  'no-shows',
  'weather',
  'equipment',
  'other',
] as const;
export type ProblemKind = (typeof PROBLEM_KINDS)[number];

/** How far a report has come, in this order; `saved` is known to the phone alone. */
export const REPORT_STEPS = ['saved', 'on-truck', 'received', 'counted'] as const;
export type ReportStep = (typeof REPORT_STEPS)[number];

/** What the office wants to know of a report that does not fit with what else is known; nothing is corrected silently. */
export const QUESTION_KINDS = [
  'heads-above-sensor',
  'heads-below-sensor',
  'no-load',
  'elsewhere',
  'overlaps',
  'above-capacity',
  'clock',
  'too-long',
  'outside-visit',
  'attendance-differs',
  'cohort-unknown',
  'learners-unknown',
  'not-enrolled',
  'walk-ins',
] as const;
export type QuestionKind = (typeof QUESTION_KINDS)[number];

/** The closed lists of cohorts and learners, apart from their schemas: the operator's page needs the words and not the checks. */

/** Over capacity is `waiting`, in the order of enrolment; `completed` has done the course, with or without the exam. */
export const ENROLMENT_STATES = ['enrolled', 'waiting', 'dropped-out', 'completed'] as const;
export type EnrolmentState = (typeof ENROLMENT_STATES)[number];

/** `entered-twice` is no drop-out: the row was a mistake, and is counted nowhere. */
export const DROP_REASONS = [
  'work',
  'family',
  'illness',
  'distance',
  'moved',
  'not-for-me',
  'never-came',
  'entered-twice',
  'other',
] as const;
export type DropReason = (typeof DROP_REASONS)[number];

/** Nobody's name is kept unless it is `given`. */
export const LEARNER_CONSENTS = ['given', 'refused', 'not-asked', 'withdrawn'] as const;
export type LearnerConsent = (typeof LEARNER_CONSENTS)[number];

/** Which wording of the question people were asked; a new wording is a new entry, and old answers keep theirs. */
export const CONSENT_WORDINGS = ['2026-11'] as const;
export const CONSENT_WORDING = '2026-11';

export const ONLINE_STATES = ['wants-to', 'started', 'finished'] as const;
export type OnlineState = (typeof ONLINE_STATES)[number];

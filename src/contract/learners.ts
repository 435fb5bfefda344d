/**
 * Learners: people who take a course that certifies.
 *
 * What says who they are (name, phone, note, year of birth) is kept only while they agree, encrypted, and erased on request or so many days (PERSONAL_DATA_DAYS) after
 * they were last there; what is counted stays. Two rows may be one person: then one is marked to be the same as the other, and counts as it.
 */
import { z } from 'zod';
import { CONSENT_WORDINGS, LEARNER_CONSENTS } from './cohort-words.ts';
import { CohortId, LearnerId, SiteId } from './ids.ts';
import { LocalDate, Version } from './registry.ts';
import { ATTENDEE_ROLES, SEXES } from './session-words.ts';
import { Instant } from './telemetry.ts';
import { text } from './text.ts';

export const Consent = z
  .strictObject({
    state: z.enum(LEARNER_CONSENTS),
    askedBy: text(120).default('').meta({ description: 'Who asked; empty is who sends this' }),
    wording: z
      .enum(CONSENT_WORDINGS)
      .nullable()
      .default(null)
      .meta({ description: 'Which wording was read out' }),
    at: Instant.nullable().default(null).meta({ description: 'When they answered; null is now' }),
  })
  .meta({ id: 'Consent' });
export type Consent = z.infer<typeof Consent>;

const personal = {
  name: text(120).min(1).nullable().default(null),
  phone: text(40)
    .regex(/^[+()0-9 ./-]{4,40}$/, 'must be a phone number, e.g. +254 712 345678')
    .nullable()
    .default(null),
  note: text(1000).nullable().default(null),
  birthYear: z.int().min(1900).max(2100).nullable().default(null),
};
const shape = {
  ...personal,
  sex: z.enum(SEXES).default('unknown'),
  role: z.enum(ATTENDEE_ROLES).default('learner'),
  schoolSiteId: SiteId.nullable().default(null).meta({ description: 'Of a teacher: where they teach' }),
  schoolName: text(120).default('').meta({ description: 'If the school is no site of ours' }),
};

export const PERSONAL_FIELDS = ['name', 'phone', 'note', 'birthYear'] as const;

export const LearnerBody = z
  .strictObject({ ...shape, consent: Consent })
  .superRefine((body, context) => {
    if (body.consent.state === 'given') return;
    for (const field of PERSONAL_FIELDS) {
      if (body[field] === null) continue;
      context.addIssue({
        code: 'custom',
        path: [field],
        message: 'is kept only of somebody who agreed: ask, and say so in "consent"; or leave it out',
      });
    }
  })
  .meta({ id: 'LearnerBody' });
export type LearnerBody = z.infer<typeof LearnerBody>;

/** A part of it. Taking consent back takes name, phone, note and year of birth away with it. */
export const LearnerUpdate = z
  .strictObject({
    name: personal.name.unwrap().optional(),
    phone: personal.phone.unwrap().optional(),
    note: personal.note.unwrap().optional(),
    birthYear: personal.birthYear.unwrap().optional(),
    sex: shape.sex.unwrap().optional(),
    role: shape.role.unwrap().optional(),
    schoolSiteId: shape.schoolSiteId.unwrap().optional(),
    schoolName: text(120).optional(),
    consent: Consent.optional(),
    version: Version,
  })
  .meta({ id: 'LearnerUpdate' });
export type LearnerUpdate = z.infer<typeof LearnerUpdate>;

export const Learner = z
  .object({
    learnerId: LearnerId,
    ...shape,
    name: z.string().nullable(),
    phone: z.string().nullable(),
    note: z.string().nullable(),
    birthYear: z.int().nullable(),
    schoolName: z.string(),
    consent: z.object({
      state: z.enum(LEARNER_CONSENTS),
      askedBy: z.string(),
      wording: z.string().nullable(),
      at: Instant.nullable(),
    }),
    unreadable: z
      .boolean()
      .meta({ description: 'A name is kept, but with a key that this service does not have' }),
    sameAs: LearnerId.nullable().meta({ description: 'Counts as that person' }),
    erasedAt: Instant.nullable(),
    version: Version,
    updatedAt: Instant,
    updatedBy: z.string(),
  })
  .meta({ id: 'Learner' });
export type Learner = z.infer<typeof Learner>;

// --- one person, two rows

const Twin = z.object({
  learnerId: LearnerId,
  name: z.string().nullable(),
  phone: z.string().nullable(),
  birthYear: z.int().nullable(),
  version: Version,
  cohorts: z.array(z.object({ cohortId: CohortId, label: z.string() })),
});
/** `GET /learners/same-person`: rows that look like one person. Nobody is taken together before somebody says so. */
export const SamePersonPairs = z
  .object({
    rule: z.string().meta({ description: 'In words, as it was applied' }),
    pairs: z.array(
      z.object({
        keep: Twin,
        same: Twin,
        because: z.array(z.enum(['name', 'phone', 'birth-year'])),
      }),
    ),
    looked: z.int().meta({ description: 'Named learners compared' }),
  })
  .meta({ id: 'SamePersonPairs' });
export type SamePersonPairs = z.infer<typeof SamePersonPairs>;
/** `PUT /learners/:learnerId/same-as`: null undoes it. */
export const SameAs = z
  .strictObject({ learnerId: LearnerId.nullable(), version: Version })
  .meta({ id: 'SameAs' });

// --- rights of a person

export const EraseLearner = z
  .strictObject({
    certificates: z
      .enum(['keep', 'revoke'])
      .default('keep')
      .meta({ description: 'keep: they can still be verified by their number, without a name' }),
    reason: text(300).default(''),
  })
  .meta({ id: 'EraseLearner' });

/** `GET /learners/:learnerId/export`: all that is kept of one person, for that person. */
export const LearnerExport = z
  .object({
    madeAt: Instant,
    programme: z.string(),
    learners: z.array(Learner).meta({ description: 'Several, if rows were marked as the same person' }),
    enrolments: z.array(z.record(z.string(), z.unknown())),
    attendance: z.array(
      z.object({
        learnerId: LearnerId,
        day: LocalDate,
        startedAt: Instant,
        present: z.boolean(),
        minutes: z.number().nullable().meta({ 'x-unit': 'min' }),
      }),
    ),
    certificates: z.array(z.record(z.string(), z.unknown())),
    onlineCourses: z.array(z.record(z.string(), z.unknown())),
    kept: z.object({
      until: LocalDate.nullable().meta({
        description: 'Day after which name, phone, note and year of birth are erased',
      }),
      seenBy: z
        .array(z.object({ at: Instant, who: z.string(), what: z.string() }))
        .meta({ description: 'From the audit log: who looked, changed or exported' }),
    }),
  })
  .meta({ id: 'LearnerExport' });
export type LearnerExport = z.infer<typeof LearnerExport>;

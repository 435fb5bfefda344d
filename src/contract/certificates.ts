/** Certificates: issued to who passed, printed as PDF, and verified by anybody who has the number, who learns nothing about the person. */
import { z } from 'zod';
import { CertificateNumber } from './certificate-number.ts';
import { CohortId, CourseId, LearnerId } from './ids.ts';
import { Language } from './people.ts';
import { LocalDate } from './registry.ts';
import { Instant } from './telemetry.ts';

/** `POST /cohorts/:cohortId/certificates` */
export const IssueCertificates = z
  .strictObject({
    learnerIds: z
      .array(LearnerId)
      .min(1)
      .max(500)
      .optional()
      .meta({ description: 'Left out: everybody who may have one and has none' }),
    issuedOn: LocalDate.optional().meta({ description: 'Today if left out' }),
  })
  .meta({ id: 'IssueCertificates' });
export type IssueCertificates = z.infer<typeof IssueCertificates>;

export const Certificate = z
  .object({
    certificateNumber: CertificateNumber,
    learnerId: LearnerId,
    cohortId: CohortId,
    courseId: CourseId,
    courseName: z.string(),
    courseHours: z.number().meta({ 'x-unit': 'h' }),
    programmeName: z.string(),
    place: z.string(),
    issuedOn: LocalDate,
    issuedBy: z.string(),
    revokedAt: Instant.nullable(),
    revokeReason: z.string().nullable(),
  })
  .meta({ id: 'Certificate' });
export type Certificate = z.infer<typeof Certificate>;

export const NOT_ISSUED = [
  'not-enrolled',
  'waiting',
  'dropped-out',
  'no-result',
  'not-passed',
  'has-one',
] as const;
export type NotIssued = (typeof NOT_ISSUED)[number];
export const IssuedCertificates = z
  .object({
    issued: z.array(Certificate),
    left: z
      .array(z.object({ learnerId: LearnerId, why: z.enum(NOT_ISSUED) }))
      .meta({ description: 'Who got none, and why' }),
  })
  .meta({ id: 'IssuedCertificates' });
export type IssuedCertificates = z.infer<typeof IssuedCertificates>;

export const RevokeCertificate = z
  .strictObject({ reason: z.string().trim().min(1).max(300) })
  .meta({ id: 'RevokeCertificate' });

/** `GET /certificates/:certificateNumber`, for anybody. */
export const CertificateCheck = z
  .object({
    certificateNumber: CertificateNumber,
    course: z.string(),
    courseHours: z.number().meta({ 'x-unit': 'h' }),
    programme: z.string(),
    issuedOn: LocalDate,
    validity: z.enum(['valid', 'revoked']),
  })
  .meta({ id: 'CertificateCheck', description: 'Nothing about the person' });
export type CertificateCheck = z.infer<typeof CertificateCheck>;

export const CertificatePdfQuery = z.object({
  language: Language.default('en'),
  learnerId: LearnerId.optional().meta({ description: 'One of them; left out: all that stand' }),
});

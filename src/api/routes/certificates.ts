/** Certificates: issued and printed by who may see the roster; checked by anybody who has a number. */

import { readCertificateNumber } from '@digitruck/contract/certificate-number';
import {
  Certificate,
  CertificateCheck,
  CertificatePdfQuery,
  IssueCertificates,
  IssuedCertificates,
  RevokeCertificate,
} from '@digitruck/contract/certificates';
import { CohortId } from '@digitruck/contract/ids';
import type { Language } from '@digitruck/contract/people';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { CertificateStore, PrintedCertificate } from '../../store/learners/certificates.ts';
import type { CohortStore } from '../../store/learners/cohorts.ts';
import { callerOf, type Routes } from '../kit.ts';
import { problem } from '../problems.ts';
import { refusal } from '../refusals.ts';
import { failures } from '../responses.ts';
import { COHORT, checkCohort } from './cohort-access.ts';

const tags = ['certificates'];
/** A person types a few; a program that tries numbers gets nowhere. */
export const CHECKS_PER_MINUTE_MAX = 30;
const NumberParams = z.object({
  certificateNumber: z
    .string()
    .max(60)
    .meta({ description: 'As printed; case, spaces and dashes do not matter' }),
});

export type CertificateDeps = {
  readonly certificates: CertificateStore;
  readonly cohorts: Pick<CohortStore, 'truckOf'>;
  readonly printCertificates: (
    list: readonly PrintedCertificate[],
    options: { readonly language: Language; readonly verifyUrl: string },
  ) => Promise<Buffer>;
  readonly programme: string;
  readonly publicUrl: string | undefined;
  readonly today: () => string;
};

export function certificateRoutes(deps: CertificateDeps): Routes {
  const { certificates, cohorts, today } = deps;
  return (api) => {
    api.post(
      '/cohorts/:cohortId/certificates',
      {
        config: { access: 'coordinator' },
        schema: {
          summary: 'Issue certificates: to some, or to everybody who passed and has none',
          tags,
          params: z.object({ cohortId: CohortId }),
          body: IssueCertificates,
          response: { 200: IssuedCertificates, ...failures(400, 404) },
        },
      },
      async (request) => {
        const { cohortId } = request.params;
        const { learnerIds, issuedOn = today() } = request.body;
        if (issuedOn > today()) {
          throw problem('bad-input', 'Check: issuedOn.', {
            errors: [{ field: 'issuedOn', value: issuedOn, problem: 'must not be after today' }],
          });
        }
        const options = { learnerIds, issuedOn, programme: deps.programme };
        const result = await certificates.issue(callerOf(request), cohortId, options);
        if (result.ok) return result.row;
        if (result.reason === 'not-found') throw refusal(result, COHORT, cohortId);
        throw problem('bad-input', 'The course of this cohort does not certify; change the course first.');
      },
    );

    api.get(
      '/cohorts/:cohortId/certificates.pdf',
      {
        config: { access: 'operator' },
        schema: {
          summary: 'Certificates to print, a page each (A4, landscape)',
          tags,
          params: z.object({ cohortId: CohortId }),
          querystring: CertificatePdfQuery,
          response: {
            200: {
              description: 'A PDF',
              content: { 'application/pdf': { schema: z.any().meta({ type: 'string', format: 'binary' }) } },
            },
            ...failures(400, 403, 404),
          },
        },
      },
      async (request, reply) => {
        const { cohortId } = request.params;
        const { language, learnerId } = request.query;
        const caller = callerOf(request);
        await checkCohort(cohorts, caller, cohortId);
        const list = await certificates.toPrint(caller, cohortId, learnerId);
        if (list.length === 0) throw problem('not-found', 'No certificate has been issued yet.');
        const verifyUrl = `${originOf(request, deps.publicUrl)}/verify/`;
        const pdf = await deps.printCertificates(list, { language, verifyUrl });
        return reply
          .type('application/pdf')
          .header('content-disposition', 'inline; filename="certificates.pdf"')
          .send(pdf as never);
      },
    );

    api.post(
      '/certificates/:certificateNumber/revoke',
      {
        config: { access: 'coordinator' },
        schema: {
          summary: 'Revoke a certificate; its number stays, and says so',
          tags,
          params: NumberParams,
          body: RevokeCertificate,
          response: { 200: Certificate, ...failures(400, 404) },
        },
      },
      async (request) => {
        const number = numberOf(request.params.certificateNumber);
        const result = await certificates.revoke(callerOf(request), number, request.body.reason);
        if (!result.ok) throw refusal(result, 'standing certificate', number);
        return result.row;
      },
    );

    api.get(
      '/certificates/:certificateNumber',
      {
        config: { access: 'anyone', rateLimit: { max: CHECKS_PER_MINUTE_MAX, timeWindow: 60_000 } },
        schema: {
          summary: 'Is this certificate real? Course, programme, date and validity; nothing about the person',
          tags,
          params: NumberParams,
          response: { 200: CertificateCheck, ...failures(404, 429) },
        },
      },
      async (request) => {
        const found = await certificates.check(numberOf(request.params.certificateNumber));
        if (found === undefined) throw notThere(request.params.certificateNumber);
        return found;
      },
    );
  };
}

const notThere = (typed: string) =>
  problem(
    'not-found',
    `There is no certificate ${typed.slice(0, 40)}. Compare it with the paper, sign by sign.`,
  );

function numberOf(typed: string): string {
  const number = readCertificateNumber(typed);
  if (number === undefined) throw notThere(typed);
  return number;
}

/** Where people reach the service: as set, or as this person did. */
export function originOf(request: FastifyRequest, publicUrl: string | undefined): string {
  if (publicUrl !== undefined) return new URL(publicUrl).origin;
  return `${request.protocol}://${request.host}`;
}

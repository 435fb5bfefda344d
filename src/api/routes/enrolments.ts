/** `/cohorts/:cohortId/enrolments`: the roster, with names for whoever may see them; each look is in the audit log. */
import {
  Enrolment,
  EnrolmentBody,
  EnrolmentUpdate,
  ExamSheet,
  ExamTaken,
  ROSTER_IMPORT_MAX_BYTES,
  Roster,
  RosterImportResult,
  SchoolChoices,
} from '@digitruck/contract/cohorts';
import { CohortId, LearnerId } from '@digitruck/contract/ids';
import type { Actor } from '@digitruck/contract/people';
import { z } from 'zod';
import { type Clock, toIso } from '../../kernel/clock.ts';
import type { CohortStore } from '../../store/learners/cohorts.ts';
import type { EnrolmentStore } from '../../store/learners/enrolments.ts';
import { callerOf, type Routes } from '../kit.ts';
import { problem } from '../problems.ts';
import { refusal } from '../refusals.ts';
import { failures } from '../responses.ts';
import { COHORT, checkCohort, LEARNER, learnerRefusal } from './cohort-access.ts';

const Params = z.object({ cohortId: CohortId });
const OneParams = z.object({ cohortId: CohortId, learnerId: LearnerId });
const ImportQuery = z.object({
  dryRun: z.enum(['true', 'false']).default('true').meta({ description: 'false enrols them' }),
  consent: z
    .enum(['not-asked', 'given'])
    .default('not-asked')
    .meta({ description: 'Of rows that do not say: "given" only if everybody was asked and agreed' }),
  askedBy: z.string().max(120).default('').meta({ description: 'Who asked them' }),
  schools: z
    .string()
    .max(8000)
    .default('{}')
    .transform((text, context) => {
      const choices = SchoolChoices.safeParse(jsonOf(text));
      if (choices.success) return choices.data;
      context.addIssue({ code: 'custom', message: 'must be JSON such as {"Kabel Pri. Sch.": "<siteId>"}' });
      return z.NEVER;
    })
    .meta({
      type: 'string',
      description:
        'JSON: names of schools as the file has them, each with the site it is, or null for none of ours',
    }),
});

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const tags = ['cohorts'];
const EXAM = 'exam sheet';

export type EnrolmentDeps = {
  readonly cohorts: CohortStore;
  readonly enrolments: EnrolmentStore;
  readonly importRoster: (file: {
    readonly cohortId: CohortId;
    readonly actor: Actor;
    readonly bytes: Uint8Array;
    readonly dryRun: boolean;
    readonly consent: 'not-asked' | 'given';
    readonly askedBy: string;
    readonly schools: SchoolChoices;
  }) => Promise<RosterImportResult | undefined>;
  readonly clock: Clock;
};

export function enrolmentRoutes({ cohorts, enrolments, importRoster, clock }: EnrolmentDeps): Routes {
  async function one(cohortId: CohortId, learnerId: LearnerId): Promise<Enrolment> {
    const found = await enrolments.one(cohortId, learnerId);
    if (found === undefined) throw refusal({ ok: false, reason: 'not-found' }, LEARNER, learnerId);
    return found;
  }

  return (api) => {
    // A CSV is called many things; what it is is seen when it is read.
    api.addContentTypeParser(
      ['text/csv', 'text/plain', 'application/vnd.ms-excel'],
      { parseAs: 'buffer', bodyLimit: ROSTER_IMPORT_MAX_BYTES },
      (_request, body, done) => done(null, body),
    );

    api.get(
      '/cohorts/:cohortId/enrolments',
      {
        config: { access: 'operator' },
        schema: {
          summary: 'The roster: names where the course certifies and the learner agreed',
          description:
            'An operator sees rosters of own trucks. Each look at names is in the audit log, without the names.',
          tags,
          params: Params,
          response: { 200: Roster, ...failures(400, 403, 404) },
        },
      },
      async (request) => {
        const { cohortId } = request.params;
        const caller = callerOf(request);
        await checkCohort(cohorts, caller, cohortId);
        const roster = await enrolments.roster(caller, cohortId);
        if (roster === undefined) throw refusal({ ok: false, reason: 'not-found' }, COHORT, cohortId);
        return roster;
      },
    );

    api.post(
      '/cohorts/:cohortId/enrolments',
      {
        config: { access: 'operator' },
        schema: {
          summary: 'Enrol somebody; over capacity they wait',
          tags,
          params: Params,
          body: EnrolmentBody,
          response: { 201: Enrolment, ...failures(400, 403, 404, 409) },
        },
      },
      async (request, reply) => {
        const { cohortId } = request.params;
        const caller = callerOf(request);
        await checkCohort(cohorts, caller, cohortId);
        const result = await enrolments.enrol(caller, cohortId, request.body, toIso(clock.nowMs()));
        if (!result.ok) throw learnerRefusal(result, COHORT, cohortId);
        return reply.code(201).send(await one(cohortId, result.row.learnerId));
      },
    );

    api.post(
      '/cohorts/:cohortId/enrolments/import',
      {
        config: { access: 'operator' },
        bodyLimit: ROSTER_IMPORT_MAX_BYTES,
        schema: {
          summary: 'Enrol the rows of a CSV: all or none, first as a dry run',
          description:
            'Columns: name, phone, sex, birth year or age, role, school, county, consent, note; the header names them. Who did not agree becomes a number. Schools of teachers are held against our sites; what is not clear stays text until it is chosen.',
          tags,
          consumes: ['text/csv'],
          params: Params,
          querystring: ImportQuery,
          body: z.any().meta({ type: 'string', description: 'UTF-8 or Windows-1252' }),
          response: { 200: RosterImportResult, ...failures(400, 403, 404, 413) },
        },
      },
      async (request) => {
        const { cohortId } = request.params;
        const caller = callerOf(request);
        await checkCohort(cohorts, caller, cohortId);
        if (!Buffer.isBuffer(request.body)) {
          throw problem(
            'wrong-content-type',
            'Send the file itself as the body, with "content-type: text/csv".',
          );
        }
        const { dryRun, consent, askedBy, schools } = request.query;
        const file = { bytes: request.body, dryRun: dryRun === 'true', consent, askedBy, schools };
        const result = await importRoster({ cohortId, actor: caller, ...file });
        if (result === undefined) throw refusal({ ok: false, reason: 'not-found' }, COHORT, cohortId);
        return result;
      },
    );

    api.patch(
      '/cohorts/:cohortId/enrolments/:learnerId',
      {
        config: { access: 'operator' },
        schema: {
          summary: 'Move up from the waiting list, drop out with the reason, complete, note an exam result',
          tags,
          params: OneParams,
          body: EnrolmentUpdate,
          response: { 200: Enrolment, ...failures(400, 403, 404, 409) },
        },
      },
      async (request) => {
        const { cohortId, learnerId } = request.params;
        const caller = callerOf(request);
        await checkCohort(cohorts, caller, cohortId);
        const result = await enrolments.change(caller, cohortId, learnerId, request.body);
        if (!result.ok) throw learnerRefusal(result, LEARNER, learnerId);
        return one(cohortId, learnerId);
      },
    );

    api.put(
      '/cohorts/:cohortId/exam',
      {
        config: { access: 'operator' },
        schema: {
          summary: 'Exam results of many at once; who sat it has completed the course',
          description:
            'The same results again change nothing. With `basedOn`, results that somebody else has changed since are refused with 409, and are in `current`.',
          tags,
          params: Params,
          body: ExamSheet,
          response: { 200: ExamTaken, ...failures(400, 403, 404, 409) },
        },
      },
      async (request) => {
        const { cohortId } = request.params;
        const caller = callerOf(request);
        await checkCohort(cohorts, caller, cohortId);
        const result = await enrolments.exam(caller, cohortId, request.body);
        if (!result.ok) throw learnerRefusal(result, result.reason === 'not-found' ? COHORT : EXAM, cohortId);
        return result.row;
      },
    );
  };
}

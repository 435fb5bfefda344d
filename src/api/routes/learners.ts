/** `/learners`: what is kept of one person, and that person's rights: to have it right, to have all of it, to be forgotten. */
import { LearnerId, OnlineCourseId } from '@digitruck/contract/ids';
import {
  EraseLearner,
  Learner,
  LearnerExport,
  LearnerUpdate,
  SameAs,
  SamePersonPairs,
} from '@digitruck/contract/learners';
import { OnlineLearner } from '@digitruck/contract/online-courses';
import { z } from 'zod';
import { type Clock, toIso } from '../../kernel/clock.ts';
import type { LearnerRecordStore } from '../../store/learners/learner-records.ts';
import type { LearnerStore } from '../../store/learners/learners.ts';
import type { OnlineCourseStore } from '../../store/learners/online-courses.ts';
import { callerOf, type Routes } from '../kit.ts';
import { refusal } from '../refusals.ts';
import { failures } from '../responses.ts';
import { checkLearner, LEARNER, learnerRefusal } from './cohort-access.ts';

const Params = z.object({ learnerId: LearnerId });
const tags = ['learners'];

export type LearnerDeps = {
  readonly learners: LearnerStore;
  readonly learnerRecords: LearnerRecordStore;
  readonly onlineCourses: Pick<OnlineCourseStore, 'setState'>;
  readonly programme: string;
  readonly retentionDays: number;
  readonly clock: Clock;
};

export function learnerRoutes(deps: LearnerDeps): Routes {
  const { learners, learnerRecords, clock } = deps;
  return (api) => {
    api.get(
      '/learners/same-person',
      {
        config: { access: 'coordinator' },
        schema: {
          summary: 'Rows that look like one person, to be marked as such by somebody who knows',
          tags,
          response: { 200: SamePersonPairs },
        },
      },
      (request) => learnerRecords.samePersonPairs(callerOf(request)),
    );

    api.patch(
      '/learners/:learnerId',
      {
        config: { access: 'operator' },
        schema: {
          summary: 'Correct what is kept of a learner, or note their consent; taking it back erases the name',
          tags,
          params: Params,
          body: LearnerUpdate,
          response: { 200: Learner, ...failures(400, 403, 404, 409) },
        },
      },
      async (request) => {
        const { learnerId } = request.params;
        const caller = callerOf(request);
        await checkLearner(learners, caller, learnerId);
        const result = await learners.update(caller, learnerId, request.body, toIso(clock.nowMs()));
        if (!result.ok) throw learnerRefusal(result, LEARNER, learnerId);
        return result.row;
      },
    );

    api.put(
      '/learners/:learnerId/same-as',
      {
        config: { access: 'coordinator' },
        schema: {
          summary: 'Mark as the same person as another learner; null undoes it',
          tags,
          params: Params,
          body: SameAs,
          response: { 200: Learner, ...failures(400, 404, 409) },
        },
      },
      async (request) => {
        const { learnerId } = request.params;
        const result = await learners.setSameAs(callerOf(request), learnerId, request.body);
        if (!result.ok) throw learnerRefusal(result, LEARNER, learnerId);
        return result.row;
      },
    );

    api.get(
      '/learners/:learnerId/export',
      {
        config: { access: 'coordinator' },
        schema: {
          summary: 'All that is kept of one person, for that person',
          tags,
          params: Params,
          response: { 200: LearnerExport, ...failures(400, 404) },
        },
      },
      async (request, reply) => {
        const { learnerId } = request.params;
        const made = await learnerRecords.exportOf(callerOf(request), learnerId, {
          nowIso: toIso(clock.nowMs()),
          programme: deps.programme,
          retentionDays: deps.retentionDays,
        });
        if (made === undefined) throw refusal({ ok: false, reason: 'not-found' }, LEARNER, learnerId);
        reply.header('content-disposition', `attachment; filename="learner-${learnerId.slice(0, 8)}.json"`);
        return made;
      },
    );

    api.post(
      '/learners/:learnerId/erase',
      {
        config: { access: 'coordinator' },
        schema: {
          summary: 'Forget who a person is: name, phone, note and year of birth go, counts stay',
          tags,
          params: Params,
          body: EraseLearner,
          response: {
            200: z.object({ rows: z.int(), certificatesRevoked: z.int() }),
            ...failures(400, 404),
          },
        },
      },
      async (request) => {
        const { learnerId } = request.params;
        const result = await learners.erase(callerOf(request), learnerId, request.body);
        if (!result.ok) throw refusal(result, LEARNER, learnerId);
        return result.row;
      },
    );

    api.put(
      '/learners/:learnerId/online-courses/:onlineCourseId',
      {
        config: { access: 'operator' },
        schema: {
          summary: 'How far a learner is with an online course; null takes it back',
          tags,
          params: z.object({ learnerId: LearnerId, onlineCourseId: OnlineCourseId }),
          body: OnlineLearner,
          response: { 200: OnlineLearner, ...failures(400, 403, 404) },
        },
      },
      async (request) => {
        const { learnerId, onlineCourseId } = request.params;
        const caller = callerOf(request);
        await checkLearner(learners, caller, learnerId);
        const result = await deps.onlineCourses.setState(
          caller,
          learnerId,
          onlineCourseId,
          request.body.state,
        );
        if (!result.ok) throw refusal(result, 'online course', onlineCourseId);
        return { state: result.row };
      },
    );
  };
}

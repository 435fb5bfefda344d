/** `/online-courses` and `/follow-up`: what people go on with, and where trained teachers teach. */
import { CohortId, OnlineCourseId } from '@digitruck/contract/ids';
import {
  FollowUp,
  OnlineCourse,
  OnlineCourseBody,
  OnlineCourseList,
  OnlineCourseUpdate,
  OnlineLearnerList,
} from '@digitruck/contract/online-courses';
import { z } from 'zod';
import type { CohortStore } from '../../store/learners/cohorts.ts';
import type { OnlineCourseStore } from '../../store/learners/online-courses.ts';
import { callerOf, type Routes } from '../kit.ts';
import { refusal } from '../refusals.ts';
import { failures } from '../responses.ts';
import { checkCohort } from './cohort-access.ts';

const tags = ['learners'];
const THING = 'online course';

export type OnlineCourseDeps = {
  readonly onlineCourses: OnlineCourseStore;
  readonly cohorts: Pick<CohortStore, 'truckOf'>;
};

export function onlineCourseRoutes({ onlineCourses, cohorts }: OnlineCourseDeps): Routes {
  return (api) => {
    api.get(
      '/online-courses',
      {
        config: { access: 'viewer' },
        schema: {
          summary: 'Online courses people go on with, and how many do',
          tags,
          response: { 200: OnlineCourseList },
        },
      },
      async () => ({ items: await onlineCourses.list() }),
    );

    api.post(
      '/online-courses',
      {
        config: { access: 'coordinator' },
        schema: {
          summary: 'Add an online course',
          tags,
          body: OnlineCourseBody,
          response: { 201: OnlineCourse, ...failures(400, 409) },
        },
      },
      async (request, reply) => {
        const result = await onlineCourses.create(callerOf(request), request.body);
        if (!result.ok) throw refusal(result, THING);
        return reply.code(201).send(result.row);
      },
    );

    api.patch(
      '/online-courses/:onlineCourseId',
      {
        config: { access: 'coordinator' },
        schema: {
          summary: 'Change an online course, or retire it',
          tags,
          params: z.object({ onlineCourseId: OnlineCourseId }),
          body: OnlineCourseUpdate,
          response: { 200: OnlineCourse, ...failures(400, 404, 409) },
        },
      },
      async (request) => {
        const { onlineCourseId } = request.params;
        const result = await onlineCourses.update(callerOf(request), onlineCourseId, request.body);
        if (!result.ok) throw refusal(result, THING, onlineCourseId);
        return result.row;
      },
    );

    api.get(
      '/cohorts/:cohortId/online-learners',
      {
        config: { access: 'operator' },
        schema: {
          summary: 'Who of a cohort goes on with which online course, by ids',
          tags,
          params: z.object({ cohortId: CohortId }),
          response: { 200: OnlineLearnerList, ...failures(400, 403, 404) },
        },
      },
      async (request) => {
        const { cohortId } = request.params;
        await checkCohort(cohorts, callerOf(request), cohortId);
        return { items: await onlineCourses.ofCohort(cohortId) };
      },
    );

    api.get(
      '/follow-up',
      {
        config: { access: 'viewer' },
        schema: {
          summary: 'Who went on after which course, and where trained teachers teach; people count once',
          tags,
          response: { 200: FollowUp },
        },
      },
      () => onlineCourses.followUp(),
    );
  };
}

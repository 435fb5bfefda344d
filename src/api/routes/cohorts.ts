/** `/cohorts`: the groups of a visit, their figures and their attendance by ids. Names are in enrolments.ts. */
import {
  AttendanceGrid,
  Cohort,
  CohortBody,
  CohortPage,
  CohortQuery,
  CohortUpdate,
} from '@digitruck/contract/cohorts';
import { CohortId } from '@digitruck/contract/ids';
import { z } from 'zod';
import type { CohortStore } from '../../store/learners/cohorts.ts';
import { callerOf, type Routes } from '../kit.ts';
import { refusal } from '../refusals.ts';
import { failures, Nothing } from '../responses.ts';
import { COHORT, checkCohort } from './cohort-access.ts';
import { VersionQuery } from './version-query.ts';

const Params = z.object({ cohortId: CohortId });
const tags = ['cohorts'];

export type CohortDeps = {
  readonly cohorts: CohortStore;
  /** The day in the programme's time zone, YYYY-MM-DD. */
  readonly today: () => string;
};

export function cohortRoutes({ cohorts, today }: CohortDeps): Routes {
  return (api) => {
    api.get(
      '/cohorts',
      {
        config: { access: 'viewer' },
        schema: {
          summary: 'Cohorts with their figures, those of the visits that end last first',
          tags,
          querystring: CohortQuery,
          response: { 200: CohortPage, ...failures(400) },
        },
      },
      (request) => cohorts.list(request.query, today()),
    );

    api.post(
      '/cohorts',
      {
        config: { access: 'coordinator' },
        schema: {
          summary: 'Add a cohort to a visit',
          tags,
          body: CohortBody,
          response: { 201: Cohort, ...failures(400) },
        },
      },
      async (request, reply) => {
        const result = await cohorts.create(callerOf(request), request.body);
        if (!result.ok) throw refusal(result, COHORT);
        const { row } = result;
        return reply.code(201).header('location', `/api/v1/cohorts/${row.cohortId}`).send(row);
      },
    );

    api.get(
      '/cohorts/:cohortId',
      {
        config: { access: 'viewer' },
        schema: {
          summary: 'One cohort with its figures',
          tags,
          params: Params,
          response: { 200: Cohort, ...failures(400, 404) },
        },
      },
      async (request) => {
        const { cohortId } = request.params;
        const found = await cohorts.find(cohortId);
        if (found === undefined) throw refusal({ ok: false, reason: 'not-found' }, COHORT, cohortId);
        return found;
      },
    );

    api.patch(
      '/cohorts/:cohortId',
      {
        config: { access: 'coordinator' },
        schema: {
          summary: 'Change a cohort: its name, seats, classes, notes',
          tags,
          params: Params,
          body: CohortUpdate,
          response: { 200: Cohort, ...failures(400, 404, 409) },
        },
      },
      async (request) => {
        const { cohortId } = request.params;
        const result = await cohorts.update(callerOf(request), cohortId, request.body);
        if (!result.ok) throw refusal(result, COHORT, cohortId);
        return result.row;
      },
    );

    api.delete(
      '/cohorts/:cohortId',
      {
        config: { access: 'coordinator' },
        schema: {
          summary: 'Delete a cohort that nobody was ever enrolled in',
          tags,
          params: Params,
          querystring: VersionQuery,
          response: { 204: Nothing, ...failures(400, 404, 409) },
        },
      },
      async (request, reply) => {
        const { cohortId } = request.params;
        const result = await cohorts.remove(callerOf(request), cohortId, request.query.version);
        if (!result.ok) throw refusal(result, COHORT, cohortId);
        return reply.code(204).send(null);
      },
    );

    api.get(
      '/cohorts/:cohortId/attendance',
      {
        config: { access: 'operator' },
        schema: {
          summary: 'Who was at which class, by ids of the roster',
          tags,
          params: Params,
          response: { 200: AttendanceGrid, ...failures(400, 403, 404) },
        },
      },
      async (request) => {
        const { cohortId } = request.params;
        await checkCohort(cohorts, callerOf(request), cohortId);
        return cohorts.attendance(cohortId);
      },
    );
  };
}

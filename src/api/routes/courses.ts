/** `/courses`: the catalogue. */
import { CourseId } from '@digitruck/contract/ids';
import { Course, CourseBody, CourseUpdate, pageOf } from '@digitruck/contract/registry';
import { CoursesQuery } from '@digitruck/contract/registry-lists';
import { z } from 'zod';
import type { CourseStore } from '../../store/registry/courses.ts';
import { callerOf, type Routes } from '../kit.ts';
import { refusal } from '../refusals.ts';
import { failures, Nothing } from '../responses.ts';
import { VersionQuery } from './version-query.ts';

const Params = z.object({ courseId: CourseId });
const RETIRE = 'Retire it instead (PATCH with "retired": true): it is kept and offered no more.';

export function courseRoutes(deps: { readonly courses: CourseStore }): Routes {
  const { courses } = deps;
  return (api) => {
    api.get(
      '/courses',
      {
        config: { access: 'viewer' },
        schema: {
          summary: 'The catalogue, by code',
          tags: ['courses'],
          querystring: CoursesQuery,
          response: { 200: pageOf(Course), ...failures(400) },
        },
      },
      (request) => courses.list(request.query),
    );

    api.post(
      '/courses',
      {
        config: { access: 'coordinator' },
        schema: {
          summary: 'Add a course',
          tags: ['courses'],
          body: CourseBody,
          response: { 201: Course, ...failures(400, 409) },
        },
      },
      async (request, reply) => {
        const result = await courses.create(callerOf(request), request.body);
        if (!result.ok) throw refusal(result, 'course');
        return reply.code(201).header('location', `/api/v1/courses/${result.row.courseId}`).send(result.row);
      },
    );

    api.get(
      '/courses/:courseId',
      {
        config: { access: 'viewer' },
        schema: {
          summary: 'One course',
          tags: ['courses'],
          params: Params,
          response: { 200: Course, ...failures(400, 404) },
        },
      },
      async (request) => {
        const { courseId } = request.params;
        const course = await courses.find(courseId);
        if (course === undefined) throw refusal({ ok: false, reason: 'not-found' }, 'course', courseId);
        return course;
      },
    );

    api.patch(
      '/courses/:courseId',
      {
        config: { access: 'coordinator' },
        schema: {
          summary: 'Change a course',
          tags: ['courses'],
          params: Params,
          body: CourseUpdate,
          response: { 200: Course, ...failures(400, 404, 409) },
        },
      },
      async (request) => {
        const { courseId } = request.params;
        const result = await courses.update(callerOf(request), courseId, request.body);
        if (!result.ok) throw refusal(result, 'course', courseId);
        return result.row;
      },
    );

    api.delete(
      '/courses/:courseId',
      {
        config: { access: 'coordinator' },
        schema: {
          summary: 'Delete a course that nobody asked for',
          tags: ['courses'],
          params: Params,
          querystring: VersionQuery,
          response: { 204: Nothing, ...failures(400, 404, 409) },
        },
      },
      async (request, reply) => {
        const { courseId } = request.params;
        const result = await courses.remove(callerOf(request), courseId, request.query.version);
        if (!result.ok) throw refusal(result, 'course', courseId, RETIRE);
        return reply.code(204).send(null);
      },
    );
  };
}

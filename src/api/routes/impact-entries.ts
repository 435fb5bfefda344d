/** What people enter for impact: costs, targets, and what schools were before and after a visit. */

import { VisitId } from '@digitruck/contract/ids';
import { Days, TargetProgress } from '@digitruck/contract/impact';
import {
  Cost,
  CostBody,
  Costs,
  CostUpdate,
  SchoolBody,
  Target,
  TargetBody,
  Targets,
  TargetUpdate,
  VisitedSchools,
} from '@digitruck/contract/impact-entries';
import { z } from 'zod';
import type { ImpactEntryStore } from '../../store/impact/entries.ts';
import { callerOf, type Routes } from '../kit.ts';
import { refusal } from '../refusals.ts';
import { failures, Nothing } from '../responses.ts';
import { VersionQuery } from './version-query.ts';

export type ImpactEntryDeps = {
  readonly impactEntries: ImpactEntryStore;
  readonly targetProgress: (from: string, to: string) => Promise<z.infer<typeof TargetProgress>[]>;
};
const tags = ['impact'];
const CostParams = z.object({ costId: z.uuid() });
const TargetParams = z.object({ targetId: z.uuid() });

export function impactEntryRoutes({ impactEntries, targetProgress }: ImpactEntryDeps): Routes {
  return (api) => {
    api.get(
      '/impact/costs',
      {
        config: { access: 'viewer' },
        schema: { summary: 'Costs that were entered', tags, response: { 200: Costs } },
      },
      async () => ({ items: await impactEntries.costs() }),
    );
    api.post(
      '/impact/costs',
      {
        config: { access: 'coordinator' },
        schema: { summary: 'Enter a cost', tags, body: CostBody, response: { 201: Cost, ...failures(400) } },
      },
      async (request, reply) => {
        const result = await impactEntries.createCost(callerOf(request), request.body);
        if (!result.ok) throw refusal(result, 'cost');
        return reply.code(201).send(result.row);
      },
    );
    api.put(
      '/impact/costs/:costId',
      {
        config: { access: 'coordinator' },
        schema: {
          summary: 'Change a cost',
          tags,
          params: CostParams,
          body: CostUpdate,
          response: { 200: Cost, ...failures(400, 404, 409) },
        },
      },
      async (request) => {
        const { version, ...body } = request.body;
        const { costId } = request.params;
        const result = await impactEntries.changeCost(callerOf(request), costId, version, body);
        if (!result.ok) throw refusal(result, 'cost', costId);
        return result.row;
      },
    );
    api.delete(
      '/impact/costs/:costId',
      {
        config: { access: 'coordinator' },
        schema: {
          summary: 'Take a cost out',
          tags,
          params: CostParams,
          querystring: VersionQuery,
          response: { 204: Nothing, ...failures(400, 404, 409) },
        },
      },
      async (request, reply) => {
        const { costId } = request.params;
        const result = await impactEntries.changeCost(callerOf(request), costId, request.query.version, null);
        if (!result.ok) throw refusal(result, 'cost', costId);
        return reply.code(204).send(null);
      },
    );

    api.get(
      '/impact/targets',
      {
        config: { access: 'viewer' },
        schema: { summary: 'Targets', tags, response: { 200: Targets } },
      },
      async () => ({ items: await impactEntries.targets() }),
    );
    api.get(
      '/impact/targets/progress',
      {
        config: { access: 'viewer' },
        schema: {
          summary: 'Targets that touch these days, each with what was reached in its own',
          tags,
          querystring: Days,
          response: { 200: z.object({ items: z.array(TargetProgress) }), ...failures(400) },
        },
      },
      async ({ query }) => ({ items: await targetProgress(query.from, query.to) }),
    );
    api.post(
      '/impact/targets',
      {
        config: { access: 'coordinator' },
        schema: {
          summary: 'Set a target',
          tags,
          body: TargetBody,
          response: { 201: Target, ...failures(400, 409) },
        },
      },
      async (request, reply) => {
        const result = await impactEntries.createTarget(callerOf(request), request.body);
        if (!result.ok) throw refusal(result, 'target');
        return reply.code(201).send(result.row);
      },
    );
    api.put(
      '/impact/targets/:targetId',
      {
        config: { access: 'coordinator' },
        schema: {
          summary: 'Change a target',
          tags,
          params: TargetParams,
          body: TargetUpdate,
          response: { 200: Target, ...failures(400, 404, 409) },
        },
      },
      async (request) => {
        const { version, ...body } = request.body;
        const { targetId } = request.params;
        const result = await impactEntries.changeTarget(callerOf(request), targetId, version, body);
        if (!result.ok) throw refusal(result, 'target', targetId);
        return result.row;
      },
    );
    api.delete(
      '/impact/targets/:targetId',
      {
        config: { access: 'coordinator' },
        schema: {
          summary: 'Take a target out',
          tags,
          params: TargetParams,
          querystring: VersionQuery,
          response: { 204: Nothing, ...failures(400, 404, 409) },
        },
      },
      async (request, reply) => {
        const { targetId } = request.params;
        const result = await impactEntries.changeTarget(
          callerOf(request),
          targetId,
          request.query.version,
          null,
        );
        if (!result.ok) throw refusal(result, 'target', targetId);
        return reply.code(204).send(null);
      },
    );

    api.get(
      '/impact/schools',
      {
        config: { access: 'viewer' },
        schema: {
          summary: 'Schools whose visit ended in these days: before, after, and what the router measured',
          tags,
          querystring: Days,
          response: { 200: VisitedSchools, ...failures(400) },
        },
      },
      async ({ query: { from, to } }) => ({
        items: await impactEntries.schools(from, to),
        connected: await impactEntries.schoolsConnected(from, to),
      }),
    );
    api.put(
      '/impact/schools/:visitId',
      {
        config: { access: 'coordinator' },
        schema: {
          summary: 'Note what a school was before a visit and after it',
          tags,
          params: z.object({ visitId: VisitId }),
          body: SchoolBody,
          response: { 200: z.object({ version: z.int() }), ...failures(400, 404, 409) },
        },
      },
      async (request) => {
        const { visitId } = request.params;
        const result = await impactEntries.noteSchool(callerOf(request), visitId, request.body);
        if (!result.ok) throw refusal(result, 'visit', visitId);
        return result.row;
      },
    );
  };
}

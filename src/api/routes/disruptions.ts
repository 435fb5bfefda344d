/** `/disruptions`: what keeps a plan from being kept, marked with one call, which may begin the draft that answers it. */
import {
  Disruption,
  DisruptionEnd,
  type DisruptionHit,
  DisruptionMark,
  DisruptionMarked,
  DisruptionPage,
  DisruptionQuery,
  DisruptionReplan,
  DisruptionSeen,
  type DisruptionWhat,
  DisruptionWithdraw,
} from '@digitruck/contract/disruptions';
import { DisruptionId } from '@digitruck/contract/ids';
import type { Actor } from '@digitruck/contract/people';
import { PlanSummary } from '@digitruck/contract/plans';
import { z } from 'zod';
import type { Clock } from '../../kernel/clock.ts';
import { localDayOf } from '../../kernel/zone.ts';
import type { DisruptionRefusal, DisruptionStore } from '../../store/plans/disruptions.ts';
import { callerOf, type Routes } from '../kit.ts';
import { type ProblemError, problem } from '../problems.ts';
import { refusal } from '../refusals.ts';
import { failures } from '../responses.ts';

export type DisruptionDeps = {
  readonly disruptions: Pick<DisruptionStore, 'resolve' | 'create' | 'list' | 'find' | 'end' | 'withdraw'>;
  readonly planning: {
    /** Promised visits that it touches. */
    hits(what: DisruptionWhat): Promise<DisruptionHit[]>;
    /** Begins a draft that answers it. */
    replan(actor: Actor, disruption: Disruption, how: DisruptionReplan): Promise<PlanSummary>;
  };
  readonly clock: Clock;
  readonly timeZone: string;
};

const Params = z.object({ disruptionId: DisruptionId });
const MarkQuery = z.object({
  dryRun: z
    .enum(['true', 'false'])
    .default('false')
    .meta({ description: 'Only tell what it would touch, and save nothing' }),
});
const tags = ['disruptions'];
const THING = 'disruption';

export function disruptionRoutes({ disruptions, planning, clock, timeZone }: DisruptionDeps): Routes {
  const today = () => localDayOf(clock.nowMs(), timeZone);
  return (api) => {
    api.post(
      '/disruptions',
      {
        config: { access: 'coordinator' },
        schema: {
          summary: 'Mark a disruption; with `replan` a draft that answers it is begun at once',
          description:
            'Every plan that is made or changed from now on obeys it. Nothing that was promised changes until a plan is published.',
          tags,
          querystring: MarkQuery,
          body: DisruptionMark,
          response: { 200: DisruptionMarked, 201: DisruptionMarked, ...failures(400) },
        },
      },
      async (request, reply) => {
        const { disruption: body, replan, plan: how } = request.body;
        const resolved = await disruptions.resolve(body);
        if (!resolved.ok) throw refusal(resolved, THING);
        const hits = await planning.hits(resolved.row);
        if (request.query.dryRun === 'true') return { disruption: null, hits, plan: null };
        const actor = callerOf(request);
        const disruption = await disruptions.create(actor, resolved.row, today());
        const plan = replan
          ? await planning.replan(actor, disruption, how ?? DisruptionReplan.parse({}))
          : null;
        const { disruptionId } = disruption;
        return reply
          .code(201)
          .header('location', `/api/v1/disruptions/${disruptionId}`)
          .send({ disruption, hits, plan });
      },
    );

    api.get(
      '/disruptions',
      {
        config: { access: 'viewer' },
        schema: {
          summary: 'Disruptions, newest first: those that are open, unless `state` says otherwise',
          tags,
          querystring: DisruptionQuery,
          response: { 200: DisruptionPage, ...failures(400) },
        },
      },
      (request) => disruptions.list({ ...request.query, today: today() }),
    );

    api.get(
      '/disruptions/:disruptionId',
      {
        config: { access: 'viewer' },
        schema: {
          summary: 'One disruption, and the promised visits that it touches',
          tags,
          params: Params,
          response: { 200: DisruptionSeen, ...failures(400, 404) },
        },
      },
      async (request) => {
        const disruption = await one(request.params.disruptionId);
        return { disruption, hits: disruption.state === 'open' ? await planning.hits(disruption.what) : [] };
      },
    );

    api.post(
      '/disruptions/:disruptionId/end',
      {
        config: { access: 'coordinator' },
        schema: {
          summary: 'Say on which day it ends',
          tags,
          params: Params,
          body: DisruptionEnd,
          response: { 200: Disruption, ...failures(400, 404, 409) },
        },
      },
      async (request) => {
        const { disruptionId } = request.params;
        const result = await disruptions.end(callerOf(request), disruptionId, request.body, today());
        if (!result.ok) throw refused(result, disruptionId);
        return result.row;
      },
    );

    api.post(
      '/disruptions/:disruptionId/withdraw',
      {
        config: { access: 'coordinator' },
        schema: {
          summary: 'Take it back: plans no longer obey it; it stays to be read',
          tags,
          params: Params,
          body: DisruptionWithdraw,
          response: { 200: Disruption, ...failures(400, 404, 409) },
        },
      },
      async (request) => {
        const { disruptionId } = request.params;
        const result = await disruptions.withdraw(callerOf(request), disruptionId, request.body, today());
        if (!result.ok) throw refused(result, disruptionId);
        return result.row;
      },
    );

    api.post(
      '/disruptions/:disruptionId/replan',
      {
        config: { access: 'coordinator' },
        schema: {
          summary: 'Begin a draft that answers it: from what is promised, moving as little as it can',
          description:
            'It obeys all that is open. When its search is done, `/plans/:planId/compare/:basedOn` says what moves, and `/plans/:planId/hosts` whom to tell.',
          tags,
          params: Params,
          body: DisruptionReplan,
          response: { 202: PlanSummary, ...failures(400, 404, 409) },
        },
      },
      async (request, reply) => {
        const disruption = await one(request.params.disruptionId);
        if (disruption.state !== 'open')
          throw problem('in-use', `It is ${disruption.state}; there is nothing to answer.`);
        const plan = await planning.replan(callerOf(request), disruption, request.body);
        return reply.code(202).header('location', `/api/v1/plans/${plan.planId}`).send(plan);
      },
    );
  };

  async function one(disruptionId: DisruptionId): Promise<Disruption> {
    const disruption = await disruptions.find(disruptionId, today());
    if (disruption === undefined) throw refusal({ ok: false, reason: 'not-found' }, THING, disruptionId);
    return disruption;
  }
}

function refused(result: DisruptionRefusal, disruptionId: DisruptionId): ProblemError {
  if (result.reason !== 'not-open') return refusal(result, THING, disruptionId);
  return problem(
    'in-use',
    result.why === 'withdrawn'
      ? 'It was withdrawn already.'
      : 'It would end before it begins, or has no first day; withdraw it instead.',
  );
}

/** `/impact/periods`: closing a stretch of days, and what it became since. */
import type { Impact, ImpactQuery } from '@digitruck/contract/impact';
import {
  ImpactPeriod,
  ImpactPeriodRestated,
  ImpactPeriods,
  type ImpactSnapshot,
  PeriodBody,
} from '@digitruck/contract/impact-periods';
import type { Language } from '@digitruck/contract/people';
import { z } from 'zod';
import type { ImpactParts, ImpactPeriodStore } from '../../store/impact/periods.ts';
import { callerOf, type Routes } from '../kit.ts';
import { problem } from '../problems.ts';
import { refusal } from '../refusals.ts';
import { failures, Nothing } from '../responses.ts';

export type ImpactPeriodDeps = {
  readonly impactPeriods: ImpactPeriodStore;
  readonly readImpact: (query: ImpactQuery, language: Language) => Promise<Impact>;
  readonly snapshotOf: (parts: ImpactParts, from: string, to: string) => Promise<ImpactSnapshot>;
};
const tags = ['impact'];
const Params = z.object({ periodId: z.uuid() });

export function impactPeriodRoutes(deps: ImpactPeriodDeps): Routes {
  const { impactPeriods } = deps;
  return (api) => {
    api.get(
      '/impact/periods',
      {
        config: { access: 'viewer' },
        schema: { summary: 'Closed periods, the latest first', tags, response: { 200: ImpactPeriods } },
      },
      async () => ({ items: await impactPeriods.list() }),
    );
    api.post(
      '/impact/periods',
      {
        config: { access: 'coordinator' },
        schema: {
          summary: 'Close a period: its figures and the reports they are made of are kept as they are now',
          tags,
          body: PeriodBody,
          response: { 201: ImpactPeriod, ...failures(400, 409, 503) },
        },
      },
      async (request, reply) => {
        const { firstDay, lastDay } = request.body;
        const result = await impactPeriods.freeze(callerOf(request), request.body, (parts) =>
          deps.snapshotOf(parts, firstDay, lastDay),
        );
        if (!result.ok && result.reason === 'not-counted')
          throw problem(
            'not-ready',
            `${result.waiting} reports of it are being counted; try again in a moment.`,
          );
        if (!result.ok) throw refusal(result, 'period');
        return reply.code(201).send(result.row);
      },
    );
    api.get(
      '/impact/periods/:periodId',
      {
        config: { access: 'viewer' },
        schema: {
          summary: 'What was kept, what it is now, and the reports that make the difference',
          tags,
          params: Params,
          response: { 200: ImpactPeriodRestated, ...failures(400, 404) },
        },
      },
      async ({ params: { periodId } }) => {
        const found = await impactPeriods.find(periodId);
        if (found === undefined) throw refusal({ ok: false, reason: 'not-found' }, 'period', periodId);
        const { snapshot, ...period } = found;
        const { firstDay: from, lastDay: to } = period;
        const now = await deps.readImpact({ from, to, groupBy: 'county' }, 'en');
        const changes = await impactPeriods.changes(period);
        const figures = snapshot.impact.figures.map(({ id, unit, value: frozen, open }) => {
          const value = now.figures.find((figure) => figure.id === id)?.value ?? null;
          const difference =
            frozen === null || value === null ? null : Math.round((value - frozen) * 100) / 100;
          return { id, unit, frozen, now: value, difference, open };
        });
        return { ...period, figures, ...changes };
      },
    );
    api.delete(
      '/impact/periods/:periodId',
      {
        config: { access: 'coordinator' },
        schema: {
          summary: 'Open a closed period again; the audit log keeps its figures',
          tags,
          params: Params,
          response: { 204: Nothing, ...failures(400, 404) },
        },
      },
      async (request, reply) => {
        const { periodId } = request.params;
        const result = await impactPeriods.remove(callerOf(request), periodId);
        if (!result.ok) throw refusal(result, 'period', periodId);
        return reply.code(204).send(null);
      },
    );
  };
}

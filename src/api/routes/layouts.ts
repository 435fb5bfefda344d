/** How a visit is laid out into cohorts: of a booked one, and of one in a plan. */
import { PlanId, VisitId } from '@digitruck/contract/ids';
import { TimetableLayout } from '@digitruck/contract/timetable-layout';
import { z } from 'zod';
import type { Routes } from '../kit.ts';
import { refusal } from '../refusals.ts';
import { failures } from '../responses.ts';

export type LayoutRouteDeps = {
  readonly layouts: {
    ofVisit(visitId: VisitId): Promise<TimetableLayout | undefined>;
    ofPlanned(planId: PlanId, visitId: VisitId): Promise<TimetableLayout | undefined>;
  };
};

const description =
  'Each cohort gets all the classes of its course, at the same times of the day where that is possible; `short` says what does not fit and what would help, `enrolment` how many to enrol when some do not come.';

export function layoutRoutes({ layouts }: LayoutRouteDeps): Routes {
  return (api) => {
    api.get(
      '/visits/:visitId/layout',
      {
        config: { access: 'viewer' },
        schema: {
          summary: 'A visit laid out into cohorts and class times',
          description,
          tags: ['visits'],
          params: z.object({ visitId: VisitId }),
          response: { 200: TimetableLayout, ...failures(400, 404) },
        },
      },
      async (request) => {
        const { visitId } = request.params;
        const layout = await layouts.ofVisit(visitId);
        if (layout === undefined) throw refusal({ ok: false, reason: 'not-found' }, 'visit', visitId);
        return layout;
      },
    );

    api.get(
      '/plans/:planId/visits/:visitId/layout',
      {
        config: { access: 'viewer' },
        schema: {
          summary: 'A visit of a plan laid out as it would be booked',
          description,
          tags: ['plans'],
          params: z.object({ planId: PlanId, visitId: VisitId }),
          response: { 200: TimetableLayout, ...failures(400, 404) },
        },
      },
      async (request) => {
        const { planId, visitId } = request.params;
        const layout = await layouts.ofPlanned(planId, visitId);
        if (layout === undefined)
          throw refusal({ ok: false, reason: 'not-found' }, 'visit of this plan', visitId);
        return layout;
      },
    );
  };
}

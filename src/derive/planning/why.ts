/** Why a request is left out of a plan, and what a visit beat, worked out on the plan's desk and told in the API's words. */
import type { PlanId, RequestId, VisitId } from '@digitruck/contract/ids';
import type { WhyHere, WhyNot } from '@digitruck/contract/plans';
import type { PlanStore } from '../../store/plans/plans.ts';
import { fixedPins, type LoadedPlans, placedOf } from './loaded-plans.ts';
import { brokenReason, reasonsOf } from './reasons.ts';
import { namesIn } from './rows.ts';

export function planReasons({
  plans,
  loaded: known,
}: {
  readonly plans: PlanStore;
  readonly loaded: LoadedPlans;
}) {
  return {
    /** Everything that stands in a request's way. */
    async whyNot(planId: PlanId, requestId: RequestId): Promise<WhyNot | undefined> {
      const [whole, plan] = await Promise.all([plans.whole(planId), plans.find(planId)]);
      const request = plan?.unscheduled.find((one) => one.requestId === requestId);
      if (whole === undefined || request === undefined) return undefined;
      const loaded = await known.of(whole);
      if (!loaded.requests.has(requestId)) return { request, nearest: [], wouldHelp: [] };
      const pins = [...placedOf(whole.visits.filter(({ pinned }) => pinned)), ...fixedPins(loaded)];
      const explanation = await loaded.desk.explain(pins, placedOf(whole.visits), requestId);
      const reasons = reasonsOf(explanation ?? { requestId, reasons: [] }, namesIn(loaded));
      const promised = loaded.promised.find((one) => one.requestId === requestId);
      const disruption = promised && loaded.broken.get(promised.visitId);
      if (disruption === undefined || promised === undefined) return { request, ...reasons };
      return { request, ...reasons, nearest: [brokenReason(promised, disruption), ...reasons.nearest] };
    },

    /** What a visit beat. */
    async whyHere(planId: PlanId, visitId: VisitId): Promise<WhyHere | undefined> {
      const whole = await plans.whole(planId);
      const visit = whole?.visits.find((row) => row.visitId === visitId);
      if (whole === undefined || visit === undefined) return undefined;
      const { requestId } = visit;
      const loaded = await known.of(whole);
      if (requestId === null || visit.facts.fixed || !loaded.requests.has(requestId))
        return { visitId, beat: [], alone: true };
      const pins = [
        ...placedOf(whole.visits.filter((row) => row.pinned && row.visitId !== visitId)),
        ...fixedPins(loaded),
      ];
      const beaten = await loaded.desk.beaten(pins, placedOf(whole.visits), requestId);
      const beat = beaten.flatMap(({ requestId: other, lessBy }) => {
        const facts = loaded.requests.get(other);
        if (facts === undefined) return [];
        const { request, site, course } = facts;
        const { name, county, lat, lon } = site;
        return [
          {
            requestId: request.requestId,
            siteId: site.siteId,
            site: { name, county, lat, lon },
            course: course.name,
            learnersExpected: request.learnersExpected,
            lessBy: Math.round(lessBy * 10) / 10,
          },
        ];
      });
      return { visitId, beat, alone: beat.length === 0 };
    },
  };
}

/** Plans behind one door: searches as jobs, changes by hand, differences of two, publishing with the hosts to be told. */
import type { PlanId, RequestId } from '@digitruck/contract/ids';
import type { LiveSubject } from '@digitruck/contract/live';
import type { Actor } from '@digitruck/contract/people';
import type {
  HostToTell,
  Plan,
  PlanDiff,
  PlanRequest,
  PlanSummary,
  PlanVisit,
} from '@digitruck/contract/plans';
import { addDays } from '../../kernel/zone.ts';
import type { HostChange, PlanPublisher } from '../../store/plan-publish.ts';
import type { PlanStore } from '../../store/plans.ts';
import { planEditor } from './edits.ts';
import { hostMessage } from './host-messages.ts';
import { type SearchDeps, startSearches } from './search.ts';
import { plannerThreads } from './thread.ts';
import { timetableFor } from './timetable.ts';

export type PlanningOptions = Omit<SearchDeps, 'threads' | 'plans'> & {
  readonly plans: PlanStore;
  readonly planPublish: PlanPublisher;
  readonly programme: string;
};
export type Planning = Awaited<ReturnType<typeof startPlanning>>;

export async function startPlanning(options: PlanningOptions) {
  const { plans, planPublish, planningFacts, programme } = options;
  const threads = plannerThreads();
  const searches = await startSearches({ ...options, threads });
  const editor = planEditor({ ...options, threads });

  async function tellHosts(changes: readonly HostChange[]): Promise<HostToTell[]> {
    const hosts = await planningFacts.hostsOf([...new Set(changes.map(({ siteId }) => siteId))]);
    return changes.flatMap((change): HostToTell[] => {
      const site = hosts.get(change.siteId);
      if (site === undefined) return [];
      const { name, phone, email, language } = site.host;
      const message = hostMessage({ ...change, language, host: name, site: site.name, programme });
      return [{ ...change, site: site.name, contact: { name, phone, email, language }, message }];
    });
  }

  return {
    start: (actor: Actor, body: PlanRequest): Promise<PlanSummary> =>
      plans.create(actor, body, addDays(body.from, body.frozenDays), searches.enqueue),
    change: editor.change,
    add: editor.add,
    drop: editor.drop,
    step: editor.step,
    whyNot: editor.whyNot,

    publish: (actor: Actor, planId: PlanId, version: number) =>
      planPublish.publishPlan(actor, planId, version, { timetableFor, tellHosts }),

    async hosts(planId: PlanId): Promise<HostToTell[] | undefined> {
      const found = await planPublish.hostsToBe(planId);
      return found === undefined || 'told' in found ? found?.told : tellHosts(found.changes);
    },

    /** @param planId the later one */
    async compare(planId: PlanId, otherId: PlanId): Promise<PlanDiff | undefined> {
      const [after, before] = await Promise.all([plans.find(planId), plans.find(otherId)]);
      if (after === undefined || before === undefined) return undefined;
      const ids = [...before.visits, ...after.visits, ...before.unscheduled, ...after.unscheduled].flatMap(
        ({ requestId }) => (requestId === null ? [] : [requestId]),
      );
      return diffOf(before, after, await planningFacts.askedBy([...new Set(ids)]));
    },

    changed: (subjects: readonly LiveSubject[]) => editor.changed(subjects),
    stop: searches.stop,
  };
}

export function diffOf(before: Plan, after: Plan, asked: ReadonlyMap<RequestId, number>): PlanDiff {
  const key = ({ requestId, visitId }: PlanVisit) => requestId ?? visitId;
  const old = new Map(before.visits.map((visit) => [key(visit), visit]));
  const now = new Map(after.visits.map((visit) => [key(visit), visit]));
  const same = (a: PlanVisit, b: PlanVisit) =>
    a.truckId === b.truckId && a.firstDay === b.firstDay && a.lastDay === b.lastDay;
  const differences = [...new Set([...old.keys(), ...now.keys()])].flatMap((id): PlanDiff['differences'] => {
    const [a, b] = [old.get(id) ?? null, now.get(id) ?? null];
    const visit = b ?? a;
    if (visit === null) return [];
    const what = a === null ? 'new' : b === null ? 'dropped' : same(a, b) ? 'same' : 'moved';
    return [{ requestId: visit.requestId, site: visit.site, what, before: a, after: b }];
  });
  const counties = new Map<string, { asked: number; before: number; after: number }>();
  const of = (county: string) => {
    const known = counties.get(county) ?? { asked: 0, before: 0, after: 0 };
    counties.set(county, known);
    return known;
  };
  const countyOf = new Map<RequestId, string>();
  for (const { requestId, site } of [
    ...before.visits,
    ...after.visits,
    ...before.unscheduled,
    ...after.unscheduled,
  ]) {
    if (requestId !== null) countyOf.set(requestId, site.county);
  }
  for (const [requestId, county] of countyOf) of(county).asked += asked.get(requestId) ?? 0;
  for (const visit of before.visits) of(visit.site.county).before += visit.learners;
  for (const visit of after.visits) of(visit.site.county).after += visit.learners;
  return {
    before: summary(before),
    after: summary(after),
    differences,
    counties: [...counties]
      .map(([county, figures]) => ({ county, ...figures }))
      .sort((a, b) => (a.county < b.county ? -1 : 1)),
  };
}

function summary({ visits: _, unscheduled: __, ...rest }: Plan): PlanSummary {
  return rest;
}

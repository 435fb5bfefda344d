/**
 * Plans behind one door: searches as jobs, changes by hand, differences of two, publishing with the hosts to be told, and what disruptions
 * touch and how they are answered.
 */
import type {
  Disruption,
  DisruptionHit,
  DisruptionReplan,
  DisruptionWhat,
} from '@digitruck/contract/disruptions';
import type { PlanId, VisitId } from '@digitruck/contract/ids';
import type { Actor } from '@digitruck/contract/people';
import {
  HORIZON_DAYS_MAX,
  type HostToTell,
  type PlanDiff,
  type PlanRequest,
  type PlanSummary,
} from '@digitruck/contract/plans';
import { addDays, localDayOf } from '../../kernel/zone.ts';
import type { PlanStore } from '../../store/plans/plans.ts';
import type { HostChange, PlanPublisher } from '../../store/plans/publish.ts';
import type { TravelStore } from '../../store/plans/travel.ts';
import { diffOf } from './diff.ts';
import { hitShown, hitsOf, named, wordsOf } from './disruptions.ts';
import { planEditor } from './edits.ts';
import { hostMessage } from './host-messages.ts';
import { loadedPlans } from './loaded-plans.ts';
import { roadsByService, type TravelSettings } from './roads/by-service.ts';
import { roadsByAir } from './roads/roads.ts';
import { type SearchDeps, startSearches } from './search.ts';
import { plannerThreads } from './thread.ts';
import { timetableFor } from './timetable.ts';
import { planReasons } from './why.ts';

export type PlanningOptions = Omit<SearchDeps, 'threads' | 'plans' | 'roads'> & {
  readonly roadFactor: number;
  /** A road service; without one ways are by air times the factor. */
  readonly travel?: TravelSettings | undefined;
  readonly travelWays: TravelStore;
  readonly plans: PlanStore;
  readonly planPublish: PlanPublisher;
  readonly programme: string;
};
const PROMISES_DAYS = 400;
const QUARTER_DAYS = 84;
const NAME_MAX = 120;
const daysBetween = (from: string, to: string) =>
  Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);
/** A visit that cannot be promised, and why. */
export type DisruptedVisit = { readonly visitId: VisitId; readonly words: string };
export type Planning = Awaited<ReturnType<typeof startPlanning>>;

export async function startPlanning(options: PlanningOptions) {
  const { plans, planPublish, planningFacts, programme } = options;
  const threads = plannerThreads();
  const { roadFactor, travel, travelWays, log } = options;
  const roads =
    travel === undefined
      ? roadsByAir(roadFactor)
      : roadsByService(travel, roadFactor, { travel: travelWays, log });
  const searches = await startSearches({ ...options, threads, roads });
  const loaded = loadedPlans({ ...options, roads });
  const editor = planEditor({ plans, loaded });
  const reasons = planReasons({ plans, loaded });

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

  /** What a draft would promise that a disruption forbids, marked or prolonged since it was made. */
  async function brokenIn(planId: PlanId): Promise<DisruptedVisit[]> {
    const plan = await plans.find(planId);
    if (plan?.state !== 'draft') return [];
    const planned = plan.visits.filter(({ frozen }) => !frozen);
    const inForce = await options.disruptions.inForce(plan.from, plan.to);
    return inForce.flatMap((disruption) =>
      hitsOf(disruption.what, planned, new Map()).flatMap(({ visit, how }) =>
        how === 'broken' ? [{ visitId: visit.visitId, words: wordsOf(named(disruption)) }] : [],
      ),
    );
  }

  const { clock, timeZone, visits } = options;
  const today = () => localDayOf(clock.nowMs(), timeZone);
  const start = (actor: Actor, body: PlanRequest): Promise<PlanSummary> =>
    plans.create(actor, body, addDays(body.from, body.frozenDays), searches.enqueue);

  return {
    start,

    /** Promised visits from today on that a disruption touches. */
    async hits(what: DisruptionWhat): Promise<DisruptionHit[]> {
      const day = today();
      const [booked, trucks] = await Promise.all([
        visits.plannedVisits(day, addDays(day, PROMISES_DAYS)),
        planningFacts.planTrucks(),
      ]);
      const starts = new Map(
        trucks.flatMap(({ truckId, place, depot }) => {
          const from = place ?? depot;
          return from === null ? [] : [[truckId as string, from] as const];
        }),
      );
      return hitsOf(what, booked, starts).map((hit) => hitShown(hit, day));
    },

    /** A draft from today on that keeps all it can of what is promised. */
    async replan(actor: Actor, disruption: Disruption, how: DisruptionReplan): Promise<PlanSummary> {
      const from = today();
      const booked = await visits.plannedVisits(from, addDays(from, HORIZON_DAYS_MAX - 1));
      const reach = booked.reduce((last, { lastDay }) => (lastDay > last ? lastDay : last), from);
      const { name, reason } = named(disruption);
      return start(actor, {
        name: (how.name ?? `${name}: ${reason}`).slice(0, NAME_MAX),
        from,
        days: how.days ?? Math.min(HORIZON_DAYS_MAX, Math.max(QUARTER_DAYS, daysBetween(from, reach) + 1)),
        seconds: how.seconds,
        seed: 1,
        frozenDays: how.frozenDays,
        pinsOf: null,
        truckIds: [],
        stability: 'most',
        returnToDepot: false,
      });
    },

    atHand: editor.atHand,
    change: editor.change,
    add: editor.add,
    drop: editor.drop,
    step: editor.step,
    whyNot: reasons.whyNot,
    whyHere: reasons.whyHere,

    async publish(actor: Actor, planId: PlanId, version: number) {
      const disrupted = await brokenIn(planId);
      if (disrupted.length > 0) return { ok: false, reason: 'disrupted', visits: disrupted } as const;
      return planPublish.publishPlan(actor, planId, version, { timetableFor, tellHosts });
    },

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

    changed: loaded.changed,
    async stop() {
      await loaded.stop();
      await searches.stop();
    },
  };
}

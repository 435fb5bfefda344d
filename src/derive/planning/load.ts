/**
 * From the registry to the planner's problem. What was promised and is not to move (it has begun, begins within the frozen days, was
 * booked without a request, or reaches beyond the horizon) stands in the problem as a visit of its own that is pinned; where even the way
 * to it does not fit the rules (people booked it, it will happen), the truck begins its plan after it. What a disruption touches may move,
 * however near it is; what has begun and cannot go on is cut short.
 */
import type { RequestId, TruckId } from '@digitruck/contract/ids';
import type { DisruptionNamed, PlanNote } from '@digitruck/contract/plan-notes';
import { distanceKm, type Place } from '../../kernel/geo.ts';
import { addDays } from '../../kernel/zone.ts';
import { dayModel } from '../../planner/day-model.ts';
import { buildInstance } from '../../planner/instance.ts';
import { pinFaults } from '../../planner/pins.ts';
import type { PlannedVisit, Problem } from '../../planner/problem.ts';
import type { DisruptionStore } from '../../store/plans/disruptions.ts';
import type { PlanningFactsStore, RequestFacts, TruckFacts } from '../../store/plans/planning-facts.ts';
import type { HolidayStore } from '../../store/registry/holidays.ts';
import type { MaintenanceStore } from '../../store/registry/maintenance.ts';
import type { Promised } from '../../store/tables/plans.ts';
import type { PlannedVisit as Booked, VisitStore } from '../../store/visits/visits.ts';
import { type Bookings, sortBookings } from './bookings.ts';
import { daysOff } from './days-off.ts';
import { named } from './disruptions.ts';
import { fixedKey, type Parts, problemOf, type Start, withWays } from './problem.ts';
import type { Roads } from './roads/roads.ts';

export type Horizon = { readonly from: string; readonly days: number; readonly frozenBefore: string };
export type PlanInput = Horizon & {
  /** Empty is every truck in use. */
  readonly truckIds: readonly TruckId[];
  readonly pins: readonly PlannedVisit[];
  /** Requests that somebody pinned: as promised they stay, but for what a disruption touches and what cannot stand any more. */
  readonly pinned?: ReadonlySet<string>;
  readonly stability: 'usual' | 'most';
  readonly returnToDepot: boolean;
};
export type LoadedProblem = {
  readonly problem: Problem;
  readonly truckIds: readonly TruckId[];
  /** Visits that stay as they are, or are cut short: shown in the plan, not planned. */
  readonly fixed: readonly Booked[];
  readonly promised: readonly (Promised & { readonly requestId: RequestId })[];
  /** What was promised of visits that are cut short or cannot be any more, before. */
  readonly cut: readonly Promised[];
  /** By visit: the disruption that it cannot be kept under. */
  readonly broken: ReadonlyMap<string, DisruptionNamed>;
  /** By id, which is what the problem's causes are. */
  readonly disruptions: ReadonlyMap<string, DisruptionNamed>;
  readonly requests: ReadonlyMap<string, RequestFacts>;
  readonly notes: PlanNote[];
};
export type LoadDeps = {
  readonly planningFacts: PlanningFactsStore;
  readonly visits: Pick<VisitStore, 'plannedVisits'>;
  readonly disruptions: Pick<DisruptionStore, 'inForce'>;
  readonly maintenance: Pick<MaintenanceStore, 'list'>;
  readonly holidays: Pick<HolidayStore, 'list'>;
  readonly roads: Roads;
  readonly timeZone: string;
};

const FAR_DAYS = 400;
const AT_DEPOT_KM = 1;

/** @param patience whether a road service is asked for ways that are not known yet */
export async function loadProblem(
  deps: LoadDeps,
  input: PlanInput,
  patience: 'ask' | 'known',
): Promise<LoadedProblem> {
  const { planningFacts, visits } = deps;
  const { from, days, frozenBefore } = input;
  const to = addDays(from, days - 1);
  const [trucks, open, counties, booked, disruptions, maintenance, holidays] = await Promise.all([
    planningFacts.planTrucks(),
    planningFacts.openRequests(),
    planningFacts.counties(from),
    visits.plannedVisits(from, addDays(to, FAR_DAYS)),
    deps.disruptions.inForce(from, to),
    deps.maintenance.list({ from, to }),
    deps.holidays.list({ from, to }),
  ]);
  const notes: PlanNote[] = disruptions.map((one) => ({
    kind: 'disruption',
    params: { disruption: named(one) },
  }));
  notes.push({ kind: 'sun-usual', params: {} });
  const chosen = trucks.filter(
    ({ truckId }) => input.truckIds.length === 0 || input.truckIds.includes(truckId),
  );
  const openIds = new Map(open.map((facts) => [facts.request.requestId, facts]));
  const sorted = sortBookings(booked, {
    from,
    to,
    frozenBefore,
    disruptions,
    openIds: new Set(openIds.keys()),
    truckIds: new Set(chosen.map(({ truckId }) => truckId)),
    starts: new Map(
      chosen.flatMap((truck) => {
        const place = truck.place ?? truck.depot;
        return place === null ? [] : [[truck.truckId as string, place] as const];
      }),
    ),
  });
  notes.push(...sorted.notes);
  const { fixed, promised } = sorted;
  const starts = startsOf(chosen, fixed, from, notes);
  const used = chosen.filter(({ truckId }) => starts.has(truckId));
  const requests = new Map([...openIds].filter(([id]) => !sorted.served.has(id)));
  const kept = promised.filter(({ requestId, visitId }) => {
    return input.pinned?.has(requestId) === true && requests.has(requestId) && !sorted.hit.has(visitId);
  });
  const parts: Parts = {
    ...input,
    pins: [...input.pins, ...kept],
    to,
    timeZone: deps.timeZone,
    trucks: used,
    starts,
    requests,
    counties,
    booked: sorted.booked,
    promised,
    disruptions,
    daysOff: daysOff({ disruptions, maintenance, holidays }),
  };
  const standing = await standingProblem(deps, parts, sorted, starts, notes, patience);
  const problem = withoutFaultyPins(standing, new Set(kept.map(({ requestId }) => requestId)));
  return {
    problem,
    truckIds: used.map(({ truckId }) => truckId),
    fixed: fixed.filter(({ truckId }) => starts.has(truckId)),
    promised,
    cut: sorted.cut,
    broken: sorted.broken,
    disruptions: new Map(disruptions.map((one) => [one.disruptionId as string, named(one)])),
    requests,
    notes,
  };
}

/** Where each truck begins, and from when on; one of which no place is known is left out. */
function startsOf(
  trucks: readonly TruckFacts[],
  fixed: readonly Booked[],
  from: string,
  notes: PlanNote[],
): Map<string, Start> {
  const starts = new Map<string, Start>();
  for (const { truckId, place, depot, array, battery } of trucks) {
    const here = fixed.find((visit) => visit.truckId === truckId && visit.firstDay < from);
    const start = here?.site ?? (place && standsAt(place, depot)) ?? depot;
    if (start === null) notes.push({ kind: 'truck-without-place', params: { truckId } });
    else {
      const next = here === undefined ? from : addDays(here.lastDay, 1);
      const after = next <= from ? {} : { availableFrom: next };
      starts.set(truckId, { lat: start.lat, lon: start.lon, ...after });
    }
    if (array === null || battery === null) notes.push({ kind: 'energy-unknown', params: { truckId } });
  }
  return starts;
}

/** A truck's place is told anew each minute, some metres off; ways are asked from where it stands, not from each of these. */
function standsAt(place: Place, depot: Place | null): Place {
  if (depot !== null && distanceKm(place, depot) < AT_DEPOT_KM) return depot;
  const rounded = (degrees: number) => Math.round(degrees * 1000) / 1000;
  return { lat: rounded(place.lat), lon: rounded(place.lon) };
}

/** Bookings that do not fit the rules one after the other: the truck begins after the last of them. */
async function standingProblem(
  { roads }: LoadDeps,
  parts: Parts,
  { pinned }: Bookings,
  starts: Map<string, Start>,
  notes: PlanNote[],
  patience: 'ask' | 'known',
): Promise<Problem> {
  let standing = pinned.filter(({ truckId }) => starts.has(truckId));
  const first = problemOf(parts, standing);
  const called = new Map([
    ...[...parts.requests.values()].map(
      ({ site }) => [site.siteId as string, { siteId: site.siteId, name: site.name }] as const,
    ),
    ...standing.map(({ visitId, siteId, site }) => [fixedKey(visitId), { siteId, name: site.name }] as const),
  ]);
  const places = [...first.places].map(([key, place]) => {
    const { siteId, name } = called.get(key) ?? { siteId: null, name: key.slice(key.indexOf(':') + 1) };
    return { ...place, siteId, name };
  });
  const ways = await roads.ways(places, patience);
  notes.push(...ways.notes);
  const build = (fixed: readonly Booked[]) => {
    const made = problemOf(parts, fixed);
    return withWays(made, ways.between(made.places), parts);
  };
  let problem = build(standing);
  for (let round = 0; round <= parts.trucks.length; round++) {
    const faulty = faultyBookings(problem, standing);
    if (faulty.length === 0) break;
    for (const { truckId, site, firstDay, lastDay } of faulty) {
      const plannedFrom = addDays(lastDay, 1);
      starts.set(truckId, { lat: site.lat, lon: site.lon, availableFrom: plannedFrom });
      standing = standing.filter((one) => one.truckId !== truckId || one.firstDay > lastDay);
      notes.push({
        kind: 'way-does-not-fit',
        params: { truckId, site: site.name, firstDay, plannedFrom },
      });
    }
    problem = build(standing);
  }
  return problem;
}

/** Without those of `free` pins that cannot stand: what somebody pinned once must not keep a disruption from being answered. */
function withoutFaultyPins(problem: Problem, free: ReadonlySet<string>): Problem {
  let { pins } = problem;
  for (let round = 0; round < free.size; round++) {
    const held = new Set(pins.map(({ requestId }) => requestId));
    const { published: _, ...bare } = problem;
    const requests = problem.requests.filter(({ requestId }) => held.has(requestId));
    const built = buildInstance({ ...bare, requests, pins });
    if (!built.ok) break;
    const faulty = new Set(
      pinFaults(built.instance, dayModel(built.instance)).flatMap(({ requestIds }) => {
        const last = requestIds.findLast((requestId) => free.has(requestId));
        return last === undefined ? [] : [last];
      }),
    );
    if (faulty.size === 0) break;
    pins = pins.filter(({ requestId }) => !faulty.has(requestId));
  }
  return { ...problem, pins };
}

/** The last booking of each truck that cannot stand in the problem. */
function faultyBookings(problem: Problem, standing: readonly Booked[]): Booked[] {
  if (standing.length === 0) return [];
  const keys = new Set(standing.map(({ visitId }) => fixedKey(visitId)));
  const own = { ...problem, requests: problem.requests.filter(({ requestId }) => keys.has(requestId)) };
  const { published: _, ...bare } = own;
  const alone = { ...bare, pins: problem.pins.filter(({ requestId }) => keys.has(requestId)) };
  const built = buildInstance(alone);
  if (!built.ok) return [];
  const last = new Map<string, Booked>();
  for (const { requestIds } of pinFaults(built.instance, dayModel(built.instance))) {
    const visit = standing.find(({ visitId }) => fixedKey(visitId) === requestIds.at(-1));
    if (visit !== undefined) last.set(visit.truckId, visit);
  }
  return [...last.values()];
}

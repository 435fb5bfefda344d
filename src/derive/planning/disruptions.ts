/**
 * What disruptions do: to visits that were promised, and to the planner's problem as days, ways and energy that are hard facts there; and what
 * each is called where a reason or a note names it.
 */
import type { Disruption, DisruptionHit, DisruptionWhat } from '@digitruck/contract/disruptions';
import type { DisruptionNamed } from '@digitruck/contract/plan-notes';
import type { Place } from '../../kernel/geo.ts';
import { addDays } from '../../kernel/zone.ts';
import { closedCells, closes } from '../../planner/closed-roads.ts';
import type { CausedRange, Closure, PowerChange } from '../../planner/problem.ts';
import type { RequestFacts, TruckFacts } from '../../store/plans/planning-facts.ts';
import type { PlannedVisit as Booked } from '../../store/visits/visits.ts';
import { powerOf } from './truck-power.ts';

/** A visit that is booked, or one of a plan. */
export type Hittable = Pick<
  Booked,
  'visitId' | 'requestId' | 'truckId' | 'siteId' | 'firstDay' | 'lastDay'
> & {
  readonly site: Place;
};
export type Hit<Visit extends Hittable = Booked> = {
  readonly visit: Visit;
  readonly how: DisruptionHit['how'];
};
const FIRST_DAY = '0000-01-01';
const LAST_DAY = '9999-12-31';

/** Its days, open ends being far. */
export function daysOf({ from, to }: Pick<DisruptionWhat, 'from' | 'to'>): { from: string; to: string } {
  return { from: from ?? FIRST_DAY, to: to ?? LAST_DAY };
}

/**
 * @param booked by truck and first day
 * @param starts where trucks stand now
 */
export function hitsOf<Visit extends Hittable>(
  what: DisruptionWhat,
  booked: readonly Visit[],
  starts: ReadonlyMap<string, Place>,
): Hit<Visit>[] {
  const { from, to } = daysOf(what);
  const within = (first: string, last: string) => first <= to && last >= from;
  const all = (how: Hit['how'], hit: (visit: Visit) => boolean): Hit<Visit>[] =>
    booked
      .filter((visit) => within(visit.firstDay, visit.lastDay) && hit(visit))
      .map((visit) => ({ visit, how }));
  switch (what.kind) {
    case 'truck-out':
      return all('broken', ({ truckId }) => truckId === what.truckId);
    case 'battery':
      return all('energy', ({ truckId }) => truckId === what.truckId);
    case 'site-cancels':
      return all('broken', ({ visitId, siteId, requestId }) =>
        what.visitId === null
          ? siteId === what.siteId
          : visitId === what.visitId || (requestId !== null && requestId === what.requestId),
      );
    case 'road-closed':
      return booked.flatMap((visit, i): Hit<Visit>[] => {
        const before = booked[i - 1];
        const same = before?.truckId === visit.truckId;
        const place = same ? before.site : starts.get(visit.truckId);
        // The days on which it can be on the road.
        const leaves = same ? addDays(before.lastDay, 1) : FIRST_DAY;
        const closed = place !== undefined && closes(what.where, place, visit.site);
        return closed && within(leaves, addDays(visit.firstDay, -1)) ? [{ visit, how: 'way' }] : [];
      });
  }
}

/** Days on which a request's site cannot be visited, for its host has cancelled. */
export function cancelledDays(
  disruptions: readonly Disruption[],
  { requestId, siteId }: Pick<RequestFacts['request'], 'requestId' | 'siteId'>,
): CausedRange[] {
  return disruptions.flatMap(({ disruptionId, what }): CausedRange[] => {
    if (what.kind !== 'site-cancels') return [];
    const meant = what.visitId === null ? what.siteId === siteId : what.requestId === requestId;
    return meant ? [{ ...daysOf(what), cause: disruptionId }] : [];
  });
}

export function powerChangesOf(disruptions: readonly Disruption[], truck: TruckFacts): PowerChange[] {
  return disruptions.flatMap(({ disruptionId, what }): PowerChange[] => {
    if (what.kind !== 'battery' || what.truckId !== truck.truckId) return [];
    const loads = what.vr ? truck.loads : truck.loads.filter(({ kind }) => kind !== 'vr');
    const power = powerOf({ ...truck, loads });
    if (power === null) return [];
    const { capacityPct } = what;
    return [{ ...daysOf(what), cause: disruptionId, capacityPct, classLoadW: power.classLoadW }];
  });
}

/** @param places in the order of the travel tables */
export function closuresOf(disruptions: readonly Disruption[], places: readonly Place[]): Closure[] {
  return disruptions.flatMap(({ disruptionId, what }): Closure[] => {
    if (what.kind !== 'road-closed') return [];
    const cells = closedCells(what.where, places);
    return cells.length === 0
      ? []
      : [{ ...daysOf(what), cause: disruptionId, cells, detourKm: what.detourKm }];
  });
}

export function hitShown({ visit, how }: Hit, today: string): DisruptionHit {
  const { visitId, requestId, truckId, siteId, site, firstDay, lastDay } = visit;
  return {
    visitId,
    requestId,
    truckId,
    siteId,
    site: site.name,
    firstDay,
    lastDay,
    begun: firstDay < today,
    how,
  };
}

export function named({ disruptionId, what }: Pick<Disruption, 'disruptionId' | 'what'>): DisruptionNamed {
  const { kind, from, to, reason } = what;
  return { disruptionId, kind, name: nameOf(what), from, to, reason };
}

function nameOf(what: DisruptionWhat): string {
  switch (what.kind) {
    case 'truck-out':
    case 'battery':
      return what.truckId;
    case 'site-cancels':
      return what.site;
    case 'road-closed':
      return what.where.shape === 'around'
        ? what.where.name
        : what.where.ends.map(({ name }) => name).join(' – ');
  }
}

/** In English, for programs and logs: "road closed 2027-05-04 to 2027-05-15: B8 at Garissa". */
export function wordsOf({ kind, name, from, to, reason }: DisruptionNamed): string {
  const what = {
    'truck-out': 'truck out',
    'road-closed': 'road closed',
    'site-cancels': 'cancelled by the host',
    battery: 'weak battery',
  }[kind];
  const days = from === null ? '' : to === null ? ` from ${from}` : ` ${from} to ${to}`;
  return `${what}${days}: ${name} (${reason})`;
}

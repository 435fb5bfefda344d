/**
 * What is booked, sorted by what a plan may do with it: move it, leave it where it is, or, where a disruption leaves no choice, let it end
 * before its time. What a disruption touches and has not begun may move, however near it is.
 */
import type { Disruption } from '@digitruck/contract/disruptions';
import type { RequestId, VisitId } from '@digitruck/contract/ids';
import type { DisruptionNamed, PlanNote } from '@digitruck/contract/plan-notes';
import type { Place } from '../../kernel/geo.ts';
import { addDays } from '../../kernel/zone.ts';
import type { Promised } from '../../store/tables/plans.ts';
import type { PlannedVisit as Booked } from '../../store/visits/visits.ts';
import { daysOf, type Hit, hitsOf, named } from './disruptions.ts';

export type Bookings = {
  readonly promised: (Promised & { readonly requestId: RequestId })[];
  /** With the days that they have now; those of `pinned` stand in the problem. */
  readonly fixed: Booked[];
  readonly pinned: Booked[];
  /** All that stays booked, and what may move. */
  readonly booked: Booked[];
  /** As promised, of those that end earlier or are no more. */
  readonly cut: Promised[];
  readonly broken: Map<string, DisruptionNamed>;
  /** What a disruption touches in any way, by id. */
  readonly hit: ReadonlySet<VisitId>;
  readonly served: Set<string>;
  readonly notes: PlanNote[];
};

export function sortBookings(
  booked: readonly Booked[],
  given: {
    readonly from: string;
    readonly to: string;
    readonly frozenBefore: string;
    readonly disruptions: readonly Disruption[];
    readonly openIds: ReadonlySet<string>;
    readonly truckIds: ReadonlySet<string>;
    readonly starts: ReadonlyMap<string, Place>;
  },
): Bookings {
  const { from, to, frozenBefore, disruptions } = given;
  const hits = new Map<VisitId, { readonly disruption: Disruption; readonly how: Hit['how'] }>();
  for (const disruption of disruptions) {
    for (const { visit, how } of hitsOf(disruption.what, booked, given.starts)) {
      const known = hits.get(visit.visitId);
      if (known === undefined || (how === 'broken' && known.how !== 'broken'))
        hits.set(visit.visitId, { disruption, how });
    }
  }
  const times = new Map<string, number>();
  for (const { requestId } of booked)
    if (requestId !== null) times.set(requestId, (times.get(requestId) ?? 0) + 1);

  const sorted: Bookings = {
    promised: [],
    fixed: [],
    pinned: [],
    booked: [],
    cut: [],
    broken: new Map(),
    hit: new Set(hits.keys()),
    served: new Set(),
    notes: [],
  };
  const stays = (visit: Booked, pin: boolean) => {
    const { requestId, firstDay } = visit;
    sorted.booked.push(visit);
    if (requestId !== null) sorted.served.add(requestId);
    if (firstDay > to) return;
    sorted.fixed.push(visit);
    if (pin && firstDay >= from) sorted.pinned.push(visit);
  };
  for (const visit of booked) {
    const { visitId, requestId, truckId, siteId, site, firstDay, lastDay } = visit;
    const hit = hits.get(visitId);
    const known = requestId !== null && given.openIds.has(requestId) && times.get(requestId) === 1;
    const within = given.truckIds.has(truckId) && firstDay >= from && lastDay <= to;
    if (hit?.how === 'broken') sorted.broken.set(visitId, named(hit.disruption));
    if (known && within && (firstDay >= frozenBefore || hit !== undefined)) {
      sorted.promised.push({ visitId, requestId, truckId, siteId, firstDay, lastDay });
      sorted.booked.push(visit);
    } else if (hit?.how !== 'broken') {
      stays(visit, true);
    } else {
      const disruption = named(hit.disruption);
      const { from: outFrom, to: outTo } = daysOf(hit.disruption.what);
      const told = { visitId, truckId, site: site.name, firstDay, disruption };
      // What has begun and cannot be gone on with ends on the day before; what can be taken up again stays.
      if (firstDay < from && outTo >= lastDay) {
        sorted.cut.push({ visitId, requestId, truckId, siteId, firstDay, lastDay });
        if (outFrom <= firstDay) continue;
        const last = addDays(outFrom, -1);
        sorted.notes.push({ kind: 'visit-cut-short', params: { ...told, lastDay: last } });
        stays({ ...visit, lastDay: last }, false);
      } else {
        sorted.notes.push({ kind: 'booking-broken', params: { ...told, lastDay } });
        stays(visit, false);
      }
    }
  }
  return sorted;
}

/** The planner's plan as rows that are kept, with the bookings it left as they are, and its score as people read it. */
import { randomUUID } from 'node:crypto';
import type { RequestId, TruckId, VisitId } from '@digitruck/contract/ids';
import type { PlanScore } from '@digitruck/contract/plans';
import type { Plan } from '../../planner/plan.ts';
import type { PlanVisitRow } from '../../store/tables/plans.ts';
import type { PlannedVisit as Booked } from '../../store/visits/visits.ts';
import type { LoadedProblem } from './load.ts';
import { fixedKey, isFixedKey } from './problem.ts';
import type { Names } from './reasons.ts';

export function rowsOf(
  loaded: LoadedProblem,
  plan: Plan,
  charges: ReadonlyMap<string, number>,
  given: { readonly pinned: ReadonlySet<string>; readonly visitIds: ReadonlyMap<string, VisitId> },
): PlanVisitRow[] {
  const promised = new Map<string, VisitId>(loaded.promised.map((one) => [one.requestId, one.visitId]));
  const planned = plan.visits.flatMap((visit): PlanVisitRow[] => {
    const facts = loaded.requests.get(visit.requestId);
    if (isFixedKey(visit.requestId) || facts === undefined) return [];
    const { requestId, siteId, courseId } = facts.request;
    return [
      {
        visitId: given.visitIds.get(requestId) ?? promised.get(requestId) ?? (randomUUID() as VisitId),
        requestId,
        truckId: visit.truckId as TruckId,
        siteId,
        courseId,
        firstDay: visit.firstDay,
        lastDay: visit.lastDay,
        pinned: given.pinned.has(requestId),
        facts: {
          arrives: visit.arrives,
          km: Math.round(visit.km),
          learners: visit.learners,
          classDays: visit.classDays,
          leastChargePct: rounded(charges.get(requestId)),
          change: visit.change ?? 'new',
          fixed: false,
        },
      },
    ];
  });
  const inPlan = new Map(plan.visits.map((visit) => [visit.requestId, visit]));
  const cut = new Set(loaded.cut.map(({ visitId }) => visitId));
  // A request that was booked twice is served by the first; a plan has one visit a request.
  const served = new Set<string>();
  const booked = loaded.fixed.map((visit) => {
    const row = fixedRow(visit, inPlan.get(fixedKey(visit.visitId)), cut.has(visit.visitId));
    const again = row.requestId !== null && served.has(row.requestId);
    if (row.requestId !== null) served.add(row.requestId);
    return again ? { ...row, requestId: null } : row;
  });
  return [...booked, ...planned];
}

function fixedRow(visit: Booked, inPlan: Plan['visits'][number] | undefined, cut: boolean): PlanVisitRow {
  const { visitId, requestId, truckId, siteId, courseId, firstDay, lastDay, learnersExpected } = visit;
  return {
    visitId,
    requestId,
    truckId,
    siteId,
    courseId,
    firstDay,
    lastDay,
    pinned: false,
    facts: {
      arrives: inPlan?.arrives ?? firstDay,
      km: Math.round(inPlan?.km ?? 0),
      learners: learnersExpected,
      classDays: inPlan?.classDays ?? 0,
      leastChargePct: null,
      change: cut ? 'moved' : 'kept',
      fixed: true,
      ...(cut ? { cut } : {}),
    },
  };
}

export function scoreOfRows(loaded: LoadedProblem, rows: readonly PlanVisitRow[], plan: Plan): PlanScore {
  const { from } = loaded.problem;
  const counted = rows.filter(({ firstDay }) => firstDay >= from);
  const served = new Set(rows.map(({ requestId }) => requestId));
  const counties = countiesOf(loaded, counted);
  const shares = [...counties].flatMap(([county, { asked, reached }]) =>
    asked > 0 ? [{ county, share: Math.min(1, reached / asked) }] : [],
  );
  const charges = Object.values(plan.leastChargePct).filter((pct) => pct !== null);
  const least = [...shares].sort((a, b) => a.share - b.share || (a.county < b.county ? -1 : 1))[0];
  return {
    learners: counted.reduce((sum, { facts }) => sum + facts.learners, 0),
    weighted: Math.round(plan.score.reached * 10) / 10,
    visits: counted.length,
    moved: rows.filter(({ facts }) => facts.change === 'moved').length,
    dropped:
      loaded.promised.filter(({ requestId }) => !served.has(requestId)).length +
      loaded.cut.filter(({ visitId }) => !rows.some((row) => row.visitId === visitId)).length,
    km: Math.round(plan.score.km),
    leastChargePct: charges.length === 0 ? null : rounded(Math.min(...charges)),
    gini: giniOf(shares.map(({ share }) => share)),
    leastServed:
      least === undefined ? null : { county: least.county, share: Math.round(least.share * 1000) / 1000 },
  };
}

/** People who ask now, and people that these visits are for, by county. */
export function countiesOf(
  loaded: Pick<LoadedProblem, 'requests' | 'fixed'>,
  rows: readonly PlanVisitRow[],
): Map<string, { asked: number; reached: number }> {
  const counties = new Map<string, { asked: number; reached: number }>();
  const of = (county: string) => {
    const known = counties.get(county) ?? { asked: 0, reached: 0 };
    counties.set(county, known);
    return known;
  };
  const countyOf = new Map<string, string>();
  for (const { request, site } of loaded.requests.values()) {
    of(site.county).asked += request.learnersExpected;
    countyOf.set(request.requestId, site.county);
  }
  const shown = new Set(rows.map(({ visitId }) => visitId));
  for (const { visitId, site, learnersExpected } of loaded.fixed) {
    if (!shown.has(visitId)) continue;
    of(site.county).asked += learnersExpected;
    of(site.county).reached += learnersExpected;
  }
  for (const { requestId, facts } of rows) {
    const county = requestId === null || facts.fixed ? undefined : countyOf.get(requestId);
    if (county !== undefined) of(county).reached += facts.learners;
  }
  return counties;
}

/** Gini coefficient (Gini 1912) of shares: the mean difference of all pairs over twice the mean; 0 is even. */
export function giniOf(values: readonly number[]): number | null {
  const n = values.length;
  const total = values.reduce((sum, value) => sum + value, 0);
  if (n === 0 || total <= 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const ranked = sorted.reduce((sum, value, i) => sum + (2 * (i + 1) - n - 1) * value, 0);
  return Math.round((ranked / (n * total)) * 1000) / 1000;
}

/** What a problem calls each request, and what is behind it. */
export function namesIn(loaded: Pick<LoadedProblem, 'requests' | 'fixed' | 'disruptions'>): Names {
  const booked = new Map(loaded.fixed.map(({ visitId, site }) => [fixedKey(visitId), site.name]));
  return {
    nameOf: (requestId) =>
      loaded.requests.get(requestId as RequestId)?.site.name ?? booked.get(requestId) ?? requestId,
    disruptionOf: (cause) => loaded.disruptions.get(cause),
  };
}

function rounded(pct: number | undefined): number | null {
  return pct === undefined ? null : Math.round(pct * 10) / 10;
}

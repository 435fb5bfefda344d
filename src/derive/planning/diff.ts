/** What changes from one plan to another: visits, people by county, hosts that would be told something else. */
import type { RequestId, SiteId } from '@digitruck/contract/ids';
import type { Plan, PlanDiff, PlanSummary, PlanVisit } from '@digitruck/contract/plans';

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
  const counts = { same: 0, moved: 0, dropped: 0, new: 0 };
  for (const { what } of differences) counts[what]++;
  return {
    before: summary(before),
    after: summary(after),
    differences,
    counts,
    hosts: hostsOf(differences),
    counties: [...counties]
      .map(([county, figures]) => ({ county, ...figures }))
      .sort((a, b) => (a.county < b.county ? -1 : 1)),
  };
}

function hostsOf(differences: PlanDiff['differences']): PlanDiff['hosts'] {
  const hosts = new Map<SiteId, PlanDiff['hosts'][number]>();
  for (const { what, site, before, after } of differences) {
    const siteId = (after ?? before)?.siteId;
    if (what === 'same' || siteId === undefined) continue;
    const told = hosts.get(siteId)?.what ?? [];
    hosts.set(siteId, { siteId, site: site.name, what: told.includes(what) ? told : [...told, what] });
  }
  return [...hosts.values()].sort((a, b) => (a.site < b.site ? -1 : 1));
}

function summary({ visits: _, unscheduled: __, ...rest }: Plan): PlanSummary {
  return rest;
}

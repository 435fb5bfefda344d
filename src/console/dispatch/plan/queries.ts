/** What the Plan screen asks the service. All keys begin with ['plans'], so that the live feed's 'plans' has them asked again. */
import type {
  HostsToTell,
  Plan,
  PlanDiff,
  PlanPage,
  PlanSummary,
  WhyHere,
  WhyNot,
} from '@digitruck/contract/plans';
import { useQuery } from '@tanstack/react-query';
import { type Failure, fetched, get } from '../../shared/http.ts';
import { keys } from '../../shared/query.ts';

const PLANS_MAX = 200;
/** The feed tells of progress too; this is for when it is down. */
const PROGRESS_EVERY_MS = 1500;

/** Whether its job still works on it. */
export function isSolving({ job }: Pick<PlanSummary, 'job'>): boolean {
  return job.state === 'waiting' || job.state === 'running';
}

export function usePlans() {
  return useQuery({
    queryKey: [...keys.plans, 'list'],
    queryFn: ({ signal }) => fetched(get<PlanPage>('/plans', { limit: PLANS_MAX }, signal)),
    select: ({ items }) => items,
    refetchInterval: ({ state }) => (state.data?.items.some(isSolving) ? PROGRESS_EVERY_MS : false),
  });
}

export function usePlan(planId: string) {
  return useQuery({
    queryKey: keys.plan(planId),
    queryFn: ({ signal }) => fetched(get<Plan>(`/plans/${planId}`, undefined, signal)),
    refetchInterval: ({ state }) =>
      state.data !== undefined && isSolving(state.data) ? PROGRESS_EVERY_MS : false,
  });
}

/** `version` is part of the key: after each edit the reasons may be others. */
export function useWhyNot(planId: string, requestId: string, version: number) {
  return useQuery({
    queryKey: [...keys.plan(planId), 'why', requestId, version],
    queryFn: ({ signal }) =>
      fetched(get<WhyNot>(`/plans/${planId}/unscheduled/${requestId}`, undefined, signal)),
  });
}

/** What a visit of the plan beat. */
export function useWhyHere(planId: string, visitId: string, version: number) {
  return useQuery({
    queryKey: [...keys.plan(planId), 'why-here', visitId, version],
    queryFn: ({ signal }) =>
      fetched(get<WhyHere>(`/plans/${planId}/visits/${visitId}/why`, undefined, signal)),
  });
}

export function useCompare(planId: string, otherId: string | null) {
  return useQuery({
    queryKey: [...keys.plan(planId), 'compare', otherId],
    queryFn: ({ signal }) => fetched(get<PlanDiff>(`/plans/${planId}/compare/${otherId}`, undefined, signal)),
    enabled: otherId !== null,
  });
}

export function useHosts(planId: string, version: number) {
  return useQuery({
    queryKey: [...keys.plan(planId), 'hosts', version],
    queryFn: ({ signal }) => fetched(get<HostsToTell>(`/plans/${planId}/hosts`, undefined, signal)),
    select: ({ hosts }) => hosts,
  });
}

/** The plan as it is now, out of a refusal for an old version. */
export function newestOf(failure: Failure): Pick<PlanSummary, 'updatedBy' | 'updatedAt'> | undefined {
  if (failure.kind !== 'problem' || failure.type !== 'version-conflict') return undefined;
  return (failure.problem.current ?? undefined) as PlanSummary | undefined;
}

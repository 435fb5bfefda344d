/** What the screens of cohorts ask for. Rosters are asked for once a look: each is noted in the audit log. */
import type { AttendanceGrid, Cohort, CohortPage, Enrolment, Roster } from '@digitruck/contract/cohorts';
import type { SamePersonPairs } from '@digitruck/contract/learners';
import type { FollowUp, OnlineCourse, OnlineLearnerList } from '@digitruck/contract/online-courses';
import type { VisitPage } from '@digitruck/contract/visits';
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { fetched, get } from '../../shared/http.ts';

const COHORTS = 'cohorts';
/** A roster that is open is not asked for again because somebody else enrols: that would be another look. */
const ROSTER_FRESH_MS = 10 * 60_000;

export function useCohorts(query: { readonly q: string; readonly when: string; readonly limit: number }) {
  return useQuery({
    queryKey: [COHORTS, 'list', query],
    queryFn: ({ signal }) => fetched(get<CohortPage>('/cohorts', query, signal)),
    placeholderData: keepPreviousData,
  });
}

export function useCohort(cohortId: string) {
  return useQuery({
    queryKey: [COHORTS, 'one', cohortId],
    queryFn: ({ signal }) => fetched(get<Cohort>(`/cohorts/${cohortId}`, {}, signal)),
  });
}

export function useRoster(cohortId: string, enabled: boolean) {
  return useQuery({
    queryKey: ['rosters', cohortId],
    queryFn: ({ signal }) => fetched(get<Roster>(`/cohorts/${cohortId}/enrolments`, {}, signal)),
    staleTime: ROSTER_FRESH_MS,
    gcTime: 0,
    enabled,
  });
}

export function useAttendance(cohortId: string, enabled: boolean) {
  return useQuery({
    queryKey: [COHORTS, 'attendance', cohortId],
    queryFn: ({ signal }) => fetched(get<AttendanceGrid>(`/cohorts/${cohortId}/attendance`, {}, signal)),
    enabled,
  });
}

export function useOnlineCourses() {
  return useQuery({
    queryKey: [COHORTS, 'online-courses'],
    queryFn: ({ signal }) => fetched(get<{ items: OnlineCourse[] }>('/online-courses', {}, signal)),
  });
}

export function useOnlineLearners(cohortId: string, enabled: boolean) {
  return useQuery({
    queryKey: [COHORTS, 'online-learners', cohortId],
    queryFn: ({ signal }) =>
      fetched(get<OnlineLearnerList>(`/cohorts/${cohortId}/online-learners`, {}, signal)),
    enabled,
  });
}

export function useFollowUp() {
  return useQuery({
    queryKey: [COHORTS, 'follow-up'],
    queryFn: ({ signal }) => fetched(get<FollowUp>('/follow-up', {}, signal)),
  });
}

export function useSamePerson() {
  return useQuery({
    queryKey: ['rosters', 'same-person'],
    queryFn: ({ signal }) => fetched(get<SamePersonPairs>('/learners/same-person', {}, signal)),
    staleTime: ROSTER_FRESH_MS,
    gcTime: 0,
  });
}

export function useVisitsFrom(from: string) {
  return useQuery({
    queryKey: ['visits', 'from', from],
    queryFn: ({ signal }) => fetched(get<VisitPage>('/visits', { from, limit: 500 }, signal)),
  });
}

/** After a change: the enrolment that came back goes into the roster, the rest is asked again. */
export function useRosterChanged(cohortId: string) {
  const client = useQueryClient();
  return async (changed?: Enrolment) => {
    if (changed === undefined) await client.invalidateQueries({ queryKey: ['rosters', cohortId] });
    else {
      client.setQueryData<Roster>(['rosters', cohortId], (old) => {
        if (old === undefined) return old;
        const known = old.enrolments.some((one) => one.learnerId === changed.learnerId);
        const enrolments = known
          ? old.enrolments.map((one) => (one.learnerId === changed.learnerId ? changed : one))
          : [...old.enrolments, changed];
        return { ...old, enrolments };
      });
    }
    await client.invalidateQueries({ queryKey: [COHORTS] });
  };
}

/** What a cohort is called, and a learner who has no name. */
import type { Cohort, Enrolment } from '@digitruck/contract/cohorts';
import { cohortsText } from '../../shared/i18n/cohorts.ts';
import { useText } from '../../shared/i18n/language.tsx';
import { rosterText } from '../../shared/i18n/roster.ts';

export function useCohortName(): (cohort: Pick<Cohort, 'name' | 'number'>) => string {
  const t = useText(cohortsText);
  return ({ name, number }) => (name === '' ? t.cohortN(String(number)) : name);
}

export function useLearnerName(): (one: Enrolment) => string {
  const t = useText(rosterText);
  return ({ learner, number }) => learner.name ?? t.learnerN(String(number));
}

/** What can be done with one of a roster, each with its words when it is done or refused. */

import type { IssuedCertificates } from '@digitruck/contract/certificates';
import type { Cohort, Enrolment } from '@digitruck/contract/cohorts';
import type { Method, Result } from '../../shared/http.ts';
import { apiUrl, send } from '../../shared/http.ts';
import { useLanguage, useText } from '../../shared/i18n/language.tsx';
import { rosterText } from '../../shared/i18n/roster.ts';
import { useAnnouncer } from '../../shared/ui/announcer.tsx';
import { useDescribe } from '../../shared/ui/states.tsx';
import { useRosterChanged } from './queries.ts';

export function useLearnerActs(cohort: Cohort) {
  const t = useText(rosterText);
  const describe = useDescribe();
  const { toast } = useAnnouncer();
  const { language } = useLanguage();
  const changed = useRosterChanged(cohort.cohortId);
  const base = `/cohorts/${cohort.cohortId}`;

  async function act<T>(
    method: Method,
    path: string,
    body: unknown,
    said: (value: T) => string,
  ): Promise<Result<T>> {
    const result = await send<T>(method, path, { body });
    if (result.ok) toast(said(result.value));
    else toast(describe(result.failure), 'danger');
    return result;
  }
  return {
    async enrolment(one: Enrolment, change: object): Promise<boolean> {
      const path = `${base}/enrolments/${one.learnerId}`;
      const result = await act<Enrolment>('PATCH', path, { ...change, version: one.version }, () => t.saved);
      await changed(result.ok ? result.value : undefined);
      return result.ok;
    },
    async issue(learnerIds?: readonly string[]): Promise<void> {
      const body = learnerIds === undefined ? {} : { learnerIds };
      await act<IssuedCertificates>('POST', `${base}/certificates`, body, ({ issued }) =>
        t.issued(String(issued.length)),
      );
      await changed();
    },
    async revoke(certificateNumber: string, reason: string): Promise<boolean> {
      const path = `/certificates/${certificateNumber}/revoke`;
      const result = await act('POST', path, { reason }, () => t.saved);
      await changed();
      return result.ok;
    },
    async erase(one: Enrolment, certificates: 'keep' | 'revoke'): Promise<boolean> {
      const result = await act('POST', `/learners/${one.learnerId}/erase`, { certificates }, () => t.erased);
      await changed();
      return result.ok;
    },
    async notSame(one: Enrolment): Promise<void> {
      const body = { learnerId: null, version: one.learner.version };
      await act('PUT', `/learners/${one.learnerId}/same-as`, body, () => t.saved);
      await changed();
    },
    /** A PDF in a tab of its own, to look at and print. */
    print(options: { readonly learnerId?: string; readonly in?: string } = {}): void {
      const query = { language: options.in ?? language, learnerId: options.learnerId };
      window.open(apiUrl(`${base}/certificates.pdf`, query), '_blank', 'noopener');
    },
    exportUrl: (one: Enrolment) => apiUrl(`/learners/${one.learnerId}/export`),
  };
}
export type LearnerActs = ReturnType<typeof useLearnerActs>;

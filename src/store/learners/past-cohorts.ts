/** How many came of those who were enrolled, a row for each cohort that had classes: what no-shows are foretold from. */
import type { SiteId } from '@digitruck/contract/ids';
import type { Db } from '../db.ts';

export type PastCohort = {
  readonly siteId: SiteId;
  readonly county: string;
  readonly enrolled: number;
  /** To a class, on average; who came without being enrolled is not among them. */
  readonly came: number;
};

const COHORTS_MAX = 20_000;

export function pastCohortStore(db: Db) {
  return {
    /** @param sinceDay cohorts whose last class was before are history of another time */
    async attended(sinceDay: string): Promise<PastCohort[]> {
      const { rows } = await db.$client.query<PastCohort>(
        `select v.site_id as "siteId", s.county, e.enrolled, r.came
         from (
           select cohort_id, avg(greatest(heads - walk_ins, 0))::float8 as came, max(day) as last_day
           from session_reports where state = 'held' and cohort_id is not null group by cohort_id) r
         join cohorts c using (cohort_id)
         join (
           select cohort_id, count(*)::int as enrolled from enrolments
           where state <> 'waiting' and drop_reason is distinct from 'entered-twice' group by cohort_id) e using (cohort_id)
         join visits v on v.visit_id = c.visit_id
         join sites s on s.site_id = v.site_id
         where r.last_day >= $1::date
         order by r.last_day desc, cohort_id limit ${COHORTS_MAX}`,
        [sinceDay],
      );
      return rows;
    },
  };
}
export type PastCohortStore = ReturnType<typeof pastCohortStore>;

/** Who may see whose names: operators those of their own trucks' cohorts, coordinators and up all. What is refused, as problems. */
import type { CohortId, LearnerId, TruckId } from '@digitruck/contract/ids';
import type { FieldFault } from '@digitruck/contract/problems';
import type { CohortStore } from '../../store/learners/cohorts.ts';
import type { Refusal } from '../../store/learners/enrol.ts';
import type { LearnerRefusal, LearnerStore } from '../../store/learners/learners.ts';
import type { Caller } from '../kit.ts';
import { type ProblemError, problem } from '../problems.ts';
import { type Refused, refusal } from '../refusals.ts';

export const COHORT = 'cohort';
export const LEARNER = 'learner';

function refuseOthers(caller: Caller, truckIds: readonly TruckId[], whose: string): void {
  if (caller.role !== 'operator' || truckIds.some((truckId) => caller.truckIds.includes(truckId))) return;
  const own = caller.truckIds.length === 0 ? 'you have none' : `yours: ${caller.truckIds.join(', ')}`;
  throw problem(
    'not-allowed',
    `An operator sees learners of their own trucks (${own}); ${whose}. Ask a coordinator.`,
  );
}

export async function checkCohort(
  cohorts: Pick<CohortStore, 'truckOf'>,
  caller: Caller,
  cohortId: CohortId,
): Promise<void> {
  const truckId = await cohorts.truckOf(cohortId);
  if (truckId === undefined) throw refusal({ ok: false, reason: 'not-found' }, COHORT, cohortId);
  refuseOthers(caller, [truckId], `this cohort is of truck ${truckId}`);
}

export async function checkLearner(
  learners: Pick<LearnerStore, 'find' | 'trucksOf'>,
  caller: Caller,
  learnerId: LearnerId,
): Promise<void> {
  if ((await learners.find(learnerId)) === undefined) {
    throw refusal({ ok: false, reason: 'not-found' }, LEARNER, learnerId);
  }
  refuseOthers(caller, await learners.trucksOf(learnerId), 'this learner is of others');
}

const bad = (field: string, value: unknown, what: string, code?: FieldFault) =>
  problem('bad-input', `Check: ${field}.`, {
    errors: [{ field, value, problem: what, ...(code && { code }) }],
  });

export function learnerRefusal(
  refused: Refusal | LearnerRefusal | Refused,
  thing: string,
  id = '',
): ProblemError {
  switch (refused.reason) {
    case 'no-seat':
      return problem(
        'in-use',
        `All ${refused.seats} seats are taken. Give the cohort more seats, or wait until somebody leaves.`,
      );
    case 'names-not-kept': {
      const why =
        'is kept only where the course certifies and the learner agreed; leave it out, or note the consent';
      const errors = refused.fields.map((field) => ({ field, value: null, problem: why }));
      return problem('bad-input', `Check: ${refused.fields.join(', ')}.`, { errors });
    }
    case 'enrolled-already':
      return problem('already-exists', 'This learner is on the roster already.', {
        errors: [{ field: 'learnerId', value: refused.learnerId, problem: 'is on the roster already' }],
      });
    case 'no-learner':
      return bad(
        'learnerId',
        refused.learnerId,
        'is not there; choose one that is on the roster',
        'not-there',
      );
    case 'no-school':
      return bad('learner.schoolSiteId', refused.value, 'is no site; choose one that exists', 'not-there');
    case 'roster-full':
      return problem('in-use', `A roster has at most ${refused.max} learners. Make another cohort.`);
    case 'same-as-chain':
      return bad(
        'learnerId',
        refused.value,
        'cannot be taken: choose the row that others count as, and undo what was marked before',
      );
    default:
      return refusal(refused, thing, id);
  }
}

/** What the registry's store refuses, as problems: each says what stands in the way and what to do instead. */
import type { AlreadyExists, InUse, NoSuch, NotFound, VersionConflict } from '../store/versions.ts';
import { type ProblemError, problem } from './problems.ts';

export type Refused =
  | NotFound
  | VersionConflict<{ updatedBy: string; updatedAt: string }>
  | AlreadyExists
  | InUse
  | NoSuch;

/**
 * @param thing what it is called, e.g. "site"
 * @param id of the one that was to be changed; empty when a new one was to be made
 * @param instead what to do with one that is in use
 */
export function refusal(refused: Refused, thing: string, id = '', instead = ''): ProblemError {
  switch (refused.reason) {
    case 'not-found':
      return problem('not-found', `There is no ${thing} ${id}.`);
    case 'version-conflict': {
      const { updatedBy, updatedAt } = refused.current;
      return problem(
        'version-conflict',
        `${updatedBy} changed this ${thing} at ${updatedAt}; look at what it is now, then send your change with its version.`,
        { current: refused.current },
      );
    }
    case 'already-exists': {
      const { field, value, existingId } = refused;
      const which = existingId === null ? `another ${thing}` : `the ${thing} ${existingId}`;
      return problem('already-exists', `There is a ${thing} with this ${field} already.`, {
        errors: [
          { field, value, problem: `is taken by ${which}; change that one, or choose another ${field}` },
        ],
      });
    }
    case 'in-use':
      return problem('in-use', `This ${thing} is used by ${refused.by}. ${instead}`.trim());
    case 'no-such':
      return problem('bad-input', `Check: ${refused.field}.`, {
        errors: [
          {
            field: refused.field,
            value: refused.value,
            problem: 'is not there; choose one that exists',
            code: 'not-there',
          },
        ],
      });
  }
}

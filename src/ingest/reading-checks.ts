/** What each reading must be to be kept, in the order of READING_NAMES. */
import { READING_NAMES, READINGS, type ReadingSpec } from '@digitruck/contract/readings';

export type ReadingCheck = {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  readonly isInteger: boolean;
};

export const READING_CHECKS: readonly ReadingCheck[] = READING_NAMES.map((name) => {
  const spec: ReadingSpec = READINGS[name];
  return { name, min: spec.range[0], max: spec.range[1], isInteger: spec.integer === true };
});

/** A sample of which nothing is known yet: to be copied, for a copy has its final size and kind at once. */
export const UNKNOWN_VALUES: readonly number[] = READING_CHECKS.map(() => Number.NaN);

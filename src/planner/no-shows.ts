/**
 * Who comes of those who enrol: a site's own past where there is one, drawn towards its county's and the programme's as far as sites
 * differ little or little was seen (empirical Bayes); and how many to enrol so that seats are filled and too many rarely come.
 *
 * Of n learners who enrol at a site, X come; X is binomial with a share p that differs between sites as a beta distribution: X is
 * beta-binomial (Skellam 1948, "A probability distribution derived from the binomial distribution by regarding the probability of success
 * as variable between the sets of trials", J. R. Stat. Soc. B 10:257). With much seen it becomes the binomial of the classic overbooking
 * rule (Beckmann 1958, "Decision and team problems in airline reservations", Econometrica 26:134).
 */
import { assert } from '../kernel/assert.ts';

/** One cohort of the past: how many were enrolled, and how many came to its classes on average. */
export type Attendance = {
  readonly siteId: string;
  readonly county: string;
  readonly enrolled: number;
  readonly came: number;
};
/** Share of those enrolled who come, as Beta(alpha, beta). */
export type ShowUp = {
  /** The nearest place that had cohorts: what it rests on most. */
  readonly basis: 'site' | 'county' | 'programme';
  readonly alpha: number;
  readonly beta: number;
  /** At that place. */
  readonly enrolled: number;
  readonly came: number;
};

/** Enrolments that an average of others is worth where one cannot tell how much places differ. */
const STRENGTH_UNKNOWN = 10;
/** Places that look all the same are not believed to be so for ever. */
const STRENGTH_MAX = 500;

/** Undefined while nothing was seen anywhere: what nobody knows is not a hundred per cent. */
export function showUpAt(
  place: { readonly siteId: string; readonly county: string },
  past: readonly Attendance[],
): ShowUp | undefined {
  const seen = past
    .filter(({ enrolled }) => enrolled > 0)
    .map((one) => ({ ...one, came: Math.min(Math.max(one.came, 0), one.enrolled) }));
  if (seen.length === 0) return undefined;
  const programme = sumOf(seen);
  const counties = [...Map.groupBy(seen, ({ county }) => county).values()].map(sumOf);
  const sites = [...Map.groupBy(seen, ({ siteId }) => siteId).values()].map(sumOf);
  const programmeShare = shareOf(programme);
  const county = sumOf(seen.filter((one) => one.county === place.county));
  const countyStrength = strengthOf(counties);
  const countyShare = (county.came + countyStrength * programmeShare) / (county.enrolled + countyStrength);
  const site = sumOf(seen.filter(({ siteId }) => siteId === place.siteId));
  const siteStrength = strengthOf(sites);
  const basis = site.enrolled > 0 ? 'site' : county.enrolled > 0 ? 'county' : 'programme';
  return {
    basis,
    alpha: site.came + siteStrength * countyShare,
    beta: site.enrolled - site.came + siteStrength * (1 - countyShare),
    ...{ site, county, programme }[basis],
  };
}

type Sum = { readonly enrolled: number; readonly came: number };

function sumOf(list: readonly Sum[]): Sum {
  let enrolled = 0;
  let came = 0;
  for (const one of list) {
    enrolled += one.enrolled;
    came += one.came;
  }
  return { enrolled, came };
}

/** With Jeffreys' prior, so that neither "all" nor "nobody" is ever certain (Jeffreys 1946, Proc. R. Soc. A 186:453). */
function shareOf({ enrolled, came }: Sum): number {
  return (came + 0.5) / (enrolled + 1);
}

/**
 * alpha + beta of the beta distribution that places' shares are drawn from, by moments (Kleinman 1973, "Proportions with extraneous
 * variance: single and independent samples", J. Am. Stat. Assoc. 68:46, with weights n): gamma is what shares differ more than chance
 * makes them, as a part of p q; alpha + beta = 1 / gamma - 1.
 */
export function strengthOf(places: readonly Sum[]): number {
  const all = sumOf(places);
  const p = all.came / all.enrolled;
  const k = places.length;
  if (k < 2 || p <= 0 || p >= 1) return STRENGTH_UNKNOWN;
  let spread = 0;
  let squares = 0;
  for (const { enrolled, came } of places) {
    spread += enrolled * (came / enrolled - p) ** 2;
    squares += enrolled ** 2;
  }
  const below = p * (1 - p) * (all.enrolled - squares / all.enrolled - (k - 1));
  if (below <= 0) return STRENGTH_UNKNOWN;
  const gamma = (spread - p * (1 - p) * (k - 1)) / below;
  if (gamma <= 0) return STRENGTH_MAX;
  return Math.min(STRENGTH_MAX, Math.max(1, 1 / Math.min(gamma, 1) - 1));
}

/** P(X > most) of n enrolled. */
export function tooManyChance(
  n: number,
  most: number,
  { alpha, beta }: Pick<ShowUp, 'alpha' | 'beta'>,
): number {
  assert(alpha > 0 && beta > 0, 'a beta distribution');
  if (most >= n) return 0;
  // P(X = n) first, then downwards: P(k - 1) = P(k) k (beta + n - k) / ((n - k + 1) (alpha + k - 1)).
  let chance = 1;
  for (let i = 0; i < n; i++) chance *= (alpha + i) / (alpha + beta + i);
  let sum = 0;
  for (let k = n; k > most; k--) {
    sum += chance;
    chance *= (k * (beta + n - k)) / ((n - k + 1) * (alpha + k - 1));
  }
  return Math.min(1, sum);
}

/** That more come than there are seats may happen to one cohort of so many. */
export const TOO_MANY_MAX = 0.05;
const OVER_MAX = 2;

export type Enrolment = { readonly enrol: number; readonly expected: number; readonly tooMany: number };

/** The most to enrol for so many seats. */
export function enrolmentFor(seats: number, showUp: Pick<ShowUp, 'alpha' | 'beta'>): Enrolment {
  let enrol = seats;
  while (enrol < seats * OVER_MAX && tooManyChance(enrol + 1, seats, showUp) <= TOO_MANY_MAX) enrol += 1;
  const { alpha, beta } = showUp;
  return { enrol, expected: (enrol * alpha) / (alpha + beta), tooMany: tooManyChance(enrol, seats, showUp) };
}

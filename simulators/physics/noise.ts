/**
 * Seeded noise that can be asked for at any moment, in any order: weather and networks exist whether or not a
 * truck is looking, so two trucks at one place see the same sky and a restarted simulation finds the sky it left.
 */
import { rng } from '../../src/kernel/rng.ts';

/** A 32-bit seed for a named stream. */
export function seedOf(seed: number | string, name: string): number {
  return rng(`${seed}/${name}`).int(2 ** 32);
}

/** Uniform in (0, 1) for a lattice point; the 32-bit finaliser of MurmurHash3 (Austin Appleby). */
export function hashUnit(seed: number, n: number): number {
  let h = (seed ^ Math.imul(n | 0, 0x9e3779b1)) | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  h = Math.imul((h ^ (h >>> 16) ^ seed) >>> 0, 0x27d4eb2f);
  h ^= h >>> 15;
  return ((h >>> 0) + 0.5) / 2 ** 32;
}

/** Standard normal deviate of a lattice point (Box and Muller 1958). */
export function hashNormal(seed: number, n: number): number {
  return Math.sqrt(-2 * Math.log(hashUnit(seed, n))) * Math.cos(2 * Math.PI * hashUnit(seed ^ 0x5bd1e995, n));
}

/**
 * A smooth standard normal process with a correlation length of about 1: neighbouring lattice points are mixed
 * with weights w and 1-w and the sum is divided by its standard deviation, so the variance is 1 everywhere.
 */
export function smoothNormal(seed: number, x: number): number {
  const i = Math.floor(x);
  const t = x - i;
  const w = t * t * (3 - 2 * t);
  return ((1 - w) * hashNormal(seed, i) + w * hashNormal(seed, i + 1)) / Math.sqrt((1 - w) * (1 - w) + w * w);
}

/** The normal distribution function, within 0.01 (logistic approximation, Bowling et al. 2009, eq. 8). */
export function normalCdf(z: number): number {
  return 1 / (1 + Math.exp(-(0.07056 * z * z * z + 1.5976 * z)));
}

export function clamp(value: number, min: number, max: number): number {
  return value < min ? min : value > max ? max : value;
}

/**
 * Seeded random numbers: the same seed gives the same fleet, weather and faults on every machine.
 *
 * sfc32 (Chris Doty-Humphrey, PractRand), seeded through the 32-bit finaliser of MurmurHash3 (Austin Appleby).
 */
export type Rng = {
  /** Uniform in [0, 1). */
  next(): number;
  /** Uniform integer in [0, below). */
  int(below: number): number;
  /** Standard normal deviate (Box and Muller 1958). */
  normal(): number;
  /** An independent stream, named so that adding one never shifts another. */
  fork(name: string): Rng;
};

function mix(hash: number, value: number): number {
  let h = Math.imul(hash ^ value, 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

function hashText(text: string, seed: number): number {
  let hash = mix(seed >>> 0, text.length);
  for (let i = 0; i < text.length; i++) hash = mix(hash, text.charCodeAt(i) + i * 0x9e3779b1);
  return hash;
}

export function rng(seed: number | string): Rng {
  const root = typeof seed === 'number' ? mix(seed >>> 0, Math.floor(seed / 2 ** 32)) : hashText(seed, 1);
  let a = mix(root, 1);
  let b = mix(root, 2);
  let c = mix(root, 3);
  let counter = 1;
  const next32 = () => {
    const t = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + t) | 0;
    return t >>> 0;
  };
  for (let i = 0; i < 12; i++) next32();
  const next = () => next32() / 2 ** 32;
  return {
    next,
    int: (below) => Math.floor(next() * below),
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
    fork: (name) => rng(`${root}/${name}`),
  };
}

/** A short name of a problem without its plan: the same needs, trucks, roads and sun have the same, so that nothing new is nothing to do. */
import type { Problem } from './problem.ts';

export function fingerprintOf(problem: Problem): string {
  const { published, pins, travel, sun, ...rest } = problem;
  void published;
  void pins;
  let hash = 0x811c9dc5;
  let other = 0x1b873593;
  const take = (value: number) => {
    hash = Math.imul(hash ^ value, 0x01000193);
    other = Math.imul(other ^ (value + 0x9e3779b9), 0x85ebca6b);
    other ^= other >>> 13;
  };
  const closures = (travel.closures ?? []).map(({ cells, ...closure }) => ({
    ...closure,
    cells: [...cells],
  }));
  const text = JSON.stringify([rest, travel.places, ...(closures.length === 0 ? [] : [closures])]);
  for (let i = 0; i < text.length; i++) take(text.charCodeAt(i));
  for (const row of [travel.km, travel.minutes ?? new Float64Array(0), ...sun]) {
    take(row.length);
    const words = new Uint32Array(row.buffer, row.byteOffset, row.length * 2);
    for (const word of words) take(word);
  }
  return `${(hash >>> 0).toString(16).padStart(8, '0')}${(other >>> 0).toString(16).padStart(8, '0')}`;
}

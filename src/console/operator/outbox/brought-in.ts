/** What a report of another phone changes here; apart from how it is carried, which few phones ever need. */
import type { Kept } from './kept.ts';

/** What bringing it in changes: nothing, where this phone has the same or a later one. */
export function broughtIn(before: Kept | undefined, rescued: Kept): Kept | undefined {
  if (before === undefined) return rescued;
  const later = before.deviceId === rescued.deviceId && rescued.revision > before.revision;
  return later
    ? { ...rescued, basedOn: Math.max(before.basedOn, rescued.basedOn), writes: before.writes + 1 }
    : undefined;
}

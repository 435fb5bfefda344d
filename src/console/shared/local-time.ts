/** Times of `<input type="datetime-local">`, meant in the programme's time zone and not in the browser's. Pure. */

/** `2026-11-24T10:42` as the clock on the wall shows it there. */
export function localInputOf(ms: number, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('sv-SE', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  }).format(new Date(ms));
  return parts.replace(' ', 'T');
}

/** The instant (RFC 3339, UTC) of such a text; undefined when it is none. */
export function instantOf(local: string, timeZone: string): string | undefined {
  const asUtcMs = Date.parse(`${local}:00Z`);
  if (Number.isNaN(asUtcMs)) return undefined;
  // Twice, because the first guess may lie on the other side of a change of the clocks.
  let ms = asUtcMs;
  for (let turn = 0; turn < 2; turn += 1) {
    ms = asUtcMs - (Date.parse(`${localInputOf(ms, timeZone)}:00Z`) - ms);
  }
  return new Date(ms).toISOString();
}

/** Stretches of days as people ask for them: a month, a quarter, a year. */

/** First and last day of the month, quarter or year that a day is in. */
export function stretchOf(day: string, months: 1 | 3 | 12): { from: string; to: string } {
  const [year, month] = [Number(day.slice(0, 4)), Number(day.slice(5, 7))];
  const first = month - 1 - ((month - 1) % months);
  const text = (ms: number) => new Date(ms).toISOString().slice(0, 10);
  return { from: text(Date.UTC(year, first, 1)), to: text(Date.UTC(year, first + months, 0)) };
}

const DAY_MS = 86_400_000;
/** How much of its days is over on a day, which is not over itself: 0 before it began, 1 after its end. */
export function shareOver(
  days: { readonly firstDay: string; readonly lastDay: string },
  today: string,
): number {
  const [first, last, now] = [days.firstDay, days.lastDay, today].map((day) => Date.parse(day) / DAY_MS);
  if (first === undefined || last === undefined || now === undefined) return 0;
  return Math.min(1, Math.max(0, (now - first) / (last - first + 1)));
}

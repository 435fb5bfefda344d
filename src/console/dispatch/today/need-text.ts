/** A need in words: what happens, and why that matters. Pure but for the words it is given. */
import type { Format } from '../../shared/format.ts';
import type { todayText } from '../../shared/i18n/today.ts';
import type { Need } from './needs-you.ts';

export type TodayWords = (typeof todayText)['en'];

export function needText(
  need: Exclude<Need, { kind: 'alert' }>,
  t: TodayWords,
  format: Format,
  nowMs: number,
): { readonly title: string; readonly why: string } {
  switch (need.kind) {
    case 'service':
      return need.down === 'database'
        ? { title: t.databaseDown, why: t.databaseDownWhy }
        : { title: t.brokerDown, why: t.brokerDownWhy };
    case 'gaps':
      return {
        title: t.missing(need.title, need.missing),
        why: t.missingWhy(format.percent(need.share * 100)),
      };
    case 'pending':
      return {
        title: t.pending(need.title),
        why: t.pendingWhy(need.held, sinceText(need.firstSeenAt, format, nowMs)),
      };
    case 'never-heard':
      return { title: t.never(need.title), why: t.neverWhy };
    case 'site-waiting':
      return {
        title: t.waits(need.name, unbroken(format.duration(need.days * 86_400_000))),
        why: t.waitsFor(need.learners, need.course),
      };
  }
}

/** "08:15" today, "24 Nov" before. */
export function sinceText(at: string, format: Format, nowMs: number): string {
  return format.date(at) === format.date(nowMs) ? format.time(at) : format.day(at);
}

/** A number stays with its unit on one line. */
export function unbroken(text: string): string {
  return text.replaceAll(' ', '\u00a0');
}

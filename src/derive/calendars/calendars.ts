/** Calendars behind their secrets: who has the secret gets the text, and whoever has not learns nothing, not even that there was one. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { CalendarLink } from '@digitruck/contract/calendars';
import type { Clock } from '../../kernel/clock.ts';
import { addDays, localDayOf } from '../../kernel/zone.ts';
import type { CalendarLinkStore } from '../../store/visits/calendar-links.ts';
import { calendarText } from './calendar-text.ts';

/** What was cancelled, or is over, stays in calendars so long. */
export const KEPT_DAYS = 90;
const DAY_MS = 86_400_000;

/** Changes with what is written and how, so that calendars fetch again after a release that writes otherwise. */
const FORMAT = 1;

/** The text is made when it is asked for: most readers have it already. */
export type OpenedCalendar = { readonly etag: string; readonly text: () => string };
export type CalendarReader = (secret: string) => Promise<OpenedCalendar | undefined>;

/** A new secret of 256 bits, and what is kept of it. Being random, it needs no slow hash. */
export function newSecret(): { secret: string; hash: string } {
  const secret = randomBytes(32).toString('base64url');
  return { secret, hash: hashOf(secret) };
}

function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

export function calendarReader(deps: {
  readonly calendarLinks: Pick<CalendarLinkStore, 'bySecretHash' | 'calendarVisits' | 'noteRead'>;
  /** Its name. */
  readonly programme: string;
  readonly timeZone: string;
  readonly clock: Clock;
}): CalendarReader {
  const { calendarLinks, programme, timeZone, clock } = deps;
  const nameOf = ({ scope, subject }: CalendarLink) =>
    scope === 'programme' || subject === '' ? programme : `${subject} · ${programme}`;
  return async (secret) => {
    const hash = hashOf(secret);
    const found = await calendarLinks.bySecretHash(hash);
    if (found === undefined || !timingSafeEqual(Buffer.from(hash), Buffer.from(found.secretHash)))
      return undefined;
    const nowMs = clock.nowMs();
    const since = addDays(localDayOf(nowMs, timeZone), -KEPT_DAYS);
    const visits = await calendarLinks.calendarVisits(found.link, since, nowMs - KEPT_DAYS * DAY_MS);
    if (visits === undefined) return undefined;
    await calendarLinks.noteRead(found.link.linkId);
    const input = { name: nameOf(found.link), timeZone, visits, todayMs: nowMs };
    const made = [FORMAT, input.name, timeZone, localDayOf(nowMs, 'UTC').slice(0, 4), visits];
    const etag = `"${createHash('sha256').update(JSON.stringify(made)).digest('base64url')}"`;
    return { etag, text: () => calendarText(input) };
  };
}

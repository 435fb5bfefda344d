/** The day in the programme's time zone, YYYY-MM-DD. */
import { useFormat } from '../../shared/i18n/language.tsx';
import { useNow } from '../../shared/now.ts';

export function useToday(): string {
  const { timeZone } = useFormat();
  return dayOf(useNow(60_000), timeZone);
}

export function dayOf(ms: number, timeZone: string): string {
  // Sweden writes dates as ISO 8601 does.
  return new Intl.DateTimeFormat('sv-SE', { timeZone }).format(new Date(ms));
}

/** A clock that moves in steps may lie before something that has just happened; what is past is not told as yet to come. */
export function notBefore(nowMs: number, instant: string | null): number {
  return instant === null ? nowMs : Math.max(nowMs, Date.parse(instant));
}

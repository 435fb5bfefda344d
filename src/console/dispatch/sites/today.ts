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

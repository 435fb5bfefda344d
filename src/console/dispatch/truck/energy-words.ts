/** A forecast's days in one sentence about classes, with what to switch off. Pure but for the words it is given. */
import type { ForecastDay, Shed } from '@digitruck/contract/energy';
import type { Format } from '../../shared/format.ts';
import type { energyText } from '../../shared/i18n/energy.ts';

export type EnergyWords = (typeof energyText)['en'];
export type Headline = {
  readonly text: string;
  /** What to switch off so that more classes are covered. */
  readonly advice: string | undefined;
  readonly tone: 'good' | 'warn' | 'danger' | 'quiet';
};

export function headlineOf(
  days: readonly ForecastDay[],
  t: EnergyWords,
  format: Format,
  nowMs: number,
  /** The battery is down to its reserve as it is. */
  atReserve: boolean,
): Headline {
  const [today, ...later] = days;
  if (today === undefined || today.classes.planned === 0) {
    const next = later.find(({ classes }) => classes.planned > 0);
    if (next === undefined) {
      const text = today?.classes.planned === 0 ? `${t.noneToday} ${t.noneAhead}` : t.noneAhead;
      return { text, advice: undefined, tone: 'quiet' };
    }
    const { coveredP10, planned } = next.classes;
    const told = t.nextClasses(dayName(next.day, format), format.number(coveredP10), format.number(planned));
    return {
      text: `${t.noneToday} ${told}`,
      advice: adviceOf(next, t, format, nowMs),
      tone: coveredP10 === planned ? 'good' : 'warn',
    };
  }
  const { planned, coveredP10, coveredP50 } = today.classes;
  if (coveredP10 >= planned) return { text: t.allSafe(planned), advice: undefined, tone: 'good' };
  const [safe, all] = [format.number(coveredP10), format.number(planned)];
  const covered =
    coveredP50 > coveredP10 ? t.someSafe(safe, all, format.number(coveredP50)) : t.sameSafe(safe, all);
  const reserve = reserveOf(today, nowMs, atReserve);
  const told =
    reserve === undefined ? '' : ` ${reserve === 'now' ? t.reserveNow : t.reserveAt(format.time(reserve))}`;
  return {
    text: `${covered}${told}`,
    advice: adviceOf(today, t, format, nowMs),
    tone: coveredP50 < planned ? 'danger' : 'warn',
  };
}

/**
 * When the battery reaches its reserve on a gloomy day. Foretold for a time that is past, it has come or it has not: what the battery
 * has now tells, not the forecast.
 */
export function reserveOf(
  { reserveAtP10 }: Pick<ForecastDay, 'reserveAtP10'>,
  nowMs: number,
  atReserve: boolean,
): string | 'now' | undefined {
  if (reserveAtP10 === null) return undefined;
  if (Date.parse(reserveAtP10) > nowMs) return reserveAtP10;
  return atReserve ? 'now' : undefined;
}

/** "Switch off VR from 14:00 and 5 of 5 are safely covered." Undefined when that would not help. */
export function adviceOf(
  { classes, shed }: Pick<ForecastDay, 'classes' | 'shed'>,
  t: EnergyWords,
  format: Format,
  nowMs: number,
): string | undefined {
  if (shed.length === 0 || classes.coveredP10AfterShedding <= classes.coveredP10) return undefined;
  const from = shed.map((each) => Date.parse(each.from)).reduce((a, b) => Math.min(a, b));
  const what = format.list(shed.map(({ kind }: Shed) => t[kind]));
  const drop = from <= nowMs ? t.dropNow(what) : t.dropFrom(what, format.time(from));
  const then = t.thenCovered(format.number(classes.coveredP10AfterShedding), format.number(classes.planned));
  return `${drop} ${then}`;
}

/** "Thu 26 Nov" of a local day: its noon in UTC is that day in every zone of the programme's kind. */
export function dayName(day: string, format: Format): string {
  return format.day(`${day}T12:00:00.000Z`, 'UTC');
}

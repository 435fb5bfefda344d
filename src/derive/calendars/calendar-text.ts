/**
 * Visits as an iCalendar document (RFC 5545; name and refresh from RFC 7986). A visit is an event of whole days; its classes are one series
 * for each time of the day, at the wall's time of the programme's zone, less the days left out. Nothing in it says when it was made, so
 * that it is the same text until a visit changes. What people wrote into a visit (notes, reasons, who is the host) is not here: whoever
 * has the link can read it.
 */
import { addDays, instantOf, isoWeekday } from '../../kernel/zone.ts';
import type { CalendarVisit } from '../../store/visits/calendar-links.ts';
import { dayValue, fold, textValue, utcValue, wallValue } from './content-lines.ts';
import { vtimezone } from './vtimezone.ts';

export type CalendarInput = {
  readonly name: string;
  readonly timeZone: string;
  readonly visits: readonly CalendarVisit[];
  /** The zone's clocks are told from the day before the first visit to a year after the last; without any, around this. */
  readonly todayMs: number;
};

const DAY_MS = 86_400_000;
/** How often calendars should look; most take it as a hint and look less often. */
const REFRESH = 'PT1H';
const WEEKDAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const;

export function calendarText({ name, timeZone, visits, todayMs }: CalendarInput): string {
  const firstMs = Math.min(todayMs, ...visits.map(({ firstDay }) => Date.parse(firstDay)));
  const lastMs = Math.max(todayMs, ...visits.map(({ lastDay }) => Date.parse(lastDay)));
  const yearOf = (ms: number) => Date.UTC(new Date(ms).getUTCFullYear(), 0, 1);
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//DigiTruck//digitruck-fleet//EN',
    'CALSCALE:GREGORIAN',
    `NAME:${textValue(name)}`,
    `X-WR-CALNAME:${textValue(name)}`,
    `X-WR-TIMEZONE:${timeZone}`,
    `REFRESH-INTERVAL;VALUE=DURATION:${REFRESH}`,
    `X-PUBLISHED-TTL:${REFRESH}`,
    // From New Year's Day, so that a calendar without changes stays the same from day to day.
    ...vtimezone(timeZone, yearOf(firstMs - DAY_MS), yearOf(lastMs + 730 * DAY_MS)),
  ];
  const events = visits.flatMap((visit) => {
    const shared = sharedLines(visit);
    return [stay(visit, shared), ...classSeries(visit, shared, timeZone)];
  });
  return [...lines.map(fold), ...events, 'END:VCALENDAR\r\n'].join('');
}

function stay(visit: CalendarVisit, shared: readonly string[]): string {
  const { visitId, truck, site, course, firstDay, lastDay, state, timetable } = visit;
  const times = timetable.classStarts.map((start) => `${start}–${endOf(start, timetable.classMinutes)}`);
  return event(shared, `visit-${visitId}`, [
    `DTSTART;VALUE=DATE:${dayValue(firstDay)}`,
    `DTEND;VALUE=DATE:${dayValue(addDays(lastDay, 1))}`,
    `SUMMARY:${textValue(`${truck}: ${site.name}`)}`,
    `DESCRIPTION:${textValue([course, times.join(', ')].join('\n'))}`,
    `STATUS:${state === 'cancelled' ? 'CANCELLED' : 'CONFIRMED'}`,
    // Being visited for weeks keeps nobody from meeting somebody.
    'TRANSP:TRANSPARENT',
  ]);
}

function classSeries(visit: CalendarVisit, shared: readonly string[], timeZone: string): string[] {
  const { visitId, truck, site, course, timetable } = visit;
  if (visit.state === 'cancelled') return [];
  const { weekdays, exceptDays, classStarts, classMinutes } = timetable;
  const days: string[] = [];
  let weekday = isoWeekday(visit.firstDay);
  for (let day = visit.firstDay; day <= visit.lastDay; day = addDays(day, 1)) {
    if (weekdays.includes(weekday)) days.push(day);
    weekday = (weekday % 7) + 1;
  }
  const held = days.filter((day) => !exceptDays.includes(day));
  const [first, last] = [held[0], held.at(-1)];
  if (first === undefined || last === undefined) return [];
  const left = days.filter((day) => first < day && day < last && exceptDays.includes(day));
  const byDay = [...weekdays].sort().map((day) => WEEKDAYS[day - 1]);
  return classStarts.map((start) => {
    const startMin = minutesOf(start);
    const repeats =
      first === last
        ? []
        : [
            `RRULE:FREQ=WEEKLY;UNTIL=${utcValue(instantOf(last, start, timeZone))};BYDAY=${byDay.join(',')}`,
            ...(left.length === 0
              ? []
              : [`EXDATE;TZID=${timeZone}:${left.map((day) => wallValue(day, startMin)).join(',')}`]),
          ];
    return event(shared, `class-${visitId}-${start.replace(':', '')}`, [
      `DTSTART;TZID=${timeZone}:${wallValue(first, startMin)}`,
      `DTEND;TZID=${timeZone}:${wallValue(first, startMin + classMinutes)}`,
      ...repeats,
      `SUMMARY:${textValue(`${course} · ${site.name}`)}`,
      `DESCRIPTION:${textValue(truck)}`,
      'STATUS:CONFIRMED',
    ]);
  });
}

/** What all events of a visit have. DTSTAMP is when it last changed, as it is for a calendar without a METHOD (section 3.8.7.2). */
function sharedLines(visit: CalendarVisit): string[] {
  const { site, version, createdAtMs, updatedAtMs } = visit;
  const place = [site.name, site.county].filter((part) => part !== '').join(', ');
  const changed = utcValue(updatedAtMs);
  return [
    `DTSTAMP:${changed}`,
    `CREATED:${utcValue(createdAtMs)}`,
    `LAST-MODIFIED:${changed}`,
    `SEQUENCE:${version - 1}`,
    `LOCATION:${textValue(place)}`,
    `GEO:${degrees(site.lat)};${degrees(site.lon)}`,
  ].map(fold);
}

function event(shared: readonly string[], uid: string, lines: readonly string[]): string {
  const own = [`UID:${uid}@digitruck-fleet`, ...lines].map(fold);
  return ['BEGIN:VEVENT\r\n', ...own, ...shared, 'END:VEVENT\r\n'].join('');
}

function degrees(value: number): string {
  return String(Number(value.toFixed(6)) + 0);
}

function minutesOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
}

function endOf(start: string, minutes: number): string {
  const end = (minutesOf(start) + minutes) % 1440;
  return `${String(Math.floor(end / 60)).padStart(2, '0')}:${String(end % 60).padStart(2, '0')}`;
}

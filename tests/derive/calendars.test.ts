/** Calendars as another program reads them: ical.js parses what is served, and works out the same classes at the same instants. */
import type { VisitId } from '@digitruck/contract/ids';
import type { Timetable } from '@digitruck/contract/visits';
import { assert, constantFrom, integer, property, record, string, subarray, uniqueArray } from 'fast-check';
import ICAL from 'ical.js';
import { expect, test } from 'vitest';
import { calendarText } from '../../src/derive/calendars/calendar-text.ts';
import { fold, textValue } from '../../src/derive/calendars/content-lines.ts';
import { vtimezone } from '../../src/derive/calendars/vtimezone.ts';
import { classesOf } from '../../src/energy/timetable.ts';
import { addDays } from '../../src/kernel/zone.ts';
import type { CalendarVisit } from '../../src/store/visits/calendar-links.ts';

const VISIT_ID = '5b0a7c1e-3f53-4a5e-9d55-0d4a1a2b3c4d' as VisitId;
const NOW_MS = Date.parse('2026-11-26T06:00:00Z');
const usual: Timetable = {
  weekdays: [1, 2, 3, 4, 5],
  classStarts: ['07:30', '14:30'],
  classMinutes: 120,
  exceptDays: [],
};

function visit(over: Partial<CalendarVisit> = {}): CalendarVisit {
  return {
    visitId: VISIT_ID,
    truckId: 'DT-07' as CalendarVisit['truckId'],
    truck: 'Simba',
    firstDay: '2026-11-30',
    lastDay: '2026-12-18',
    timetable: usual,
    state: 'planned',
    version: 3,
    site: { name: 'Kabel', county: 'Nyeri', lat: -0.4, lon: 36.95 },
    course: 'Digital skills',
    createdAtMs: Date.parse('2026-11-01T09:00:00Z'),
    updatedAtMs: Date.parse('2026-11-20T10:30:15Z'),
    ...over,
  };
}
const textOf = (visits: CalendarVisit[], timeZone = 'Africa/Nairobi', name = 'Simba · DigiTruck') =>
  calendarText({ name, timeZone, visits, todayMs: NOW_MS });
const parsed = (text: string) => new ICAL.Component(ICAL.parse(text));
const eventsOf = (text: string) =>
  parsed(text)
    .getAllSubcomponents('vevent')
    .map((component) => ({ component, event: new ICAL.Event(component) }));

/** When each class begins and ends, by ical.js. */
function read(text: string): string[] {
  return eventsOf(text)
    .filter(({ event }) => event.uid.startsWith('class-'))
    .flatMap(({ event }) => {
      const starts: ICAL.Time[] = [];
      if (event.isRecurring()) {
        const all = event.iterator();
        for (let next = all.next(); next; next = all.next()) starts.push(next);
      } else starts.push(event.startDate);
      return starts.map((start) => start.toJSDate().toISOString());
    })
    .sort();
}

test('a visit and its classes', () => {
  const text = textOf([visit({ timetable: { ...usual, exceptDays: ['2026-12-11'] } })]);
  expect(text).toMatch(/^BEGIN:VCALENDAR\r\nVERSION:2.0\r\n/);
  expect(text).toMatch(/\r\nEND:VCALENDAR\r\n$/);
  const calendar = parsed(text);
  expect(calendar.getFirstPropertyValue('x-wr-calname')).toBe('Simba · DigiTruck');
  expect(String(calendar.getFirstPropertyValue('refresh-interval'))).toBe('PT1H');
  const [stay, morning, afternoon] = eventsOf(text);
  expect(stay?.event.uid).toBe(`visit-${VISIT_ID}@digitruck-fleet`);
  expect(stay?.event.sequence).toBe(2);
  expect([String(stay?.event.startDate), String(stay?.event.endDate)]).toEqual(['2026-11-30', '2026-12-19']);
  expect(stay?.event.summary).toBe('Simba: Kabel');
  expect(stay?.event.location).toBe('Kabel, Nyeri');
  expect(stay?.component.getFirstPropertyValue('geo')).toEqual([-0.4, 36.95]);
  expect(String(stay?.component.getFirstPropertyValue('last-modified'))).toBe('2026-11-20T10:30:15Z');
  expect(String(stay?.component.getFirstPropertyValue('dtstamp'))).toBe('2026-11-20T10:30:15Z');
  expect(stay?.component.getFirstPropertyValue('status')).toBe('CONFIRMED');
  expect(morning?.event.uid).toBe(`class-${VISIT_ID}-0730@digitruck-fleet`);
  expect(morning?.event.startDate.zone.tzid).toBe('Africa/Nairobi');
  expect(morning?.event.startDate.toJSDate().toISOString()).toBe('2026-11-30T04:30:00.000Z');
  expect(morning?.event.endDate.toJSDate().toISOString()).toBe('2026-11-30T06:30:00.000Z');
  expect(afternoon?.event.summary).toBe('Digital skills · Kabel');
  // Fifteen weekdays, one of them left out, two classes each.
  expect(read(text)).toHaveLength(28);
});

test('a cancelled visit says so and has no classes; none at all is a calendar still', () => {
  const [only, ...rest] = eventsOf(textOf([visit({ state: 'cancelled', version: 4 })]));
  expect(rest).toEqual([]);
  expect(only?.component.getFirstPropertyValue('status')).toBe('CANCELLED');
  expect(only?.event.sequence).toBe(3);
  expect(parsed(textOf([])).getAllSubcomponents('vtimezone')).toHaveLength(1);
});

test('a site on the equator and the meridian has a place', () => {
  const [stay] = eventsOf(textOf([visit({ site: { name: 'Zero', county: '', lat: -0, lon: 0 } })]));
  expect(stay?.component.getFirstPropertyValue('geo')).toEqual([0, 0]);
  expect(stay?.event.location).toBe('Zero');
});

test('the same text for the same visits, another day', () => {
  const text = (todayMs: number) =>
    calendarText({ name: 'x', timeZone: 'Europe/Paris', visits: [visit()], todayMs });
  expect(text(NOW_MS + 5 * 86_400_000)).toBe(text(NOW_MS));
});

test('Paris: 08:00 is 08:00 of the wall before and after the clocks change', () => {
  const timetable = { ...usual, classStarts: ['08:00'], weekdays: [1, 2, 3, 4, 5, 6, 7] };
  const text = textOf([visit({ firstDay: '2027-03-27', lastDay: '2027-03-29', timetable })], 'Europe/Paris');
  expect(read(text)).toEqual([
    '2027-03-27T07:00:00.000Z',
    '2027-03-28T06:00:00.000Z',
    '2027-03-29T06:00:00.000Z',
  ]);
  // RFC 5545, 3.6.5: an onset is told by what the clocks showed until then.
  expect(vtimezone('Europe/Paris', Date.UTC(2027, 0, 1), Date.UTC(2028, 0, 1)).join('\n')).toBe(
    `BEGIN:VTIMEZONE
TZID:Europe/Paris
BEGIN:STANDARD
DTSTART:19700101T000000
TZOFFSETFROM:+0100
TZOFFSETTO:+0100
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:20270328T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:20271031T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
END:VTIMEZONE`,
  );
});

test('any timetable in any zone: ical.js finds the classes that the timetable holds', () => {
  const zones = [
    'Africa/Nairobi',
    'Europe/Paris',
    'America/New_York',
    'Australia/Lord_Howe',
    'Asia/Kathmandu',
    'UTC',
  ];
  // None that these zones skip: RFC 5545 says what a skipped time means, and readers differ all the same.
  const times = ['00:00', '04:30', '07:45', '12:00', '15:15', '22:30'];
  assert(
    property(
      record({
        timeZone: constantFrom(...zones),
        first: integer({ min: 0, max: 700 }),
        days: integer({ min: 1, max: 60 }),
        weekdays: subarray([1, 2, 3, 4, 5, 6, 7], { minLength: 1 }),
        classStarts: subarray(times, { minLength: 1 }),
        out: uniqueArray(integer({ min: 0, max: 60 }), { maxLength: 12 }),
      }),
      ({ timeZone, first, days, weekdays, classStarts, out }) => {
        const firstDay = addDays('2026-03-01', first);
        const lastDay = addDays(firstDay, days - 1);
        const exceptDays = out.map((day) => addDays(firstDay, day));
        const timetable = { weekdays, classStarts, classMinutes: 150, exceptDays };
        const one = visit({ firstDay, lastDay, timetable });
        const held = classesOf(one, firstDay, lastDay, timeZone).map(({ startsAt }) => startsAt);
        expect(read(textOf([one], timeZone))).toEqual(held.sort());
      },
    ),
    { numRuns: 60, seed: 1 },
  );
});

const NASTY = [
  'a;b,c\\d "e" \\n f:g',
  'two\nlines\r\nand three\rand four\u2028five',
  'END:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:not mine',
  '🚚🌞 École Nº 5 «Ñandú» 学校',
  'x'.repeat(200),
  '🚚'.repeat(100),
  'bell\u0007 and nul\u0000',
];

test.each(NASTY)('odd names come through, and nothing else comes with them: %j', (name) => {
  const odd = visit({ truck: name, course: name, site: { name, county: name, lat: 1, lon: 2 } });
  const text = textOf([odd], 'Africa/Nairobi', name);
  for (const line of text.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
  for (const character of text.replaceAll('\r\n', '')) expect(character >= ' ').toBe(true);
  const clean = name
    .replace(/\r\n|[\r\u2028]/g, '\n')
    .replaceAll('\u0007', '')
    .replaceAll('\u0000', '');
  const events = eventsOf(text);
  expect(events).toHaveLength(3);
  expect(events[0]?.event.summary).toBe(`${clean}: ${clean}`);
  expect(events[0]?.event.location).toBe(`${clean}, ${clean}`);
  // RFC 7986's NAME is text too; ical.js does not know it and tells it as it stands.
  expect(parsed(text).getFirstPropertyValue('name')).toBe(textValue(name));
});

test('any text survives escaping and folding', () => {
  assert(
    property(
      string({ unit: constantFrom(...'aé🚚\n\r;,\\":= \u2028\u0007', '\ud83d', 'nine char'), maxLength: 60 }),
      (value) => {
        const folded = fold(`SUMMARY:${textValue(value)}`);
        for (const line of folded.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
        const read = parsed(`BEGIN:VCALENDAR\r\n${folded}END:VCALENDAR\r\n`).getFirstPropertyValue('summary');
        const clean = value
          .toWellFormed()
          .replace(/\r\n|[\r\u0085\u2028\u2029]/g, '\n')
          // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what has to go
          .replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, '');
        expect(read ?? '').toBe(clean);
      },
    ),
    { numRuns: 50, seed: 1 },
  );
});

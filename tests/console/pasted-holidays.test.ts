/** A pasted list of holidays, as pages, spreadsheets and CSV files give it. */
import { expect, test } from 'vitest';
import { pastedHolidays } from '../../src/console/dispatch/calendars/pasted-holidays.ts';

test('commas, semicolons, tabs, blanks, quotes, a heading, empty lines and a byte order mark', () => {
  const text = [
    '\ufeffDate,Name',
    '2027-06-01,Madaraka Day',
    '2027-10-20;Mashujaa Day;',
    '',
    '2027-12-12\tJamhuri Day\r',
    '"2027-12-25","Christmas ""Day"", the first"',
    ' 2027-12-26 Utamaduni Day ',
  ].join('\n');
  expect(pastedHolidays(text)).toEqual({
    ok: true,
    holidays: [
      { day: '2027-06-01', name: 'Madaraka Day' },
      { day: '2027-10-20', name: 'Mashujaa Day' },
      { day: '2027-12-12', name: 'Jamhuri Day' },
      { day: '2027-12-25', name: 'Christmas "Day", the first' },
      { day: '2027-12-26', name: 'Utamaduni Day' },
    ],
  });
});

test.each([
  ['nothing', '  \n', 0],
  ['a heading alone', 'day;name', 0],
  ['a day without a name', '2027-06-01 Madaraka Day\n2027-10-20,', 2],
  ['a day written otherwise', '1 June 2027, Madaraka Day', 1],
])('%s: which line', (_, text, line) => {
  expect(pastedHolidays(text)).toEqual({ ok: false, line });
});

/** Certificates: a page each, names in the letters they are written in or a line to write on, and nothing cut however long it is. */
import { expect, test } from 'vitest';
import { readPdf } from '../../src/cli/verify/readers.ts';
import { certificatePdf } from '../../src/derive/learners/certificate-pdf.ts';

const PLACE = 'Saint Francis Xavier Girls’ Secondary and Vocational Training Centre, Tharaka-Nithi County';
const COURSE =
  'Introduction to digital skills for teachers, school heads and boards of management of primary schools';
const NAMES = ['Zoë Nguyễn-Kamaũ', 'አበበ ቢቂላ ተሰማ', 'محمد حسن', 'Abebe አበበ', '李小龍', null];

test('names of Latin, Ethiopic and Arabic letters; a line where no letters are had; long words on two lines', async () => {
  const list = NAMES.map((name, index) => ({
    certificateNumber: '7K2M-Q9XA-4RTZ',
    programmeName: 'DigiTruck',
    courseName: index === 0 ? COURSE : 'Digital skills',
    courseHours: 40,
    place: index === 0 ? PLACE : 'Nyeri',
    issuedOn: '2026-11-24',
    number: index + 1,
    name,
  }));
  const verifyUrl = 'https://fleet.example.org/verify/';
  const pdf = await certificatePdf(list as never, { language: 'sw', verifyUrl });
  expect(pdf.toString('latin1').match(/\/Type \/Page\b/g)?.length).toBe(list.length);
  const texts = readPdf(pdf);
  for (const text of ['Zoë Nguyễn-Kamaũ', 'አበበ ቢቂላ ተሰማ', 'አበበ', '24 Novemba 2026'])
    expect(texts).toContain(text);
  // From right to left over the whole name, its words as well.
  expect(texts.map((text) => [...text].toReversed().join(''))).toContain('محمد حسن');
  // Who has no letters here, and who is not named, write by hand.
  expect(texts.filter((text) => text.startsWith('Mwanafunzi na.'))).toEqual([
    'Mwanafunzi na. 5',
    'Mwanafunzi na. 6',
  ]);
  for (const long of [PLACE, COURSE]) {
    const lines = texts.filter((text) => text.length > 20 && long.includes(text));
    expect(lines.toSorted((a, b) => long.indexOf(a) - long.indexOf(b)).join(' ')).toBe(long);
    expect(lines.length).toBe(2);
  }
});

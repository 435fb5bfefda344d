/** The funder's page: one page whatever is in it, each number beside its name, and names in the letters they are written in. */
import type { Impact } from '@digitruck/contract/impact';
import { AGE_BANDS } from '@digitruck/contract/session-words';
import { expect, test } from 'vitest';
import { readPdf } from '../../src/cli/verify/readers.ts';
import { impactPdf } from '../../src/derive/impact/pdf.ts';
import { runsOf } from '../../src/derive/impact/pdf-text.ts';
import { definitionsIn, sdgWords } from '../../src/impact/definitions.ts';

const LONG = 'Southern Nations, Nationalities and Peoples Regional State (South)';
const counties = ['Kwale', 'አዲስ አበባ', LONG, 'Amhara (አማራ ክልል)', '', ...'abcdefghijkl'].map(
  (label, index) => ({
    key: label,
    label,
    values: { people: 1400 - index * 50 },
    open: '',
  }),
);
const impact: Impact = {
  from: '2026-01-01',
  to: '2026-03-31',
  filter: {},
  groupBy: 'county',
  asOf: '2026-11-26T14:05:31.604Z',
  uncounted: 0,
  figures: [
    ['people', 1200],
    ['women', 600],
    ['certified', null],
    ['hours', 23553.47],
  ].map(([id, value]) => ({ id, value, unit: '', open: null, asOf: '', lateSince: 0 })) as Impact['figures'],
  categories: AGE_BANDS.map((ageBand) => ({
    sex: 'female',
    ageBand,
    role: 'learner',
    people: 60,
    attendances: 0,
    certified: 0,
  })),
  rows: counties,
  overlap: 3,
  cancelled: [{ reason: 'no-shows', sessions: 4 }],
  cost: [],
  sdg: [{ indicator: '4.4.1', value: 1100, unit: 'people', ...sdgWords('4.4.1', 'en') }],
  late: { since: '', sessions: 1, changed: 0, open: '' },
  definitions: definitionsIn('en'),
};

test('one page with its state, each number beside its name, and counties in Ethiopic letters', async () => {
  const days = { firstDay: impact.from, lastDay: impact.to, funder: '' };
  const targets = [
    { ...days, indicator: 'people', value: 9999, lastDay: '2026-04-30' },
    { ...days, indicator: 'people', value: 8888, funder: 'Only one' },
    { ...days, indicator: 'people', value: 1500 },
  ] as const;
  const state = 'closed as "Q1 2026" at 2026-11-26T14:05:31.604Z';
  const pdf = await impactPdf(
    { impact, lines: [], sites: [], held: {} },
    { programme: 'DigiTruck', state, targets },
  );
  expect(pdf.toString('latin1').match(/\/Type \/Page\b/g)?.length).toBe(1);
  const texts = readPdf(pdf);
  const before = (name: string) => texts[texts.indexOf(name) - 1];
  const behind = (name: string) => texts[texts.indexOf(name) + 1];
  expect(texts).toContain('Closed as "Q1 2026" at 26 November 2026, 14:05 UTC');
  expect([before('people taught'), before('certified'), before('hours of classes')]).toEqual([
    '1,200',
    'not known',
    '23,553.47',
  ]);
  expect([behind('female'), behind('65+ years'), behind('አዲስ አበባ')]).toEqual(['420', '60', '1,350']);
  expect(texts.filter((text) => text.startsWith('target'))).toEqual(['target 1,500']);
  // Nothing is cut: what is long stands on two lines, and what does not fit is told together.
  expect(texts.join(' ')).toContain(LONG);
  expect(texts.join('')).toContain('Amhara (አማራ ክልል)');
  expect(behind('8 more counties together')).toBe('6,200');
  expect(texts).toContain(
    'As of 26 November 2026, 14:05 UTC. 1 report arrived or changed after the last day.',
  );
});

test('runs keep every letter, and blanks within Ethiopic words stay with them', () => {
  expect(runsOf('Amhara (አማራ ክልል), ኢ')).toEqual([
    { text: 'Amhara (', ethiopic: false },
    { text: 'አማራ ክልል', ethiopic: true },
    { text: '), ', ethiopic: false },
    { text: 'ኢ', ethiopic: true },
  ]);
  expect(runsOf('')).toEqual([]);
});

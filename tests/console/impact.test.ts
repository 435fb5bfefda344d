/** What the Impact screens compute by themselves: stretches, circles to scale, drafts of forms, pasted codes. */
import type { ImpactRow } from '@digitruck/contract/impact';
import type { CountyCoverage } from '@digitruck/contract/impact-coverage';
import { Dhis2Mapping, Dhis2SettingsBody } from '@digitruck/contract/impact-exports';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { schoolOf } from '../../src/console/dispatch/cohorts/school.ts';
import { coverageCircles, coverageRows } from '../../src/console/dispatch/impact/coverage-rows.ts';
import { dhis2BodyOf, dhis2DraftOf, pastedCodes } from '../../src/console/dispatch/impact/dhis2-draft.ts';
import {
  costBodyOf,
  numberIn,
  schoolBodyOf,
  schoolDraftOf,
} from '../../src/console/dispatch/impact/entry-drafts.ts';
import { addressOf, intoRow, queryOf, readAsked } from '../../src/console/dispatch/impact/impact-filter.ts';
import { monthBars, monthsPerTick, roundEnd } from '../../src/console/dispatch/impact/month-bars.ts';
import { shareOver, stretchOf } from '../../src/console/dispatch/impact/stretch.ts';
import { circleSizes } from '../../src/console/shared/map/circles.ts';

test('months, quarters and years have their first and last day', () => {
  expect(stretchOf('2028-02-10', 1)).toEqual({ from: '2028-02-01', to: '2028-02-29' });
  expect(stretchOf('2026-11-26', 3)).toEqual({ from: '2026-10-01', to: '2026-12-31' });
  expect(stretchOf('2026-03-31', 12)).toEqual({ from: '2026-01-01', to: '2026-12-31' });
});

test('half of the days of a target are over in the middle of them, and all of them the day after the last', () => {
  const november = { firstDay: '2026-11-01', lastDay: '2026-11-30' };
  const days = ['2026-10-31', '2026-11-01', '2026-11-16', '2026-11-30', '2026-12-01'];
  expect(days.map((day) => shareOver(november, day))).toEqual([0, 0, 0.5, 29 / 30, 1]);
});

const USUAL = { from: '2026-10-01', to: '2026-12-31' };
const asked = (address: string) => readAsked(new URLSearchParams(address), USUAL);

test('what is asked for comes back from its address; what nobody noted can be asked for, and what cannot be is left out', () => {
  expect(asked('')).toEqual({ ...USUAL, groupBy: 'county', only: {} });
  expect(asked('county=&siteId=&sex=anyone&ageBand=18-24&by=hours').only).toEqual({
    county: '',
    ageBand: '18-24',
  });
  expect(queryOf(asked('county=&role=teacher&by=month'))).toBe(
    'from=2026-10-01&to=2026-12-31&groupBy=month&county=&role=teacher',
  );
  const name = fc.string({ maxLength: 60 });
  const only = fc.record(
    { county: name, funder: name, sex: fc.constantFrom('female', 'other') },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(only, fc.constantFrom('county', 'role', 'month'), (chosen, groupBy) => {
      const question = { ...USUAL, groupBy, only: { ...chosen } } as const;
      expect(asked(addressOf(question).toString())).toEqual(question);
    }),
    { numRuns: 40 },
  );
});

test('going into a row keeps what is chosen, adds the row, and tells by what has more than one row left', () => {
  const kwale = intoRow(asked('sex=female'), 'Kwale');
  expect(kwale).toMatchObject({ groupBy: 'site', only: { sex: 'female', county: 'Kwale' } });
  const site = intoRow(kwale, 'none');
  expect(site).toMatchObject({ groupBy: 'course', only: { sex: 'female', county: 'Kwale', siteId: 'none' } });
  expect(intoRow({ ...site, groupBy: 'county' }, 'Kwale').groupBy).toBe('course');
  // A month is days, and no more of it than was asked for.
  expect(intoRow(asked('from=2024-02-10&to=2024-12-31&by=month'), '2024-02')).toMatchObject({
    from: '2024-02-10',
    to: '2024-02-29',
    groupBy: 'county',
    only: {},
  });
});

test('months between have a bar without height; the scale ends at a round number no less than the most', () => {
  const bars = monthBars([row('2026-02', 40), row('2025-11', 7)]);
  expect(bars.map(({ month, people }) => [month, people])).toEqual([
    ['2025-11', 7],
    ['2025-12', 0],
    ['2026-01', 0],
    ['2026-02', 40],
  ]);
  expect(bars.map(({ open }) => open === undefined)).toEqual([false, true, true, false]);
  expect(monthBars([])).toEqual([]);
  expect([0, 1, 3, 7, 19, 101, 3163, 9999].map(roundEnd)).toEqual([2, 2, 4, 8, 20, 200, 4000, 10_000]);
  expect([12, 24, 36, 60, 240].map(monthsPerTick)).toEqual([1, 2, 3, 6, 12]);
});

const row = (key: string, people: number): ImpactRow => ({
  key,
  label: key,
  values: { people },
  open: `/open?county=${key}`,
});
const place = (county: string, over: Partial<CountyCoverage> = {}): CountyCoverage => ({
  county,
  lat: 1,
  lon: 37,
  people: 0,
  women: 0,
  sessionsHeld: 0,
  sites: 4,
  sitesReached: 0,
  openRequests: 0,
  learnersWaiting: 0,
  waitingSince: null,
  ...over,
});

test('a county has one row: those with figures, then those that only wait; without a place it is no circle', () => {
  const rows = coverageRows(
    [row('Wajir', 40), row('', 3)],
    [
      place('Baringo', { openRequests: 1, learnersWaiting: 20 }),
      place('Turkana', { openRequests: 2, learnersWaiting: 90 }),
      place('Wajir', { learnersWaiting: 10, openRequests: 1 }),
      place('Nyeri'),
    ],
  );
  expect(rows.map(({ county, open }) => [county, open === undefined])).toEqual([
    ['Wajir', false],
    ['', false],
    ['Turkana', true],
    ['Baringo', true],
  ]);
  const words = {
    name: (county: string) => county,
    describe: (...parts: unknown[]) => parts.join(' '),
  };
  expect(coverageCircles(rows, words).map(({ description }) => description)).toEqual([
    'Wajir 40 10',
    'Turkana 0 90',
    'Baringo 0 20',
  ]);
});

test('circles are areas of one scale: disc to ring as reached to waiting, and between places', () => {
  const [large, small, onlyWaiting, none] = circleSizes([
    { reached: 300, waiting: 100 },
    { reached: 50, waiting: 50 },
    { reached: 0, waiting: 100 },
    { reached: 0, waiting: 0 },
  ]);
  expect((large?.innerPx ?? 0) ** 2 / (large?.outerPx ?? 1) ** 2).toBeCloseTo(0.75, 6);
  expect((small?.outerPx ?? 0) ** 2 / (large?.outerPx ?? 1) ** 2).toBeCloseTo(0.25, 6);
  // A ring alone has the same area as disc and ring of as many, with its middle open.
  const { outerPx = 0, holePx = 0, innerPx } = onlyWaiting ?? {};
  expect(innerPx).toBe(0);
  expect(outerPx ** 2 - holePx ** 2).toBeCloseTo((small?.outerPx ?? 0) ** 2, 6);
  expect(none?.innerPx).toBe(0);
  const count = fc.nat(100_000);
  fc.assert(
    fc.property(fc.array(fc.record({ reached: count, waiting: count }), { minLength: 1 }), (circles) => {
      for (const [index, { outerPx, innerPx }] of circleSizes(circles).entries()) {
        expect(outerPx).toBeGreaterThanOrEqual(5);
        expect(outerPx).toBeLessThanOrEqual(27);
        expect(innerPx).toBeGreaterThanOrEqual(0);
        // Who waits is seen, however many were reached.
        if ((circles[index]?.waiting ?? 0) > 0) expect(outerPx - innerPx).toBeGreaterThan(1);
      }
    }),
    { numRuns: 40 },
  );
});

test('numbers are read as people write them; what is none goes on as it is, for the service to say so', () => {
  expect(['6200.5', '6 200,50', '6\u202f200', ' 7 '].map(numberIn)).toEqual([6200.5, 6200.5, 6200, 7]);
  expect(['', '  '].map(numberIn)).toEqual([null, null]);
  expect(['1,2,3', 'many', '-5', '6.200,50'].map(numberIn)).toEqual(['1,2,3', 'many', '-5', '6.200,50']);
  const cost = { kind: 'fuel', firstDay: '2026-10-01', lastDay: '2026-10-31', funder: ' A ', notes: '' };
  expect(costBodyOf({ ...cost, amount: '12,5', currency: ' kes', truckId: '' })).toMatchObject({
    amount: 12.5,
    currency: 'KES',
    truckId: null,
    funder: 'A',
  });
});

test('a school noted before and not after has no after; a day not given is the usual one', () => {
  const nothing = schoolDraftOf({ before: null, after: null });
  const usual = (moment: string) => (moment === 'before' ? '2026-10-01' : '2026-11-01');
  expect(schoolBodyOf(nothing, usual)).toEqual({ before: null, after: null });
  const noted = { ...nothing, 'before.internet': 'no', 'before.downlinkKbps': '1,5' };
  const before = {
    internet: 'no',
    electricity: 'unknown',
    computers: null,
    downlinkKbps: 1500,
    notedOn: '2026-10-01',
  };
  expect(schoolBodyOf(noted, usual)).toEqual({ before, after: null });
  const stored = { ...before, internet: 'no', electricity: 'unknown' } as const;
  expect(schoolDraftOf({ before: stored, after: null })['before.downlinkKbps']).toBe('1.5');
});

test('codes of DHIS2 come back as they were set; an empty one is none; a token goes only when it was typed or taken out', () => {
  const mapping = Dhis2Mapping.parse({
    url: 'https://dhis2.example.org',
    orgUnits: { 'Trans Nzoia': 'KE_26', gone: 'OLD' },
    elements: { people: 'DT_PEOPLE' },
    categories: { 'female 18-24': 'F1824' },
  });
  const units = [{ key: 'Trans Nzoia', label: 'Trans Nzoia' }];
  const draft = dhis2DraftOf(mapping, units);
  expect(dhis2BodyOf(draft)).toEqual({ mapping });
  expect(Dhis2SettingsBody.safeParse({ ...dhis2BodyOf(draft), version: 1 }).success).toBe(true);
  expect(dhis2BodyOf({ ...draft, token: 'd2pat_x' })).toMatchObject({ token: 'd2pat_x' });
  expect(dhis2BodyOf({ ...draft, removeToken: 'yes' })).toMatchObject({ token: null });
  expect(dhis2BodyOf({ ...draft, 'elements.people': ' ' }).mapping.elements).toEqual({});
});

test('a pasted list finds units whatever its separators, case and accents, and says what it did not find', () => {
  const units = [
    { key: 'Baringo', label: 'Baringo' },
    { key: "Murang'a", label: "Murang'a" },
    { key: 'id-7', label: 'École, la Grande' },
  ];
  const text = 'baringo;KE_30\r\n"Murang\'a"\tKE_21\n\nEcole, la grande, KE_99\nAtlantis;KE_00\nBaringo';
  expect(pastedCodes(text, units)).toEqual({
    codes: { 'orgUnits.Baringo': 'KE_30', "orgUnits.Murang'a": 'KE_21', 'orgUnits.id-7': 'KE_99' },
    unknown: ['Atlantis', 'Baringo'],
  });
});

test('a teacher’s school is a site when exactly one has that name and county', () => {
  const site = (siteId: string, name: string, county = 'Baringo') => ({ siteId, name, county });
  const offered = [site('1', 'Kabel Primary'), site('2', 'Town Primary'), site('3', 'Town Primary')];
  expect(schoolOf('kabel primary, baringo ', offered)).toEqual({
    siteId: '1',
    name: 'Kabel Primary, Baringo',
  });
  expect(schoolOf('Kabel Primary', offered)).toEqual({ siteId: '', name: 'Kabel Primary' });
  expect(schoolOf('Town Primary, Baringo', offered).siteId).toBe('');
});

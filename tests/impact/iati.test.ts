/**
 * IATI's XML against the published structure: order and number of elements, and which attributes have to be there, as the schema of 2.03
 * has them (IATI/IATI-Schemas, iati-activities-schema.xsd and iati-common.xsd; targets and actuals any number of times: "2.03 Changelog",
 * issues 354 and 356). What we do not write is left out.
 */
import { IatiSettings } from '@digitruck/contract/iati';
import type { ImpactSnapshot } from '@digitruck/contract/impact-periods';
import { expect, test } from 'vitest';
import { iatiXml } from '../../src/impact/iati.ts';

type Rule = {
  /** Children in their order; how often: `1`, `?`, `*` or `+`. */
  readonly children: readonly (readonly [string, '1' | '?' | '*' | '+'])[];
  readonly required?: readonly string[];
  readonly attributes?: readonly string[];
};
const narratives = [['narrative', '+']] as const;
const counted = {
  children: [
    ['location', '*'],
    ['dimension', '*'],
    ['comment', '?'],
    ['document-link', '*'],
  ],
  attributes: ['value'],
} as const;
const RULES: Readonly<Record<string, Rule>> = {
  'iati-activities': {
    children: [['iati-activity', '+']],
    required: ['version'],
    attributes: ['generated-datetime', 'linked-data-default'],
  },
  'iati-activity': {
    children: [
      ['iati-identifier', '1'],
      ['reporting-org', '1'],
      ['title', '1'],
      ['description', '+'],
      ['participating-org', '+'],
      ['other-identifier', '*'],
      ['activity-status', '1'],
      ['activity-date', '+'],
      ['contact-info', '*'],
      ['activity-scope', '?'],
      ['recipient-country', '*'],
      ['recipient-region', '*'],
      ['location', '*'],
      ['sector', '*'],
      ['tag', '*'],
      ['country-budget-items', '?'],
      ['humanitarian-scope', '*'],
      ['policy-marker', '*'],
      ['collaboration-type', '?'],
      ['default-flow-type', '?'],
      ['default-finance-type', '?'],
      ['default-aid-type', '*'],
      ['default-tied-status', '?'],
      ['budget', '*'],
      ['planned-disbursement', '*'],
      ['capital-spend', '?'],
      ['transaction', '*'],
      ['document-link', '*'],
      ['related-activity', '*'],
      ['legacy-data', '*'],
      ['conditions', '?'],
      ['result', '*'],
      ['crs-add', '?'],
      ['fss', '?'],
    ],
    attributes: ['xml:lang', 'default-currency', 'last-updated-datetime', 'humanitarian', 'hierarchy'],
  },
  'iati-identifier': { children: [] },
  'reporting-org': {
    children: narratives,
    required: ['ref', 'type'],
    attributes: ['secondary-reporter'],
  },
  title: { children: narratives },
  description: { children: narratives, attributes: ['type'] },
  'participating-org': {
    children: [['narrative', '*']],
    required: ['role'],
    attributes: ['ref', 'type', 'activity-id', 'crs-channel-code'],
  },
  'activity-status': { children: [], required: ['code'] },
  'activity-date': { children: [['narrative', '*']], required: ['type', 'iso-date'] },
  'recipient-country': { children: [['narrative', '*']], required: ['code'], attributes: ['percentage'] },
  location: {
    children: [
      ['location-reach', '?'],
      ['location-id', '*'],
      ['name', '?'],
      ['description', '?'],
      ['activity-description', '?'],
      ['administrative', '*'],
      ['point', '?'],
      ['exactness', '?'],
      ['location-class', '?'],
      ['feature-designation', '?'],
    ],
    attributes: ['ref'],
  },
  name: { children: [...narratives] },
  point: { children: [['pos', '1']], required: ['srsName'] },
  pos: { children: [] },
  exactness: { children: [], required: ['code'] },
  'location-class': { children: [], required: ['code'] },
  baseline: {
    children: [
      ['location', '*'],
      ['dimension', '*'],
      ['document-link', '*'],
      ['comment', '?'],
    ],
    required: ['year'],
    attributes: ['iso-date', 'value'],
  },
  comment: { children: [...narratives] },
  sector: {
    children: [['narrative', '*']],
    required: ['code'],
    attributes: ['vocabulary', 'vocabulary-uri', 'percentage'],
  },
  narrative: { children: [], attributes: ['xml:lang'] },
  result: {
    children: [
      ['title', '1'],
      ['description', '?'],
      ['document-link', '*'],
      ['reference', '*'],
      ['indicator', '+'],
    ],
    required: ['type'],
    attributes: ['aggregation-status'],
  },
  indicator: {
    children: [
      ['title', '1'],
      ['description', '?'],
      ['document-link', '*'],
      ['reference', '*'],
      ['baseline', '*'],
      ['period', '*'],
    ],
    required: ['measure'],
    attributes: ['ascending', 'aggregation-status'],
  },
  period: {
    children: [
      ['period-start', '1'],
      ['period-end', '1'],
      ['target', '*'],
      ['actual', '*'],
    ],
  },
  'period-start': { children: [], required: ['iso-date'] },
  'period-end': { children: [], required: ['iso-date'] },
  target: counted,
  actual: counted,
  dimension: { children: [], attributes: ['name', 'value'] },
};

type Element = { name: string; attributes: Map<string, string>; children: Element[]; text: string };
function parsed(xml: string): Element {
  const root: Element = { name: '', attributes: new Map(), children: [], text: '' };
  const open = [root];
  for (const [, close, name = '', written = '', self, text = ''] of xml
    .replace(/^<\?xml[^>]*\?>\s*/, '')
    .matchAll(/<(\/?)([\w:-]+)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>|([^<]+)/g)) {
    const parent = open.at(-1) as Element;
    if (name === '') parent.text += text;
    else if (close === '/') expect(open.pop()?.name).toBe(name);
    else {
      const attributes = new Map(
        [...written.matchAll(/([\w:-]+)="([^"]*)"/g)].map(([, key = '', value = '']) => [key, value]),
      );
      const element = { name, attributes, children: [], text: '' };
      parent.children.push(element);
      if (self !== '/') open.push(element);
    }
  }
  expect(open).toEqual([root]);
  return root.children[0] as Element;
}

/** What is wrong with it by the rules above, in words. */
function faults(element: Element, path = ''): string[] {
  const at = `${path}/${element.name}`;
  const rule = RULES[element.name];
  if (rule === undefined) return [`${at} is not in the schema`];
  const known = new Set([...(rule.required ?? []), ...(rule.attributes ?? [])]);
  const letters = new Map(rule.children.map(([name], index) => [name, String.fromCharCode(0x100 + index)]));
  const order = element.children.map(({ name }) => letters.get(name) ?? '!').join('');
  const grammar = rule.children.map(([name, often]) => `${letters.get(name)}${often === '1' ? '' : often}`);
  const dates = ['iso-date', 'generated-datetime', 'last-updated-datetime'];
  return [
    ...(new RegExp(`^${grammar.join('')}$`, 'u').test(order) ? [] : [`${at} has other children`]),
    ...(rule.required ?? [])
      .filter((name) => !element.attributes.has(name))
      .map((name) => `${at} lacks ${name}`),
    ...[...element.attributes.keys()].filter((name) => !known.has(name)).map((name) => `${at} has ${name}`),
    ...[...element.attributes]
      .filter(([name, value]) => dates.includes(name) && Number.isNaN(Date.parse(value)))
      .map(([name]) => `${at} has no date in ${name}`),
    ...element.children.flatMap((child) => faults(child, at)),
  ];
}

const figure = (id: string, value: number | null) => ({
  id,
  value,
  unit: '',
  open: null,
  asOf: '',
  lateSince: 0,
});
const SITE = '00000000-0000-4000-8000-000000000001';
const line = (sex: string, people: number, certified: number, siteId: string | null = null) =>
  ({ siteId, sex, ageBand: '18-24', role: 'learner', people, attendances: people, certified }) as const;
const snapshot = {
  impact: {
    from: '2026-10-01',
    to: '2026-12-31',
    asOf: '2027-01-04T08:00:00.000Z',
    figures: [figure('people', 23), figure('certified', 4), figure('attendances', 23), figure('hours', null)],
  },
  lines: [line('female', 17, 4, SITE), line('male', 6, 0)],
  sites: [{ siteId: SITE, name: 'Kabel', county: 'Baringo', lat: 0.3, lon: 36.2 }],
  held: {},
} as unknown as ImpactSnapshot;
const about = {
  settings: {
    orgRef: 'XI-TEST-1',
    orgName: '',
    orgType: '21',
    orgRole: '4',
    activityId: 'DT-1',
    startedOn: '2026-03-01',
  } as const,
  programme: 'Digi <Truck> & "friends"\u0007',
  country: 'KE',
  generatedAt: '2027-01-04T08:00:00.000Z',
  provisional: false,
  targets: [
    {
      targetId: '',
      indicator: 'people',
      firstDay: '2026-10-01',
      lastDay: '2026-12-31',
      funder: '',
      target: 50,
      actual: 23,
    },
  ] as const,
};

test('elements stand in the order of the schema, as often as it says, with the attributes it wants', () => {
  const xml = iatiXml(snapshot, about);
  expect(faults(parsed(xml))).toEqual([]);
  // The check sees what is wrong.
  expect(faults(parsed(xml.replace(/<title>.*?<\/title>/, '')))).toContain(
    '/iati-activities/iati-activity has other children',
  );
  expect(faults(parsed(xml.replace('iso-date="2026-10-01"', 'iso-date="soon"')))).toHaveLength(1);
  expect(faults(parsed(xml.replace(' code="KE"', '')))).toEqual([
    '/iati-activities/iati-activity/recipient-country lacks code',
  ]);
});

test('the whole comes first and its parts add up to it; people are not to be added up over activities', () => {
  const activity = parsed(iatiXml(snapshot, about)).children[0];
  const results = activity?.children.filter(({ name }) => name === 'result') ?? [];
  // What is not known is left out.
  expect(results).toHaveLength(3);
  const told = results.map((result) => {
    const indicator = result.children.find(({ name }) => name === 'indicator');
    const actuals = indicator?.children.at(-1)?.children.filter(({ name }) => name === 'actual') ?? [];
    return {
      added: [result, indicator].map((one) => one?.attributes.get('aggregation-status')),
      values: actuals.map((one) => Number(one.attributes.get('value'))),
      places: actuals.flatMap((one) => one.children.map((part) => part.attributes.get('ref') ?? [])).flat(),
    };
  });
  // The whole; the same by sex and age; the same by place.
  const places = [SITE, 'site-unknown'];
  expect(told).toEqual([
    { added: ['0', '0'], values: [23, 17, 6, 17, 6], places },
    { added: ['0', '0'], values: [4, 4, 4], places: [SITE] },
    { added: ['1', '1'], values: [23, 17, 6, 17, 6], places },
  ]);
  // A place that results name is told of the activity.
  const named = activity?.children.filter(({ name }) => name === 'location') ?? [];
  expect(named.map(({ attributes }) => attributes.get('ref'))).toEqual(places);
});

test('who reports stands in all the places the standard wants; the activity is called by them', () => {
  const activity = parsed(iatiXml(snapshot, about)).children[0];
  const part = (name: string) => activity?.children.find((one) => one.name === name);
  const attributesOf = (name: string) => Object.fromEntries(part(name)?.attributes ?? []);
  expect(part('iati-identifier')?.text).toBe('XI-TEST-1-DT-1');
  expect(attributesOf('reporting-org')).toEqual({ ref: 'XI-TEST-1', type: '21' });
  expect(attributesOf('participating-org')).toEqual({ ref: 'XI-TEST-1', type: '21', role: '4' });
  expect(attributesOf('activity-date')).toEqual({ type: '2', 'iso-date': '2026-03-01' });
  const good = about.settings;
  const wrong = (over: object) =>
    IatiSettings.safeParse({ ...good, ...over }).error?.issues.map(({ path }) => path.join('.')) ?? [];
  expect(wrong({})).toEqual([]);
  expect(wrong({ orgRef: '12345' })).toEqual(['orgRef']);
  expect(wrong({ orgRef: 'KE-NCB-OP 1' })).toEqual(['orgRef']);
  expect(wrong({ orgType: '99' })).toEqual(['orgType']);
  expect(wrong({ activityId: 'a/b' })).toEqual(['activityId']);
});

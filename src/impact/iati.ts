/**
 * Results as IATI 2.03 activity XML. Elements stand in the order of the published schema (iati-activities-schema 2.03): of an activity,
 * identifier, reporting organisation, title, description, participating organisation, status, dates, country, results; of a result, title, then
 * indicators; of an indicator, title, description, then periods; of a period, start, end, target, actual.
 */
import type { TargetProgress } from '@digitruck/contract/impact';
import type { ImpactSnapshot } from '@digitruck/contract/impact-periods';
import type { Measure } from '@digitruck/contract/impact-words';
import { definitionOf } from './definitions.ts';

export type IatiAbout = {
  /** Organisation identifier, e.g. `XI-EXAMPLE-1`. */
  readonly orgRef: string;
  readonly programme: string;
  readonly country: string;
  readonly generatedAt: string;
  readonly provisional: boolean;
  readonly targets: readonly TargetProgress[];
};

/** `adds`: may be added up over activities. People may not: each is counted once in this one, and may be in another. */
const RESULTS: readonly {
  readonly id: Measure;
  readonly title: string;
  readonly type: 1 | 2;
  readonly adds: 0 | 1;
}[] = [
  { id: 'people', title: 'People taught', type: 1, adds: 0 },
  { id: 'certified', title: 'People certified', type: 2, adds: 0 },
  { id: 'attendances', title: 'Attendances', type: 1, adds: 1 },
  { id: 'sessionsHeld', title: 'Sessions held', type: 1, adds: 1 },
  { id: 'hours', title: 'Hours of classes held', type: 1, adds: 1 },
];
const OF_LINES = ['people', 'certified', 'attendances'] as const;

/** XML 1.0 has no control characters but tab and line ends, not even escaped. */
export function escapeXml(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
    .replace(/\r/g, '&#13;');
}

type Attributes = Readonly<Record<string, string | number>>;
function tag(name: string, attributes: Attributes, ...inside: string[]): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeXml(String(value))}"`);
  const open = `<${name}${written.join('')}`;
  return inside.length === 0 ? `${open}/>` : `${open}>${inside.join('')}</${name}>`;
}
const narrative = (name: string, text: string, attributes: Attributes = {}) =>
  tag(name, attributes, tag('narrative', {}, escapeXml(text)));

export function iatiXml(snapshot: ImpactSnapshot, about: IatiAbout): string {
  const { impact, lines } = snapshot;
  const { from, to } = impact;
  const figureOf = (id: Measure) => impact.figures.find((figure) => figure.id === id)?.value ?? null;
  const results = RESULTS.flatMap(({ id, title, type, adds }) => {
    const value = figureOf(id);
    if (value === null) return [];
    const target = about.targets.find(
      ({ indicator, firstDay, lastDay, funder }) =>
        indicator === id && firstDay === from && lastDay === to && funder === '',
    );
    const actuals = [tag('actual', { value })];
    const name = OF_LINES.find((one) => one === id);
    if (name !== undefined) {
      for (const [key, of] of Map.groupBy(lines, ({ sex, ageBand }) => `${sex}|${ageBand}`)) {
        const [sex = '', age = ''] = key.split('|');
        const part = of.reduce((sum, line) => sum + line[name], 0);
        if (part === 0) continue;
        const dimensions = [
          tag('dimension', { name: 'sex', value: sex }),
          tag('dimension', { name: 'age', value: age }),
        ];
        actuals.push(tag('actual', { value: part }, ...dimensions));
      }
    }
    const period = tag(
      'period',
      {},
      tag('period-start', { 'iso-date': from }),
      tag('period-end', { 'iso-date': to }),
      ...(target === undefined ? [] : [tag('target', { value: target.target })]),
      ...actuals,
    );
    const { rule, why } = definitionOf(id, 'en');
    const indicator = tag(
      'indicator',
      { measure: 1, ascending: 1, 'aggregation-status': adds },
      narrative('title', title),
      narrative('description', `${rule} ${why}`),
      period,
    );
    return [tag('result', { type, 'aggregation-status': adds }, narrative('title', title), indicator)];
  });
  const state = about.provisional ? 'Provisional: the period is not closed. ' : '';
  const activity = tag(
    'iati-activity',
    {
      'xml:lang': 'en',
      'default-currency': 'USD',
      'last-updated-datetime': about.generatedAt,
      humanitarian: 0,
    },
    tag(
      'iati-identifier',
      {},
      escapeXml(`${about.orgRef}-${about.programme.replace(/[^A-Za-z0-9-]+/g, '-')}`),
    ),
    narrative('reporting-org', about.programme, { ref: about.orgRef, type: 22 }),
    narrative('title', about.programme),
    narrative(
      'description',
      `${state}People and activities taught in mobile classrooms, as of ${impact.asOf}; never a population indicator.`,
      { type: 1 },
    ),
    narrative('participating-org', about.programme, { ref: about.orgRef, type: 22, role: 4 }),
    tag('activity-status', { code: 2 }),
    tag('activity-date', { type: 2, 'iso-date': from }),
    tag('recipient-country', { code: about.country, percentage: 100 }),
    tag('sector', { vocabulary: 1, code: '11330', percentage: 100 }),
    ...results,
  );
  const head = '<?xml version="1.0" encoding="UTF-8"?>\n';
  const all = tag('iati-activities', { version: '2.03', 'generated-datetime': about.generatedAt }, activity);
  return `${head}${all}\n`;
}

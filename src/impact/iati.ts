/**
 * Results as IATI 2.03 activity XML. Elements stand in the order of the published schema (iati-activities-schema.xsd and iati-common.xsd, 2.03 of
 * 2018-02-19): of an activity, identifier, reporting organisation, title, description, participating organisation, status, dates, country,
 * locations, sector, results; of a result, title, then indicators; of an indicator, title, description, baseline, then periods; of a period, start,
 * end, target, actual; of an actual, locations, dimensions, comment.
 *
 * Of each indicator the whole comes first; then the same by sex and age, and the same by place: either adds up to it.
 */
import type { IatiSettings } from '@digitruck/contract/iati';
import type { TargetProgress } from '@digitruck/contract/impact';
import type { ImpactSite, ImpactSnapshot } from '@digitruck/contract/impact-periods';
import type { Measure } from '@digitruck/contract/impact-words';
import { definitionOf } from './definitions.ts';

export type IatiAbout = {
  readonly settings: IatiSettings;
  readonly programme: string;
  readonly country: string;
  readonly generatedAt: string;
  readonly provisional: boolean;
  readonly targets: readonly TargetProgress[];
};

/** What stands in a file while nobody has said who reports: the registry takes no such identifier. */
export const NOBODY_REPORTS = 'XI-UNSET-DIGITRUCK';
export function unsetIati(programme: string, from: string): IatiSettings {
  return {
    orgRef: NOBODY_REPORTS,
    orgName: programme,
    orgType: '90',
    orgRole: '4',
    activityId: programme.replace(/[^A-Za-z0-9]+/g, '-').slice(0, 60) || 'programme',
    startedOn: from,
  };
}

/** `adds`: may be added up over activities. People may not: each is counted once in this one, and may be in another. */
export const IATI_RESULTS: readonly {
  readonly id: Measure;
  readonly title: string;
  /** Codelist ResultType: 1 output, 2 outcome. */
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
/** The place of what was done where nobody noted a site. */
const NO_SITE = 'site-unknown';

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

/** A site, with its point where its place is known. Codelists: GeographicExactness 1 exact, GeographicLocationClass 3 structure. */
function locationOf(site: ImpactSite): string {
  const { lat, lon } = site;
  const point =
    lat === undefined || lon === undefined
      ? []
      : [
          tag(
            'point',
            { srsName: 'http://www.opengis.net/def/crs/EPSG/0/4326' },
            tag('pos', {}, `${lat} ${lon}`),
          ),
          tag('exactness', { code: 1 }),
        ];
  const where = site.county === '' ? site.name : `${site.name}, ${site.county}`;
  return tag(
    'location',
    { ref: site.siteId },
    narrative('name', where),
    ...point,
    tag('location-class', { code: 3 }),
  );
}

const UNKNOWN_PLACE = tag('location', { ref: NO_SITE }, narrative('name', 'Site not noted'));

/** The parts of a figure beside the whole: by sex and age, then by place. */
function parts(snapshot: ImpactSnapshot, id: Measure): string[] {
  const { lines, held, sites } = snapshot;
  const known = new Set<string>(sites.map(({ siteId }) => siteId));
  const placed = (sums: ReadonlyMap<string | null, number>) =>
    [...sums].map(([siteId, value]) =>
      tag(
        'actual',
        { value },
        tag('location', { ref: siteId !== null && known.has(siteId) ? siteId : NO_SITE }),
      ),
    );
  const name = OF_LINES.find((one) => one === id);
  if (name === undefined)
    return id === 'sessionsHeld'
      ? placed(new Map(Object.entries(held).filter(([, value]) => value > 0)))
      : [];
  const categories = new Map<string, number>();
  const places = new Map<string | null, number>();
  for (const line of lines) {
    if (line[name] === 0) continue;
    const category = `${line.sex}|${line.ageBand}`;
    categories.set(category, (categories.get(category) ?? 0) + line[name]);
    places.set(line.siteId, (places.get(line.siteId) ?? 0) + line[name]);
  }
  const told = [...categories].map(([key, value]) => {
    const [sex = '', age = ''] = key.split('|');
    return tag(
      'actual',
      { value },
      tag('dimension', { name: 'sex', value: sex }),
      tag('dimension', { name: 'age', value: age }),
    );
  });
  return [...told, ...placed(places)];
}

export function iatiXml(snapshot: ImpactSnapshot, about: IatiAbout): string {
  const { impact, sites } = snapshot;
  const { from, to } = impact;
  const { orgRef, orgName, orgType, orgRole, activityId } = about.settings;
  const organisation = orgName === '' ? about.programme : orgName;
  // An activity can't have begun after what it reports.
  const startedOn = about.settings.startedOn > from ? from : about.settings.startedOn;
  const figureOf = (id: Measure) => impact.figures.find((figure) => figure.id === id)?.value ?? null;
  const results = IATI_RESULTS.flatMap(({ id, title, type, adds }) => {
    const value = figureOf(id);
    if (value === null) return [];
    const targets = about.targets.filter(
      ({ indicator, firstDay, lastDay, funder }) =>
        indicator === id && firstDay === from && lastDay === to && funder === '',
    );
    const period = tag(
      'period',
      {},
      tag('period-start', { 'iso-date': from }),
      tag('period-end', { 'iso-date': to }),
      ...targets.map(({ target }) => tag('target', { value: target })),
      tag('actual', { value }),
      ...parts(snapshot, id),
    );
    const { rule, why } = definitionOf(id, 'en');
    const indicator = tag(
      'indicator',
      { measure: 1, ascending: 1, 'aggregation-status': adds },
      narrative('title', title),
      narrative('description', `${rule} ${why}`),
      tag(
        'baseline',
        { year: startedOn.slice(0, 4), 'iso-date': startedOn, value: 0 },
        narrative('comment', 'Before the activity began nothing of it was done.'),
      ),
      period,
    );
    return [tag('result', { type, 'aggregation-status': adds }, narrative('title', title), indicator)];
  });
  const state = about.provisional ? 'Provisional: the period is not closed. ' : '';
  const activity = tag(
    'iati-activity',
    { 'xml:lang': 'en', 'last-updated-datetime': about.generatedAt, humanitarian: 0 },
    tag('iati-identifier', {}, escapeXml(`${orgRef}-${activityId}`)),
    narrative('reporting-org', organisation, { ref: orgRef, type: orgType }),
    narrative('title', about.programme),
    narrative(
      'description',
      `${state}People and activities taught in mobile classrooms, as of ${impact.asOf}; never a population indicator.`,
      { type: 1 },
    ),
    narrative('participating-org', organisation, { ref: orgRef, type: orgType, role: orgRole }),
    tag('activity-status', { code: 2 }),
    tag('activity-date', { type: 2, 'iso-date': startedOn }),
    tag('recipient-country', { code: about.country, percentage: 100 }),
    ...sites.map(locationOf),
    // A place that results name has to be told of the activity.
    ...(results.some((result) => result.includes(NO_SITE)) ? [UNKNOWN_PLACE] : []),
    tag('sector', { vocabulary: 1, code: '11330', percentage: 100 }),
    ...results,
  );
  const head = '<?xml version="1.0" encoding="UTF-8"?>\n';
  const all = tag('iati-activities', { version: '2.03', 'generated-datetime': about.generatedAt }, activity);
  return `${head}${all}\n`;
}

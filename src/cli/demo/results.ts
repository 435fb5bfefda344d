/**
 * What the demo's office has entered to answer for its results: targets of the year, what the year has cost, what schools had before a visit and
 * after, who reports to IATI; the quarter that is over is closed. Everything goes over the API.
 */
import { categoryKey } from '@digitruck/contract/impact-exports';
import { AGE_BANDS } from '@digitruck/contract/session-words';
import type { Session } from '@digitruck/contract/sessions';
import { type Rng, rng } from '../../kernel/rng.ts';
import type { DemoCall } from './learners.ts';
import { FUNDERS } from './visits.ts';

/** Of a year with twelve trucks, so that some are met early, some late and one hardly. */
const TARGETS = [
  { indicator: 'people', value: 21_000 },
  { indicator: 'women', value: 11_500 },
  { indicator: 'teachers', value: 2400 },
  { indicator: 'certified', value: 1500 },
] as const;
/** KES a month, of the whole fleet; entered by the quarter. */
const COSTS = [
  { kind: 'staff', amount: 2_350_000 },
  { kind: 'fuel', amount: 640_000 },
  { kind: 'connectivity', amount: 210_000 },
  { kind: 'maintenance', amount: 185_000 },
] as const;
const SCHOOLS_MAX = 40;
const CORRECTIONS = [
  'Two who came late stand on the paper list of the host and not in the report.',
  'The host’s register has three more; the trainer agrees.',
] as const;
/** Reports of the past are counted in the background; a period can be closed when its last one is. */
const COUNTED_WITHIN_TRIES = 120;
const TRY_EVERY_MS = 1000;

type School = {
  readonly visitId: string;
  readonly version: number;
  readonly firstDay: string;
  readonly lastDay: string;
};

export async function seedResults(options: {
  readonly api: DemoCall;
  /** In the programme's time zone. */
  readonly today: string;
  readonly wait: (ms: number) => Promise<unknown>;
}): Promise<void> {
  const { api, today } = options;
  const dice = rng('demo/results');
  const year = Number(today.slice(0, 4));
  const month = Number(today.slice(5, 7));
  const wholeYear = { firstDay: `${year}-01-01`, lastDay: `${year}-12-31` };
  for (const target of TARGETS) await api('POST', '/impact/targets', { ...target, ...wholeYear });
  const share = { indicator: 'people', value: 6500, funder: FUNDERS[1] };
  await api('POST', '/impact/targets', { ...share, ...wholeYear });
  const quarter = Math.floor((month - 1) / 3);
  for (let q = 0; q <= quarter; q++) {
    for (const { kind, amount } of COSTS)
      await api('POST', '/impact/costs', {
        kind,
        ...quarterOf(year, q),
        amount: 3 * Math.round((amount * (90 + dice.int(21))) / 100),
        currency: 'KES',
      });
  }
  const noted = `/impact/schools?from=${wholeYear.firstDay}&to=${today}`;
  const { items } = (await api('GET', noted)) as { items: readonly School[] };
  for (const school of items.slice(0, SCHOOLS_MAX)) await noteSchool(api, school, dice);
  await api('PUT', '/exports/iati/settings', {
    version: 0,
    settings: {
      orgRef: 'KE-NCB-00000',
      orgName: 'DigiTruck Kenya (demo)',
      orgType: '22',
      orgRole: '4',
      activityId: 'DIGITRUCK',
      startedOn: dayOf(year - 1, 1, 1),
    },
  });
  await api('PUT', '/exports/dhis2/mapping', { version: 0, mapping: await dhis2Mapping(api) });
  await closeLastQuarter(options, year, quarter);
}

/** Codes as a ministry gives them. There is no such DHIS2, so a dry run says that none answers. */
async function dhis2Mapping(api: DemoCall): Promise<object> {
  const { items } = (await api('GET', '/sites?limit=1000')) as { items: readonly { county: string }[] };
  const counties = [...new Set(items.map(({ county }) => county).filter((county) => county !== ''))].sort();
  return {
    url: 'https://dhis2.demo.example',
    idScheme: 'CODE',
    dataSet: 'DT_QUARTER',
    periodType: 'quarterly',
    orgUnitBy: 'county',
    orgUnits: Object.fromEntries(
      counties.map((county) => [county, `KE_${county.toUpperCase().replace(/[^A-Z]+/g, '_')}`]),
    ),
    elements: { people: 'DT_PEOPLE', certified: 'DT_CERTIFIED', sessionsHeld: 'DT_CLASSES' },
    // Ages that nobody noted have no code there, and are told as not sent.
    categories: Object.fromEntries(
      (['female', 'male'] as const).flatMap((sex) =>
        AGE_BANDS.filter((band) => band !== 'unknown').map((band) => [
          categoryKey(sex, band),
          `${sex === 'female' ? 'F' : 'M'}_${band.replace(/[^0-9]+/g, '_').replace(/_$/, '_PLUS')}`,
        ]),
      ),
    ),
  };
}

/** @param quarter 0 to 3, the one of today; the one before it is closed */
async function closeLastQuarter(
  { api, wait }: { readonly api: DemoCall; readonly wait: (ms: number) => Promise<unknown> },
  year: number,
  quarter: number,
): Promise<void> {
  const name = quarter === 0 ? `Q4 ${year - 1}` : `Q${quarter} ${year}`;
  const period = { name, ...quarterOf(year, quarter - 1) };
  const figures = `/impact?from=${period.firstDay}&to=${period.lastDay}`;
  for (let tries = 1; tries < COUNTED_WITHIN_TRIES; tries++) {
    const { uncounted } = (await api('GET', figures)) as { uncounted: number };
    if (uncounted === 0) break;
    await wait(TRY_EVERY_MS);
  }
  await api('POST', '/impact/periods', period);
  await correctSome(api, period);
}

/** Two reports of the quarter are corrected after it was closed: it is restated, and says by what. */
async function correctSome(
  api: DemoCall,
  { firstDay, lastDay }: { readonly firstDay: string; readonly lastDay: string },
): Promise<void> {
  const held = `/impact/sessions?from=${firstDay}&to=${lastDay}&measure=teachers&limit=100`;
  const { items } = (await api('GET', held)) as { items: readonly Session[] };
  // The fullest class of a cohort tells its people, so these are more, too.
  const fullest = items
    .filter(({ cohortId }) => cohortId !== null)
    .toSorted((a, b) => b.heads - a.heads || (a.sessionId < b.sessionId ? -1 : 1));
  const [first] = fullest;
  const second = fullest.find(({ cohortId }) => cohortId !== first?.cohortId);
  for (const [index, reason] of CORRECTIONS.entries()) {
    const session = [first, second][index];
    if (session === undefined) return;
    const { sessionId, version, headCounts } = session;
    const [group, ...others] = headCounts;
    if (group === undefined) return;
    const change = { headCounts: [{ ...group, count: group.count + 2 + index }, ...others] };
    await api('POST', `/sessions/${sessionId}/correction`, { version, reason, change });
  }
}

async function noteSchool(api: DemoCall, school: School, dice: Rng): Promise<void> {
  const { visitId, version, firstDay, lastDay } = school;
  const had = { internet: dice.next() < 0.3, electricity: dice.next() < 0.7, computers: dice.int(12) };
  const got = !had.internet && dice.next() < 0.5;
  const word = (yes: boolean) => (yes ? 'yes' : 'no');
  const before = {
    internet: word(had.internet),
    electricity: word(had.electricity),
    computers: had.computers,
    notedOn: firstDay,
  };
  const after = {
    internet: word(had.internet || got),
    electricity: word(had.electricity),
    computers: had.computers + (got ? 10 : 0),
    ...(got ? { downlinkKbps: 4000 + dice.int(16_000) } : {}),
    notedOn: lastDay,
  };
  await api('PUT', `/impact/schools/${visitId}`, { before, after, version });
}

/** @param quarter from 0; -1 is the last one of the year before */
function quarterOf(year: number, quarter: number): { firstDay: string; lastDay: string } {
  return { firstDay: dayOf(year, quarter * 3 + 1, 1), lastDay: dayOf(year, quarter * 3 + 4, 0) };
}

/** @param month 1 to 12, or beyond: of the years before and after; @param day 0: the last one of the month before */
function dayOf(year: number, month: number, day: number): string {
  return new Date(Date.UTC(year, month - 1, day)).toISOString().slice(0, 10);
}

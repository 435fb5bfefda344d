/** Puts the demo's people, trucks, sites, courses, requests and visits into the service, over its API like anybody else. */
import { setTimeout as wait } from 'node:timers/promises';
import { CommandId, type TruckId } from '@digitruck/contract/ids';
import { type Visit, VisitPage } from '@digitruck/contract/visits';
import { z } from 'zod';
import { demoHolidays, demoMaintenance } from './days-off.ts';
import { demoFleet } from './fleet.ts';
import { seedLearners } from './learners.ts';
import { seedResults } from './results.ts';
import { type DemoStay, demoVisits } from './visits.ts';

export const DEMO_PASSWORD = 'digitruck-demo';
export const DEMO_PEOPLE = {
  coordinator: 'coordinator@demo.example',
  operator: 'operator@demo.example',
  engineer: 'engineer@demo.example',
  viewer: 'viewer@demo.example',
  admin: 'admin@demo.example',
} as const;
const NAMES = {
  coordinator: 'Wanjiru Kamau',
  operator: 'Hassan Abdi',
  engineer: 'Achieng Otieno',
  viewer: 'Joseph Mutua',
};
/** Rules that find something in the demo's fleet, and after how long they speak there. */
const QUICK_RULES = ['battery-low', 'battery-class', 'off-schedule', 'truck-silent', 'class-empty'] as const;
const QUICK_S = 20;
const AT_ONCE = 8;
const PLAN_S = 10;

const Trucks = z.object({
  items: z.array(z.object({ truckId: z.string(), latest: z.object({ sampledAt: z.string() }).nullable() })),
});

export type Seeded = {
  /** False when an earlier demo's fleet is there already. */
  readonly made: boolean;
  readonly trucks: number;
  readonly sites: number;
  /** The planned visits that the service has now: where the trucks are and go. */
  readonly visits: readonly (DemoStay & Visit)[];
  /** When the fleet was last heard of, ms; -Infinity if never. */
  readonly lastSampleMs: number;
  /** Rosters of the visits that were and are; goes on while the trucks send their history. */
  enrolLearners(): Promise<void>;
  /** Begins a draft plan of the coming twelve weeks; it is made while the demo goes on. */
  planQuarter(): Promise<void>;
  /** Targets, costs, schools, who reports to IATI, and a closed quarter; waits until the reports that are in are counted. */
  enterResults(): Promise<void>;
  /** Asks every truck to report that often, by a command. */
  reportEvery(intervalS: number): Promise<void>;
};

/** @param options.today in the programme's time zone
 *  @param options.apiKey of an admin; what follows is done with a key of the demo's own, so that the audit log says so */
export async function seedDemo(options: { url: string; apiKey: string; today: string }): Promise<Seeded> {
  let apiKey = options.apiKey;
  const api = async (method: string, path: string, body?: unknown, type?: string): Promise<unknown> => {
    const response = await fetch(`${options.url}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${apiKey}`,
        ...(body === undefined ? {} : { 'content-type': type ?? 'application/json' }),
      },
      ...(body === undefined ? {} : { body: type === undefined ? JSON.stringify(body) : String(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text.slice(0, 500)}`);
    return text === '' ? undefined : JSON.parse(text);
  };
  const issued = await api('POST', '/keys', { name: 'Demo', role: 'admin', expiresInDays: 7 });
  apiKey = z.object({ key: z.string() }).parse(issued).key;
  const fleet = demoFleet(options.today);
  const known = Trucks.parse(await api('GET', '/trucks?limit=1000')).items;
  const lastSampleMs = Math.max(
    Number.NEGATIVE_INFINITY,
    ...known.flatMap(({ latest }) => (latest === null ? [] : [Date.parse(latest.sampledAt)])),
  );
  const made = known.length === 0;
  if (made) {
    const ids = { sites: [] as string[], courses: [] as string[], requests: [] as string[] };
    await inTurns(fleet.sites, async (site, index) => {
      ids.sites[index] = z.object({ siteId: z.string() }).parse(await api('POST', '/sites', site)).siteId;
    });
    await inTurns(fleet.courses, async (course, index) => {
      ids.courses[index] = z
        .object({ courseId: z.string() })
        .parse(await api('POST', '/courses', course)).courseId;
    });
    await inTurns(fleet.requests, async ({ site, course, ...request }, index) => {
      const body = { ...request, siteId: ids.sites[site], courseId: ids.courses[course] };
      ids.requests[index] = z
        .object({ requestId: z.string() })
        .parse(await api('POST', '/requests', body)).requestId;
    });
    await inTurns(Object.entries(NAMES), async ([role, name]) => {
      const email = DEMO_PEOPLE[role as keyof typeof NAMES];
      const truckIds = role === 'operator' ? ['DT-01'] : [];
      await api('POST', '/people', { name, email, role, truckIds, password: DEMO_PASSWORD });
    });
    // Whoever looks at a demo does not wait ten minutes for what is wrong from its beginning on.
    await inTurns(QUICK_RULES, async (kind) => {
      await api('PUT', `/alert-rules/${kind}`, { change: { raiseAfterS: QUICK_S }, version: 0 });
    });
    // Trucks and what needs them last: a demo that was stopped before begins again.
    await inTurns(fleet.trucks, async (truck) => {
      await api('POST', '/trucks', truck);
    });
    await api('POST', '/holidays/import', { holidays: demoHolidays(options.today) });
    const visits = demoVisits(fleet, options.today);
    await inTurns(visits, async ({ site, course, request, cancelReason, ...visit }) => {
      const made = await api('POST', '/visits', {
        ...visit,
        siteId: ids.sites[site],
        courseId: ids.courses[course],
        requestId: request === null ? null : ids.requests[request],
      });
      if (cancelReason === '') return;
      const { visitId, version } = z.object({ visitId: z.string(), version: z.int() }).parse(made);
      await api('PATCH', `/visits/${visitId}`, { version, state: 'cancelled', cancelReason });
    });
    await inTurns(demoMaintenance(visits), async (repair) => {
      await api('POST', '/maintenance', repair);
    });
  }
  return {
    made,
    trucks: fleet.trucks.length,
    sites: fleet.sites.length,
    visits: VisitPage.parse(await api('GET', '/visits?limit=1000')).items,
    lastSampleMs,
    async enrolLearners() {
      const courses = z
        .object({ items: z.array(z.object({ courseId: z.string(), certifies: z.boolean() })) })
        .parse(await api('GET', '/courses?limit=1000'));
      const certifying = courses.items.filter(({ certifies }) => certifies).map(({ courseId }) => courseId);
      const { items: visits } = VisitPage.parse(await api('GET', '/visits?limit=1000'));
      const sendCsv = (path: string, csv: string) => api('POST', path, csv, 'text/csv');
      await seedLearners({
        api,
        sendCsv,
        visits,
        certifying: new Set(certifying),
        today: options.today,
      });
    },
    async planQuarter() {
      await api('POST', '/plans', { name: 'Next quarter', from: options.today, days: 84, seconds: PLAN_S });
    },
    async enterResults() {
      await seedResults({ api, today: options.today, wait });
    },
    async reportEvery(intervalS) {
      const ask = async (truckId: TruckId) => {
        const commandId = CommandId.parse(crypto.randomUUID());
        await api('POST', `/trucks/${truckId}/commands`, {
          commandId,
          kind: 'reporting-interval',
          args: { intervalS },
        });
      };
      await inTurns(fleet.trucks, ({ truckId }) => ask(truckId));
    },
  };
}

/** A few at a time, in order enough. */
async function inTurns<T>(
  items: readonly T[],
  work: (item: T, index: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  const worker = async () => {
    for (let index = next++; index < items.length; index = next++) await work(items[index] as T, index);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

/** The built console with its answers made up: 50 trucks over 26 weeks, and a fleet of a thousand. No service, so that frames are the browser's alone. */
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative } from 'node:path';
import type { Me } from '@digitruck/contract/people';
import type { Plan } from '@digitruck/contract/plans';
import type { BrowserContext } from 'playwright-core';

const ORIGIN = 'http://127.0.0.1:1';
export const PLAN_ID = '00000000-0000-4000-8000-000000000001';
const MONDAY_MS = Date.parse('2027-01-04T00:00:00Z');
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
};
const dayOf = (n: number) => new Date(MONDAY_MS + n * 86_400_000).toISOString().slice(0, 10);
const idOf = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const truckOf = (n: number) => `DT-${String(n + 1).padStart(3, '0')}`;
/** Of whatever else is asked for there is none. */
const EMPTY = JSON.stringify({
  items: [],
  total: 0,
  nextCursor: null,
  features: [],
  trucks: [],
  readings: {},
});
/** Within Kenya, spread evenly. */
const placeOf = (n: number) => ({ lat: -3.5 + ((n * 0.618) % 1) * 7, lon: 34.5 + ((n * 0.414) % 1) * 6 });

const ME: Me = {
  person: {
    personId: 'one',
    name: 'The coordinator',
    email: null,
    role: 'coordinator',
    language: 'en',
    truckIds: [],
  },
  installation: {
    programme: 'Bench',
    country: 'KE',
    timeZone: 'Africa/Nairobi',
    tileUrl: null,
    personalDataDays: 1096,
    version: '0',
  },
};

function planOf(trucks: number, weeks: number): Omit<Plan, 'visits'> & { visits: readonly unknown[] } {
  const visits: unknown[] = [];
  for (let truck = 0; truck < trucks; truck += 1) {
    for (let day = truck % 4; day + 10 < weeks * 7; day += 13) {
      const n = visits.length;
      visits.push({
        visitId: idOf(1000 + n),
        requestId: idOf(20_000 + n),
        siteId: idOf(40_000 + n),
        courseId: idOf(7),
        truckId: truckOf(truck),
        site: { name: `School ${n + 1}`, county: 'Kitui', ...placeOf(n) },
        course: 'Digital skills',
        firstDay: dayOf(day),
        lastDay: dayOf(day + 9),
        arrives: dayOf(Math.max(0, day - 1)),
        km: 40 + ((n * 37) % 260),
        learners: 80,
        classDays: 8,
        leastChargePct: 21 + ((n * 17) % 70),
        pinned: n % 9 === 0,
        frozen: false,
        change: n % 5 === 2 ? 'moved' : n % 3 === 1 ? 'new' : 'kept',
      });
    }
  }
  return {
    planId: PLAN_ID as Plan['planId'],
    name: 'Half a year',
    state: 'draft',
    from: dayOf(0),
    to: dayOf(weeks * 7 - 1),
    frozenBefore: dayOf(7),
    seed: 1,
    stability: 'usual',
    returnToDepot: false,
    basedOn: null,
    disruptionIds: [],
    notes: [],
    job: {
      state: 'done',
      startedAt: null,
      endedAt: null,
      seconds: 1,
      secondsMax: 1,
      iterations: 1,
      score: null,
      truncated: false,
      fault: null,
    },
    score: null,
    canUndo: false,
    canRedo: false,
    version: 1,
    createdAt: '2026-11-26T04:00:00Z',
    createdBy: 'Bench',
    updatedAt: '2026-11-26T04:00:00Z',
    updatedBy: 'Bench',
    publishedAt: null,
    publishedBy: null,
    visits,
    unscheduled: [],
  };
}

function fleetOf(trucks: number): unknown {
  const now = '2026-11-26T04:00:00Z';
  const items = Array.from({ length: trucks }, (_, n) => ({
    truckId: truckOf(n),
    name: truckOf(n),
    seats: 20,
    retired: false,
    depot: null,
    link: { state: 'online', since: now, lastHeardAt: now, bootId: 'b', flapping: false },
    latest: {
      bootId: 'b',
      seq: 1,
      sampledAt: now,
      receivedAt: now,
      readings: { batterySocPct: (n * 7) % 101, ...placeOf(n) },
      place: { ...placeOf(n), at: now },
    },
    activity: n % 3 === 0 ? 'teaching' : 'idle',
  }));
  return { items, total: trucks, nextCursor: null };
}

/** The built files by their path, kept from now on: somebody may build again meanwhile. */
export function readBuilt(dist: string): ReadonlyMap<string, Buffer> {
  const entries = readdirSync(dist, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  const paths = entries.map(({ parentPath, name }) => join(parentPath, name));
  return new Map(paths.map((path) => [`/${relative(dist, path)}`, readFileSync(path)]));
}

/** All that the pages of `context` ask for is answered here, out of what was built and made-up figures. */
export async function playConsole(
  context: BrowserContext,
  built: ReadonlyMap<string, Buffer>,
): Promise<void> {
  const plan = JSON.stringify(planOf(50, 26));
  const fleet = JSON.stringify(fleetOf(1000));
  const api: Readonly<Record<string, string>> = {
    '/api/v1/me': JSON.stringify(ME),
    '/api/v1/trucks': fleet,
    [`/api/v1/plans/${PLAN_ID}`]: plan,
    '/api/v1/sites.geojson': '{"type":"FeatureCollection","features":[]}',
  };
  await context.route(`${ORIGIN}/**`, (route) => {
    const { pathname } = new URL(route.request().url());
    if (pathname.startsWith('/api/')) {
      const body = api[pathname] ?? EMPTY;
      return route.fulfill({ contentType: 'application/json', body });
    }
    const path = extname(pathname) === '' ? '/index.html' : pathname;
    const body = built.get(path);
    return body === undefined
      ? route.fulfill({ status: 404 })
      : route.fulfill({ contentType: TYPES[extname(path)], body });
  });
  await context.routeWebSocket(/\/api\/v1\/live/, (socket) => socket.close());
}
export const BASE_URL = ORIGIN;

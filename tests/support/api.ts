/** The whole API on a fresh database, with a person of each role who can be signed in. */

import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { Role } from '@digitruck/contract/people';
import { ROLES } from '@digitruck/contract/people-words';
import type { FastifyInstance } from 'fastify';
import { type Logger, pino } from 'pino';
import { faultsOfRuleSet } from '../../src/alerts/settings.ts';
import { allRoutes, type RouteDeps } from '../../src/api/all-routes.ts';
import { buildApp } from '../../src/api/app.ts';
import { type Auth, buildAuth, type Passwords } from '../../src/api/auth.ts';
import { startLive } from '../../src/api/live.ts';
import { createMetrics } from '../../src/api/metrics.ts';
import { calendarReader, newSecret } from '../../src/derive/calendars/calendars.ts';
import { layoutReader } from '../../src/derive/calendars/layouts.ts';
import { impactDeps } from '../../src/derive/impact/deps.ts';
import { rosterImporter } from '../../src/derive/imports/import-roster.ts';
import { startJobs } from '../../src/derive/jobs.ts';
import { certificatePdf } from '../../src/derive/learners/certificate-pdf.ts';
import { startPlanning } from '../../src/derive/planning/planning.ts';
import { scheduleReader } from '../../src/derive/schedules/schedule.ts';
import { operatorPacks } from '../../src/derive/sessions/operator-pack.ts';
import { systemClock } from '../../src/kernel/clock.ts';
import { mosquittoHash } from '../../src/kernel/password-hash.ts';
import { replayThreads } from '../../src/rule-replay.ts';
import { alertStore } from '../../src/store/alerts/alerts.ts';
import { channelStore } from '../../src/store/alerts/channels.ts';
import { deliveryStore } from '../../src/store/alerts/deliveries.ts';
import { alertRuleStore } from '../../src/store/alerts/rules.ts';
import { commandStore } from '../../src/store/commands.ts';
import type { Db } from '../../src/store/db.ts';
import { fleetNow } from '../../src/store/fleet-now.ts';
import { samePerson } from '../../src/store/learners/same-person.ts';
import { auditStore, SYSTEM_ACTOR } from '../../src/store/people/audit.ts';
import { authAdapter } from '../../src/store/people/auth-adapter.ts';
import { keyStore } from '../../src/store/people/keys.ts';
import { type PeopleStore, peopleStore } from '../../src/store/people/people.ts';
import { credentialStore } from '../../src/store/registry/credentials.ts';
import { openStore } from '../../src/store/store.ts';
import { visitStore } from '../../src/store/visits/visits.ts';
import { plainWords, testRuleInfos } from './alerts.ts';
import { atEnd } from './at-end.ts';
import { freshDatabase, type TestDatabase } from './database.ts';
import { testEnergy } from './energy.ts';
import { testHistory } from './history.ts';
import { testRegistry } from './registry.ts';

export const PASSWORD = 'a long enough password';
export const ADMIN_API_KEY = 'test-admin-key-0123456789-0123456789';

export type TestApi = {
  readonly app: FastifyInstance;
  readonly database: TestDatabase;
  readonly auth: Auth;
  readonly people: PeopleStore;
  /** What the routes asked the broker to do. */
  readonly disconnected: { truckId: string; reason: string }[];
  /** What the registry told the rest of the service. */
  readonly registryCalls: string[];
  /** Headers of a signed-in person of this role, e.g. for `app.inject`. */
  readonly as: (role: Role) => Promise<{ cookie: string }>;
  readonly signIn: (
    email: string,
    password?: string,
  ) => Promise<Awaited<ReturnType<FastifyInstance['inject']>>>;
};

export const emailOf = (role: Role) => `${role}@example.org`;

export async function testApi(
  options: {
    people?: boolean;
    deps?: Partial<RouteDeps>;
    history?: (db: Db) => Partial<RouteDeps['history']>;
    publicUrl?: string;
    emailReady?: boolean;
    /** Instead of silence. */
    log?: Logger;
    /** Passwords are kept as the service keeps them, which takes a tenth of a second each. */
    scrypt?: boolean;
    /** Plans are really made. */
    planning?: boolean;
  } = {},
): Promise<TestApi> {
  const database = await freshDatabase();
  const log = options.log ?? pino({ level: process.env.TEST_LOG_LEVEL ?? 'silent' });
  const people = peopleStore(database.db);
  const keys = keyStore(database.db);
  const visits = visitStore(database.db);
  const replays = replayThreads({ url: database.url, timeZone: 'Africa/Nairobi' });
  atEnd(replays.stop);
  const store = openStore(database.db);
  const planning = options.planning === true ? await testPlanning(database, store, log) : NO_PLANNING;
  const disconnected: TestApi['disconnected'] = [];
  const registryCalls: TestApi['registryCalls'] = [];
  const auth = buildAuth({
    database: authAdapter(database.db),
    people,
    keys,
    secret: 'a secret of the tests, long enough',
    publicUrl: options.publicUrl,
    adminApiKey: ADMIN_API_KEY,
    ...(options.scrypt !== true && { passwords: QUICK_PASSWORDS }),
    clock: systemClock,
    log,
  });
  const live = startLive({
    fleetNow: (truckIds) => fleetNow(database.db, truckIds),
    pulse: () => ({ samplesPerS: 0, lastStoredAt: null, broker: 'connected', database: 'up' }),
    clock: systemClock,
    log,
  });
  const { routes, rootRoutes } = allRoutes({
    auth,
    clock: systemClock,
    installation: {
      programme: 'DigiTruck',
      country: 'KE',
      timeZone: 'Africa/Nairobi',
      tileUrl: null,
      personalDataDays: 1096,
      version: '0.0.0',
    },
    publicUrl: options.publicUrl,
    people,
    keys,
    audit: auditStore(database.db),
    credentials: credentialStore(database.db),
    hashTruckPassword: mosquittoHash,
    disconnectTruck: (truckId, reason) => void disconnected.push({ truckId, reason }),
    commands: commandStore(database.db),
    kickCommands: () => {},
    live,
    registry: testRegistry(database.db, registryCalls),
    visits,
    scheduleOf: scheduleReader({ visits, timeZone: 'Africa/Nairobi', clock: systemClock }),
    plans: store.plans,
    disruptions: store.disruptions,
    planning,
    calendars: {
      ...store,
      newSecret,
      openCalendar: calendarReader({
        ...store,
        programme: 'DigiTruck',
        timeZone: 'Africa/Nairobi',
        clock: systemClock,
      }),
      layouts: layoutReader({ ...store, timeZone: 'Africa/Nairobi', clock: systemClock }),
    },
    energy: testEnergy(database.db, visits),
    history: testHistory(database.db, options.history?.(database.db)),
    alerting: {
      alerts: alertStore(database.db),
      alertRules: alertRuleStore(database.db),
      channels: channelStore(database.db),
      deliveries: deliveryStore(database.db),
      ruleInfos: testRuleInfos,
      wordsOf: plainWords,
      emailReady: options.emailReady ?? true,
      faultsOfRules: faultsOfRuleSet,
      knownTrucks: openStore(database.db).knownTrucks,
      startReplay: replays.start,
    },
    reporting: store,
    impact: impactDeps({
      ...store,
      timeZone: 'Africa/Nairobi',
      clock: systemClock,
      programme: 'DigiTruck',
      country: 'KE',
    }),
    learning: {
      ...store,
      retentionDays: 1096,
      importRoster: rosterImporter({
        ...store,
        same: (a, b) => samePerson(a, b) !== undefined,
        clock: systemClock,
      }),
      printCertificates: certificatePdf,
    },
    readyState: async () => ({ database: { ok: true }, broker: { ok: true } }),
    metrics: createMetrics(),
    consoleFolder: fileURLToPath(new URL('../../dist/console', import.meta.url)),
    operatorFolder: fileURLToPath(new URL('../../dist/operator', import.meta.url)),
    packOf: operatorPacks({
      ...store,
      ...store.reporterKeys,
      visits,
      hubUrls: [],
      timeZone: 'Africa/Nairobi',
      clock: systemClock,
    }),
    signInLimits: { perAddressPerMinute: 1000, perEmailPerMinute: 1000 },
    ...options.deps,
  });
  atEnd(replays.stop);
  const app = await buildApp({
    log,
    version: '0.0.0',
    authenticate: auth.authenticate,
    routes,
    rootRoutes,
    publicUrl: options.publicUrl,
  });
  await app.ready();
  atEnd(async () => {
    live.stop();
    await app.close();
  });
  if (options.people !== false) {
    const passwordHash = await auth.hashPassword(PASSWORD);
    for (const role of ROLES) {
      const person = { name: `The ${role}`, email: emailOf(role), role, passwordHash };
      await people.create(SYSTEM_ACTOR, { ...person, language: 'en', truckIds: [] });
    }
  }
  const signIn: TestApi['signIn'] = (email, password = PASSWORD) =>
    app.inject({ method: 'POST', url: '/api/auth/sign-in/email', payload: { email, password } });
  const cookies = new Map<Role, { cookie: string }>();
  async function as(role: Role): Promise<{ cookie: string }> {
    const known = cookies.get(role);
    if (known) return known;
    const headers = { cookie: cookieOf(await signIn(emailOf(role))) };
    cookies.set(role, headers);
    return headers;
  }
  return { app, database, auth, people, disconnected, registryCalls, as, signIn };
}

/** For tests that are not about passwords. */
const QUICK_PASSWORDS: Passwords = {
  hash: async (password) => createHash('sha256').update(password).digest('hex'),
  verify: async ({ hash, password }) => createHash('sha256').update(password).digest('hex') === hash,
};

/** The session cookie of an answer, as a browser would send it back. */
export function cookieOf(response: { cookies: { name: string; value: string }[]; body: string }): string {
  const cookie = response.cookies.find(({ name }) => name.endsWith('session_token'));
  if (cookie === undefined) throw new Error(`no session cookie in: ${response.body}`);
  return `${cookie.name}=${encodeURIComponent(cookie.value)}`;
}

/** A stand-in for tests that make no plans: every other answer of the plans' routes comes from the store. */
const nothing = async () => undefined;
const refuses = async () => ({ ok: false as const, reason: 'not-found' as const });
const NO_PLANNING: RouteDeps['planning'] = {
  start: () => Promise.reject(new Error('these tests make no plans')),
  atHand: nothing,
  change: refuses,
  add: refuses,
  drop: refuses,
  step: refuses,
  publish: refuses,
  whyNot: nothing,
  whyHere: nothing,
  hits: async () => [],
  replan: () => Promise.reject(new Error('these tests make no plans')),
  compare: nothing,
  hosts: nothing,
};

async function testPlanning(database: TestDatabase, store: ReturnType<typeof openStore>, log: Logger) {
  const jobs = await startJobs({ url: database.url, clock: systemClock, log });
  const planning = await startPlanning({
    ...store,
    jobs,
    roadFactor: 1.35,
    programme: 'DigiTruck',
    timeZone: 'Africa/Nairobi',
    clock: systemClock,
    log,
    pollJobsEveryS: 0.5,
  });
  atEnd(jobs.stop);
  atEnd(planning.stop);
  return planning;
}

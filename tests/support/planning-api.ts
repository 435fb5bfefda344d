/** The API as somebody who plans uses it: reads as a viewer, changes as a coordinator; a small programme that has something to plan. */
import { Plan, PlanSummary, type PlanVisit } from '@digitruck/contract/plans';
import type { InjectOptions, LightMyRequestResponse } from 'fastify';
import { expect } from 'vitest';
import { systemClock } from '../../src/kernel/clock.ts';
import { addDays, isoWeekday, localDayOf } from '../../src/kernel/zone.ts';
import { type TestApi, testApi } from './api.ts';
import { until } from './until.ts';

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';
type Town = { readonly name: string; readonly county: string; readonly lat: number; readonly lon: number };

export const today = localDayOf(systemClock.nowMs(), 'Africa/Nairobi');
/** The Monday of the n-th week from now, so that nothing depends on the day of the week on which the tests run. */
export const mondayIn = (weeks: number): string => addDays(today, 7 * weeks + 1 - isoWeekday(today));
export const DEPOT = { name: 'Nairobi', lat: -1.3, lon: 36.8 };

export type PlanningApi = {
  readonly api: TestApi;
  readonly call: (method: Method, path: string, payload?: object) => Promise<LightMyRequestResponse>;
  readonly made: (path: string, body: object) => Promise<Record<string, unknown>>;
  readonly plan: (planId: string) => Promise<Plan>;
  /** The plan when its search is over. */
  readonly searched: (planId: string) => Promise<Plan>;
  readonly planned: (body: object) => Promise<Plan>;
  readonly courseId: string;
  /** Of the towns, by name. */
  readonly siteIds: ReadonlyMap<string, string>;
  readonly requestIds: ReadonlyMap<string, string>;
};

/** Call it in `beforeAll`. A site and an open request a town, one course, two trucks of one depot. */
export async function planningApi(
  towns: readonly Town[],
  languageOf: (town: string) => 'en' | 'sw' = () => 'en',
): Promise<PlanningApi> {
  const api = await testApi({ planning: true });

  async function call(method: Method, path: string, payload?: object): Promise<LightMyRequestResponse> {
    const role = method === 'GET' ? 'viewer' : 'coordinator';
    const options: InjectOptions = { method, url: `/api/v1${path}`, headers: await api.as(role) };
    return api.app.inject(payload === undefined ? options : { ...options, payload });
  }
  async function made(path: string, body: object): Promise<Record<string, unknown>> {
    const answer = await call('POST', path, body);
    expect(answer.statusCode, answer.body).toBe(201);
    return answer.json();
  }
  const plan = async (planId: string): Promise<Plan> =>
    Plan.parse((await call('GET', `/plans/${planId}`)).json());
  async function searched(planId: string): Promise<Plan> {
    const isOver = async () => (await plan(planId)).job.endedAt !== null;
    await until('the search to end', isOver, { withinMs: 60_000 });
    const over = await plan(planId);
    expect(over.job).toMatchObject({ state: 'done', fault: null });
    return over;
  }
  async function planned(body: object): Promise<Plan> {
    const answer = await call('POST', '/plans', body);
    expect(answer.statusCode, answer.body).toBe(202);
    return searched(PlanSummary.parse(answer.json()).planId);
  }

  const course = { code: 'C', name: 'Digital skills', mode: 'cohort', totalHours: 20, classHours: 2 };
  const courseId = String((await made('/courses', { ...course, powerPerSeatW: 45 })).courseId);
  const siteIds = new Map<string, string>();
  const requestIds = new Map<string, string>();
  for (const town of towns) {
    const host = { name: `Head of ${town.name}`, language: languageOf(town.name) };
    const siteId = String((await made('/sites', { ...town, host })).siteId);
    siteIds.set(town.name, siteId);
    const body = { siteId, courseId, learnersExpected: 60, requestedOn: addDays(today, -100) };
    requestIds.set(town.name, String((await made('/requests', body)).requestId));
  }
  for (const truckId of ['DT-01', 'DT-02']) await made('/trucks', { truckId, depot: DEPOT });
  return { api, call, made, plan, searched, planned, courseId, siteIds, requestIds };
}

export function visitAt({ visits }: Pick<Plan, 'visits'>, town: string): PlanVisit {
  const visit = visits.find(({ site }) => site.name === town);
  if (visit === undefined) throw new Error(`nobody goes to ${town}`);
  return visit;
}

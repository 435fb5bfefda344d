/**
 * Who needs somebody, most urgent first: what the rules found, and what no rule of a truck can know: a service that is down, trucks that
 * nobody registered or heard of, missing samples, sites that wait. Pure.
 */

import { SEVERITIES } from '@digitruck/contract/alert-words';
import type { Alert, Severity } from '@digitruck/contract/alerts';
import type { TruckNow } from '@digitruck/contract/fleet';
import type { DataHealth, PendingTruck } from '@digitruck/contract/history';
import type { Pulse } from '@digitruck/contract/live';
import type { TruckRecord } from '@digitruck/contract/registry';
import type { RequestListItem } from '@digitruck/contract/registry-lists';
import { type TruckState, truckTitle } from '../trucks/truck-state.ts';

type OfTruck = { readonly truckId: string; readonly title: string };
export type Need = { readonly id: string; readonly urgency: Severity } & (
  | { readonly kind: 'service'; readonly down: 'database' | 'broker' }
  | { readonly kind: 'alert'; readonly alert: Alert }
  | (OfTruck & { readonly kind: 'gaps'; readonly missing: number; readonly share: number })
  | (OfTruck & { readonly kind: 'pending'; readonly held: number; readonly firstSeenAt: string })
  | (OfTruck & { readonly kind: 'never-heard'; readonly createdAt: string | undefined })
  | {
      readonly kind: 'site-waiting';
      readonly siteId: string;
      readonly name: string;
      readonly county: string;
      readonly days: number;
      readonly learners: number;
      readonly course: string;
    }
);

/** A truck of the live feed, with what is derived from it. */
export type KnownTruck = TruckNow & { readonly state: TruckState; readonly urgency: Severity | undefined };

export type NeedsInput = {
  readonly trucks: readonly TruckNow[];
  readonly records: ReadonlyMap<string, Pick<TruckRecord, 'createdAt'>>;
  readonly pulse: Pulse | null;
  /** Open ones. */
  readonly alerts: readonly Alert[];
  readonly health: Pick<DataHealth, 'trucks'> | undefined;
  readonly pending: readonly PendingTruck[];
  /** Open ones, longest waiting first. */
  readonly requests: readonly RequestListItem[];
  /** The service's time. */
  readonly nowMs: number;
};

/** Fewer missing samples than that are a tunnel, not a fault. */
const MISSING_MIN = 20;
const MISSING_SHARE_MIN = 0.05;
const WAITING_MIN_DAYS = 30;
const SITES_MAX = 3;

export function needsYou(input: NeedsInput): readonly Need[] {
  const registered = new Set(input.trucks.map(({ truckId }) => truckId));
  const needs = [
    ...serviceNeeds(input.pulse),
    ...input.alerts.filter((alert) => isForNow(alert, input)).map(alertNeed),
    ...input.trucks.flatMap((truck) => truckNeeds(truck, input)),
    // One that was added a moment ago may still be on the list that was fetched.
    ...input.pending.filter(({ truckId }) => !registered.has(truckId)).map(pendingNeed),
    ...siteNeeds(input.requests),
  ];
  return needs.toSorted(
    (a, b) =>
      SEVERITIES.indexOf(a.urgency) - SEVERITIES.indexOf(b.urgency) ||
      KIND_ORDER.indexOf(a.kind) - KIND_ORDER.indexOf(b.kind) ||
      pressure(a) - pressure(b) ||
      a.id.localeCompare(b.id, 'en', { numeric: true }),
  );
}

/** One that another explains is told with that one; one that sleeps is not told; one that is over is not fetched. */
function isForNow({ groupedUnder, snoozedUntil, state }: Alert, { alerts, nowMs }: NeedsInput): boolean {
  if (state === 'cleared') return false;
  if (snoozedUntil !== null && Date.parse(snoozedUntil) > nowMs) return false;
  return groupedUnder === null || !alerts.some(({ alertId }) => alertId === groupedUnder);
}

function alertNeed(alert: Alert): Need {
  return { id: `alert ${alert.alertId}`, urgency: alert.severity, kind: 'alert', alert };
}

/** Among equally urgent needs, those of this kind come first. */
const KIND_ORDER: readonly Need['kind'][] = [
  'service',
  'alert',
  'pending',
  'gaps',
  'never-heard',
  'site-waiting',
];

const MINUTE_MS = 60_000;

/** Within one kind: the smaller, the earlier it is told. */
function pressure(need: Need): number {
  switch (need.kind) {
    case 'alert':
      // What somebody looks after already can wait; then the newest, which nobody has seen yet.
      return (need.alert.state === 'acknowledged' ? 1e12 : 0) - Date.parse(need.alert.raisedAt) / MINUTE_MS;
    case 'gaps':
      return -need.share;
    case 'pending':
      return -need.held;
    case 'site-waiting':
      return -need.days;
    default:
      return 0;
  }
}

function serviceNeeds(pulse: Pulse | null): Need[] {
  if (pulse?.database === 'down')
    return [{ id: 'database', urgency: 'urgent', kind: 'service', down: 'database' }];
  if (pulse?.broker === 'down') return [{ id: 'broker', urgency: 'urgent', kind: 'service', down: 'broker' }];
  return [];
}

function truckNeeds(truck: TruckNow, { records, health }: NeedsInput): Need[] {
  const { truckId, link, latest } = truck;
  const of = { truckId, title: truckTitle(truck) };
  if (link.state === 'never' && latest === null) {
    const { createdAt } = records.get(truckId) ?? {};
    return [{ ...of, id: `never ${truckId}`, urgency: 'note', kind: 'never-heard', createdAt }];
  }
  const came = health?.trucks.find((each) => each.truckId === truckId);
  if (came === undefined) return [];
  const { missing, storedLastDay } = came;
  const share = missing / Math.max(1, missing + storedLastDay);
  if (missing < MISSING_MIN || share < MISSING_SHARE_MIN) return [];
  return [{ ...of, id: `gaps ${truckId}`, urgency: 'note', kind: 'gaps', missing, share }];
}

function pendingNeed({ truckId, held, firstSeenAt }: PendingTruck): Need {
  return {
    id: `pending ${truckId}`,
    urgency: 'soon',
    kind: 'pending',
    truckId,
    title: truckId,
    held,
    firstSeenAt,
  };
}

/** The sites that wait longest, each once, however much it asked for. */
function siteNeeds(requests: readonly RequestListItem[]): Need[] {
  const seen = new Set<string>();
  return requests
    .filter(({ siteId, status, waitingDays }) => {
      if (status !== 'open' || (waitingDays ?? 0) < WAITING_MIN_DAYS || seen.has(siteId)) return false;
      seen.add(siteId);
      return true;
    })
    .slice(0, SITES_MAX)
    .map(({ siteId, site, course, waitingDays, learnersExpected }) => ({
      id: `site ${siteId}`,
      urgency: 'note',
      kind: 'site-waiting',
      siteId,
      name: site.name,
      county: site.county,
      days: waitingDays ?? 0,
      learners: learnersExpected,
      course: course.name,
    }));
}

/** The most urgent need of each truck, for its marker and its place in a list. */
export function urgencyByTruck(needs: readonly Need[]): ReadonlyMap<string, Severity> {
  const byTruck = new Map<string, Severity>();
  for (const need of needs) {
    const truckId =
      need.kind === 'alert'
        ? need.alert.truckId
        : need.kind === 'gaps' || need.kind === 'never-heard'
          ? need.truckId
          : null;
    if (truckId !== null && !byTruck.has(truckId)) byTruck.set(truckId, need.urgency);
  }
  return byTruck;
}

/** The big numbers that are counted from the fleet. */
export function fleetNumbers(
  trucks: readonly (TruckNow & { readonly state: TruckState })[],
  needs: readonly Need[],
): {
  readonly trucks: number;
  readonly teaching: number;
  readonly people: number;
  readonly seats: number;
  readonly needYou: number;
  readonly noSignal: number;
} {
  const teaching = trucks.filter(({ state }) => state === 'teaching');
  const urgencies = [...urgencyByTruck(needs).values()];
  return {
    trucks: trucks.length,
    teaching: teaching.length,
    people: teaching.reduce((sum, { latest }) => sum + (latest?.readings.occupancy ?? 0), 0),
    seats: teaching.reduce((sum, { seats }) => sum + seats, 0),
    needYou: urgencies.filter((urgency) => urgency !== 'note').length,
    noSignal: trucks.filter(({ state }) => state === 'silent').length,
  };
}

/** How much of the fleet's last day is covered by samples, in %; each truck counts alike. Undefined when unknown. */
export function coverageOf(health: Pick<DataHealth, 'trucks'>): number | undefined {
  const known = health.trucks.flatMap(({ coverageLastDay }) => coverageLastDay ?? []);
  if (known.length === 0) return undefined;
  return (known.reduce((sum, share) => sum + share, 0) / known.length) * 100;
}

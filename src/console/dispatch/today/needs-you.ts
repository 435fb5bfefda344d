/**
 * Who needs somebody, most urgent first: derived from what is known right now, until rules with a memory take over. Pure.
 *
 * Old readings never make a need of now: a silent truck is told as silent, with what it last said, and not as "low".
 */
import type { TruckNow } from '@digitruck/contract/fleet';
import type { DataHealth, PendingTruck } from '@digitruck/contract/history';
import type { Pulse } from '@digitruck/contract/live';
import type { TruckRecord } from '@digitruck/contract/registry';
import type { RequestListItem } from '@digitruck/contract/registry-lists';
import { isOfNow, type TruckState, truckTitle } from '../trucks/truck-state.ts';

/** `urgent`: a class is in danger now. `soon`: it gets worse if nobody looks today. `note`: worth knowing. */
export const URGENCIES = ['urgent', 'soon', 'note'] as const;
export type Urgency = (typeof URGENCIES)[number];

type OfTruck = { readonly truckId: string; readonly title: string };
export type Need = { readonly id: string; readonly urgency: Urgency } & (
  | { readonly kind: 'service'; readonly down: 'database' | 'broker' }
  | (OfTruck & {
      readonly kind: 'battery-in-class';
      readonly socPct: number;
      readonly reservePct: number;
      readonly people: number;
      readonly drawW: number | undefined;
      /** When it reaches its reserve at the present draw; undefined when it is there, or unknown. */
      readonly reserveAtMs: number | undefined;
    })
  | (OfTruck & {
      readonly kind: 'battery-low';
      readonly socPct: number;
      readonly reservePct: number;
      /** Positive while it charges; undefined is unknown. */
      readonly batteryW: number | undefined;
    })
  | (OfTruck & {
      readonly kind: 'no-signal';
      readonly heardAt: string | null;
      readonly silentMs: number;
      readonly socPct: number | undefined;
      readonly did: TruckNow['activity'];
    })
  | (OfTruck & { readonly kind: 'flapping' })
  | (OfTruck & { readonly kind: 'gaps'; readonly missing: number; readonly share: number })
  | (OfTruck & { readonly kind: 'refused'; readonly messages: number })
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
export type KnownTruck = TruckNow & { readonly state: TruckState; readonly urgency: Urgency | undefined };

export type NeedsInput = {
  readonly trucks: readonly TruckNow[];
  readonly records: ReadonlyMap<string, Pick<TruckRecord, 'battery' | 'createdAt'>>;
  readonly pulse: Pulse | null;
  readonly health: Pick<DataHealth, 'trucks'> | undefined;
  readonly pending: readonly PendingTruck[];
  /** Open ones, longest waiting first. */
  readonly requests: readonly RequestListItem[];
  /** The service's time. */
  readonly nowMs: number;
};

/** What a truck keeps back when nobody has said. */
const RESERVE_PCT = 20;
/** A class lasts two hours: whoever reaches the reserve within one is urgent. */
const CLASS_MS = 2 * 3_600_000;
/** Power below this is the noise of a sensor around nothing. */
const POWER_MIN_W = 20;
/** Fewer missing samples than that are a tunnel, not a fault. */
const MISSING_MIN = 20;
const MISSING_SHARE_MIN = 0.05;
const REFUSED_MIN = 10;
const REFUSED_SHARE_MIN = 0.01;
const WAITING_MIN_DAYS = 30;
const SITES_MAX = 3;

export function needsYou(input: NeedsInput): readonly Need[] {
  const registered = new Set(input.trucks.map(({ truckId }) => truckId));
  const needs = [
    ...serviceNeeds(input.pulse),
    ...input.trucks.flatMap((truck) => truckNeeds(truck, input)),
    // One that was added a moment ago may still be on the list that was fetched.
    ...input.pending.filter(({ truckId }) => !registered.has(truckId)).map(pendingNeed),
    ...siteNeeds(input.requests),
  ];
  return needs.toSorted(
    (a, b) =>
      URGENCIES.indexOf(a.urgency) - URGENCIES.indexOf(b.urgency) ||
      KIND_ORDER.indexOf(a.kind) - KIND_ORDER.indexOf(b.kind) ||
      pressure(a) - pressure(b) ||
      a.id.localeCompare(b.id, 'en', { numeric: true }),
  );
}

/** Among equally urgent needs, those of this kind come first. */
const KIND_ORDER: readonly Need['kind'][] = [
  'service',
  'battery-in-class',
  'battery-low',
  'no-signal',
  'pending',
  'flapping',
  'gaps',
  'refused',
  'never-heard',
  'site-waiting',
];

/** Within one kind: the smaller, the earlier it is told. */
function pressure(need: Need): number {
  switch (need.kind) {
    case 'battery-in-class':
      return need.reserveAtMs ?? need.socPct;
    case 'battery-low':
      return need.socPct;
    case 'no-signal':
      return -need.silentMs;
    case 'gaps':
      return -need.share;
    case 'refused':
      return -need.messages;
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

function truckNeeds(truck: TruckNow, { records, health, nowMs }: NeedsInput): Need[] {
  const { truckId, link, latest, activity } = truck;
  const of = { truckId, title: truckTitle(truck) };
  const record = records.get(truckId);
  if (link.state === 'never' && latest === null) {
    return [
      { ...of, id: `never ${truckId}`, urgency: 'note', kind: 'never-heard', createdAt: record?.createdAt },
    ];
  }
  if (link.state !== 'online') {
    const heardAt = link.lastHeardAt ?? latest?.receivedAt ?? link.since;
    const silentMs = heardAt === null ? Number.POSITIVE_INFINITY : Math.max(0, nowMs - Date.parse(heardAt));
    const socPct = latest?.readings.batterySocPct;
    return [
      {
        ...of,
        id: `silent ${truckId}`,
        urgency: 'soon',
        kind: 'no-signal',
        heardAt,
        silentMs,
        socPct,
        did: activity,
      },
    ];
  }
  const needs: Need[] = [];
  if (isOfNow(truck, nowMs)) needs.push(...batteryNeeds(truck, of, record?.battery ?? null, nowMs));
  if (link.flapping) needs.push({ ...of, id: `flapping ${truckId}`, urgency: 'soon', kind: 'flapping' });
  const came = health?.trucks.find((each) => each.truckId === truckId);
  if (came !== undefined) {
    const { missing, storedLastDay, quarantinedLastDay } = came;
    const share = missing / Math.max(1, missing + storedLastDay);
    if (missing >= MISSING_MIN && share >= MISSING_SHARE_MIN)
      needs.push({ ...of, id: `gaps ${truckId}`, urgency: 'soon', kind: 'gaps', missing, share });
    if (
      quarantinedLastDay >= REFUSED_MIN &&
      quarantinedLastDay / Math.max(1, quarantinedLastDay + storedLastDay) >= REFUSED_SHARE_MIN
    )
      needs.push({
        ...of,
        id: `refused ${truckId}`,
        urgency: 'soon',
        kind: 'refused',
        messages: quarantinedLastDay,
      });
  }
  return needs;
}

function batteryNeeds(truck: TruckNow, of: OfTruck, battery: TruckRecord['battery'], nowMs: number): Need[] {
  const { batterySocPct: socPct, batteryW, occupancy = 0 } = truck.latest?.readings ?? {};
  if (socPct === undefined) return [];
  const reservePct = battery?.reservePct ?? RESERVE_PCT;
  const drawW = batteryW !== undefined && batteryW <= -POWER_MIN_W ? -batteryW : undefined;
  if (truck.activity === 'teaching') {
    const leftMs = msToReserve({ socPct, reservePct, drawW, capacityWh: battery?.capacityWh });
    const onReserve = socPct <= reservePct && (batteryW === undefined || batteryW < POWER_MIN_W);
    if (onReserve || (leftMs !== undefined && leftMs <= CLASS_MS)) {
      const reserveAtMs = onReserve || leftMs === undefined ? undefined : nowMs + leftMs;
      return [
        {
          ...of,
          id: `class ${truck.truckId}`,
          urgency: 'urgent',
          kind: 'battery-in-class',
          socPct,
          reservePct,
          people: occupancy,
          drawW,
          reserveAtMs,
        },
      ];
    }
  }
  if (socPct >= reservePct) return [];
  const charges = batteryW !== undefined && batteryW >= POWER_MIN_W;
  const urgency = socPct < reservePct / 2 && !charges ? 'urgent' : 'soon';
  return [{ ...of, id: `low ${truck.truckId}`, urgency, kind: 'battery-low', socPct, reservePct, batteryW }];
}

/**
 * How long until the reserve at the present draw: (SoC - reserve) of the capacity over the power drawn, in ms.
 * Undefined when a part of it is unknown, or the battery is not being drawn on.
 */
export function msToReserve(of: {
  readonly socPct: number;
  readonly reservePct: number;
  readonly drawW: number | undefined;
  readonly capacityWh: number | undefined;
}): number | undefined {
  if (of.drawW === undefined || of.capacityWh === undefined) return undefined;
  const leftWh = (Math.max(0, of.socPct - of.reservePct) / 100) * of.capacityWh;
  return (leftWh / of.drawW) * 3_600_000;
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
export function urgencyByTruck(needs: readonly Need[]): ReadonlyMap<string, Urgency> {
  const byTruck = new Map<string, Urgency>();
  for (const need of needs) {
    if ('truckId' in need && need.kind !== 'pending' && !byTruck.has(need.truckId))
      byTruck.set(need.truckId, need.urgency);
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

/** Where the truck is and where its schedule wants it. */
import type { AlertFacts } from '@digitruck/contract/alerts';
import { distanceKm } from '../../kernel/geo.ts';
import type { TruckFacts } from '../facts.ts';
import { SPEED } from '../observation.ts';
import { above, below, defineRule, type Judgement, told, toldTime } from '../rule.ts';
import type { PlannedStay } from '../schedule.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** A place older than this says nothing about where the truck is now. */
const PLACE_OLD_MS = HOUR_MS;
/** Lorries of this size drive by daylight. */
const ROAD_OPENS_H = 6;
const ROAD_CLOSES_H = 18;

const kmTo = ({ memory }: TruckFacts, stay: PlannedStay) =>
  distanceKm({ lat: memory.placeLat, lon: memory.placeLon }, stay);
const placeIsOld = ({ nowMs, memory }: TruckFacts) => !(nowMs - memory.placeMs <= PLACE_OLD_MS);

/** Hours of daylight driving between two moments. */
function roadHours(fromMs: number, toMs: number, utcOffsetMs: number): number {
  const upTo = (ms: number) => {
    const localMs = ms + utcOffsetMs;
    const day = Math.floor(localMs / DAY_MS);
    const hour = (localMs - day * DAY_MS) / HOUR_MS;
    return (
      day * (ROAD_CLOSES_H - ROAD_OPENS_H) +
      Math.min(ROAD_CLOSES_H, Math.max(ROAD_OPENS_H, hour)) -
      ROAD_OPENS_H
    );
  };
  return upTo(toMs) - upTo(fromMs);
}

export const offSchedule = defineRule({
  kind: 'off-schedule',
  description: 'A visit has begun and the truck is somewhere else.',
  severity: 'urgent',
  times: { raiseAfterS: 1200, clearAfterS: 600, coolDownS: 6 * 3600 },
  thresholds: {
    raiseKm: {
      unit: 'km',
      min: 0.5,
      max: 200,
      default: 5,
      description: 'Raise at this distance from the site',
    },
    clearKm: { unit: 'km', min: 0.1, max: 200, default: 2, description: 'Clear within this distance' },
  },
  judge: (facts, t) => {
    const { stay, nowMs } = facts;
    if (!stay.known) return 'unknown';
    const { visit } = stay;
    // Between visits, before the first class and after the last one, it may be anywhere.
    if (visit === null || !stay.begun) return 'fine';
    if ((visit.classes[visit.classes.length - 1]?.endMs ?? visit.toMs) <= nowMs) return 'fine';
    if (placeIsOld(facts)) return 'unknown';
    return above(kmTo(facts, visit), t.raiseKm, t.clearKm);
  },
  tell: (facts) => ({
    siteName: facts.stay.visit?.siteName ?? null,
    distanceKm: told(facts.stay.visit === null ? Number.NaN : kmTo(facts, facts.stay.visit), 1),
    placeAt: toldTime(facts.memory.placeMs),
    speedKph: told(facts.memory.values[SPEED]),
  }),
});

/** The visit whose first class is still to come. */
const targetOf = ({ stay }: TruckFacts) => (stay.visit !== null && !stay.begun ? stay.visit : stay.next);
const firstMs = (visit: PlannedStay) => visit.classes[0]?.startMs ?? visit.fromMs;

type LateThresholds = { readonly roadFactor: number };
function neededH(facts: TruckFacts, visit: PlannedStay, { roadFactor }: LateThresholds): number {
  return (kmTo(facts, visit) * roadFactor) / facts.truck.speedKph;
}

export const lateForVisit = defineRule({
  kind: 'late-for-visit',
  description:
    'At its usual pace, by daylight, the truck cannot reach its next site before the first class there.',
  severity: 'soon',
  times: { raiseAfterS: 900, clearAfterS: 900, coolDownS: 6 * 3600 },
  thresholds: {
    horizonH: { unit: 'h', min: 1, max: 240, default: 72, description: 'Looks so far ahead' },
    roadFactor: {
      unit: 'times',
      min: 1,
      max: 4,
      default: 1.4,
      description: 'Road kilometres for one as the crow flies',
    },
    clearSpareH: {
      unit: 'h',
      min: 0,
      max: 48,
      default: 1,
      description: 'Clear when so many hours on the road are to spare',
    },
    arrivedKm: { unit: 'km', min: 0.5, max: 50, default: 5, description: 'Within this it is there' },
  },
  visit: 'next',
  judge: (facts, t): Judgement => {
    const { stay, nowMs, truck } = facts;
    if (!stay.known) return 'unknown';
    const target = targetOf(facts);
    // Once the first class has begun, being elsewhere is another rule's finding.
    if (target === null || firstMs(target) - nowMs > t.horizonH * HOUR_MS) return 'fine';
    if (placeIsOld(facts)) return 'unknown';
    if (kmTo(facts, target) <= t.arrivedKm) return 'fine';
    const spareH = roadHours(nowMs, firstMs(target), truck.utcOffsetMs) - neededH(facts, target, t);
    return below(spareH, 0, t.clearSpareH);
  },
  worse: (facts) => {
    const target = targetOf(facts);
    return target !== null && firstMs(target) - facts.nowMs <= 12 * HOUR_MS;
  },
  tell: (facts, t): AlertFacts => {
    const target = targetOf(facts);
    if (target === null) return { siteName: null };
    return {
      siteName: target.siteName,
      distanceKm: told(kmTo(facts, target)),
      neededH: told(neededH(facts, target, t), 1),
      roadH: told(roadHours(facts.nowMs, firstMs(target), facts.truck.utcOffsetMs), 1),
      firstClassAt: toldTime(firstMs(target)),
    };
  },
});

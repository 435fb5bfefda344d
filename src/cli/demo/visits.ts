/**
 * The demo's visits: each truck's stays, one after the other, two weeks back and some weeks ahead of the day the demo is started. They are
 * booked in the service like anybody's, and the simulated trucks take their way from the same list: they are where their visits say.
 */
import type { TruckId } from '@digitruck/contract/ids';
import { type Timetable, USUAL_TIMETABLE, type VisitBody } from '@digitruck/contract/visits';
import type { Stay } from '../../../simulators/truck/spec.ts';
import { along } from '../../kernel/geo.ts';
import { addDays, instantOf } from '../../kernel/zone.ts';
import type { DemoFleet } from './fleet.ts';

/** Twelve days of classes, and one for the road. */
const STAY_DAYS = 12;
const PERIOD_DAYS = STAY_DAYS + 1;
/** A lorry that broke down on its way to the visit that has begun: somebody has to need help. */
const BROKEN_DOWN = 'DT-02' as TruckId;
const BROKEN_DOWN_AFTER = 0.6;
/** A host that called off. */
const CALLED_OFF = { truckId: 'DT-04' as TruckId, stay: 3, reason: 'The school has exams in these weeks' };

/** Who pays: every third truck is a fund's, the others are the ministry's. */
export const FUNDERS = ['Ministry of ICT (demo)', 'Learning Fund (demo)'] as const;
export const funderOf = (truck: number) => FUNDERS[truck % 3 === 2 ? 1 : 0];

/** Sites, courses and requests by their places in the fleet's lists; ids come with the database. */
export type DemoVisit = Omit<VisitBody, 'siteId' | 'courseId' | 'requestId'> & {
  readonly site: number;
  readonly course: number;
  readonly request: number | null;
  /** Why it was called off; '' stands. */
  readonly cancelReason: string;
};

/** @param today the present day in the programme's time zone */
export function demoVisits(fleet: DemoFleet, today: string): DemoVisit[] {
  return fleet.trucks.flatMap(({ truckId }, index) => {
    // On any day some have just come, some are about to leave, and one is on the road.
    const daysHere = truckId === BROKEN_DOWN ? 1 : (index * 5) % PERIOD_DAYS;
    return (fleet.routes.get(truckId) ?? []).map((site, stay): DemoVisit => {
      const firstDay = addDays(today, (stay - 1) * PERIOD_DAYS - daysHere);
      const request = fleet.requests.findIndex((one) => one.site === site);
      const course = fleet.requests[request]?.course ?? index % fleet.courses.length;
      const calledOff = truckId === CALLED_OFF.truckId && stay === CALLED_OFF.stay;
      return {
        truckId,
        site,
        course,
        request: request < 0 ? null : request,
        firstDay,
        lastDay: addDays(firstDay, STAY_DAYS - 1),
        timetable: timetableOf(fleet.courses[course]?.mode ?? 'cohort', index),
        learnersExpected: Math.min(100, fleet.requests[request]?.learnersExpected ?? 100),
        headingDeg: (index * 53 + stay * 97) % 360,
        notes: '',
        funder: funderOf(index),
        cancelReason: calledOff ? CALLED_OFF.reason : '',
      };
    });
  });
}

/** Half of the fleet teaches on Sundays too: the demo is alive whatever day it is started on. */
function timetableOf(mode: 'cohort' | 'drop-in', index: number): Timetable {
  const weekdays = index % 2 === 0 ? [1, 2, 3, 4, 5, 6, 7] : [1, 2, 3, 4, 5, 6];
  if (mode === 'cohort') return { ...USUAL_TIMETABLE, weekdays };
  return { weekdays, classStarts: ['09:00', '11:00', '14:00', '16:00'], classMinutes: 90, exceptDays: [] };
}

/** As such courses were taught over the past year. */
export function pastTimetableOf(mode: 'cohort' | 'drop-in'): Timetable {
  return timetableOf(mode, 1);
}

/** A planned visit as the service has it, and as the trucks' process is told. */
export type DemoStay = Pick<VisitBody, 'truckId' | 'firstDay' | 'lastDay' | 'timetable' | 'headingDeg'> & {
  readonly site: { readonly name: string; readonly lat: number; readonly lon: number; readonly grid: string };
};

/** A truck's way: there from its visit's first day to the last, on the road from the morning after it. */
export function demoItinerary(
  truckId: TruckId,
  all: readonly DemoStay[],
  nowMs: number,
  timeZone: string,
): Stay[] {
  const stays = all
    .filter((visit) => visit.truckId === truckId)
    .sort((a, b) => (a.firstDay < b.firstDay ? -1 : 1))
    .map(({ site, firstDay, lastDay, timetable, headingDeg }): Stay => {
      const { weekdays, classStarts, classMinutes, exceptDays } = timetable;
      return {
        name: site.name,
        place: { lat: site.lat, lon: site.lon },
        fromMs: instantOf(firstDay, '00:00', timeZone),
        toMs: instantOf(addDays(lastDay, 1), '00:00', timeZone),
        classes: {
          days: weekdays.map((day) => day % 7),
          starts: classStarts,
          lengthMin: classMinutes,
          exceptDays,
        },
        gridMaxW: site.grid === 'yes' ? 1500 : 0,
        ...(headingDeg === null ? {} : { headingDeg }),
      };
    });
  return brokenDown(truckId) ? untilItBroke(stays, nowMs) : stays;
}

/** It stands by the road and follows no schedule. */
export function brokenDown(truckId: TruckId): boolean {
  return truckId === BROKEN_DOWN;
}

function untilItBroke(stays: readonly Stay[], nowMs: number): Stay[] {
  const bound = stays.findLastIndex(({ fromMs }) => fromMs <= nowMs);
  const [before, visit] = [stays[bound - 1], stays[bound]];
  if (before === undefined || visit === undefined) return [...stays];
  const place = along(before.place, visit.place, BROKEN_DOWN_AFTER);
  const roadside = {
    ...visit,
    name: 'by the road',
    place,
    classes: { ...visit.classes, days: [] },
    gridMaxW: 0,
  };
  return [...stays.slice(0, bound), roadside];
}

/**
 * The way of a truck that goes where its schedule sends it: to the site of the visit it is in or that comes next, at once when it hears of
 * it, by daylight; and there it holds the classes of the timetable. When nothing is asked of it, it stands where it is.
 */
import type { Schedule, ScheduleVisit } from '@digitruck/contract/schedule';
import { distanceKm, type Place } from '../../src/kernel/geo.ts';
import { addDays, instantOf, isoWeekday, zoneOffsetMs } from '../../src/kernel/zone.ts';
import { driveOf, type Journey, type Leg, parkedHeadingDeg, type Whereabouts } from './journey.ts';
import type { Stay, TruckSpec } from './spec.ts';

const MINUTE_MS = 60_000;
/** Two places this close are one: nobody moves a lorry across a yard. */
const SAME_PLACE_KM = 0.05;

export type Follower = {
  /** Must be asked in the order of time. */
  readonly journey: Journey;
  /** Of the schedule's time zone, once there is one. */
  utcOffsetMin(timeMs: number): number;
  heed(schedule: Schedule): void;
};

type Target = { readonly stay: Stay; readonly lastClassEndsMs: number };

export function followSchedule(options: {
  readonly spec: TruckSpec;
  readonly seed: number | string;
  /** Its way up to `fromMs`, when it begins to follow. */
  readonly before: Journey;
  readonly fromMs: number;
  readonly onArrival?: (() => void) | undefined;
}): Follower {
  const { spec, seed, before: itinerary, fromMs } = options;
  const drive = driveOf(spec, seed);
  let timeZone: string | undefined;
  let targets: readonly Target[] = [];
  let { place, headingDeg } = itinerary(fromMs);
  let leg: Leg | undefined;
  let legs = 0;

  const utcOffsetMin = (timeMs: number) =>
    timeZone === undefined || timeMs < fromMs
      ? spec.utcOffsetMin
      : zoneOffsetMs(timeMs, timeZone) / MINUTE_MS;

  /** A schedule says nothing of the host's grid; what its itinerary says of the place holds. */
  const gridMaxW = (site: Place) =>
    spec.itinerary?.find((stay) => distanceKm(stay.place, site) <= SAME_PLACE_KM)?.gridMaxW ?? 0;

  /** The visit it is in, until its last class; then the next one. */
  function targetAt(timeMs: number): Target | undefined {
    return targets.find(({ stay, lastClassEndsMs }, index) => {
      return timeMs < (index === targets.length - 1 ? stay.toMs : lastClassEndsMs);
    });
  }

  /** Where it is on its way; a way that is over is forgotten. */
  function onTheWay(timeMs: number): Whereabouts | undefined {
    if (leg === undefined) return undefined;
    const driving = drive(leg, timeMs, utcOffsetMin(timeMs));
    if (driving === undefined) {
      place = leg.to;
      headingDeg = parkedHeadingDeg(seed, leg.key);
      leg = undefined;
      options.onArrival?.();
    }
    return driving;
  }

  function journey(timeMs: number): Whereabouts {
    if (timeMs < fromMs) return itinerary(timeMs);
    const target = targetAt(timeMs);
    const before = onTheWay(timeMs);
    const wanted = target?.stay.place;
    if (wanted === undefined ? leg !== undefined : distanceKm(leg?.to ?? place, wanted) > SAME_PLACE_KM) {
      // Sent elsewhere, or called off: from here on, or here.
      if (before !== undefined) ({ place, headingDeg } = before);
      leg = wanted && { from: place, to: wanted, setOutMs: timeMs, key: legs++ };
    }
    const driving = onTheWay(timeMs);
    if (driving !== undefined) return driving;
    const stay = target !== undefined && timeMs >= target.stay.fromMs ? target.stay : undefined;
    return { place, headingDeg: target?.stay.headingDeg ?? headingDeg, speedKph: 0, stay };
  }

  return {
    journey,
    utcOffsetMin,
    heed(schedule) {
      timeZone = schedule.timeZone;
      targets = schedule.visits
        .map((visit) => ({
          stay: { ...stayOf(visit, schedule.timeZone), gridMaxW: gridMaxW(visit.site) },
          lastClassEndsMs: lastClassEndsMs(visit, schedule.timeZone),
        }))
        .sort((a, b) => a.stay.fromMs - b.stay.fromMs);
    },
  };
}

function stayOf({ site, firstDay, lastDay, headingDeg, timetable }: ScheduleVisit, timeZone: string): Stay {
  return {
    name: site.name,
    place: { lat: site.lat, lon: site.lon },
    fromMs: instantOf(firstDay, '00:00', timeZone),
    toMs: instantOf(addDays(lastDay, 1), '00:00', timeZone),
    classes: {
      days: timetable.weekdays.map((day) => day % 7),
      starts: timetable.classStarts,
      lengthMin: timetable.classMinutes,
      exceptDays: timetable.exceptDays,
    },
    gridMaxW: 0,
    ...(headingDeg === null ? {} : { headingDeg }),
  };
}

/** When nothing more is to be done there: after the last class of its last day that has any. */
function lastClassEndsMs({ firstDay, lastDay, timetable }: ScheduleVisit, timeZone: string): number {
  const { weekdays, exceptDays, classStarts, classMinutes } = timetable;
  for (let day = lastDay; day >= firstDay; day = addDays(day, -1)) {
    if (!weekdays.includes(isoWeekday(day)) || exceptDays.includes(day)) continue;
    return instantOf(day, classStarts.at(-1) ?? '12:00', timeZone) + classMinutes * MINUTE_MS;
  }
  return instantOf(firstDay, '00:00', timeZone);
}

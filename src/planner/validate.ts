/** What is wrong with a problem in itself, before anything is planned: each fault says where. Pins are checked in `pins.ts`. */
import { dayOf } from './calendar.ts';
import type { DateRange, Problem, ProblemFault } from './problem.ts';

export const DAYS_MAX = 400;
export const TRUCKS_MAX = 200;
export const REQUESTS_MAX = 5_000;

export function faultsOf(problem: Problem): ProblemFault[] {
  const faults: ProblemFault[] = [];
  const say = (code: ProblemFault['code'], where: string, detail: string) =>
    faults.push({ code, where, detail });

  function number(where: string, value: number, least: number, most: number): void {
    if (!(value >= least && value <= most))
      say('BAD_NUMBER', where, `${value} is not from ${least} to ${most}`);
  }
  function date(where: string, value: string): void {
    if (Number.isNaN(dayOf(value))) say('BAD_DATE', where, `"${value}" is no date`);
  }
  function ranges(where: string, list: readonly DateRange[]): void {
    for (const [i, { from, to }] of list.entries()) {
      date(`${where}[${i}].from`, from);
      date(`${where}[${i}].to`, to);
      if (dayOf(from) > dayOf(to)) say('BAD_DATE', `${where}[${i}]`, `${from} is after ${to}`);
    }
  }
  function unique(where: string, ids: readonly string[]): Set<string> {
    const seen = new Set<string>();
    for (const [i, id] of ids.entries()) {
      if (seen.has(id)) say('DUPLICATE', `${where}[${i}]`, `"${id}" is there twice`);
      seen.add(id);
    }
    return seen;
  }
  function known(where: string, id: string, ids: ReadonlySet<string>): void {
    if (!ids.has(id)) say('UNKNOWN_ID', where, `"${id}" is not known`);
  }

  date('from', problem.from);
  number('days', problem.days, 1, DAYS_MAX);
  if (problem.slotsPerDay !== 1 && problem.slotsPerDay !== 2) {
    say('BAD_NUMBER', 'slotsPerDay', `${problem.slotsPerDay} is neither 1 nor 2`);
  }
  number('classesPerDay', problem.classesPerDay, problem.slotsPerDay, 24);
  number('classesFromHour', problem.classesFromHour, 0, 23);
  if (problem.trucks.length > TRUCKS_MAX) say('TOO_LARGE', 'trucks', `more than ${TRUCKS_MAX}`);
  if (problem.requests.length > REQUESTS_MAX) say('TOO_LARGE', 'requests', `more than ${REQUESTS_MAX}`);

  const { places, km, minutes } = problem.travel;
  const placeKeys = unique('travel.places', places);
  for (const [name, table] of [['km', km] as const, ['minutes', minutes] as const]) {
    if (table === undefined) continue;
    if (table.length !== places.length ** 2) {
      say('BAD_NUMBER', `travel.${name}`, `${table.length} values for ${places.length} places`);
    }
    const bad = table.findIndex((value) => value < 0 || (name === 'km' && !Number.isFinite(value)));
    if (bad >= 0) say('BAD_NUMBER', `travel.${name}[${bad}]`, `${table[bad]} is no distance`);
  }

  for (const [i, { cells, detourKm, from, to }] of (problem.travel.closures ?? []).entries()) {
    const where = `travel.closures[${i}]`;
    ranges(where, [{ from, to }]);
    if (detourKm !== null) number(`${where}.detourKm`, detourKm, 0, 1e5);
    if (cells.some((cell) => cell < 0 || cell >= places.length ** 2))
      say('UNKNOWN_ID', `${where}.cells`, 'names a way that is not there');
  }

  const truckIds = unique(
    'trucks',
    problem.trucks.map(({ truckId }) => truckId),
  );
  for (const [i, truck] of problem.trucks.entries()) {
    const where = `trucks[${i}]`;
    number(`${where}.seats`, truck.seats, 1, 1000);
    number(`${where}.speedKph`, truck.speedKph, 1, 200);
    number(`${where}.drivingMinutesPerDay`, truck.drivingMinutesPerDay, 1, 1440);
    known(`${where}.start`, truck.start, placeKeys);
    if (truck.end !== null) known(`${where}.end`, truck.end, placeKeys);
    if (truck.availableFrom !== undefined) date(`${where}.availableFrom`, truck.availableFrom);
    ranges(`${where}.maintenance`, truck.maintenance);
    for (const [j, value] of (truck.restDates ?? []).entries()) date(`${where}.restDates[${j}]`, value);
    for (const [j, { from, to, capacityPct, classLoadW }] of (truck.powerChanges ?? []).entries()) {
      ranges(`${where}.powerChanges[${j}]`, [{ from, to }]);
      number(`${where}.powerChanges[${j}].capacityPct`, capacityPct, 1, 100);
      number(`${where}.powerChanges[${j}].classLoadW`, classLoadW, 0, 1e6);
    }
    if (truck.power === null) continue;
    const { power } = truck;
    number(`${where}.power.capacityWh`, power.capacityWh, 1, 1e7);
    number(`${where}.power.reservePct`, power.reservePct, 0, 100);
    number(`${where}.power.startSocPct`, power.startSocPct, 0, 100);
    number(`${where}.power.chargeEfficiency`, power.chargeEfficiency, 0.01, 1);
    for (const field of ['arrayPeakW', 'maxChargeW', 'maxDischargeW', 'baseLoadW', 'classLoadW'] as const) {
      number(`${where}.power.${field}`, power[field], 0, 1e6);
    }
  }

  for (const [i, profile] of problem.sun.entries()) {
    if (profile.length !== 288)
      say('BAD_NUMBER', `sun[${i}]`, `${profile.length} values, not 12 months of 24 hours`);
    if (profile.some((value) => !(value >= 0))) say('BAD_NUMBER', `sun[${i}]`, 'holds what is no energy');
  }
  const siteIds = unique(
    'sites',
    problem.sites.map(({ siteId }) => siteId),
  );
  for (const [i, site] of problem.sites.entries()) {
    known(`sites[${i}]`, site.siteId, placeKeys);
    if (site.sun !== null) number(`sites[${i}].sun`, site.sun, 0, problem.sun.length - 1);
    for (const [j, value] of site.holidays.entries()) date(`sites[${i}].holidays[${j}]`, value);
  }
  const courseIds = unique(
    'courses',
    problem.courses.map(({ courseId }) => courseId),
  );
  for (const [i, course] of problem.courses.entries()) {
    number(`courses[${i}].totalHours`, course.totalHours, 0.01, 10_000);
    number(`courses[${i}].classHours`, course.classHours, 0.01, 24);
    if (course.classesPerDay !== undefined)
      number(`courses[${i}].classesPerDay`, course.classesPerDay, problem.slotsPerDay, 24);
    number(`courses[${i}].powerPerSeatW`, course.powerPerSeatW, 0, 1e5);
  }
  const requestIds = unique(
    'requests',
    problem.requests.map(({ requestId }) => requestId),
  );
  for (const [i, request] of problem.requests.entries()) {
    const where = `requests[${i}]`;
    known(`${where}.siteId`, request.siteId, siteIds);
    known(`${where}.courseId`, request.courseId, courseIds);
    number(`${where}.learnersExpected`, request.learnersExpected, 1, 1e6);
    number(`${where}.priority`, request.priority, 1, 5);
    number(`${where}.minimumStayDays`, request.minimumStayDays, 1, 366);
    date(`${where}.requestedOn`, request.requestedOn);
    ranges(`${where}.windows`, request.windows);
    ranges(`${where}.blackouts`, request.blackouts);
    for (const id of request.onlyTrucks ?? []) known(`${where}.onlyTrucks`, id, truckIds);
  }
  for (const [name, visits] of [
    ['pins', problem.pins] as const,
    ['published.visits', problem.published?.visits ?? []] as const,
  ]) {
    for (const [i, visit] of visits.entries()) {
      ranges(`${name}[${i}]`, [{ from: visit.firstDay, to: visit.lastDay }]);
      // What was published may speak of trucks and requests that are gone since: then it is dropped, and said so.
      if (name !== 'pins') continue;
      known(`${name}[${i}].requestId`, visit.requestId, requestIds);
      known(`${name}[${i}].truckId`, visit.truckId, truckIds);
    }
  }
  if (problem.published !== undefined) date('published.frozenBefore', problem.published.frozenBefore);
  return faults;
}

/**
 * Holds a plan against its problem without a line of the optimiser: dates are walked day by day and the battery hour by hour, from the
 * problem as people write it. It knows nothing of tables, routes or stretches. What it finds wrong comes back as lines.
 */
import type {
  CourseSpec,
  PlannedVisit,
  Problem,
  RequestSpec,
  SiteSpec,
  TruckSpec,
} from '../../src/planner/problem.ts';

type Claimed = PlannedVisit & { readonly learners?: number };
type Stay = {
  readonly visit: Claimed;
  readonly request: RequestSpec;
  readonly site: SiteSpec;
  readonly course: CourseSpec;
  readonly truck: TruckSpec;
  /** In parts of a day from the horizon's first: from and to (excluded). */
  readonly from: number;
  readonly to: number;
};

const DAY_MS = 86_400_000;
const dayNumber = (date: string) => Math.round(new Date(`${date}T00:00:00Z`).getTime() / DAY_MS);

export function checkPlan(problem: Problem, visits: readonly Claimed[]): string[] {
  const wrong: string[] = [];
  const zero = dayNumber(problem.from);
  const half = 1 / problem.slotsPerDay;
  const inRange = (day: number, { from, to }: { from: string; to: string }) =>
    day >= dayNumber(from) && day <= dayNumber(to);
  const weekday = (day: number) => new Date(day * DAY_MS).getUTCDay();
  const outOfService = (truck: TruckSpec, day: number) =>
    truck.maintenance.some((range) => inRange(day, range));
  const crewWorks = (truck: TruckSpec, day: number) =>
    !outOfService(truck, day) &&
    !truck.restWeekdays.includes(weekday(day)) &&
    !(truck.restDates ?? []).some((date) => dayNumber(date) === day);
  const classesOn = (site: SiteSpec, truck: TruckSpec, day: number) =>
    crewWorks(truck, day) &&
    site.openWeekdays.includes(weekday(day)) &&
    !site.holidays.some((date) => dayNumber(date) === day);

  const stays: Stay[] = [];
  const seen = new Set<string>();
  for (const visit of visits) {
    const request = problem.requests.find(({ requestId }) => requestId === visit.requestId);
    const truck = problem.trucks.find(({ truckId }) => truckId === visit.truckId);
    const site = problem.sites.find(({ siteId }) => siteId === request?.siteId);
    const course = problem.courses.find(({ courseId }) => courseId === request?.courseId);
    if (request === undefined || truck === undefined || site === undefined || course === undefined) {
      wrong.push(`${visit.requestId}: it, or its truck, is not there`);
      continue;
    }
    if (seen.has(visit.requestId)) wrong.push(`${visit.requestId}: served twice`);
    seen.add(visit.requestId);
    const from = dayNumber(visit.firstDay) - zero + (visit.fromNoon === true ? 0.5 : 0);
    const to = dayNumber(visit.lastDay) - zero + (visit.untilNoon === true ? 0.5 : 1);
    stays.push({ visit, request, site, course, truck, from, to });
  }

  for (const { visit, request, site, course, truck, from, to } of stays) {
    const say = (what: string) =>
      wrong.push(`${visit.requestId} (${truck.truckId}, ${visit.firstDay}): ${what}`);
    if (from < 0 || to > problem.days || from >= to) say('outside the horizon');
    const days: number[] = [];
    for (let day = Math.floor(from); day < to; day++) days.push(zero + day);
    if (days.some((day) => outOfService(truck, day))) say('truck in maintenance');
    if (days.some((day) => request.blackouts.some((range) => inRange(day, range)))) say('in a blackout');
    const inOne = request.windows.some((range) => days.every((day) => inRange(day, range)));
    if (request.windows.length > 0 && !inOne) say('outside its windows');
    if (site.lorryAccess === 'no') say('the lorry cannot get there');
    if (site.lorryAccess === 'unknown' && problem.refuseUnknown === true) say('access unknown');
    if (site.downlinkKbps !== null && site.downlinkKbps < course.downlinkKbps) say('too little bandwidth');
    if (site.downlinkKbps === null && problem.refuseUnknown === true && course.downlinkKbps > 0)
      say('bandwidth unknown');
    if (request.onlyTrucks !== undefined && !request.onlyTrucks.includes(truck.truckId))
      say('not for this truck');
    if (!classesOn(site, truck, zero + Math.floor(from)) && !isPinned(problem, visit))
      say('begins on a day without classes');
    let slots = 0;
    for (let t = from; t < to - 1e-9; t += half)
      if (classesOn(site, truck, zero + Math.floor(t + 1e-9))) slots++;
    const classes = slots * (course.classesPerDay ?? problem.classesPerDay) * half;
    const learners = visit.learners ?? 0;
    if (course.mode === 'cohort') {
      const cohorts = Math.ceil(learners / truck.seats);
      if (classes < cohorts * Math.ceil(course.totalHours / course.classHours) - 1e-9)
        say('stay too short for its cohorts');
      if (!isPinned(problem, visit) && learners < (request.learnersAtLeast ?? request.learnersExpected))
        say('reaches too few');
    } else if (learners > classes * truck.seats + 1e-9) say('too few seats');
    if (learners > request.learnersExpected) say('reaches more than there are');
    if (!isPinned(problem, visit)) {
      const long = course.mode === 'cohort' ? to - from : slots * half;
      if (long < request.minimumStayDays - 1e-9) say('shorter than the least stay');
    }
  }

  for (const [i, a] of stays.entries()) {
    for (const b of stays.slice(i + 1)) {
      if (a.site !== b.site || a.truck === b.truck) continue;
      const apart =
        Math.ceil(a.to - 1e-9) <= Math.floor(b.from) || Math.ceil(b.to - 1e-9) <= Math.floor(a.from);
      if (!apart)
        wrong.push(`${a.visit.requestId} and ${b.visit.requestId}: two trucks at ${a.site.siteId} on a day`);
    }
  }
  for (const pin of problem.pins) {
    const kept = visits.some(
      (visit) =>
        visit.requestId === pin.requestId &&
        visit.truckId === pin.truckId &&
        visit.firstDay >= pin.firstDay &&
        visit.lastDay <= pin.lastDay,
    );
    if (!kept) wrong.push(`${pin.requestId}: its pin was not kept`);
  }
  for (const truck of problem.trucks) wrong.push(...alongRoute(truck));
  return wrong;

  /** Drives at once after each stay, on working time; then stands and waits; its battery is stepped through all of it. */
  function alongRoute(truck: TruckSpec): string[] {
    const bad: string[] = [];
    const route = stays.filter((stay) => stay.truck === truck).sort((a, b) => a.from - b.from);
    const { places, km, minutes } = problem.travel;
    const battery = truck.power === null ? undefined : new Charge(truck.power);
    let place = truck.start;
    let last: Stay | undefined;
    let time = Math.max(0, truck.availableFrom === undefined ? 0 : dayNumber(truck.availableFrom) - zero);
    const legs: { to: string; stay: Stay | undefined }[] = route.map((stay) => ({
      to: stay.site.siteId,
      stay,
    }));
    if (truck.end !== null) legs.push({ to: truck.end, stay: undefined });
    for (const { to, stay } of legs) {
      const cell = places.indexOf(place) * places.length + places.indexOf(to);
      const name = stay?.visit.requestId ?? 'home';
      const closures = (problem.travel.closures ?? []).filter(({ cells }) => cells.includes(cell));
      const slotsOf = (moreKm: number) => {
        const given = minutes?.[cell];
        const open =
          given === undefined || Number.isNaN(given) ? ((km[cell] ?? 0) / truck.speedKph) * 60 : given;
        const all = open + (moreKm / truck.speedKph) * 60;
        return Math.ceil(all / (truck.drivingMinutesPerDay * half) - 1e-9);
      };
      /** When a drive of so many slots that sets out then is over; undefined if it is on a closed road on the way, or never over. */
      const over = (sets: number, need: number, minds: boolean): number | undefined => {
        let left = need;
        let t = sets;
        for (; left > 0 && t < problem.days; t += half) {
          const day = zero + Math.floor(t + 1e-9);
          if (!crewWorks(truck, day)) continue;
          if (minds && closures.some((closure) => inRange(day, closure))) return undefined;
          left--;
        }
        return left > 0 ? undefined : t;
      };
      let sets = time;
      let there = over(time, slotsOf(0), true);
      while (there === undefined && sets < problem.days) {
        sets += half;
        there = over(sets, slotsOf(0), true);
      }
      const detours = closures.map(({ detourKm }) => detourKm);
      const round =
        closures.length === 0 || detours.includes(null)
          ? undefined
          : over(time, slotsOf(Math.max(...detours.map((more) => more ?? 0))), false);
      if (round !== undefined && round < (there ?? Number.POSITIVE_INFINITY)) {
        sets = time;
        there = round;
      }
      // Until the road is open it stands where it was.
      for (; time < Math.min(sets, problem.days) - 1e-9; time += half)
        battery?.step(time, half, 'standing', last?.site ?? null, undefined, truck, problem);
      for (; time < (there ?? time) - 1e-9; time += half) {
        const drives = crewWorks(truck, zero + Math.floor(time + 1e-9));
        const doing = drives ? 'driving' : 'standing';
        battery?.step(time, half, doing, stay?.site ?? null, stay?.course, truck, problem);
      }
      if (there === undefined) bad.push(`${truck.truckId}: cannot be at ${name} within the horizon`);
      if (stay === undefined) break;
      if (time > stay.from + 1e-9)
        bad.push(`${name} (${truck.truckId}): begins before the truck can be there`);
      let classSlots = wantedSlots(stay);
      for (let t = time; t < stay.to - 1e-9; t += half) {
        const classes =
          t >= stay.from - 1e-9 && classSlots > 0 && classesOn(stay.site, truck, zero + Math.floor(t + 1e-9));
        if (classes) classSlots--;
        battery?.step(t, half, classes ? 'classes' : 'standing', stay.site, stay.course, truck, problem);
      }
      time = stay.to;
      place = to;
      last = stay;
    }
    if (battery?.fell !== undefined)
      bad.push(`${truck.truckId}: battery under its reserve on day ${battery.fell.toFixed(2)}`);
    return bad;
  }

  /** As many slots with classes as the learners need; drop-in: as the stay has. */
  function wantedSlots({ visit, course, truck, from, to, site }: Stay): number {
    let all = 0;
    for (let t = from; t < to - 1e-9; t += half)
      if (classesOn(site, truck, zero + Math.floor(t + 1e-9))) all++;
    if (course.mode === 'drop-in' || isPinned(problem, visit) || isPublished(problem, visit)) return all;
    const cohorts = Math.ceil((visit.learners ?? 0) / truck.seats);
    const classes = cohorts * Math.ceil(course.totalHours / course.classHours);
    return Math.min(
      all,
      Math.ceil(classes / ((course.classesPerDay ?? problem.classesPerDay) * half) - 1e-9),
    );
  }
}

function isPinned(problem: Problem, { requestId }: PlannedVisit): boolean {
  return problem.pins.some((pin) => pin.requestId === requestId) || isPublished(problem, { requestId });
}

function isPublished(problem: Problem, { requestId }: { requestId: string }): boolean {
  return problem.published?.visits.some((visit) => visit.requestId === requestId) ?? false;
}

/** A battery, an hour at a time. */
class Charge {
  readonly power: NonNullable<TruckSpec['power']>;
  wh: number;
  fell: number | undefined;
  part = 1;

  constructor(power: NonNullable<TruckSpec['power']>) {
    this.power = power;
    this.wh = (power.capacityWh * power.startSocPct) / 100;
  }

  /** Its power on that day; the charge in percent stays what it was on the day before. */
  powerOn(truck: TruckSpec, problem: Problem, time: number): NonNullable<TruckSpec['power']> {
    const day = dayNumber(problem.from) + Math.floor(time + 1e-9);
    const changes = (truck.powerChanges ?? []).filter(
      ({ from, to }) => day >= dayNumber(from) && day <= dayNumber(to),
    );
    const part = Math.min(100, ...changes.map(({ capacityPct }) => capacityPct)) / 100;
    const classLoadW = Math.min(this.power.classLoadW, ...changes.map((change) => change.classLoadW));
    this.wh *= part / this.part;
    this.part = part;
    return { ...this.power, capacityWh: this.power.capacityWh * part, classLoadW };
  }

  step(
    time: number,
    long: number,
    doing: 'driving' | 'standing' | 'classes',
    site: SiteSpec | null,
    course: CourseSpec | undefined,
    truck: TruckSpec,
    problem: Problem,
  ): void {
    // Home, or under a sun nobody knows, nothing is claimed but of the drive.
    if (doing !== 'driving' && (site === null || site.sun === null)) return;
    const power = this.powerOn(truck, problem, time);
    const firstHour = Math.round((time % 1) * 24);
    const date = new Date((dayNumber(problem.from) + Math.floor(time + 1e-9)) * DAY_MS);
    const taught = Math.min(
      24 * long,
      (course?.classesPerDay ?? problem.classesPerDay) * long * (course?.classHours ?? 0),
    );
    const begins =
      long === 1 ? Math.min(problem.classesFromHour, 24 - taught) : firstHour === 0 ? 12 - taught : 12;
    for (let h = firstHour; h < firstHour + 24 * long; h++) {
      const sun =
        doing === 'driving' || site === null || site.sun === null
          ? 0
          : ((problem.sun[site.sun]?.[date.getUTCMonth() * 24 + h] ?? 0) * power.arrayPeakW) / 1000;
      const part =
        doing === 'classes' ? Math.max(0, Math.min(h + 1, begins + taught) - Math.max(h, begins)) : 0;
      const load = power.baseLoadW + part * ((course?.powerPerSeatW ?? 0) * truck.seats + power.classLoadW);
      if (sun >= load) {
        const charged = Math.min(sun - load, power.maxChargeW) * power.chargeEfficiency;
        this.wh = Math.min(power.capacityWh, this.wh + charged);
        continue;
      }
      this.wh -= load - sun;
      const under =
        this.wh < (power.capacityWh * power.reservePct) / 100 - 0.01 ||
        load - sun > power.maxDischargeW + 1e-6;
      if (under && this.fell === undefined) this.fell = time;
    }
  }
}

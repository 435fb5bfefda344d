/**
 * Why not: for a request in no route, what the nearest ways to put it in break. Time by the routes' own earliest and latest; battery and site
 * by putting it in and taking it out again; what it would push out by trying every run of neighbouring visits on each truck.
 */
import { dateOf } from './calendar.ts';
import { classesPerDayOf, type Instance, incapable, present } from './instance.ts';
import type { CausedRange } from './problem.ts';
import { type Beaten, type Explanation, REASONS_MAX, type Reason } from './reasons.ts';
import { int, num } from './rows.ts';
import type { SolvedState } from './solve.ts';
import { countBefore, NEVER, stayTable } from './stays.ts';

type Ranked = { readonly rank: number; readonly reason: Reason };
/** Nearest first: what costs least to change comes before what cannot be. */
const RANK = { limit: 0, lower: 10, taken: 20, battery: 30, pin: 40, travel: 50, calendar: 60 } as const;

export function explainUnscheduled(state: SolvedState, requestId: string): Explanation {
  const { instance, model, schedule } = state;
  const { problem } = instance;
  const request = present(instance.requestIndex.get(requestId));
  if (int(schedule.routeOf, request) >= 0) return { requestId, reasons: [] };
  const site = present(instance.siteOf[request]);
  const course = present(instance.courseOf[request]);
  const spec = present(problem.requests[request]);
  const causes = problem.trucks.map((truck) => incapable(problem, truck, site, course, spec));
  if (causes.every((list) => list.length > 0)) {
    const all = [...new Set(causes.flat())];
    const change = all.includes('BANDWIDTH')
      ? ({ what: 'BANDWIDTH', needKbps: course.downlinkKbps, hasKbps: site.downlinkKbps } as const)
      : ({ what: all.includes('LORRY_ACCESS') ? 'ACCESS' : 'ALLOW_TRUCKS' } as const);
    return { requestId, reasons: [{ code: 'NO_CAPABLE_TRUCK', causes: all, change }] };
  }
  const found: Ranked[] = [];
  for (let k = 0; k < model.routes; k++) {
    if (present(causes[k]).length > 0) continue;
    let possible = false;
    for (let v = int(model.firstVisit, request); v < int(model.firstVisit, request + 1); v++) {
      if (model.lastStart(k, v) < 0) continue;
      possible = true;
      found.push(...onRoute(state, k, v));
    }
    const why = possible ? undefined : byCalendar(instance, k, request);
    if (why !== undefined) found.push({ rank: RANK.calendar, reason: why });
  }
  found.sort((a, b) => a.rank - b.rank);
  const reasons: Reason[] = [];
  const perCode = new Map<string, number>();
  for (const { reason } of found) {
    const count = perCode.get(reason.code) ?? 0;
    if (count >= 2 || reasons.length >= REASONS_MAX) continue;
    perCode.set(reason.code, count + 1);
    reasons.push(reason);
  }
  return { requestId, reasons };
}

/** The best each way of putting a visit on a route comes to. */
function onRoute(state: SolvedState, k: number, visit: number): Ranked[] {
  const { instance, model, schedule } = state;
  const { problem, perDay, firstDay } = instance;
  const { stops, early, late, length, stride } = schedule;
  const truckId = present(problem.trucks[k]).truckId;
  const date = (slot: number) => dateOf(firstDay + Math.floor(slot / perDay));
  const base = k * stride;
  const last = model.lastStart(k, visit);
  const idAt = (q: number): string | null => {
    const node = int(stops, q);
    return node < model.visits ? idOf(state, int(model.groupOf, node)) : null;
  };
  const best = new Map<string, Ranked>();
  const offer = (key: string, rank: number, reason: Reason) => {
    const known = best.get(key);
    if (known === undefined || rank < known.rank) best.set(key, { rank, reason });
  };

  for (let p = 1; p < int(length, k); p++) {
    const before = base + p - 1;
    const start = model.settle(k, visit, model.ready(k, int(stops, before), num(early, before), visit));
    for (let to = p; to < int(length, k); to++) {
      const after = base + to;
      const then = start > last ? Infinity : model.ready(k, visit, start, int(stops, after));
      const groups = groupsBetween(state, base + p, after);
      if (then <= num(late, after)) {
        tryOut(p, start, groups);
        break;
      }
      if (groups.length === 0) {
        const lateSlots = start > last ? Infinity : then - num(late, after);
        const lateDays = Number.isFinite(lateSlots) ? Math.ceil(lateSlots / perDay) : instance.problem.days;
        offer('travel', RANK.travel + lateDays / 1000, {
          code: 'TRAVEL_TIME',
          truckId,
          causes: [
            ...model.causesOfWay(k, int(stops, before), num(early, before), visit),
            ...(start > last ? [] : model.causesOfWay(k, visit, start, int(stops, after))),
          ],
          after: idAt(before),
          before: idAt(after),
          earliest: start > last ? null : date(start),
          lateDays,
          change: { what: 'WINDOW', moreDays: lateDays },
        });
      }
    }
  }
  return [...best.values()];

  /** Puts it in at p instead of `groups`, looks, and puts everything back. */
  function tryOut(p: number, start: number, groups: readonly number[]): void {
    const pinned = groups
      .filter((group) => instance.pinned[group] !== undefined)
      .map((group) => idOf(state, group));
    if (pinned.length > 0) {
      offer('pin', RANK.pin + groups.length / 1000, {
        code: 'PIN_CONFLICT',
        truckId,
        requestIds: pinned,
        change: { what: 'UNPIN', requestIds: pinned },
      });
      return;
    }
    const value = schedule.total();
    const people = learnersOn(state, k);
    schedule.touch(k);
    const marks = new Uint8Array(model.groups);
    for (const group of groups) marks[group] = 1;
    schedule.removeMarked(k, marks);
    if (schedule.fits(k, visit, p, 0)) {
      schedule.insert(k, visit, p, 0);
      const cost = schedule.judge(k);
      const displaces = groups.map((group) => idOf(state, group));
      if (cost < Infinity) {
        const net = schedule.total() - value;
        if (net > 1e-9) {
          const change = { what: 'LONGER_SEARCH' } as const;
          offer('limit', RANK.limit, {
            code: 'SEARCH_LIMIT',
            truckId,
            firstDay: date(start),
            displaces,
            net,
            change,
          });
        } else {
          offer('lower', RANK.lower - net * 1e-6, {
            code: 'LOWER_VALUE',
            truckId,
            firstDay: date(start),
            displaces,
            net,
            netLearners: learnersOn(state, k) - people,
            change: { what: 'DROP', requestIds: displaces },
          });
        }
      } else {
        const clash = model.clash(k, schedule);
        const power = model.account(k, schedule).power;
        if (clash !== undefined) {
          const by = idOf(state, clash.other);
          const change = { what: 'DROP', requestIds: [by] } as const;
          offer('taken', RANK.taken + groups.length / 1000, { code: 'SITE_TAKEN', truckId, by, change });
        } else if (!power.ok) {
          offer('battery', RANK.battery + groups.length / 1000 + power.shortWh * 1e-9, {
            code: 'BATTERY_RESERVE',
            truckId,
            causes: power.causes,
            firstDay: date(start),
            day: date(power.slot),
            chargePct: power.chargePct,
            reservePct: present(problem.trucks[k]).power?.reservePct ?? 0,
            shortWh: power.shortWh,
            change: { what: 'ENERGY', moreWh: power.shortWh },
          });
        }
      }
    }
    schedule.rollback();
  }
}

/** Without which rule there would be a date on this truck's calendar. */
function byCalendar(instance: Instance, k: number, request: number): Reason | undefined {
  const { problem, visits, firstVisit, classOf, perDay, firstDay } = instance;
  const truck = present(problem.trucks[k]);
  const spec = present(problem.requests[request]);
  const site = present(instance.siteOf[request]);
  const classNumber = int(classOf, k);
  const marks = instance.teachable(classNumber, site);
  const pin = instance.pinned[request];
  if (pin !== undefined && pin.truck !== k) return undefined;
  const { out, blackout } = instance.barred(classNumber, request);
  const windows = instance.windows(request);
  const date = (slot: number) => dateOf(firstDay + Math.floor(slot / perDay));
  let need = NEVER;
  for (let v = int(firstVisit, request); v < int(firstVisit, request + 1); v++) {
    const teaching = {
      seats: truck.seats,
      perSlot: classesPerDayOf(problem, present(instance.courseOf[request])) / perDay,
      perDay,
      teachable: marks,
    };
    const stay = visits[v]?.length(teaching);
    if (stay === undefined) continue;
    need = Math.min(need, stay.slots);
    const rules = { teachable: marks, windows, classes: stay.slots, span: stay.span };
    const free = stayTable({ ...rules, barredBefore: countBefore(out) });
    if (free.last >= 0) {
      const over = free.end[free.last] ?? free.last;
      const change = { what: 'BLACKOUT' } as const;
      return {
        code: 'BLACKOUT',
        truckId: truck.truckId,
        causes: causesOn(spec.blackouts, date(free.last), date(over - 1)),
        firstDay: date(free.last),
        lastDay: date(over - 1),
        change,
      };
    }
    const serviced = stayTable({
      ...rules,
      teachable: instance.openDays(site),
      barredBefore: countBefore(blackout),
    });
    if (serviced.last >= 0) {
      const lastDay = date((serviced.end[serviced.last] ?? serviced.last) - 1);
      return {
        code: 'REST_OR_MAINTENANCE',
        truckId: truck.truckId,
        causes: causesOn(truck.maintenance, date(serviced.last), lastDay),
        firstDay: date(serviced.last),
        lastDay,
        change: { what: 'MAINTENANCE' },
      };
    }
  }
  let has = 0;
  for (const [from, to] of windows) {
    let count = 0;
    for (let s = Math.max(0, from); s < Math.min(to, marks.length); s++) count += marks[s] === 1 ? 1 : 0;
    has = Math.max(has, count);
  }
  const needDays = need === NEVER ? 0 : need / perDay;
  return {
    code: 'NO_DATE_IN_WINDOW',
    truckId: truck.truckId,
    needDays,
    hasDays: has / perDay,
    change: { what: 'WINDOW', moreDays: Math.max(1, Math.ceil(needDays - has / perDay)) },
  };
}

/** What is behind days that bar a stay. */
export function causesOn(ranges: readonly CausedRange[], firstDay: string, lastDay: string): string[] {
  return ranges.flatMap(({ from, to, cause }) =>
    cause === undefined || from > lastDay || to < firstDay ? [] : [cause],
  );
}

/** What a visit beat: the requests left out that could stand in its place, the closest first. */
export function beatenBy(state: SolvedState, requestId: string, most = 3): Beaten[] {
  const { instance, model, schedule, moves } = state;
  const request = present(instance.requestIndex.get(requestId));
  const k = int(schedule.routeOf, request);
  if (k < 0) return [];
  const value = schedule.total();
  schedule.touch(k);
  moves.applyRemove(request);
  const without = schedule.total();
  const beaten: Beaten[] = [];
  for (let other = 0; other < model.groups; other++) {
    if (other === request || int(schedule.routeOf, other) >= 0) continue;
    let gain = -Infinity;
    for (let v = int(model.firstVisit, other); v < int(model.firstVisit, other + 1); v++) {
      const move = moves.bestInsert(k, v, false);
      if (move !== undefined) gain = Math.max(gain, moves.evaluateInsert(move));
    }
    if (gain > -Infinity) beaten.push({ requestId: idOf(state, other), lessBy: value - without - gain });
  }
  schedule.rollback();
  return beaten.sort((a, b) => a.lessBy - b.lessBy).slice(0, most);
}

function groupsBetween({ model, schedule }: SolvedState, from: number, to: number): number[] {
  const groups: number[] = [];
  for (let q = from; q < to; q++) groups.push(int(model.groupOf, int(schedule.stops, q)));
  return groups;
}

function learnersOn({ instance, model, schedule }: SolvedState, k: number): number {
  const base = int(instance.classOf, k) * model.visits;
  return schedule.read(k).reduce((sum, { visit }) => sum + num(instance.learners, base + visit), 0);
}

function idOf({ instance }: SolvedState, request: number): string {
  return present(instance.problem.requests[request]).requestId;
}

/** Pins that cannot stand, alone or together: each is named with why, and no plan is made until they are seen to. */
import { dateOf } from './calendar.ts';
import type { DayModel } from './day-model.ts';
import { causesOn } from './explain.ts';
import { type Instance, incapable, present, type Told } from './instance.ts';
import { createMoves } from './moves.ts';
import type { TruckSpec } from './problem.ts';
import { int, num } from './rows.ts';
import { createSchedule } from './schedule.ts';

export type PinFault = {
  readonly code: 'PIN_CONFLICT';
  readonly why:
    | 'OUTSIDE_HORIZON'
    | 'NO_CAPABLE_TRUCK'
    | 'NO_CLASSES'
    | 'OUTSIDE_WINDOWS'
    | 'BLACKOUT'
    | 'REST_OR_MAINTENANCE'
    | 'OVERLAP'
    | 'TRAVEL_TIME'
    | 'SAME_SITE'
    | 'BATTERY_RESERVE';
  /** The pinned visit, and the other one it cannot stand beside. */
  readonly requestIds: readonly string[];
  readonly truckId: string;
  readonly firstDay: string;
  readonly lastDay: string;
  /** What is behind it, where the problem says so. */
  readonly causes: readonly string[];
};

export function pinFaults(instance: Instance, model: DayModel): PinFault[] {
  const { problem, pinned, firstDay, perDay } = instance;
  const faults: PinFault[] = [];
  const pins = pinned
    .flatMap((visit, request) => (visit?.kind === 'pin' ? [{ ...visit, request }] : []))
    .sort((a, b) => a.start - b.start || a.request - b.request);
  const idOf = (request: number) => present(problem.requests[request]).requestId;
  const date = (slot: number) => dateOf(firstDay + Math.floor(slot / perDay));
  const blame = (pin: Told & { request: number }, why: PinFault['why'], other?: number) => {
    const given = problem.pins.find(({ requestId }) => requestId === idOf(pin.request));
    const truck = present(problem.trucks[pin.truck]);
    const firstDay = given?.firstDay ?? date(pin.start);
    const lastDay = given?.lastDay ?? date(pin.end - 1);
    faults.push({
      code: 'PIN_CONFLICT',
      why,
      requestIds: other === undefined ? [idOf(pin.request)] : [idOf(other), idOf(pin.request)],
      truckId: truck.truckId,
      firstDay,
      lastDay,
      causes: causesOf(pin, why, truck, firstDay, lastDay),
    });
  };
  function causesOf(
    pin: Told & { request: number },
    why: PinFault['why'],
    truck: TruckSpec,
    firstDay: string,
    lastDay: string,
  ): string[] {
    if (why === 'REST_OR_MAINTENANCE') return causesOn(truck.maintenance, firstDay, lastDay);
    if (why === 'BLACKOUT')
      return causesOn(present(problem.requests[pin.request]).blackouts, firstDay, lastDay);
    if (why === 'BATTERY_RESERVE') return causesOn(truck.powerChanges ?? [], problem.from, lastDay);
    if (why !== 'TRAVEL_TIME') return [];
    const before = pin.truck * schedule.stride + int(schedule.length, pin.truck) - 2;
    const visit = int(model.firstVisit, pin.request);
    return model.causesOfWay(pin.truck, int(schedule.stops, before), num(schedule.early, before), visit);
  }

  const schedule = createSchedule(model);
  const moves = createMoves(model, schedule);
  const standing: (Told & { request: number })[] = [];
  for (const pin of pins) {
    const alone = whyNotAlone(instance, model, pin, pin.request);
    if (alone !== undefined) {
      blame(pin, alone);
      continue;
    }
    const day = (slot: number) => Math.floor(slot / perDay);
    const overlapping = standing.find((other) => other.truck === pin.truck && other.end > pin.start);
    const sameSite = standing.find(
      (other) =>
        other.truck !== pin.truck &&
        instance.siteOf[other.request]?.siteId === instance.siteOf[pin.request]?.siteId &&
        day(other.end - 1) >= day(pin.start),
    );
    if (overlapping !== undefined) {
      blame(pin, 'OVERLAP', overlapping.request);
    } else if (sameSite !== undefined) {
      blame(pin, 'SAME_SITE', sameSite.request);
    } else {
      const visit = int(model.firstVisit, pin.request);
      const at = int(schedule.length, pin.truck) - 1;
      const before = standing.filter((other) => other.truck === pin.truck).at(-1);
      if (!schedule.fits(pin.truck, visit, at, pin.start)) blame(pin, 'TRAVEL_TIME', before?.request);
      else if (!moves.applyInsert({ route: pin.truck, visit, at, hold: pin.start }))
        blame(pin, 'BATTERY_RESERVE', before?.request);
      else standing.push(pin);
    }
  }
  return faults;
}

function whyNotAlone(
  instance: Instance,
  model: DayModel,
  pin: Told,
  request: number,
): PinFault['why'] | undefined {
  const { problem, classOf, slots } = instance;
  const spec = present(problem.requests[request]);
  const site = present(instance.siteOf[request]);
  const truck = present(problem.trucks[pin.truck]);
  if (pin.start < 0 || pin.end > slots) return 'OUTSIDE_HORIZON';
  if (incapable(problem, truck, site, present(instance.courseOf[request]), spec).length > 0)
    return 'NO_CAPABLE_TRUCK';
  if (model.lastStart(pin.truck, int(model.firstVisit, request)) >= 0) return undefined;
  const barred = instance.barred(int(classOf, pin.truck), request);
  for (let s = pin.start; s < pin.end; s++) if (barred.out[s] === 1) return 'REST_OR_MAINTENANCE';
  for (let s = pin.start; s < pin.end; s++) if (barred.blackout[s] === 1) return 'BLACKOUT';
  if (!instance.windows(request).some(([from, to]) => from <= pin.start && pin.end <= to))
    return 'OUTSIDE_WINDOWS';
  return 'NO_CLASSES';
}

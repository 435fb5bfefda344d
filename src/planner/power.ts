/**
 * The battery along a route, slot by slot, as the truck lives it: it sets out at once after a stay, drives on the slots the crew works
 * (base load, no sun), stands with the sun of where it goes on the others, waits there, and holds its classes on the first slots of its stay
 * on which there can be any. Before the first way and after the last it is at its depot's grid.
 *
 * Where the array, the battery or the sun of a site is unknown, nothing is claimed: that stretch leaves the charge as it was.
 */
import { monthOf } from './calendar.ts';
import { COMFORTABLE_MARGIN_PCT } from './cost.ts';
import { type Battery, hour, joined, STILL, type Stretch, through } from './energy.ts';
import { classesPerDayOf, type Instance } from './instance.ts';
import { type PowerState, powerStates } from './power-states.ts';
import type { CourseSpec, TruckPower } from './problem.ts';
import { int } from './rows.ts';

/** A stop as the battery sees it. */
export type PowerStop = {
  readonly visit: number;
  /** The visit before it, at whose site the truck waits until it sets out; -1 is none. */
  readonly after: number;
  /** When the truck may set out for it, sets out, stands there, begins, and is over. */
  readonly from: number;
  readonly sets: number;
  readonly ready: number;
  readonly start: number;
  readonly end: number;
};
export type PowerFinding =
  | { readonly ok: true; readonly lackPct: number; readonly leastPct: number }
  | {
      readonly ok: false;
      readonly slot: number;
      readonly chargePct: number;
      readonly shortWh: number;
      readonly visit: number;
      /** What weakened the battery on that day. */
      readonly causes: readonly string[];
    };

export type Power = {
  /** False where nothing is known, so that nothing needs checking. */
  known(truck: number): boolean;
  along(truck: number, stops: readonly PowerStop[]): PowerFinding;
};

type State = PowerState & { readonly rows: (Stretch | undefined)[] };

const FINE: PowerFinding = { ok: true, lackPct: 0, leastPct: 100 };

export function createPower(instance: Instance): Power {
  const { problem, perDay, slots, firstDay, visits, siteOf, courseOf, classOf, classSlots } = instance;
  const { sun } = problem;
  const months = Int32Array.from({ length: slots }, (_, s) => monthOf(firstDay + Math.floor(s / perDay)));
  const courseNumber = new Map(problem.courses.map(({ courseId }, i) => [courseId, i]));
  const loads = problem.courses.length + 2;
  const kept = new Map<string, (Stretch | undefined)[]>();
  const statesOf = problem.trucks.map((truck) =>
    truck.power === null
      ? undefined
      : powerStates(truck, truck.power, instance, (power): State => {
          const key = JSON.stringify([power, truck.seats]);
          const rows = kept.get(key) ?? [];
          kept.set(key, rows);
          return { power, battery: batteryOf(power), rows };
        }),
  );

  /** One slot. Load 0 is none but the base, 1 is driving, 2 and more a course. Sun -1 is none. */
  function slotStretch(
    truck: number,
    { battery, power, rows }: State,
    s: number,
    zone: number,
    load: number,
  ): Stretch {
    const half = s % perDay;
    const month = int(months, s);
    const index = (((zone + 1) * 12 + month) * perDay + half) * loads + load;
    const known = rows[index];
    if (known !== undefined) return known;
    const course = problem.courses[load - 2];
    const seats = problem.trucks[truck]?.seats ?? 0;
    const teachingW = course === undefined ? 0 : course.powerPerSeatW * seats + power.classLoadW;
    const hours = 24 / perDay;
    let all = STILL;
    for (let h = half * hours; h < (half + 1) * hours; h++) {
      const perKw = zone < 0 || load === 1 ? 0 : (sun[zone]?.[month * 24 + h] ?? 0);
      const inClass = course === undefined ? 0 : partInClass(h, half, course);
      all = joined(
        all,
        hour(battery, (perKw * power.arrayPeakW) / 1000, power.baseLoadW + teachingW * inClass),
      );
    }
    rows[index] = all;
    return all;
  }

  /** The part of an hour of the day that is taught: classes one after the other from the first hour, or around noon in halves. */
  function partInClass(h: number, half: number, course: CourseSpec): number {
    const long = Math.min(24 / perDay, (classesPerDayOf(problem, course) / perDay) * course.classHours);
    const first = perDay === 1 ? Math.min(problem.classesFromHour, 24 - long) : half === 0 ? 12 - long : 12;
    return Math.max(0, Math.min(h + 1, first + long) - Math.max(h, first));
  }

  function along(truck: number, stops: readonly PowerStop[]): PowerFinding {
    const states = statesOf[truck];
    const power = problem.trucks[truck]?.power;
    if (states === undefined || power === null || power === undefined) return FINE;
    const drives = instance.atWork[truck] ?? new Uint8Array(0);
    let state = states.usual;
    let charge = (state.battery.capacityWh * power.startSocPct) / 100;
    let leastPct = power.startSocPct;
    for (const stop of stops) {
      const spec = visits[stop.visit];
      const site = spec === undefined ? undefined : siteOf[spec.request];
      const zone = site?.sun ?? -1;
      // Home, or where the sun is unknown: nothing is claimed of the stay there, but the way is known.
      const quiet = site === undefined || site.sun === null;
      const load =
        spec === undefined ? 0 : 2 + (courseNumber.get(courseOf[spec.request]?.courseId ?? '') ?? 0);
      const marks = site === undefined ? undefined : instance.teachable(int(classOf, truck), site);
      let left = spec === undefined ? 0 : (classSlots[int(classOf, truck) * visits.length + stop.visit] ?? 0);
      const wait = stop.sets > stop.from ? visits[stop.after] : undefined;
      const waitSun = wait === undefined ? null : (siteOf[wait.request]?.sun ?? null);
      for (let s = stop.from; s < stop.end; s++) {
        const waiting = s < stop.sets;
        const driving = !waiting && s < stop.ready && drives[s] === 1;
        if (!driving && (waiting ? waitSun === null : quiet)) continue;
        const now = states.at(s);
        if (now !== state) {
          charge *= now.battery.capacityWh / state.battery.capacityWh;
          state = now;
        }
        const { battery } = state;
        let kind = driving ? 1 : 0;
        if (s >= stop.start && left > 0 && marks?.[s] === 1) {
          kind = load;
          left--;
        }
        const stretch = slotStretch(truck, state, s, waiting ? (waitSun ?? -1) : zone, kind);
        const next = through(charge, stretch);
        if (next < 0) {
          const short = stretch.need - charge;
          const low = battery.reserveWh - short;
          return {
            ok: false,
            slot: s,
            chargePct: (100 * low) / battery.capacityWh,
            shortWh: short,
            visit: stop.visit,
            causes: states.causes(s),
          };
        }
        const low = Math.min(next, charge - Math.max(0, stretch.need - battery.reserveWh));
        leastPct = Math.min(leastPct, (100 * low) / battery.capacityWh);
        charge = next;
      }
    }
    return { ok: true, leastPct, lackPct: Math.max(0, power.reservePct + COMFORTABLE_MARGIN_PCT - leastPct) };
  }

  return { known: (truck) => statesOf[truck] !== undefined, along };
}

function batteryOf(power: TruckPower): Battery {
  return { ...power, reserveWh: (power.capacityWh * power.reservePct) / 100 };
}

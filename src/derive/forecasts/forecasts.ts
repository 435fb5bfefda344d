/**
 * Keeps forecasts: what the trucks' days gave is restated where samples came in, then each truck's forecast is made anew.
 *
 * A pass every half hour, and soon after somebody changed a visit, a truck, a site or a course. Some trucks at a time with a pause
 * in between, so that a large fleet never holds up the service; one replica at a time does it. The first pass of a local day
 * leaves what it foretells for each day, to be held against what comes.
 */
import type { Forecast } from '@digitruck/contract/energy';
import type { TruckId } from '@digitruck/contract/ids';
import { type DayFrame, type SeenDay, seenDay } from '../../energy/days-seen.ts';
import type { VisitAhead } from '../../energy/draws-ahead.ts';
import { type TruckForecast, truckForecast } from '../../energy/truck-forecast.ts';
import type { Clock } from '../../kernel/clock.ts';
import { addDays, instantOf, localDayOf, zoneOffsetMs } from '../../kernel/zone.ts';
import type { EnergyDayRow, EnergyDayStore } from '../../store/history/energy-days.ts';
import type { ForecastStore, TruckToForecast } from '../../store/history/forecasts.ts';
import type { VisitStore } from '../../store/visits/visits.ts';
import { startPasses } from '../passes.ts';

const EVERY_MS = 30 * 60_000;
/** Not while the service is starting and the rollups of what came meanwhile are restated. */
const FIRST_AFTER_MS = 15_000;
/** Somebody who plans makes several changes in a row. */
const AFTER_CHANGE_MS = 3_000;
/** A backlog comes in for minutes; who waits for its end would wait long. */
const AFTER_PAST_MS = 45_000;
const TRUCKS_AT_ONCE = 20;
/** Days are looked at for new samples: always, when late data came in, and when a truck is new here. */
const LOOK_DAYS = 2;
const LOOK_BACK_DAYS = 120;
const LATE_WITHIN_MS = 2 * 3_600_000;
/** What trains: a year and more, so that a season knows the one before it. */
const HISTORY_DAYS = 430;
const LOADS_DAYS = 28;
/** Of visits before today, where the truck was left. */
const VISITS_BACK_DAYS = 14;
const VISITS_AHEAD_DAYS = 8;
const STEP_MS = 900_000;

type Log = { warn(detail: object, message: string): void };

export type ForecastWorker = {
  /** Makes one truck's forecast now; undefined for an unknown or retired truck. */
  make(truckId: TruckId): Promise<Forecast | undefined>;
  /** Something that forecasts are made of has changed. */
  changed(): void;
  /** Samples of the past came in; more of them may follow. */
  pastCame(): void;
  /** One pass over all trucks, for who can't wait for it; resolves when it is done. */
  pass(): Promise<void>;
  stop(): Promise<void>;
};

export function startForecasts(options: {
  readonly forecasts: ForecastStore;
  readonly energyDays: EnergyDayStore;
  readonly visits: Pick<VisitStore, 'plannedVisits'>;
  readonly timeZone: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly firstAfterMs?: number;
}): ForecastWorker {
  const { forecasts, energyDays, visits, timeZone, clock, log } = options;
  /** Restates the days of some trucks in which samples came in, and makes the trucks' forecasts. */
  async function makeSome(
    trucks: readonly TruckToForecast[],
    late: ReadonlySet<TruckId>,
  ): Promise<Forecast[]> {
    const nowMs = clock.nowMs();
    const today = localDayOf(nowMs, timeZone);
    const truckIds = trucks.map(({ truckId }) => truckId);
    const [known, planned] = await Promise.all([
      energyDays.list(truckIds, addDays(today, -HISTORY_DAYS), today, addDays(today, -LOADS_DAYS)),
      visits.plannedVisits(addDays(today, -VISITS_BACK_DAYS), addDays(today, VISITS_AHEAD_DAYS), truckIds),
    ]);
    const visitsOf = Map.groupBy(planned, ({ truckId }) => truckId);
    const daysOf = await restated(trucks, known, late, today, nowMs);
    const made: TruckForecast[] = trucks.map((truck) =>
      truckForecast({
        ...inputOf(truck, daysOf.get(truck.truckId) ?? [], visitsOf.get(truck.truckId) ?? [], today),
        nowMs,
        timeZone,
      }),
    );
    await forecasts.save(made);
    return made.map(({ forecast }) => forecast);
  }

  /** The trucks' days, those restated in which samples came in or whose array has been corrected since. */
  async function restated(
    trucks: readonly TruckToForecast[],
    known: ReadonlyMap<TruckId, readonly EnergyDayRow[]>,
    late: ReadonlySet<TruckId>,
    today: string,
    nowMs: number,
  ): Promise<Map<TruckId, readonly EnergyDayRow[]>> {
    const days = new Map<TruckId, readonly EnergyDayRow[]>();
    const firstLook = addDays(today, -LOOK_BACK_DAYS);
    const groups = Map.groupBy(trucks, (truck) => {
      const rows = known.get(truck.truckId) ?? [];
      const settings = settingsOf(truck);
      const corrected = rows.some((row) => row.day >= firstLook && row.settings !== settings);
      return rows.length === 0 || corrected || late.has(truck.truckId) ? LOOK_BACK_DAYS : LOOK_DAYS;
    });
    for (const [lookDays, group] of groups) {
      const frames = framesFrom(addDays(today, -lookDays), today, timeZone);
      const samples = await energyDays.samplesByDay(
        group.map(({ truckId }) => truckId),
        frames.map(({ day, startMs, endMs }) => ({ day, startMs, endMs })),
      );
      for (const truck of group) {
        const rows = known.get(truck.truckId) ?? [];
        const fresh = await restateTruck(truck, rows, frames, samples.get(truck.truckId) ?? new Map(), nowMs);
        days.set(truck.truckId, fresh);
      }
    }
    return days;
  }

  async function restateTruck(
    truck: TruckToForecast,
    rows: readonly EnergyDayRow[],
    frames: readonly DayFrame[],
    samplesOf: ReadonlyMap<string, number>,
    nowMs: number,
  ): Promise<readonly EnergyDayRow[]> {
    const settings = settingsOf(truck);
    const byDay = new Map(rows.map((row) => [row.day, row]));
    const stale = frames.filter(({ day }) => {
      const row = byDay.get(day);
      const samples = samplesOf.get(day);
      // What had samples once and has none now is past retention: its row is all that is left.
      return samples !== undefined && (row?.samples !== samples || row.settings !== settings);
    });
    const [first, last] = [stale[0], stale.at(-1)];
    if (first === undefined || last === undefined) return rows;
    const steps =
      (await energyDays.steps([truck.truckId], first.startMs, last.endMs)).get(truck.truckId) ?? [];
    const place = truck.place ?? (truck.depot === null ? null : { ...truck.depot, headingDeg: null });
    const fresh = stale.map((frame): EnergyDayRow => {
      const offsetMs = zoneOffsetMs((frame.startMs + frame.endMs) / 2, timeZone);
      const ofDay = steps
        .filter(({ startMs }) => startMs >= frame.startMs && startMs < frame.endMs)
        .map((step) => ({ ...step, localHour: new Date(step.startMs + offsetMs).getUTCHours() }));
      const seen = seenDay(frame, ofDay, {
        array: truck.array,
        maxChargeW: truck.battery?.maxChargeW ?? null,
        place,
      });
      return { ...seen, samples: samplesOf.get(frame.day) ?? 0, settings };
    });
    await energyDays.save(truck.truckId, fresh, nowMs);
    for (const row of fresh) byDay.set(row.day, row);
    return [...byDay.values()].sort((a, b) => (a.day < b.day ? -1 : 1));
  }

  async function passAlone(stopped: () => boolean): Promise<void> {
    await forecasts.alone(async () => {
      const late = await energyDays.lateSince(clock.nowMs() - LATE_WITHIN_MS);
      const trucks = await forecasts.trucks();
      for (let at = 0; at < trucks.length && !stopped(); at += TRUCKS_AT_ONCE) {
        await makeSome(trucks.slice(at, at + TRUCKS_AT_ONCE), late);
        await new Promise((resolve) => setImmediate(resolve));
      }
    });
  }

  const passes = startPasses({
    pass: passAlone,
    firstAfterMs: options.firstAfterMs ?? FIRST_AFTER_MS,
    everyMs: EVERY_MS,
    onFault: (err) => log.warn({ err }, 'forecasts could not be made; trying again in half an hour'),
    clock,
  });
  return {
    async make(truckId) {
      const [trucks, late] = await Promise.all([
        forecasts.trucks(truckId),
        energyDays.lateSince(clock.nowMs() - LATE_WITHIN_MS, truckId),
      ]);
      return (await makeSome(trucks, late))[0];
    },
    changed: () => passes.within(AFTER_CHANGE_MS),
    pastCame: () => passes.within(AFTER_PAST_MS),
    pass: passes.now,
    stop: passes.stop,
  };
}

/** What of a truck's settings its days are held against. */
function settingsOf({ array, battery }: TruckToForecast): string {
  return [array?.peakW ?? '-', array?.tiltDeg ?? '-', battery?.maxChargeW ?? '-'].join(' ');
}

function framesFrom(fromDay: string, toDay: string, timeZone: string): DayFrame[] {
  const frames: DayFrame[] = [];
  let startMs = instantOf(fromDay, '00:00', timeZone);
  for (let day = fromDay; day <= toDay; day = addDays(day, 1)) {
    const endMs = instantOf(addDays(day, 1), '00:00', timeZone);
    frames.push({ day, startMs, endMs, stepMs: STEP_MS });
    startMs = endMs;
  }
  return frames;
}

function inputOf(
  truck: TruckToForecast,
  days: readonly SeenDay[],
  visits: readonly VisitAhead[],
  today: string,
) {
  const { charge, place, ...settings } = truck;
  return {
    truck: settings,
    days: days.filter(({ day }) => day < today),
    today: days.find(({ day }) => day === today) ?? null,
    charge,
    place,
    visits,
  };
}

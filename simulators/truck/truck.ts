/**
 * One simulated truck: weather, array, battery, loads, people and network stepped through time. What comes out are
 * true values and what its sensors say of them; faults of sensors, clock and link are added elsewhere (`link/`).
 */
import type { ReadingName } from '@digitruck/contract/readings';
import type { Schedule } from '@digitruck/contract/schedule';
import { assert } from '../../src/kernel/assert.ts';
import type { Rng } from '../../src/kernel/rng.ts';
import { rng } from '../../src/kernel/rng.ts';
import { arrayPotentialW, cellTempC } from '../physics/array.ts';
import { type BatteryState, battery } from '../physics/battery.ts';
import { type BusFlow, balance } from '../physics/bus.ts';
import { onPlaneWm2 } from '../physics/irradiance.ts';
import { hashUnit, seedOf } from '../physics/noise.ts';
import { roomTempC } from '../physics/room.ts';
import { skyOver } from '../physics/sky.ts';
import { attendance, classAt, isClassDay } from './classes.ts';
import { followSchedule } from './follow.ts';
import { journeyOf, staysOf, type Whereabouts } from './journey.ts';
import { loadsOf } from './loads.ts';
import { type NetworkNow, network } from './network.ts';
import type { TruckSpec } from './spec.ts';
import { climateOf } from './towns.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Physics never takes a longer step, however far apart samples are. */
const STEP_MAX_MS = 60_000;

/** All that a truck carries from one step to the next; plain data, so it can be kept and given back. */
export type TruckState = {
  atMs: number;
  battery: BatteryState;
  /** Charge as the battery's own counter has it: right when full, drifting in between. */
  countedSoc: number;
  classroomOn: boolean;
  /** The unit itself: off below 3 % until 6 % are in. */
  unitOn: boolean;
  insideC: number;
  solarWh: number;
  dataUsedMb: number;
  /** Bookkeeping of the bus, Wh since the beginning: what tests hold against one another. */
  gridWh: number;
  loadWh: number;
  chargedWh: number;
  dischargedWh: number;
  batteryLossWh: number;
};

export type TruckReadings = { [Name in ReadingName]?: number };

export type Truck = {
  readonly truckId: string;
  readonly spec: TruckSpec;
  readonly state: TruckState;
  /** Asked for by the office. */
  lowPower: boolean;
  /** What the office sends it; from now on it goes there, if its spec says that it follows. */
  heed(schedule: Schedule): void;
  /** Steps physics up to a time, which must not lie before the state's. */
  advance(toMs: number): void;
  /** What the sensors say at the state's time. */
  read(): TruckReadings;
  /** True when the unit has power; without it there are no samples, and it starts anew later. */
  unitOn(): boolean;
};

export type TruckOptions = {
  readonly spec: TruckSpec;
  /** Of the whole fleet: the same seed gives all trucks the same sky. */
  readonly seed: number | string;
  readonly startMs: number;
  /** How far a seeded itinerary must reach. */
  readonly endMs: number;
  /** Continue from here instead of a seeded beginning. */
  readonly state?: TruckState;
  /** Scenario: gloomier (negative) or brighter skies, in log-odds. */
  readonly clearLogitShift?: number;
  readonly climate?: 'dry' | 'humid' | 'monsoon';
  readonly counterDriftScale?: number;
  /** A truck that follows its schedule has come to the site of a visit. */
  readonly onArrival?: () => void;
};

function freshState(spec: TruckSpec, random: Rng, atMs: number): TruckState {
  // Counters have run since the truck was built, and run on between two simulations of one seed.
  const builtMs = Date.UTC(2024, random.int(12), 1);
  const ageDays = Math.max(1, (atMs - builtMs) / DAY_MS);
  const soc = 0.55 + 0.4 * random.next();
  return {
    atMs,
    battery: { soc, tempC: 26, full: false },
    countedSoc: soc,
    classroomOn: true,
    unitOn: true,
    insideC: 25,
    solarWh: Math.round(ageDays * spec.array.peakW * 2.2),
    dataUsedMb: Math.round(ageDays * 900),
    gridWh: 0,
    loadWh: 0,
    chargedWh: 0,
    dischargedWh: 0,
    batteryLossWh: 0,
  };
}

function rounded(value: number, step: number): number {
  return Math.round(value / step) / Math.round(1 / step);
}

export function makeTruck(options: TruckOptions): Truck {
  const { spec } = options;
  const own = `${options.seed}/truck/${spec.truckId}`;
  const random = rng(own);
  const state: TruckState = options.state ?? freshState(spec, random.fork('state'), options.startMs);
  const stays = staysOf(spec, random.fork('itinerary'), options.startMs - 7 * DAY_MS, options.endMs + DAY_MS);
  const itinerary = journeyOf(spec, stays, own);
  const follower = spec.followSchedule
    ? followSchedule({
        spec,
        seed: own,
        before: itinerary,
        fromMs: Math.max(state.atMs, spec.followFromMs ?? state.atMs),
        onArrival: options.onArrival,
      })
    : undefined;
  const whereabouts = follower?.journey ?? itinerary;
  const utcOffsetMin = follower?.utcOffsetMin ?? (() => spec.utcOffsetMin);
  const sky = skyOver({
    seed: `${options.seed}/sky`,
    climateOf: options.climate === undefined ? climateOf : () => options.climate ?? 'humid',
    clearLogitShift: options.clearLogitShift ?? 0,
  });
  const pack = battery(spec.battery);
  const people = attendance(spec.seats, own, options.counterDriftScale ?? 1);
  const net = network(`${options.seed}/network`);
  const noise = random.fork('sensors');
  const loadSeed = seedOf(own, 'loads');
  const gridSeed = seedOf(own, 'grid');
  // A battery monitor's current sensor is off by up to half a percent.
  const currentGain = 1 + 0.005 * (2 * random.fork('gain').next() - 1);

  let where: Whereabouts = whereabouts(state.atMs);
  let flow: BusFlow & { potentialW: number; terminalV: number } = {
    solarW: 0,
    gridW: 0,
    batteryW: 0,
    loadW: 0,
    potentialW: 0,
    terminalV: pack.restV(state.battery),
  };
  let inside = 0;
  let link: NetworkNow = net(state.atMs, where.place, 12, 0);

  /** The host's grid, when there is one: off for a few hours on two days of three. */
  function gridMaxW(timeMs: number): number {
    const stay = where.stay;
    if (stay === undefined || stay.gridMaxW === 0) return 0;
    const off = hashUnit(gridSeed, Math.floor(timeMs / (3 * HOUR_MS))) < 0.22;
    return off ? 0 : stay.gridMaxW;
  }

  function step(toMs: number): void {
    const stepMs = toMs - state.atMs;
    const hours = stepMs / HOUR_MS;
    // Conditions at the middle of the step stand for the whole of it.
    const midMs = state.atMs + stepMs / 2;
    const localMs = midMs + utcOffsetMin(midMs) * 60_000;
    const localHour = (((localMs % DAY_MS) + DAY_MS) % DAY_MS) / HOUR_MS;
    where = whereabouts(midMs);
    const weather = sky(midMs, where.place);
    const timetable = where.stay?.classes;
    inside = state.classroomOn ? people.peopleAt(timetable, localMs) : 0;
    const planeWm2 = onPlaneWm2(weather.globalWm2, weather.sun, {
      tiltDeg: spec.array.tiltDeg,
      azimuthDeg: (where.headingDeg + 90) % 360,
    });
    const windMs = weather.windMs + where.speedKph / 3.6 / 3;
    const potentialW = arrayPotentialW(spec.array, planeWm2, cellTempC(planeWm2, weather.airC, windMs));
    const loads = loadsOf(
      spec,
      {
        class: timetable === undefined ? undefined : classAt(timetable, localMs),
        people: inside,
        insideC: state.insideC,
        localHour,
        classroomOn: state.classroomOn,
        lowPower: truck.lowPower,
        classDay: timetable !== undefined && isClassDay(timetable, localMs),
        driving: where.stay === undefined && where.speedKph > 0,
      },
      loadSeed,
    );
    const grid = gridMaxW(midMs);
    const balanced = balance({
      potentialW,
      wantedLoadW: state.unitOn ? loads.wantedW : 0,
      gridMaxW: grid,
      gridCharges: state.battery.soc < 0.6,
      batteryAcceptsW: pack.acceptsW(state.battery),
      batteryGivesW: pack.givesW(state.battery),
    });
    const stepped = pack.step(state.battery, balanced.batteryW, hours, (state.insideC + weather.airC) / 2);
    flow = { ...balanced, potentialW, terminalV: stepped.terminalV };
    const countedA = stepped.currentA * currentGain;
    state.countedSoc = Math.min(1, Math.max(0, state.countedSoc + (countedA * hours) / pack.capacityAh));
    if (state.battery.full) state.countedSoc = Math.max(state.countedSoc, state.battery.soc);

    const socPct = state.battery.soc * 100;
    if (socPct <= spec.battery.cutoffPct) state.classroomOn = false;
    else if (socPct >= spec.battery.cutoffPct + 10) state.classroomOn = true;
    if (socPct <= 3) state.unitOn = false;
    else if (socPct >= 6) state.unitOn = true;

    state.insideC = roomTempC(
      state.insideC,
      {
        airC: weather.airC,
        globalWm2: weather.globalWm2,
        people: inside,
        devicesW: flow.loadW,
        fansOn: loads.fansOn,
        open: inside > 0,
      },
      stepMs / 1000,
    );
    link = net(midMs, where.place, localHour, inside);
    // A learner uses some 120 kbit/s on average, never more than the link gives.
    const usedKbps = state.unitOn ? Math.min(2 + 120 * Math.max(0, inside - 1), link.downlinkKbps) : 0;
    state.dataUsedMb += (usedKbps * stepMs) / 8e6;
    state.solarWh += flow.solarW * hours;
    state.gridWh += flow.gridW * hours;
    state.loadWh += flow.loadW * hours;
    if (flow.batteryW > 0) state.chargedWh += flow.batteryW * hours;
    else state.dischargedWh -= flow.batteryW * hours;
    state.batteryLossWh += stepped.lossWh;
    state.atMs = toMs;
  }

  const truck: Truck = {
    truckId: spec.truckId,
    spec,
    state,
    lowPower: false,
    heed: (schedule) => follower?.heed(schedule),
    advance(toMs) {
      assert(toMs >= state.atMs, 'time does not go backwards in a truck');
      const steps = Math.ceil((toMs - state.atMs) / STEP_MAX_MS);
      const from = state.atMs;
      for (let i = 1; i <= steps; i++)
        step(i === steps ? toMs : from + Math.round(((toMs - from) * i) / steps));
    },
    unitOn: () => state.unitOn,
    read() {
      const localMs = state.atMs + utcOffsetMin(state.atMs) * 60_000;
      // One error for both, so that a harvest never exceeds its potential.
      const solarError = 1 + 0.003 * noise.normal();
      const gpsDeg = 0.000_025;
      return {
        lat: rounded(where.place.lat + gpsDeg * noise.normal(), 0.000_01),
        lon: rounded(where.place.lon + gpsDeg * noise.normal(), 0.000_01),
        speedKph: rounded(where.speedKph, 0.1),
        headingDeg: Math.round(where.headingDeg) % 360,
        solarW: rounded(flow.solarW * solarError, 0.1),
        solarPotentialW: rounded(flow.potentialW * solarError, 0.1),
        solarWh: Math.round(state.solarWh),
        batterySocPct: rounded(state.countedSoc * 100, 0.1),
        batteryV: rounded(flow.terminalV + 0.01 * noise.normal(), 0.01),
        batteryW: rounded(flow.batteryW * (1 + 0.003 * noise.normal()), 0.1),
        batteryTempC: rounded(state.battery.tempC + 0.05 * noise.normal(), 0.1),
        loadW: rounded(flow.loadW * (1 + 0.003 * noise.normal()), 0.1),
        gridW: rounded(flow.gridW, 0.1),
        downlinkKbps: Math.round(link.downlinkKbps),
        uplinkKbps: Math.round(link.uplinkKbps),
        latencyMs: Math.round(link.latencyMs),
        signalDbm: Math.round(link.signalDbm),
        dataUsedMb: Math.round(state.dataUsedMb),
        // A sound counter never shows less than nobody; a broken one (scenario) does.
        occupancy: Math.max(
          (options.counterDriftScale ?? 1) > 1 ? -99 : 0,
          people.countedAt(inside, localMs),
        ),
        insideTempC: rounded(state.insideC + 0.05 * noise.normal(), 0.1),
      };
    },
  };
  return truck;
}

/**
 * The battery: 16 LFP cells in series (or as many as its nominal voltage asks for), counted in ampere-hours.
 *
 * Terminal voltage is the open-circuit voltage of the charge plus current times resistance (the "Rint" model, Plett
 * 2015, Battery Management Systems I, ch. 2). Charging is limited to 0.5C and tapers near full, as a charger at constant
 * voltage does; discharging to 1C. What is put in is what is stored plus what became heat; a test holds that.
 */
import { assert } from '../../src/kernel/assert.ts';
import { clamp } from './noise.ts';

const CELL_NOMINAL_V = 3.2;
/** Open-circuit voltage of an LFP cell at rest (typical data-sheet curve), by state of charge. */
const OCV_SOC = [0, 0.05, 0.1, 0.2, 0.4, 0.7, 0.9, 0.98, 1] as const;
const OCV_V = [2.8, 3.1, 3.2, 3.25, 3.29, 3.33, 3.35, 3.4, 3.5] as const;
/** Part of the charge that is stored; the rest is heat (LFP: 0.99 to 0.999). */
const CHARGE_EFFICIENCY = 0.995;
const CHARGE_MAX_C = 0.5;
const DISCHARGE_MAX_C = 1;
/** Voltage drop at 1C as a part of the nominal voltage. */
const RESISTANCE_PART = 0.055;

export type BatteryOptions = { readonly capacityWh: number; readonly nominalV: number };
export type BatteryState = {
  /** True state of charge, 0 to 1. */
  soc: number;
  tempC: number;
  /** Once full, charging waits until the charge has fallen a little, as chargers do. */
  full: boolean;
};
export type BatteryStep = { terminalV: number; currentA: number; terminalW: number; lossWh: number };

function ocvCellV(soc: number): number {
  let i = 1;
  while (i < OCV_SOC.length - 1 && soc > (OCV_SOC[i] ?? 1)) i++;
  const [x0, x1] = [OCV_SOC[i - 1] ?? 0, OCV_SOC[i] ?? 1];
  const [y0, y1] = [OCV_V[i - 1] ?? 0, OCV_V[i] ?? 0];
  return y0 + ((y1 - y0) * (soc - x0)) / (x1 - x0);
}

/** Integral of the open-circuit voltage from empty to `soc`, in volts (times ampere-hours: watt-hours). */
function ocvIntegralV(soc: number): number {
  let sum = 0;
  for (let i = 1; i < OCV_SOC.length; i++) {
    const from = OCV_SOC[i - 1] ?? 0;
    const to = Math.min(soc, OCV_SOC[i] ?? 1);
    if (to <= from) break;
    sum += ((ocvCellV(from) + ocvCellV(to)) / 2) * (to - from);
  }
  return sum;
}
const MEAN_OCV_V = ocvIntegralV(1);

/** Mean open-circuit voltage of a cell between two states of charge. */
function ocvMeanV(from: number, to: number): number {
  return Math.abs(to - from) < 1e-9 ? ocvCellV(from) : (ocvIntegralV(to) - ocvIntegralV(from)) / (to - from);
}

export type Battery = {
  readonly capacityAh: number;
  /** Energy stored above empty, Wh. */
  storedWh(state: BatteryState): number;
  /** The most it takes up now at its terminals, W. */
  acceptsW(state: BatteryState): number;
  /** The most it gives now at its terminals, W. */
  givesW(state: BatteryState): number;
  /** Moves the state on by `hours` at `terminalW` (positive charging), which must be within the two limits. */
  step(state: BatteryState, terminalW: number, hours: number, surroundingC: number): BatteryStep;
  /** Terminal voltage at rest. */
  restV(state: BatteryState): number;
};

export function battery(options: BatteryOptions): Battery {
  const cells = Math.max(1, Math.round(options.nominalV / CELL_NOMINAL_V));
  const capacityAh = options.capacityWh / (cells * MEAN_OCV_V);
  const ohm = (RESISTANCE_PART * cells * CELL_NOMINAL_V) / capacityAh;
  const ocv = (soc: number) => cells * ocvCellV(clamp(soc, 0, 1));
  // Some 100 Wh/kg and 1,000 J/kgK, and a case that loses 0.15 W/K for every kg^(2/3).
  const massKg = options.capacityWh / 100;
  const heatJk = massKg * 1000;
  const lossWk = 0.9 * massKg ** (2 / 3);

  /** Current for a power at the terminals: I V(I) = P with V = E + I R. */
  function currentA(emf: number, terminalW: number): number {
    return (-emf + Math.sqrt(Math.max(0, emf * emf + 4 * ohm * terminalW))) / (2 * ohm);
  }

  return {
    capacityAh,
    storedWh: (state) => capacityAh * cells * ocvIntegralV(state.soc),
    acceptsW(state) {
      if (state.full || state.tempC < 0) return 0;
      const taper = clamp((1 - state.soc) / 0.1, 0.02, 1);
      const amps = capacityAh * CHARGE_MAX_C * taper;
      return state.soc >= 1 ? 0 : amps * (ocv(state.soc) + amps * ohm);
    },
    givesW(state) {
      // The last percent is left: the cells' own protection cuts off.
      if (state.soc <= 0.01) return 0;
      const amps = capacityAh * DISCHARGE_MAX_C * clamp((state.soc - 0.01) / 0.04, 0, 1);
      return amps * (ocv(state.soc) - amps * ohm);
    },
    step(state, terminalW, hours, surroundingC) {
      assert(hours > 0 && hours <= 0.25, 'a battery step lasts at most a quarter of an hour');
      // The mean open-circuit voltage of the step itself, so that energy is conserved over the curve's bends, too.
      const socAfter = (amps: number) =>
        clamp(state.soc + ((amps > 0 ? amps * CHARGE_EFFICIENCY : amps) * hours) / capacityAh, 0, 1);
      let emf = ocv(state.soc);
      let amps = currentA(emf, terminalW);
      for (let i = 0; i < 2; i++) {
        emf = cells * ocvMeanV(state.soc, socAfter(amps));
        amps = currentA(emf, terminalW);
      }
      state.soc = socAfter(amps);
      const lossW = amps * amps * ohm + (amps > 0 ? amps * (1 - CHARGE_EFFICIENCY) * emf : 0);
      const settle = 1 - Math.exp((-lossWk / heatJk) * hours * 3600);
      state.tempC += (surroundingC + lossW / lossWk - state.tempC) * settle;
      if (state.soc >= 0.998) state.full = true;
      else if (state.soc < 0.97) state.full = false;
      return {
        terminalV: ocv(state.soc) + amps * ohm,
        currentA: amps,
        terminalW,
        lossWh: lossW * hours,
      };
    },
    restV: (state) => ocv(state.soc),
  };
}

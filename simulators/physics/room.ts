/** The air in the container: warmed by sun, people and devices, cooled by open doors and fans. */
import { clamp } from './noise.ts';

/** J/K of air, furniture and inner walls of a 40-foot container. */
const HEAT_CAPACITY_JK = 1.6e6;
/** Heat a seated person gives off, W (ASHRAE Fundamentals, moderately active office work: about 130, of it sensible 75). */
const PERSON_W = 75;
/** Solar gain through the insulated roof and walls, W for each W/m2 outside. */
const SOLAR_GAIN_M2 = 1.1;

export type RoomStep = {
  readonly airC: number;
  readonly globalWm2: number;
  readonly people: number;
  readonly devicesW: number;
  readonly fansOn: boolean;
  readonly open: boolean;
};

/** The temperature inside after `seconds`, degrees C (one lumped capacity, exact for constant input). */
export function roomTempC(beforeC: number, step: RoomStep, seconds: number): number {
  const exchangeWk = 55 + (step.open ? 190 : 0) + (step.fansOn ? 260 : 0);
  const gainW = step.people * PERSON_W + step.devicesW + step.globalWm2 * SOLAR_GAIN_M2;
  const restC = step.airC + gainW / exchangeWk;
  const settle = 1 - Math.exp((-exchangeWk / HEAT_CAPACITY_JK) * seconds);
  return clamp(beforeC + (restC - beforeC) * settle, -30, 80);
}

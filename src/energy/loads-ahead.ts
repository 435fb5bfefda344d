/**
 * What the classroom will draw, by kind of device, so that it can be told what to switch off. From what the truck was seen to
 * draw where that is known, else from its settings; the settings alone say how it divides among kinds.
 */
import type { TruckBody } from '@digitruck/contract/registry';
import type { LOAD_KINDS } from '@digitruck/contract/registry-words';
import type { LearntLoads } from './loads-seen.ts';

export type LoadKind = (typeof LOAD_KINDS)[number];
export type LoadSettings = Pick<TruckBody['loads'][number], 'kind' | 'powerW' | 'shedOrder'>;

/** One kind's draw; `shedOrder` as in the settings, 0 is never switched off. */
export type KindDraw = { readonly kind: LoadKind; readonly watts: number; readonly shedOrder: number };

/** Of a classroom that nobody has described: some measured and data-sheet values of such equipment, none to be switched off. */
const USUAL: readonly LoadSettings[] = [
  { kind: 'laptops', powerW: 800, shedOrder: 0 },
  { kind: 'screen', powerW: 160, shedOrder: 0 },
  { kind: 'router', powerW: 30, shedOrder: 0 },
  { kind: 'lights', powerW: 90, shedOrder: 0 },
  { kind: 'fans', powerW: 180, shedOrder: 0 },
];
/** These are on whether there is a class or not. */
const ALWAYS_ON: ReadonlySet<LoadKind> = new Set(['router', 'other']);
/** Lights out of class: half of them in the evening, on days with classes. */
const EVENING_FROM_HOUR = 18;
const EVENING_TO_HOUR = 21;
const EVENING_LIGHTS = 0.5;

export type ClassPower = {
  /** Of the course, a seat; 0 is unknown, and then the settings' laptops count. */
  readonly powerPerSeatW: number;
  readonly people: number;
  readonly seats: number;
};

/**
 * In class: everything is on; laptops draw what the course needs a seat. What the truck was seen to draw in class overrules the
 * sum, and each kind keeps its part of it.
 */
export function classDraw(
  settings: readonly LoadSettings[],
  power: ClassPower,
  learntW: number | null,
): KindDraw[] {
  const loads = settings.length > 0 ? settings : USUAL;
  const draws = loads.map(({ kind, powerW, shedOrder }) => ({
    kind,
    shedOrder,
    watts: kind === 'laptops' ? laptopsW(powerW, power) : powerW,
  }));
  if (!draws.some(({ kind }) => kind === 'laptops') && power.powerPerSeatW > 0) {
    draws.push({ kind: 'laptops', shedOrder: 0, watts: laptopsW(0, power) });
  }
  return scaledTo(draws, learntW);
}

function laptopsW(settingsW: number, { powerPerSeatW, people, seats }: ClassPower): number {
  return powerPerSeatW > 0 ? powerPerSeatW * people : settingsW * Math.min(1, people / Math.max(1, seats));
}

/** Out of class: what is always on, and the evening's lights; or what was seen at that hour. */
export function otherDraw(
  settings: readonly LoadSettings[],
  localHour: number,
  classDay: boolean,
  learnt: LearntLoads,
): KindDraw[] {
  const loads = settings.length > 0 ? settings : USUAL;
  const evening = classDay && localHour >= EVENING_FROM_HOUR && localHour < EVENING_TO_HOUR;
  const draws = loads.flatMap(({ kind, powerW, shedOrder }) => {
    if (ALWAYS_ON.has(kind)) return [{ kind, shedOrder, watts: powerW }];
    return kind === 'lights' && evening ? [{ kind, shedOrder, watts: powerW * EVENING_LIGHTS }] : [];
  });
  const learntW = learnt.otherW[localHour] ?? null;
  // Nothing described is on, yet something was seen to draw.
  if (draws.length === 0 && learntW !== null) return [{ kind: 'other', shedOrder: 0, watts: learntW }];
  return scaledTo(draws, learntW);
}

function scaledTo(draws: readonly KindDraw[], totalW: number | null): KindDraw[] {
  const sum = draws.reduce((all, { watts }) => all + watts, 0);
  if (totalW === null || sum <= 0) return [...draws];
  return draws.map((draw) => ({ ...draw, watts: (draw.watts * totalW) / sum }));
}

/** How many sit in a class of a visit: its cohorts take turns, drop-in visitors spread over the whole stay. */
export function peopleInClass(options: {
  readonly mode: 'cohort' | 'drop-in';
  readonly learnersExpected: number;
  readonly classesPerDay: number;
  readonly classesOfStay: number;
  readonly seats: number;
}): number {
  const { mode, learnersExpected, classesPerDay, classesOfStay, seats } = options;
  const turns = mode === 'cohort' ? classesPerDay : classesOfStay;
  return Math.min(seats, Math.max(1, Math.ceil(learnersExpected / Math.max(1, turns))));
}

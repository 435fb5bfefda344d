/** What a truck's battery and classes are slot by slot: as usual, or as a change of its power leaves them. */
import { dayOf } from './calendar.ts';
import type { Battery } from './energy.ts';
import type { Instance } from './instance.ts';
import type { TruckPower, TruckSpec } from './problem.ts';

export type PowerState = { readonly power: TruckPower; readonly battery: Battery };
export type PowerStates<State extends PowerState> = {
  readonly usual: State;
  readonly at: (slot: number) => State;
  readonly causes: (slot: number) => string[];
};

export function powerStates<State extends PowerState>(
  { powerChanges = [] }: TruckSpec,
  power: TruckPower,
  { firstDay, perDay, slots }: Pick<Instance, 'firstDay' | 'perDay' | 'slots'>,
  make: (power: TruckPower) => State,
): PowerStates<State> {
  const usual = make(power);
  if (powerChanges.length === 0) return { usual, at: () => usual, causes: () => [] };
  const spans = powerChanges.map((change) => ({
    ...change,
    first: (dayOf(change.from) - firstDay) * perDay,
    over: (dayOf(change.to) - firstDay + 1) * perDay,
  }));
  const on = (slot: number) => spans.filter(({ first, over }) => first <= slot && slot < over);
  const known = new Map<string, State>();
  const states = Array.from({ length: slots }, (_, slot): State => {
    const changes = on(slot);
    if (changes.length === 0) return usual;
    const part = Math.min(...changes.map(({ capacityPct }) => capacityPct)) / 100;
    const classLoadW = Math.min(power.classLoadW, ...changes.map((change) => change.classLoadW));
    const key = `${part} ${classLoadW}`;
    const state = known.get(key) ?? make({ ...power, capacityWh: power.capacityWh * part, classLoadW });
    known.set(key, state);
    return state;
  });
  return {
    usual,
    at: (slot) => states[slot] ?? usual,
    causes: (slot) => on(slot).flatMap(({ cause }) => (cause === undefined ? [] : [cause])),
  };
}

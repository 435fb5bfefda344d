/** What a screen may say of a truck now: its state with silence in it, and whether its readings are of now. Pure. */
import type { Activity, TruckNow } from '@digitruck/contract/fleet';
import type { Fleet } from '../../shared/fleet.ts';
import type { TruckMark } from '../../shared/map/types.ts';

/** An activity of now; or `silent` (by last will, farewell or silence); or `never` heard of. */
export const TRUCK_STATES = [
  'teaching',
  'driving',
  'charging',
  'idle',
  'unknown',
  'silent',
  'never',
] as const satisfies readonly (Activity | 'silent' | 'never')[];
export type TruckState = (typeof TRUCK_STATES)[number];

/** A truck reports every few minutes at most; readings older than this say nothing about now, though its link be up. */
const READINGS_OF_NOW_MS = 10 * 60_000;

/** The service's time of now, counted on from its last message by this browser's clock: two clocks may differ. */
export function serverNowMs(fleet: Pick<Fleet, 'at' | 'receivedAtMs'>, nowMs: number): number {
  return Date.parse(fleet.at) + Math.max(0, nowMs - fleet.receivedAtMs);
}

/** Whether its readings may be shown as of now. */
export function isOfNow(truck: Pick<TruckNow, 'link' | 'latest'>, nowMs: number): boolean {
  return (
    truck.link.state === 'online' &&
    truck.latest !== null &&
    nowMs - Date.parse(truck.latest.sampledAt) <= READINGS_OF_NOW_MS
  );
}

export function stateOf(truck: Pick<TruckNow, 'link' | 'latest' | 'activity'>, nowMs: number): TruckState {
  // Just added with what it had sent before: heard, though not by its link.
  if (truck.link.state === 'never' && truck.latest === null) return 'never';
  if (truck.link.state !== 'online') return 'silent';
  return isOfNow(truck, nowMs) ? truck.activity : 'unknown';
}

const MARKS: { readonly [State in TruckState]: TruckMark } = {
  teaching: 'teaching',
  driving: 'driving',
  charging: 'charging',
  idle: 'idle',
  unknown: 'idle',
  silent: 'silent',
  never: 'silent',
};
export function markOf(state: TruckState): TruckMark {
  return MARKS[state];
}

/** "DT-07 Chui", or "DT-07" when nobody has named it. */
export function truckTitle(truck: { readonly truckId: string; readonly name: string }): string {
  return truck.name === '' || truck.name === truck.truckId ? truck.truckId : `${truck.truckId} ${truck.name}`;
}

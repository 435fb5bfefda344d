/** What the classroom draws, device by device, W. */
import { clamp, hashUnit } from '../physics/noise.ts';
import type { ClassNow } from './classes.ts';
import type { TruckSpec } from './spec.ts';

export type LoadsNow = {
  readonly class: ClassNow | undefined;
  readonly people: number;
  readonly insideC: number;
  readonly localHour: number;
  /** False after the battery's cutoff: only router and standby are left. */
  readonly classroomOn: boolean;
  /** The office asked for it: no VR, no screen, half the fans. */
  readonly lowPower: boolean;
  readonly driving: boolean;
  /** There are classes on this day of the week. */
  readonly classDay: boolean;
};
export type Loads = { readonly wantedW: number; readonly fansOn: boolean };

export function loadsOf(spec: TruckSpec, now: LoadsNow, seed: number): Loads {
  const { loads } = spec;
  const always = loads.routerW + loads.standbyW;
  if (!now.classroomOn || now.driving) return { wantedW: always, fansOn: false };
  let wantedW = always;
  const inClass =
    now.class !== undefined && now.class.sinceMin >= 0 && now.class.leftMin > 0 && now.people > 1;
  if (inClass && now.class !== undefined) {
    const devices = Math.min(spec.seats, now.people);
    wantedW += devices * loads.laptopW * (0.85 + 0.3 * hashUnit(seed, Math.floor(now.class.sinceMin / 10)));
    // Every third class has VR, for its middle part; the headsets charge in every break after it.
    const hasVr = now.class.key % 3 === 1;
    if (hasVr && !now.lowPower && now.class.sinceMin > 20 && now.class.leftMin > 20) wantedW += loads.vrW;
    if (!now.lowPower) wantedW += loads.screenW;
  } else if (now.localHour >= 7 && now.localHour < 19 && now.people > 0) {
    wantedW += loads.lightsW / 2;
  }
  // Laptops charge in the hours after the last class, less and less.
  if (now.classDay && !inClass && now.localHour >= 18.7 && now.localHour < 21)
    wantedW += spec.seats * loads.laptopW * 0.35 * clamp((21 - now.localHour) / 2.3, 0, 1);
  const dark = now.localHour < 7 || now.localHour > 17.8;
  if (now.people > 0) wantedW += dark ? loads.lightsW : loads.lightsW * 0.45;
  const heat = clamp((now.insideC - 24) / 8, 0, 1);
  const fansOn = now.people > 0 && heat > 0.05;
  if (fansOn) wantedW += loads.fansW * heat * (now.lowPower ? 0.5 : 1);
  return { wantedW, fansOn };
}

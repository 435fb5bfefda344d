/**
 * The sun that a plan counts on: for a cell of one degree, what 1 kW of flat array gives in each hour of the day of each month on nine
 * days of ten. Clear sky and array as in energy/clear-array.ts on the 15th of the month, times the clear-sky index that nine days of ten
 * reach in most climates: mean - 1.2816 sd of the usual one (energy/clearness.ts, CLEAR_SKY), a normal's tenth percentile.
 */
import { clearArray } from '../../energy/clear-array.ts';
import { CLEAR_SKY } from '../../energy/clearness.ts';
import type { Place } from '../../kernel/geo.ts';
import { instantOf } from '../../kernel/zone.ts';

const TENTH_OF_NORMAL = -1.2816;
const ARRAY_W = 1000;
export const CLEARNESS_P10 = CLEAR_SKY.mean + TENTH_OF_NORMAL * CLEAR_SKY.sd;
const CELLS_MAX = 2000;
const known = new Map<string, Float64Array>();

/** The cell a place lies in, by a name and its centre. */
export function cellOf({ lat, lon }: Place): { readonly key: string; readonly centre: Place } {
  const south = Math.floor(lat);
  const west = Math.floor(lon);
  return { key: `${south} ${west}`, centre: { lat: south + 0.5, lon: west + 0.5 } };
}

/** Wh by [month 0-11][hour 0-23], local time. */
export function sunProfile(place: Place, year: string, timeZone: string): Float64Array {
  const { key, centre } = cellOf(place);
  const name = `${key} ${year} ${timeZone}`;
  const found = known.get(name);
  if (found !== undefined) return found;
  const powerAt = clearArray({ peakW: ARRAY_W, tiltDeg: 0 }, { ...centre, headingDeg: null });
  const profile = new Float64Array(288);
  for (let month = 0; month < 12; month++) {
    const day = `${year}-${String(month + 1).padStart(2, '0')}-15`;
    for (let hour = 0; hour < 24; hour++) {
      const atMs = instantOf(day, `${String(hour).padStart(2, '0')}:30`, timeZone);
      profile[month * 24 + hour] = powerAt(atMs) * CLEARNESS_P10;
    }
  }
  if (known.size >= CELLS_MAX) known.clear();
  known.set(name, profile);
  return profile;
}

/** A truck of the live feed as the map wants it. */
import type { TruckNow } from '@digitruck/contract/fleet';
import type { Format } from '../format.ts';
import type { MapTruck, TruckMark } from './types.ts';

/** What the link and the readings say; `needsYou` outranks both. An unheard truck never looks as if it were doing something. */
export function markOf(truck: TruckNow, needsYou: boolean): TruckMark {
  if (needsYou) return 'alert';
  if (isUnheard(truck)) return 'silent';
  return truck.activity === 'unknown' ? 'idle' : truck.activity;
}

export function isUnheard({ link }: TruckNow): boolean {
  return link.state !== 'online';
}

/**
 * @param words `mapText` in the language of now
 * @returns undefined for a truck whose place was never known
 */
export function mapTruckOf(
  truck: TruckNow,
  needsYou: boolean,
  format: Pick<Format, 'percent'>,
  words: { readonly [Mark in TruckMark]: string },
): MapTruck | undefined {
  const { truckId, latest } = truck;
  if (latest?.place === null || latest?.place === undefined) return undefined;
  const { batterySocPct, headingDeg } = latest.readings;
  const mark = markOf(truck, needsYou);
  const unheard = isUnheard(truck);
  const charge = batterySocPct === undefined ? undefined : format.percent(batterySocPct);
  const states = unheard && mark !== 'silent' ? [words[mark], words.silent] : [words[mark]];
  return {
    id: truckId,
    lat: latest.place.lat,
    lon: latest.place.lon,
    mark,
    socPct: batterySocPct,
    headingDeg,
    stale: unheard,
    label: charge === undefined ? truckId : `${truckId} ${charge}`,
    description: [truckId, ...states, charge].filter((part) => part !== undefined).join(', '),
  };
}

/** What may stand in a file of sites once only: remembers its rows, and tells what a new one has in common with one before. */
import { SAME_SITE_MAX_KM } from '@digitruck/contract/registry';
import { distanceKm } from '../../kernel/geo.ts';

export type SeenRow = {
  readonly line: number;
  readonly name: string;
  readonly nameKey: string;
  readonly lat: number;
  readonly lon: number;
  readonly governmentId: string | null;
};
export type Before =
  | {
      readonly kind: 'same-id' | 'same-giga-id' | 'same-name-and-place' | 'same-name-other-id' | 'same-place';
      readonly row: SeenRow;
    }
  | { readonly kind: 'other-school'; readonly row: SeenRow; readonly km: number };

/** For the rows of one file, in their order. */
export function seenBefore(): (row: SeenRow, country: string, gigaId: string | null) => Before | undefined {
  const byId = new Map<string, SeenRow>();
  const byGigaId = new Map<string, SeenRow>();
  const byName = new Map<string, SeenRow>();
  const byPlace = new Map<string, SeenRow>();
  const remember = <Key>(map: Map<Key, SeenRow>, key: Key, row: SeenRow) => {
    if (!map.has(key)) map.set(key, row);
  };
  return (row, country, gigaId) => {
    const placeKey = `${row.lat} ${row.lon}`;
    const idKey = row.governmentId === null ? undefined : `${country} ${row.governmentId}`;
    const nameKey = `${placeKey} ${row.nameKey}`;
    const sameId = idKey === undefined ? undefined : byId.get(idKey);
    const sameGigaId = gigaId === null ? undefined : byGigaId.get(gigaId);
    const sameName = byName.get(nameKey);
    const samePlace = byPlace.get(placeKey);
    if (idKey !== undefined) remember(byId, idKey, row);
    if (gigaId !== null) remember(byGigaId, gigaId, row);
    remember(byName, nameKey, row);
    remember(byPlace, placeKey, row);

    if (sameId !== undefined) {
      const km = distanceKm(sameId, row);
      if (sameId.nameKey === row.nameKey || km <= SAME_SITE_MAX_KM) return { kind: 'same-id', row: sameId };
      return { kind: 'other-school', row: sameId, km: Math.round(km) };
    }
    if (sameGigaId !== undefined) return { kind: 'same-giga-id', row: sameGigaId };
    if (sameName !== undefined) {
      const twoIds = sameName.governmentId !== null && row.governmentId !== null;
      return { kind: twoIds ? 'same-name-other-id' : 'same-name-and-place', row: sameName };
    }
    return samePlace && { kind: 'same-place', row: samePlace };
  };
}

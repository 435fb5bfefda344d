/** Ways between places: by air times a factor at each truck's own speed, unless a road service is set (by-service.ts). */
import type { SiteId } from '@digitruck/contract/ids';
import type { PlanNote } from '@digitruck/contract/plan-notes';
import type { Place } from '../../../kernel/geo.ts';
import type { Travel } from '../../../planner/problem.ts';
import { kmByAir, pointsOf, tableOf } from './table.ts';

export type NamedPlace = Place & { readonly name: string; readonly siteId: SiteId | null };
export type Ways = {
  /** Between some of the places that were asked for. */
  between(places: ReadonlyMap<string, Place>): Travel;
  readonly notes: readonly PlanNote[];
};
export type Roads = {
  /** @param patience whether a road service is asked for what is not known yet */
  ways(places: readonly NamedPlace[], patience: 'ask' | 'known'): Promise<Ways>;
};

export function roadsByAir(factor: number): Roads {
  return {
    async ways(places) {
      const points = pointsOf(places);
      const between = tableOf(points, await kmByAir(points, factor));
      return { between, notes: [{ kind: 'roads-by-air', params: { factor } }] };
    },
  };
}

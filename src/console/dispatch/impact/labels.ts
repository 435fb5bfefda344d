/** What the value of a group is called: closed words in the language of now, months by name, what nobody noted as such, all else as it is. */
import type { ImpactGroup } from '@digitruck/contract/impact-words';
import { AGE_BANDS } from '@digitruck/contract/session-words';
import { impactText } from '../../shared/i18n/impact.ts';
import { filterText } from '../../shared/i18n/impact-filter.ts';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { useCourses, useSite } from '../sites/queries.ts';
import { truckTitle } from '../trucks/truck-state.ts';
import { useTruckRecords } from '../trucks/use-fleet.ts';
import { FILTERS, type FilterName, GROUP_OF, type Only } from './impact-filter.ts';

const WORDS: ReadonlySet<ImpactGroup> = new Set(['sex', 'role', 'ageBand']);

/** `(groupBy, key, label)`, where the label is what the service calls it. */
export function useGroupLabel(): (groupBy: ImpactGroup, key: string, label?: string) => string {
  const t = useText(impactText);
  const f = useText(filterText);
  const { locale } = useFormat();
  const missing: Partial<Record<ImpactGroup, string>> = {
    county: f.noCounty,
    site: f.noSite,
    course: f.noCourse,
    funder: f.noFunder,
  };
  return (groupBy, key, label = key) => {
    if (key === '' || key === 'none') return missing[groupBy] ?? t.notNoted;
    if (groupBy === 'month')
      return new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(
        new Date(`${key}-01T00:00:00Z`),
      );
    if (groupBy === 'ageBand' && key !== 'unknown') return key.replace('-', '–');
    return WORDS.has(groupBy) && key in t ? String(t[key as 'female']) : label;
  };
}

/** Age bands as they grow, whatever order they come in. */
export function byAge(a: string, b: string): number {
  const place = (band: string) => (AGE_BANDS as readonly string[]).indexOf(band);
  return place(a) - place(b);
}

/** What is chosen, as people say it: ids are told by their names once these are known. */
export function useChosen(
  only: Only,
): readonly { readonly name: FilterName; readonly title: string; readonly value: string }[] {
  const t = useText(impactText);
  const label = useGroupLabel();
  const { siteId, courseId, truckId } = only;
  const site = useSite(siteId ?? '', siteId !== undefined && siteId !== 'none').data;
  const course = useCourses('any').data?.find((one) => one.courseId === courseId);
  const truck = useTruckRecords().data?.find((one) => one.truckId === truckId);
  const names: Partial<Record<FilterName, string>> = {
    siteId: site?.name,
    courseId: course?.name,
    truckId: truck && truckTitle(truck),
  };
  return FILTERS.flatMap((name) => {
    const key = only[name];
    if (key === undefined) return [];
    const isId = name === 'siteId' || name === 'courseId';
    // An id says nothing to anybody while its name is on its way.
    return [
      {
        name,
        title: t[GROUP_OF[name]],
        value: label(GROUP_OF[name], key, names[name] ?? (isId ? '…' : key)),
      },
    ];
  });
}

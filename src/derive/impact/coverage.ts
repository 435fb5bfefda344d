/** Coverage by county: figures of some days beside what the registry knows of who waits. */
import type { Coverage } from '@digitruck/contract/impact-coverage';
import type { ImpactCoverageStore } from '../../store/impact/coverage.ts';
import type { ImpactFigureStore } from '../../store/impact/figures.ts';

export function coverageReader(stores: {
  readonly impactFigures: ImpactFigureStore;
  readonly impactCoverage: ImpactCoverageStore;
}) {
  const { impactFigures, impactCoverage } = stores;
  return async (from: string, to: string): Promise<Coverage> => {
    const [counties, { by }] = await Promise.all([
      impactCoverage.counties(),
      impactFigures.ask({ from, to }, {}, { by: ['county', 'site'] }),
    ]);
    const taught = (by.site ?? [])
      .filter(({ key, held }) => held > 0 && key !== 'none')
      .map(({ key }) => key);
    const reached = await impactCoverage.countiesOf(taught);
    const known = new Map(counties.map((row) => [row.county, row]));
    const counted = new Map((by.county ?? []).map((row) => [row.key, row]));
    const names = [...new Set([...known.keys(), ...counted.keys()])].sort((a, b) => a.localeCompare(b));
    const items = names.map((county): Coverage['items'][number] => {
      const place = known.get(county);
      const figure = counted.get(county);
      return {
        county,
        lat: place?.lat ?? null,
        lon: place?.lon ?? null,
        people: figure?.people ?? 0,
        women: figure?.women ?? 0,
        sessionsHeld: figure?.held ?? 0,
        sites: place?.sites ?? 0,
        sitesReached: reached.get(county) ?? 0,
        openRequests: place?.openRequests ?? 0,
        learnersWaiting: place?.learnersWaiting ?? 0,
        waitingSince: place?.waitingSince ?? null,
      };
    });
    return { from, to, items };
  };
}

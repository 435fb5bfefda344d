/** How far targets have come: the figures of all their days and funders are told from one reading. */
import type { TargetProgress } from '@digitruck/contract/impact';
import type { Target } from '@digitruck/contract/impact-entries';
import { valuesOf } from '../../impact/totals.ts';
import type { ImpactParts } from '../../store/impact/periods.ts';

export function targetReader({ impactFigures, impactEntries }: ImpactParts) {
  /** @returns progress of the targets that reach into these days */
  return async (from: string, to: string): Promise<TargetProgress[]> => {
    const targets = (await impactEntries.targets()).filter(
      ({ firstDay, lastDay }) => firstDay <= to && lastDay >= from,
    );
    const ofDays = [
      ...Map.groupBy(targets, ({ firstDay, lastDay }) => `${firstDay} ${lastDay}`).values(),
    ].map((same) => ({ same, days: { from: same[0]?.firstDay ?? from, to: same[0]?.lastDay ?? to } }));
    const ofSchools = ({ indicator }: Target) => indicator === 'schoolsConnected';
    const counted = ofDays.filter(({ same }) => !same.every(ofSchools));
    const schools = ofDays.filter(({ same }) => same.some(ofSchools));
    const [figures, connected] = await impactFigures.all(
      () => impactFigures.ofPeriods(counted.map(({ days }) => days)),
      () => impactEntries.schoolsConnectedIn(schools.map(({ days }) => days)),
    );
    const progress = new Map<string, number | null>();
    for (const [index, { same }] of counted.entries())
      for (const { targetId, indicator, funder } of same) {
        const { counts, byFunder } = figures[index] ?? {};
        const of = funder === '' ? counts : byFunder?.find(({ key }) => key === funder);
        const values: Partial<Record<Target['indicator'], number | null>> =
          of === undefined ? {} : valuesOf(of);
        progress.set(targetId, of === undefined ? 0 : (values[indicator] ?? null));
      }
    for (const [index, { same }] of schools.entries())
      for (const { targetId } of same.filter(ofSchools)) progress.set(targetId, connected[index] ?? null);
    return targets.map(({ targetId, indicator, firstDay, lastDay, funder, value }) => ({
      targetId,
      indicator,
      firstDay,
      lastDay,
      funder,
      target: value,
      actual: progress.get(targetId) ?? null,
    }));
  };
}

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
    const isCounted = ({ indicator }: Target) => indicator !== 'schoolsConnected';
    const counted = ofDays.filter(({ same }) => same.some(isCounted));
    const figures = await impactFigures.ofPeriods(counted.map(({ days }) => days));
    const progress = new Map<string, number | null>();
    for (const [index, { same }] of counted.entries())
      for (const { targetId, indicator, funder } of same.filter(isCounted)) {
        const { counts, byFunder } = figures[index] ?? {};
        const of = funder === '' ? counts : byFunder?.find(({ key }) => key === funder);
        const values: Partial<Record<Target['indicator'], number | null>> =
          of === undefined ? {} : valuesOf(of);
        progress.set(targetId, of === undefined ? 0 : (values[indicator] ?? null));
      }
    for (const { same, days } of ofDays) {
      const ofSchools = same.filter((target) => !isCounted(target));
      if (ofSchools.length === 0) continue;
      const connected = await impactEntries.schoolsConnected(days.from, days.to);
      for (const { targetId } of ofSchools) progress.set(targetId, connected);
    }
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

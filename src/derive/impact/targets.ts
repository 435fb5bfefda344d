/** How far targets have come: those of the same days are told by figures that are read once, of all their funders together. */
import type { TargetProgress } from '@digitruck/contract/impact';
import { valuesOf } from '../../impact/totals.ts';
import type { ImpactParts } from '../../store/impact/periods.ts';

export function targetReader({ impactFigures, impactEntries }: ImpactParts) {
  /** @returns progress of the targets that reach into these days */
  return async (from: string, to: string): Promise<TargetProgress[]> => {
    const targets = (await impactEntries.targets()).filter(
      ({ firstDay, lastDay }) => firstDay <= to && lastDay >= from,
    );
    const progress = new Map<string, number | null>();
    for (const [, ofDays] of Map.groupBy(targets, ({ firstDay, lastDay }) => `${firstDay} ${lastDay}`)) {
      const days = { from: ofDays[0]?.firstDay ?? from, to: ofDays[0]?.lastDay ?? to };
      const counted = ofDays.filter(({ indicator }) => indicator !== 'schoolsConnected');
      const whole = counted.some(({ funder }) => funder === '');
      const byFunder = counted.some(({ funder }) => funder !== '');
      const period = counted.length > 0 ? await impactFigures.prepare(days) : days;
      const [all, funders] = await impactFigures.both(
        async () => (whole ? impactFigures.figures(period, {}) : []),
        async () => (byFunder ? impactFigures.figures(period, {}, 'funder') : []),
      );
      const connected =
        counted.length < ofDays.length ? await impactEntries.schoolsConnected(days.from, days.to) : null;
      for (const { targetId, indicator, funder } of ofDays) {
        const counts = funder === '' ? all[0] : funders.find(({ key }) => key === funder);
        const value = counts === undefined ? 0 : (valuesOf(counts)[indicator] ?? null);
        progress.set(targetId, indicator === 'schoolsConnected' ? connected : value);
      }
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

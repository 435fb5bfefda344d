/** How good the forecasts of a truck, or of the fleet, were: loaded, scored, told. */
import type { EnergyDay, ForecastSkill } from '@digitruck/contract/energy';
import type { TruckId } from '@digitruck/contract/ids';
import { skillByLead } from '../../energy/forecast-skill.ts';
import { performanceRatios } from '../../energy/performance.ts';
import { addDays } from '../../kernel/zone.ts';
import type { EnergyDayRow, EnergyDayStore } from '../../store/history/energy-days.ts';
import type { ForecastStore, ForetoldInClasses } from '../../store/history/forecasts.ts';

/** Days before `from` that its performance ratio is made of. */
const RATIO_DAYS = 14;

export type SkillOf = (from: string, to: string, truckId?: TruckId) => Promise<ForecastSkill>;

export function forecastSkill(options: {
  readonly forecasts: Pick<ForecastStore, 'scored' | 'foretold'>;
  readonly energyDays: Pick<EnergyDayStore, 'list'>;
}): SkillOf {
  const { forecasts, energyDays } = options;
  return async (from, to, truckId) => {
    const scored = await forecasts.scored(from, to, truckId);
    const leads = skillByLead(scored);
    if (truckId !== undefined) {
      const [rows, foretold] = await Promise.all([
        energyDays.list([truckId], addDays(from, -RATIO_DAYS), to),
        forecasts.foretold(truckId, from, to),
      ]);
      const days = daysTold(rows.get(truckId) ?? [], foretold, from);
      return { from, to, leads, days, trucks: [] };
    }
    const byTruck = Map.groupBy(scored, (day) => day.truckId);
    const rows = await energyDays.list([...byTruck.keys()], addDays(to, -RATIO_DAYS), to);
    const trucks = [...byTruck].map(([id, days]) => {
      const day1 = skillByLead(days).find(({ lead }) => lead === 1);
      return {
        truckId: id,
        days: new Set(days.map(({ day }) => day)).size,
        nrmseDay1Pct: day1?.forecast.nrmsePct ?? null,
        biasDay1Pct: day1?.forecast.biasPct ?? null,
        skillDay1Pct: day1?.skillVsPersistencePct ?? null,
        p10CoveragePct: day1?.p10CoveragePct ?? null,
        performanceRatio: rounded(performanceRatios(rows.get(id) ?? []).at(-1) ?? null, 1e3),
      };
    });
    return { from, to, leads, days: [], trucks };
  };
}

function daysTold(
  rows: readonly EnergyDayRow[],
  foretold: readonly ForetoldInClasses[],
  from: string,
): EnergyDay[] {
  const ratios = performanceRatios(rows);
  const told = Map.groupBy(foretold, ({ day }) => day);
  const days = new Map<string, EnergyDay>();
  for (const [index, row] of rows.entries()) {
    if (row.day < from) continue;
    const ratio = ratios[index] ?? null;
    days.set(row.day, {
      day: row.day,
      potentialWh: rounded(row.potentialWh, 1),
      harvestWh: rounded(row.harvestWh, 1),
      clearSkyWh: rounded(row.clearSkyWh, 1),
      clearness: row.sunRatio === null ? null : rounded(row.sunRatio / (ratio ?? 1), 1e3),
      performanceRatio: rounded(ratio, 1e3),
      curtailedPct: row.clearSkyWh === null ? null : rounded(row.curtailed * 100, 10),
      coveragePct: Math.round(row.coverage * 1000) / 10,
      classHours: row.coverage > 0 ? rounded(row.loads.classHours, 10) : null,
      foretold: foretoldOf(told.get(row.day)),
    });
  }
  // Days that nothing came of yet, or ever will: what was foretold of them is told all the same.
  for (const [day, rowsOfDay] of told) {
    if (days.has(day)) continue;
    days.set(day, {
      day,
      potentialWh: null,
      harvestWh: null,
      clearSkyWh: null,
      clearness: null,
      performanceRatio: null,
      curtailedPct: null,
      coveragePct: 0,
      classHours: null,
      foretold: foretoldOf(rowsOfDay),
    });
  }
  return [...days.values()].sort((a, b) => (a.day < b.day ? -1 : 1));
}

const foretoldOf = (rows: readonly ForetoldInClasses[] = []) =>
  rows.map(({ lead, p10Wh, p50Wh, p90Wh, classes }) => ({
    lead,
    p10Wh: Math.round(p10Wh),
    p50Wh: Math.round(p50Wh),
    p90Wh: Math.round(p90Wh),
    classes,
  }));

/** @param per parts of a unit that are kept */
const rounded = (value: number | null, per: number) =>
  value === null ? null : Math.round(value * per) / per;

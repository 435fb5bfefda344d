/**
 * What forecasts of daily energy were worth, by days ahead: their errors beside those of persistence, the mean of 30 days and the
 * best constant blend of the two, known only in hindsight (skill.ts has the measures and their sources).
 *
 * Each truck's days are told as shares of its own mean, so that in a fleet a large array counts no more than a small one.
 */
import type { SkillOfLead } from '@digitruck/contract/energy';
import { bestBlendWeight, coveragePct, errorScores, skillPct } from './skill.ts';

export type ScoredDay = {
  readonly truckId: string;
  readonly day: string;
  readonly lead: number;
  readonly p10Wh: number;
  readonly p90Wh: number;
  readonly meanWh: number;
  readonly persistenceWh: number | null;
  readonly mean30Wh: number | null;
  /** What came. */
  readonly cameWh: number;
};

/** Fewer days are chance. */
const DAYS_MIN = 3;
/** A truck that never sees light has no mean to tell errors by. */
const MEAN_MIN_WH = 1;

/** Leads with enough days, nearest first. */
export function skillByLead(scored: readonly ScoredDay[]): SkillOfLead[] {
  const usable = sharesOfMean(scored);
  return [...Map.groupBy(usable, ({ lead }) => lead)]
    .sort(([a], [b]) => a - b)
    .flatMap(([lead, days]) => (days.length < DAYS_MIN ? [] : leadSkill(lead, days)));
}

type Usable = Omit<ScoredDay, 'persistenceWh' | 'mean30Wh'> & {
  readonly persistenceWh: number;
  readonly mean30Wh: number;
};

/** Only days on which everyone had something to say: all are scored on the same days. */
function sharesOfMean(scored: readonly ScoredDay[]): Usable[] {
  const usable: Usable[] = [];
  for (const days of Map.groupBy(scored, ({ truckId }) => truckId).values()) {
    const mean = days.reduce((sum, { cameWh }) => sum + cameWh, 0) / days.length;
    if (mean < MEAN_MIN_WH) continue;
    for (const day of days) {
      const { persistenceWh, mean30Wh } = day;
      if (persistenceWh === null || mean30Wh === null) continue;
      usable.push({
        ...day,
        p10Wh: day.p10Wh / mean,
        p90Wh: day.p90Wh / mean,
        meanWh: day.meanWh / mean,
        persistenceWh: persistenceWh / mean,
        mean30Wh: mean30Wh / mean,
        cameWh: day.cameWh / mean,
      });
    }
  }
  return usable;
}

function leadSkill(lead: number, days: readonly Usable[]): SkillOfLead[] {
  const came = days.map(({ cameWh }) => cameWh);
  const persistence = days.map(({ persistenceWh }) => persistenceWh);
  const mean30 = days.map(({ mean30Wh }) => mean30Wh);
  const weight = bestBlendWeight(persistence, mean30, came);
  const convex = days.map((day) => weight * day.persistenceWh + (1 - weight) * day.mean30Wh);
  const scores = {
    forecast: errorScores(
      days.map(({ meanWh }) => meanWh),
      came,
    ),
    persistence: errorScores(persistence, came),
    mean30: errorScores(mean30, came),
    convex: errorScores(convex, came),
  };
  const { forecast } = scores;
  if (!forecast || !scores.persistence || !scores.mean30 || !scores.convex) return [];
  const told = (score: { nrmsePct: number; biasPct: number }) => ({
    nrmsePct: rounded(score.nrmsePct),
    biasPct: rounded(score.biasPct),
  });
  const part = (quantile: (day: Usable) => number) => rounded(coveragePct(days.map(quantile), came) ?? 0);
  return [
    {
      lead,
      days: days.length,
      forecast: told(forecast),
      persistence: told(scores.persistence),
      mean30: told(scores.mean30),
      convex: told(scores.convex),
      skillVsPersistencePct: rounded(skillPct(forecast.rmse, scores.persistence.rmse) ?? 0),
      skillVsConvexPct: rounded(skillPct(forecast.rmse, scores.convex.rmse) ?? 0),
      p10CoveragePct: part(({ p10Wh }) => p10Wh),
      p90CoveragePct: part(({ p90Wh }) => p90Wh),
    },
  ];
}

const rounded = (value: number) => Math.round(value * 10) / 10;

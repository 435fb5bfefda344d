/** A backtest's figures: a row a lead, and the few that stand for all. */

import { LEADS } from '../../../src/energy/clearness.ts';
import {
  bestBlendWeight,
  coveragePct,
  errorScores,
  pinballLoss,
  skillPct,
} from '../../../src/energy/skill.ts';
import { rounded } from '../figures.ts';
import type { Scored } from './backtest.ts';

export type LeadRow = {
  readonly lead: number;
  readonly days: number;
  readonly nrmsePct: number;
  readonly biasPct: number;
  readonly skillVsPersistencePct: number;
  readonly skillVsClearnessPersistencePct: number;
  readonly skillVsMean30Pct: number;
  readonly skillVsConvexPct: number;
  /** What persistence weighs in that blend. */
  readonly convexWeight: number;
  readonly p10CoveragePct: number;
  readonly p50CoveragePct: number;
  readonly p90CoveragePct: number;
  readonly p10PinballMjM2: number;
};

export type Summary = {
  readonly scoredDays: number;
  readonly skillDay1Pct: number;
  readonly skillDay7Pct: number;
  /** Over days 2 to 7 together. */
  readonly skillDays2To7Pct: number;
  /** Over all days ahead together, against the blend with the weight of each lead that was best in hindsight. */
  readonly skillVsConvexPct: number;
  /** Of the lead that did worst. */
  readonly skillVsConvexLeastPct: number;
  readonly p10CoveragePct: number;
  readonly p50CoveragePct: number;
  readonly p90CoveragePct: number;
  readonly biasPct: number;
};

/** @returns undefined when nothing could be scored: the series is too short, or has too many gaps */
export function scoresOf(
  leads: readonly Scored[],
): { readonly rows: readonly LeadRow[]; readonly summary: Summary } | undefined {
  const rows: LeadRow[] = [];
  const blends: number[][] = [];
  for (const [i, scored] of leads.entries()) {
    const { observed, mean, persistence, clearnessPersistence, mean30 } = scored;
    const own = errorScores(mean, observed);
    if (own === undefined) return undefined;
    const weight = bestBlendWeight(persistence, mean30, observed);
    const blend = mean30.map((value, j) => weight * (persistence[j] ?? value) + (1 - weight) * value);
    blends.push(blend);
    const against = (reference: readonly number[]) => skill(mean, reference, observed);
    rows.push({
      lead: i + 1,
      days: own.count,
      nrmsePct: rounded(own.nrmsePct, 2),
      biasPct: rounded(own.biasPct, 2),
      skillVsPersistencePct: against(persistence),
      skillVsClearnessPersistencePct: against(clearnessPersistence),
      skillVsMean30Pct: against(mean30),
      skillVsConvexPct: against(blend),
      convexWeight: rounded(weight, 3),
      p10CoveragePct: rounded(coveragePct(scored.p10, observed) ?? 0, 2),
      p50CoveragePct: rounded(coveragePct(scored.p50, observed) ?? 0, 2),
      p90CoveragePct: rounded(coveragePct(scored.p90, observed) ?? 0, 2),
      p10PinballMjM2: rounded(pinballLoss(0.1, scored.p10, observed) ?? 0, 4),
    });
  }
  const [first, last] = [rows[0], rows.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  const later = leads.slice(1);
  const all = (pick: (scored: Scored) => readonly number[], of = leads) => of.flatMap(pick);
  const observed = all((scored) => scored.observed);
  const mean = all((scored) => scored.mean);
  const covered = (pick: (scored: Scored) => readonly number[]) =>
    rounded(coveragePct(all(pick), observed) ?? 0, 2);
  const summary: Summary = {
    scoredDays: new Set(all((scored) => scored.madeOn)).size,
    skillDay1Pct: first.skillVsPersistencePct,
    skillDay7Pct: last.skillVsPersistencePct,
    skillDays2To7Pct: skill(
      all((scored) => scored.mean, later),
      all((scored) => scored.persistence, later),
      all((scored) => scored.observed, later),
    ),
    skillVsConvexPct: skill(mean, blends.flat(), observed),
    skillVsConvexLeastPct: Math.min(...rows.map((row) => row.skillVsConvexPct)),
    p10CoveragePct: covered((scored) => scored.p10),
    p50CoveragePct: covered((scored) => scored.p50),
    p90CoveragePct: covered((scored) => scored.p90),
    biasPct: rounded(errorScores(mean, observed)?.biasPct ?? 0, 2),
  };
  return { rows, summary };
}

/** Several places as one, lead by lead. */
export function together(places: readonly (readonly Scored[])[]): Scored[] {
  return Array.from({ length: LEADS }, (_, i) => {
    const pick = (name: keyof Scored) => places.flatMap((place) => place[i]?.[name] ?? []);
    return {
      madeOn: pick('madeOn'),
      observed: pick('observed'),
      mean: pick('mean'),
      p10: pick('p10'),
      p50: pick('p50'),
      p90: pick('p90'),
      persistence: pick('persistence'),
      clearnessPersistence: pick('clearnessPersistence'),
      mean30: pick('mean30'),
    };
  });
}

/** Against a reference that never erred nothing is gained: 0. */
function skill(
  forecast: readonly number[],
  reference: readonly number[],
  observed: readonly number[],
): number {
  const [own, other] = [errorScores(forecast, observed), errorScores(reference, observed)];
  return own === undefined || other === undefined ? 0 : rounded(skillPct(own.rmse, other.rmse) ?? 0, 2);
}

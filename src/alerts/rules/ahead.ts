/** The array and the days to come: what only shows over days, from the truck's own performance and its forecast. */
import { above, below, defineRule, told } from '../rule.ts';

const FORECAST_OLD_MS = 12 * 3_600_000;

export const panelUnderperformance = defineRule({
  kind: 'panel-underperformance',
  description:
    "Over days, the array could give much less under a clear sky than it once did. Clouds and a full battery don't count: only clear hours and what the array could give do.",
  severity: 'soon',
  times: { raiseAfterS: 3600, clearAfterS: 6 * 3600, coolDownS: 3 * 86_400 },
  thresholds: {
    raiseBelowPct: {
      unit: '%',
      min: 10,
      max: 100,
      default: 80,
      description: 'Raise when it gives at most this share of its own best',
    },
    clearAbovePct: {
      unit: '%',
      min: 10,
      max: 120,
      default: 88,
      description: 'Clear when it gives at least this share',
    },
    urgentBelowPct: {
      unit: '%',
      min: 0,
      max: 100,
      default: 40,
      description: 'More severe at most at this share',
    },
    daysMin: { unit: 'd', min: 1, max: 30, default: 2, description: 'Days with clear hours it must rest on' },
  },
  visit: 'none',
  judge: ({ energy }, t) => {
    if (energy.ratioDays < t.daysMin) return 'unknown';
    return below((100 * energy.ratioNow) / energy.ratioBest, t.raiseBelowPct, t.clearAbovePct);
  },
  worse: ({ energy }, t) => (100 * energy.ratioNow) / energy.ratioBest <= t.urgentBelowPct,
  tell: ({ energy, truck }) => ({
    sharePct: told((100 * energy.ratioNow) / energy.ratioBest),
    performanceRatio: told(energy.ratioNow, 2),
    bestRatio: told(energy.ratioBest, 2),
    days: energy.ratioDays,
    peakW: told(truck.peakW),
  }),
});

export const energyShortAhead = defineRule({
  kind: 'energy-short-ahead',
  description: 'By the forecast a day to come has classes that the battery will not cover.',
  severity: 'soon',
  times: { raiseAfterS: 3600, clearAfterS: 2 * 3600, coolDownS: 12 * 3600 },
  thresholds: {
    withinDays: { unit: 'd', min: 1, max: 7, default: 3, description: 'Looks so many days ahead' },
    shortClasses: {
      unit: 'classes',
      min: 1,
      max: 16,
      default: 1,
      description: 'Raise when so many classes of a day are not covered on an ordinary day',
    },
  },
  visit: 'next',
  judge: ({ energy, nowMs }, t) => {
    if (!(nowMs - energy.madeMs <= FORECAST_OLD_MS)) return 'unknown';
    const { ahead } = energy;
    if (ahead === null) return 'fine';
    if (ahead.leadDays > t.withinDays) return 'between';
    return above(ahead.planned - ahead.coveredP50, t.shortClasses, 0);
  },
  tell: ({ energy }) => ({
    day: energy.ahead?.day ?? null,
    leadDays: energy.ahead?.leadDays ?? null,
    classesPlanned: energy.ahead?.planned ?? null,
    classesCoveredP10: energy.ahead?.coveredP10 ?? null,
    classesCoveredP50: energy.ahead?.coveredP50 ?? null,
  }),
});

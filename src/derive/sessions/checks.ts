/**
 * Holds session reports against what else is known: new versions at once, classes of the last days again when other samples of them are
 * known. What does not fit becomes a question; what fits after all settles it.
 */
import { type CheckedSession, findingsOf, questionSteps } from '../../impact/truth.ts';
import type { Clock } from '../../kernel/clock.ts';
import { localDayOf } from '../../kernel/zone.ts';
import type { CheckRow, SessionCheckStore } from '../../store/sessions/checks.ts';
import { startKicked } from '../kicked.ts';

export type SessionChecksOptions = {
  readonly sessionChecks: SessionCheckStore;
  readonly timeZone: string;
  readonly clock: Clock;
  readonly log: { warn(detail: object, message: string): void };
  readonly lookEveryMs?: number;
};

const LOOK_EVERY_MS = 60_000;
/** Looking at the samples of all classes of the last days costs more than looking for new versions. */
const SAMPLES_EVERY_MS = 10 * 60_000;
const DAYS_BACK = 14;
const DAY_MS = 86_400_000;
const AT_ONCE = 50;
const QUARTER_MS = 900_000;

export function startSessionChecks(options: SessionChecksOptions) {
  const { sessionChecks, timeZone, clock, log } = options;
  let samplesDueMs = clock.monotonicMs();

  async function checkAll(
    next: () => Promise<Parameters<SessionCheckStore['load']>[0]>,
    stopped: () => boolean,
  ): Promise<void> {
    for (;;) {
      const keys = await next();
      const fitting: CheckRow[] = [];
      for (const row of await sessionChecks.load(keys)) {
        if (stopped()) return;
        const steps = questionSteps(row.questions, findingsOf(checkedOf(row)));
        if (steps.length === 0) fitting.push(row);
        else await sessionChecks.save(row, steps, clock.nowMs());
      }
      if (fitting.length > 0) await sessionChecks.saveFitting(fitting);
      if (stopped() || keys.length < AT_ONCE) return;
    }
  }

  const checking = startKicked({
    async work(stopped) {
      await checkAll(() => sessionChecks.unchecked(AT_ONCE), stopped);
      if (clock.monotonicMs() < samplesDueMs) return;
      samplesDueMs = clock.monotonicMs() + SAMPLES_EVERY_MS;
      const sinceDay = localDayOf(clock.nowMs() - DAYS_BACK * DAY_MS, timeZone);
      await checkAll(() => sessionChecks.withOtherSamples(sinceDay, AT_ONCE), stopped);
    },
    everyMs: options.lookEveryMs ?? LOOK_EVERY_MS,
    onFault: (err) => log.warn({ err }, 'session reports could not be checked just now'),
  });
  return {
    ...checking,
    /** Late samples came: the next look is at the samples, too. */
    pastCame(): void {
      samplesDueMs = Math.min(samplesDueMs, clock.monotonicMs() + LOOK_EVERY_MS);
    },
  };
}

export function checkedOf(row: CheckRow): CheckedSession {
  const { startedMs, endedMs, siteName, siteLat, siteLon, visitTruckId, firstDay, lastDay } = row;
  return {
    ...row,
    clock: { verdict: row.clock, skewMs: row.skewMs },
    course: row.mode === null ? null : { mode: row.mode, powerPerSeatW: row.powerPerSeatW ?? 0 },
    site:
      siteName === null || siteLat === null || siteLon === null
        ? null
        : { name: siteName, lat: siteLat, lon: siteLon },
    visit:
      visitTruckId === null || firstDay === null || lastDay === null
        ? null
        : { truckId: visitTruckId, firstDay, lastDay, classMinutes: row.classMinutes ?? 0 },
    occupancyAround: rangeOf(row.occupancyMin, row.occupancyMax),
    loadAround: rangeOf(row.loadMin, row.loadMax),
    quarters: row.quarters.map((quarter) => {
      const { startMs, occupancyMean: mean, occupancyMax: max, lat, lon } = quarter;
      const withinMs = Math.min(endedMs ?? startedMs, startMs + QUARTER_MS) - Math.max(startedMs, startMs);
      return {
        within: Math.max(0, withinMs) / QUARTER_MS,
        coverage: (quarter.coveredS * 1000) / QUARTER_MS,
        occupancy: mean === null || max === null ? null : { mean, max },
        loadW: quarter.loadW,
        place: lat === null || lon === null ? null : { lat, lon },
      };
    }),
  };
}

function rangeOf(min: number | null, max: number | null) {
  return min === null || max === null ? null : { min, max };
}

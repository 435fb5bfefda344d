/**
 * A stretch of the past through the rules as they are and as they could be: load, judge, compare. Truck after truck, so that months of a
 * fleet never stand in memory. What a forecast said then is not kept by classes, so the two kinds that need it rest.
 */
import type { ReplayedAlert, RuleReplayResult, RuleSet } from '@digitruck/contract/alerts';
import type { TruckId } from '@digitruck/contract/ids';
import { type ArrayHealth, arrayHealth, type ClearDay } from '../../alerts/array-health.ts';
import { type EnergyFacts, NO_ENERGY } from '../../alerts/facts.ts';
import { LOOKED_AT } from '../../alerts/observation.ts';
import { replayTruck } from '../../alerts/replay.ts';
import { diffAlerts } from '../../alerts/replay-diff.ts';
import { scheduleOf } from '../../alerts/schedule.ts';
import { overlaid, rulesOf } from '../../alerts/settings.ts';
import { addDays, localDayOf, zoneOffsetMs } from '../../kernel/zone.ts';
import type { AlertFactsStore, CountsSeen, RefusedSeen, TruckToWatch } from '../../store/alerts/facts.ts';
import type { SampleReader } from '../../store/samples/replay-samples.ts';
import type { VisitStore } from '../../store/visits/visits.ts';
import { settingsOf, staysOf } from './context.ts';

const DAY_MS = 86_400_000;
const QUARTER_MS = 900_000;
/** So long before the stretch samples are read to know the truck's habits. */
export const WARM_UP_MS = 2 * DAY_MS;
const HEALTH_DAYS = 200;
/** Nothing of any truck for two quarters and more: it was the service that did not hear. */
const BREAK_MIN_MS = 2 * QUARTER_MS;

export type ReplayTask = {
  readonly fromMs: number;
  readonly toMs: number;
  /** Empty is all trucks in use. */
  readonly truckIds: readonly TruckId[];
  readonly asIs: RuleSet;
  /** On top of the rules as they are. */
  readonly changes: RuleSet;
};
export type ReplayProgress = { readonly done: number; readonly total: number; readonly truckId: TruckId };

export async function replayRules(
  task: ReplayTask,
  options: {
    readonly alertFacts: AlertFactsStore;
    readonly visits: Pick<VisitStore, 'plannedVisits'>;
    readonly samples: SampleReader;
    readonly timeZone: string;
    onProgress?(progress: ReplayProgress): void;
    readonly stopped?: () => boolean;
  },
): Promise<RuleReplayResult> {
  const { fromMs, toMs } = task;
  const { alertFacts, timeZone, samples } = options;
  const warmMs = fromMs - WARM_UP_MS;
  const trucks = (await alertFacts.trucks()).filter(({ truckId, retired }) =>
    task.truckIds.length === 0 ? !retired : task.truckIds.includes(truckId),
  );
  const truckIds = trucks.map(({ truckId }) => truckId);
  const [fromDay, toDay] = [localDayOf(warmMs, timeZone), localDayOf(toMs, timeZone)];
  const [planned, clearDays, counts, refused, heard, about] = await Promise.all([
    options.visits.plannedVisits(fromDay, addDays(toDay, 8), truckIds),
    alertFacts.clearDays(addDays(fromDay, -HEALTH_DAYS), addDays(toDay, 1), truckIds),
    alertFacts.countsBetween(truckIds, warmMs, toMs),
    alertFacts.refusedBetween(truckIds, warmMs, toMs),
    alertFacts.heardQuarters(warmMs, toMs),
    alertFacts.samplesAbout(truckIds, warmMs, toMs),
  ]);
  const visitsOf = Map.groupBy(planned, ({ truckId }) => truckId);
  const countsOf = Map.groupBy(counts, ({ truckId }) => truckId);
  const refusedOf = Map.groupBy(refused, ({ truckId }) => truckId);
  const breaks = breaksOf(heard);
  const changed = overlaid(task.asIs, task.changes);
  const total = Math.max(
    1,
    [...about.values()].reduce((sum, n) => sum + n, 0),
  );
  const alerts: [ReplayedAlert[], ReplayedAlert[]] = [[], []];
  let done = 0;
  let told = 0;
  let within = 0;

  async function replayOne(record: TruckToWatch): Promise<void> {
    const { truckId } = record;
    const utcOffsetMs = zoneOffsetMs((fromMs + toMs) / 2, timeZone);
    const truck = settingsOf(record, utcOffsetMs);
    const stays = staysOf(visitsOf.get(truckId) ?? [], fromDay, addDays(toDay, 8), timeZone);
    const replay = replayTruck({
      truck,
      stayAt: scheduleOf(stays, utcOffsetMs),
      energyAt: healthByDay(clearDays.get(truckId) ?? [], utcOffsetMs),
      rules: [rulesOf(task.asIs, truckId), rulesOf(changed, truckId)],
      fromMs,
      toMs,
      breaks,
    });
    const takeCounts = countsUpTo(countsOf.get(truckId) ?? [], refusedOf.get(truckId) ?? [], replay.count);
    await samples.read(truckId, warmMs, toMs, LOOKED_AT, (sample) => {
      takeCounts(sample.receivedMs);
      if (sample.receivedMs < toMs) replay.add(sample);
      done += 1;
      if (sample.sampledMs >= fromMs) within += 1;
      if (done - told < PROGRESS_EVERY) return;
      told = done;
      if (options.stopped?.() === true) throw new Error('stopped');
      options.onProgress?.({ done, total, truckId });
    });
    takeCounts(toMs);
    for (const [set, list] of replay.finish().entries()) alerts[set]?.push(...list);
  }

  for (const record of trucks) await replayOne(record);
  return {
    from: new Date(fromMs).toISOString(),
    to: new Date(toMs).toISOString(),
    trucks: trucks.length,
    samples: within,
    alertsAsIs: alerts[0].length,
    alertsChanged: alerts[1].length,
    diff: diffAlerts(alerts[0], alerts[1]),
  };
}

const PROGRESS_EVERY = 20_000;

/** Stretches in which nothing of any truck was stored between two quarter hours in which something was. */
export function breaksOf(heardMs: readonly number[]): { fromMs: number; toMs: number }[] {
  return heardMs.flatMap((toMs, i) => {
    const before = heardMs[i - 1];
    if (before === undefined || toMs - before - QUARTER_MS < BREAK_MIN_MS) return [];
    return [{ fromMs: before + QUARTER_MS, toMs }];
  });
}

/** What ingest counted, handed on once its quarter hour is over: then it is complete. */
function countsUpTo(
  counts: readonly CountsSeen[],
  refused: readonly RefusedSeen[],
  take: (bucketMs: number, counts: object) => void,
): (nowMs: number) => void {
  const list = [
    ...counts.map(({ bucketMs, readingsDropped, quarantined }) => ({
      bucketMs,
      counts: { readingsDropped, quarantined },
    })),
    ...refused.map(({ bucketMs, reason, messages }) => ({
      bucketMs,
      counts: { [reason === 'future' ? 'future' : 'identityMismatch']: messages },
    })),
  ].sort((a, b) => a.bucketMs - b.bucketMs);
  let at = 0;
  return (nowMs) => {
    for (let next = list[at]; next !== undefined && next.bucketMs + QUARTER_MS <= nowMs; next = list[at]) {
      take(next.bucketMs, next.counts);
      at += 1;
    }
  };
}

/** The array's health as it was known on each day. */
export function healthByDay(days: readonly ClearDay[], utcOffsetMs: number): (nowMs: number) => EnergyFacts {
  let day = '';
  let dayEndMs = Number.NEGATIVE_INFINITY;
  let facts: EnergyFacts = NO_ENERGY;
  return (nowMs) => {
    if (nowMs < dayEndMs) return facts;
    const localMs = nowMs + utcOffsetMs;
    day = new Date(localMs).toISOString().slice(0, 10);
    dayEndMs = (Math.floor(localMs / DAY_MS) + 1) * DAY_MS - utcOffsetMs;
    const health: ArrayHealth = arrayHealth(days.filter((one) => one.day < day));
    facts = { ...NO_ENERGY, ...health };
    return facts;
  };
}

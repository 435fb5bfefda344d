/** Stretches for `npm run rules` that are in no database: a recording of a broker, and simulated trucks. */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { setImmediate } from 'node:timers/promises';
import type { ReplayedAlert, RuleReplayResult, RuleSet } from '@digitruck/contract/alerts';
import type { TruckId } from '@digitruck/contract/ids';
import { parseTopic } from '@digitruck/contract/topics';
import { staysOfStretch, stretchByDays } from '../../../simulators/fleet/stretch.ts';
import { parseRecordingLine, payloadOf } from '../../../simulators/recording/line.ts';
import { NO_ENERGY, type TruckSettings } from '../../alerts/facts.ts';
import type { Counted } from '../../alerts/memory.ts';
import { replayTruck, type TruckReplay } from '../../alerts/replay.ts';
import { diffAlerts } from '../../alerts/replay-diff.ts';
import { type PlannedStay, scheduleOf } from '../../alerts/schedule.ts';
import { overlaid, rulesOf } from '../../alerts/settings.ts';
import { accept, type KnownPlace } from '../../ingest/accept.ts';
import { decodeTelemetry } from '../../ingest/decode.ts';

const DAY_MS = 86_400_000;
const QUARTER_MS = 900_000;
/** Of a truck of which nothing but its messages is known. */
const UNKNOWN_TRUCK = {
  seats: 20,
  reportingIntervalS: 60,
  speedKph: 45,
  dataBundleMb: Number.NaN,
  capacityWh: Number.NaN,
  reservePct: Number.NaN,
  peakW: Number.NaN,
};

export type SourceOptions = {
  readonly asIs: RuleSet;
  readonly changes: RuleSet;
  /** Empty is all. */
  readonly truckIds: readonly TruckId[];
  readonly utcOffsetMs: number;
  /** `done` of `total`, 0 to 1; and stops when it says so. */
  onProgress(part: number, text: string): void;
  readonly stopped: () => boolean;
};

function watched(
  truckId: TruckId,
  stays: readonly PlannedStay[],
  span: { fromMs: number; toMs: number },
  { asIs, changes, utcOffsetMs }: SourceOptions,
  known: Partial<TruckSettings> = {},
): TruckReplay {
  const sets = [asIs, overlaid(asIs, changes)];
  return replayTruck({
    truck: { ...UNKNOWN_TRUCK, ...known, truckId, utcOffsetMs },
    stayAt: scheduleOf(stays, utcOffsetMs),
    energyAt: () => NO_ENERGY,
    rules: sets.map((set) => rulesOf(set, truckId)),
    ...span,
    breaks: [],
  });
}

function resultOf(
  span: { fromMs: number; toMs: number },
  replays: readonly TruckReplay[],
  samples: number,
): RuleReplayResult {
  const alerts: [ReplayedAlert[], ReplayedAlert[]] = [[], []];
  for (const replay of replays)
    for (const [set, list] of replay.finish().entries()) alerts[set]?.push(...list);
  return {
    from: new Date(span.fromMs).toISOString(),
    to: new Date(span.toMs).toISOString(),
    trucks: replays.length,
    samples,
    alertsAsIs: alerts[0].length,
    alertsChanged: alerts[1].length,
    diff: diffAlerts(alerts[0], alerts[1]),
  };
}

class Stopped extends Error {}
export const isStopped = (error: unknown): boolean =>
  error instanceof Stopped || (error instanceof Error && error.message === 'stopped');

/** What `npm run record` wrote; each message counts as received when it was recorded. */
export async function replayRecording(file: string, options: SourceOptions): Promise<RuleReplayResult> {
  const bytes = (await stat(file)).size;
  const lines = createInterface({
    input: createReadStream(file, 'utf8'),
    crlfDelay: Number.POSITIVE_INFINITY,
  });
  const span = { fromMs: Number.NEGATIVE_INFINITY, toMs: Number.POSITIVE_INFINITY };
  const trucks = new Map<TruckId, { replay: TruckReplay; counts: Counter; place: KnownPlace | undefined }>();
  let [read, number, samples] = [0, 0, 0];
  let [firstMs, lastMs] = [Number.NaN, Number.NaN];
  for await (const text of lines) {
    read += Buffer.byteLength(text) + 1;
    number += 1;
    if (number % 5000 === 0) {
      if (options.stopped()) throw new Stopped();
      options.onProgress(read / bytes, `${samples.toLocaleString('en-US')} samples`);
    }
    if (text.trim() === '') continue;
    const parsed = parseRecordingLine(text);
    if (!parsed.ok) throw new Error(`--file ${file}, line ${number}: ${parsed.problem}`);
    const topic = parseTopic(parsed.line.topic);
    // What the broker had kept says nothing about when it was sent.
    if (topic?.channel !== 'telemetry' || parsed.line.retained === true) continue;
    const { truckId } = topic;
    if (options.truckIds.length > 0 && !options.truckIds.includes(truckId)) continue;
    const receivedMs = Date.parse(parsed.line.at);
    if (Number.isNaN(firstMs)) firstMs = receivedMs;
    lastMs = Math.max(receivedMs, Number.isNaN(lastMs) ? receivedMs : lastMs);
    let truck = trucks.get(truckId);
    if (truck === undefined) {
      const replay = watched(truckId, [], { ...span, fromMs: firstMs }, options);
      truck = { replay, counts: counter(replay), place: undefined };
      trucks.set(truckId, truck);
    }
    const decoded = decodeTelemetry(truckId, payloadOf(parsed.line));
    for (const { reason } of decoded.refusals) {
      truck.counts.add(receivedMs, 'quarantined', 1);
      if (reason === 'identity-mismatch') truck.counts.add(receivedMs, 'identityMismatch', 1);
    }
    for (const sample of decoded.samples) {
      const verdict = accept(sample, { receivedMs, retentionMs: 366 * DAY_MS, lastPlace: truck.place });
      if (sample.readingsDropped > 0) truck.counts.add(receivedMs, 'readingsDropped', sample.readingsDropped);
      if (verdict.kind === 'refuse') {
        truck.counts.add(receivedMs, 'quarantined', 1);
        if (verdict.reason === 'future') truck.counts.add(receivedMs, 'future', 1);
        continue;
      }
      truck.place = verdict.lastPlace;
      const { sampledMs } = verdict;
      const seen = {
        sampledMs,
        receivedMs,
        clockBad: verdict.clock === 'bad',
        placeOk: verdict.place === 'ok',
      };
      truck.replay.add({ ...seen, values: sample.values });
      samples += 1;
    }
  }
  if (Number.isNaN(firstMs)) throw new Error(`--file ${file}: no telemetry in it`);
  // Where a recording ends nothing is known of what came after, so nobody falls silent there.
  const ended = { fromMs: firstMs, toMs: lastMs };
  const replays = [...trucks.values()].map(({ replay }) => ({
    ...replay,
    finish: () => replay.finish(lastMs),
  }));
  return resultOf(ended, replays, samples);
}

type Counter = { add(atMs: number, name: Counted, by: number): void };
/** Counts by quarter hours, as ingest does. */
function counter(replay: TruckReplay): Counter {
  let bucketMs = Number.NaN;
  let counts: { [Name in Counted]?: number } = {};
  return {
    add(atMs, name, by) {
      const startMs = atMs - (atMs % QUARTER_MS);
      if (startMs !== bucketMs) counts = {};
      bucketMs = startMs;
      counts[name] = (counts[name] ?? 0) + by;
      replay.count(bucketMs, counts);
    },
  };
}

/** Seeded trucks on seeded ways, a sample a minute. */
export async function replaySimulated(
  order: { readonly seed: string; readonly trucks: number; readonly startMs: number; readonly days: number },
  options: SourceOptions,
): Promise<RuleReplayResult> {
  const span = { fromMs: order.startMs, toMs: order.startMs + order.days * DAY_MS };
  const replays: TruckReplay[] = [];
  let samples = 0;
  for (let index = 0; index < order.trucks; index++) {
    const truckId = `SIM-${String(index + 1).padStart(3, '0')}` as TruckId;
    if (options.truckIds.length > 0 && !options.truckIds.includes(truckId)) continue;
    const stretch = {
      truck: { truckId, utcOffsetMin: options.utcOffsetMs / 60_000 },
      index,
      seed: order.seed,
      startMs: span.fromMs,
      endMs: span.toMs,
      intervalS: 60,
    };
    const known = { capacityWh: 20_000, reservePct: 20, peakW: 5000 };
    const replay = watched(truckId, plannedStays(stretch, options.utcOffsetMs), span, options, known);
    replays.push(replay);
    const days = stretchByDays(stretch, (sample) => {
      replay.add(sample);
      samples += 1;
    });
    for (const dayMs of days) {
      // Lets Ctrl-C come through.
      await setImmediate();
      if (options.stopped()) throw new Stopped();
      const done = index + (dayMs - span.fromMs) / (span.toMs - span.fromMs);
      options.onProgress(done / order.trucks, `${samples.toLocaleString('en-US')} samples`);
    }
  }
  return resultOf(span, replays, samples);
}

/** A simulated truck's stays as a schedule that somebody had made for it. */
function plannedStays(stretch: Parameters<typeof staysOfStretch>[0], utcOffsetMs: number): PlannedStay[] {
  return staysOfStretch(stretch).map((stay, i) => {
    const classes: { startMs: number; endMs: number }[] = [];
    const firstMs = Math.floor((stay.fromMs + utcOffsetMs) / DAY_MS) * DAY_MS - utcOffsetMs;
    for (let dayMs = firstMs; dayMs < stay.toMs; dayMs += DAY_MS) {
      if (!stay.classes.days.includes(new Date(dayMs + utcOffsetMs).getUTCDay())) continue;
      for (const start of stay.classes.starts) {
        const [hours = 0, minutes = 0] = start.split(':').map(Number);
        const startMs = dayMs + (hours * 60 + minutes) * 60_000;
        const endMs = startMs + stay.classes.lengthMin * 60_000;
        if (startMs >= stay.fromMs && endMs <= stay.toMs) classes.push({ startMs, endMs });
      }
    }
    const name = stay.name ?? `stay ${i + 1}`;
    return {
      visitId: `${stretch.truck.truckId} ${i}` as PlannedStay['visitId'],
      siteId: name as PlannedStay['siteId'],
      siteName: name,
      ...stay.place,
      fromMs: stay.fromMs,
      toMs: stay.toMs,
      needKbps: 2000,
      classes,
    };
  });
}

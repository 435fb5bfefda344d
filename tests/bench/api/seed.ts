/** A fleet with a past, put in by the writer that ingest uses, and sites of a country. */
import { READING_NAMES } from '@digitruck/contract/readings';
import { simulateHistory } from '../../../simulators/fleet/history.ts';
import { demoFleet } from '../../../src/cli/demo/fleet.ts';
import { systemClock } from '../../../src/kernel/clock.ts';
import { type SampleRow, sampleWriter } from '../../../src/store/samples/samples.ts';
import type { BenchService } from '../bench-service.ts';

export const INTERVAL_S = 60;
const BATCH_ROWS = 5000;

/** @returns the trucks, and how many samples they have */
export async function seed(options: {
  readonly service: BenchService;
  readonly databaseUrl: string;
  readonly days: number;
}): Promise<{ truckIds: string[]; sites: number; samples: number }> {
  const { service, days } = options;
  const endMs = Date.now();
  const startMs = endMs - days * 86_400_000;
  const fleet = demoFleet(new Date(endMs).toISOString().slice(0, 10));
  for (const truck of fleet.trucks) await service.post('/api/v1/trucks', truck);
  for (const site of fleet.sites) await service.post('/api/v1/sites', site);
  const writer = sampleWriter({ url: options.databaseUrl, clock: systemClock, onIdleError: () => {} });
  let samples = 0;
  let rows: SampleRow[] = [];
  const write = async () => {
    samples += (await writer.write({ rows, refusals: [], pending: [] })).stored;
    rows = [];
  };
  for (const { truckId } of fleet.trucks) {
    const past = { truck: { truckId }, seed: 'bench', startMs, endMs, intervalS: INTERVAL_S, bootId: 'past' };
    for (const { bootId, seq, sampledAt, ...readings } of simulateHistory(past)) {
      const atMs = Date.parse(sampledAt);
      rows.push({
        truckId,
        bootId,
        seq,
        claimedMs: atMs,
        sampledMs: atMs,
        receivedMs: endMs,
        clock: 'ok',
        place: 'ok',
        late: true,
        readingsDropped: 0,
        values: READING_NAMES.map((name) => readings[name] ?? Number.NaN),
        topic: `digitruck/v1/${truckId}/telemetry`,
      });
      if (rows.length >= BATCH_ROWS) await write();
    }
  }
  await write();
  await writer.close();
  return { truckIds: fleet.trucks.map(({ truckId }) => truckId), sites: fleet.sites.length, samples };
}

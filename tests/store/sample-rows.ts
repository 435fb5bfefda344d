/** Rows as ingest makes them, for tests of the writer. */
import type { TruckId } from '@digitruck/contract/ids';
import { READING_NAMES, type Readings } from '@digitruck/contract/readings';
import type { SampleRow } from '../../src/store/samples/samples.ts';

export const START_MS = Date.parse('2026-11-23T07:00:00.000Z');

/** A row measured `seq` minutes after the start and received a second later, unless told otherwise. */
export function rowOf(
  truckId: string,
  bootId: string,
  seq: number,
  {
    readings = { batterySocPct: 50 + (seq % 50) },
    ...change
  }: Partial<SampleRow> & { readings?: Readings } = {},
): SampleRow {
  const claimedMs = change.claimedMs ?? START_MS + seq * 60_000;
  return {
    truckId: truckId as TruckId,
    bootId,
    seq,
    claimedMs,
    sampledMs: claimedMs,
    receivedMs: claimedMs + 1_000,
    clock: 'ok',
    place: readings.lat === undefined ? 'no-fix' : 'ok',
    late: false,
    readingsDropped: 0,
    values: READING_NAMES.map((name) => readings[name] ?? Number.NaN),
    topic: `digitruck/v1/${truckId}/telemetry`,
    ...change,
  };
}

export const batchOf = (...rows: SampleRow[]) => ({ rows, refusals: [], pending: [] });

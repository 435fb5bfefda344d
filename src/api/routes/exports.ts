/** `GET /exports/samples.csv`: raw samples as CSV, made while they are sent. */
import { HistoryQuery } from '@digitruck/contract/history';
import { TruckId } from '@digitruck/contract/ids';
import { READINGS, type ReadingName } from '@digitruck/contract/readings';
import { z } from 'zod';
import type { ExportedRow, SampleExportStore } from '../../store/samples/sample-export.ts';
import { CSV_START, csvLine } from '../csv.ts';
import type { Routes } from '../kit.ts';
import { problem } from '../problems.ts';
import { failures } from '../responses.ts';
import { sendStream } from '../stream.ts';
import { notBefore } from './telemetry.ts';

const SamplesQuery = HistoryQuery.pick({ from: true, to: true, readings: true }).extend({
  truckId: TruckId.optional().meta({ description: 'All trucks, one after the other, when left out' }),
});

const CSV_RESPONSE = {
  description:
    'CSV (RFC 4180), a line a sample in order of time. A text that a spreadsheet would take for a formula has a quote before it',
  content: { 'text/csv': { schema: z.string() } },
};

/** Before the readings; their names say the unit already, but not to everybody. */
const HEAD = [
  'truckId',
  'bootId',
  'seq',
  'sampledAt (UTC)',
  'receivedAt (UTC)',
  'clock',
  'claimedAt (UTC)',
  'place',
];

export function exportRoutes(deps: { readonly sampleExport: SampleExportStore }): Routes {
  return (api) => {
    api.get(
      '/exports/samples.csv',
      {
        config: { access: 'viewer' },
        schema: {
          summary: 'Raw samples as CSV',
          tags: ['data'],
          querystring: SamplesQuery,
          response: { 200: CSV_RESPONSE, ...failures(400, 404) },
        },
      },
      async (request, reply) => {
        const { truckId, from, to } = request.query;
        const [fromMs, toMs] = [Date.parse(from), Date.parse(to)];
        if (fromMs >= toMs) throw notBefore(from, to);
        if (truckId !== undefined && !(await deps.sampleExport.truckExists(truckId))) {
          throw problem('not-found', `There is no truck ${truckId}.`);
        }
        const readings = [...new Set(request.query.readings)];
        const batches = deps.sampleExport.batches({ truckId, fromMs, toMs, readings });
        reply.header('content-disposition', `attachment; filename="${fileName(truckId, fromMs, toMs)}"`);
        return sendStream(
          request,
          reply,
          'text/csv; charset=utf-8; header=present',
          csvOf(readings, batches),
        );
      },
    );
  };
}

function fileName(truckId: TruckId | undefined, fromMs: number, toMs: number): string {
  const day = (ms: number) => new Date(ms).toISOString().slice(0, 10);
  return `samples-${truckId ?? 'all-trucks'}-${day(fromMs)}-${day(toMs - 1)}.csv`;
}

async function* csvOf(
  readings: readonly ReadingName[],
  batches: AsyncIterable<ExportedRow[]>,
): AsyncGenerator<string> {
  yield CSV_START + csvLine([...HEAD, ...readings.map((name) => `${name} (${READINGS[name].unit})`)]);
  for await (const batch of batches) yield batch.map(csvLine).join('');
}

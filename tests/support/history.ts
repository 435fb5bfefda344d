/** The history side as tests of the API use it: its stores on a database, and an ingest that replays nothing. */
import type { RouteDeps } from '../../src/api/all-routes.ts';
import type { Db } from '../../src/store/db.ts';
import { dataStore } from '../../src/store/history/data-health.ts';
import { historyStore } from '../../src/store/history/history.ts';
import { gapStore } from '../../src/store/samples/gaps.ts';
import { sampleExportStore } from '../../src/store/samples/sample-export.ts';

export function testHistory(db: Db, over: Partial<RouteDeps['history']> = {}): RouteDeps['history'] {
  return {
    data: dataStore(db),
    gaps: gapStore(db),
    histories: historyStore(db),
    sampleExport: sampleExportStore(db),
    samplesPerS: () => 0,
    replayQuarantined: async () => 'not-found',
    onPendingDismissed: () => {},
    ...over,
  };
}

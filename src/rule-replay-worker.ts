/** A replay of the rules in a thread of its own: minutes of computing must not hold up the service. Begun by `rule-replay.ts`. */
import { parentPort, workerData } from 'node:worker_threads';
import type { RuleReplayResult } from '@digitruck/contract/alerts';
import { type ReplayProgress, type ReplayTask, replayRules } from './derive/alerts/rule-replay.ts';
import { alertFactsStore } from './store/alerts/facts.ts';
import { openDb } from './store/db.ts';
import { sampleReader } from './store/samples/replay-samples.ts';
import { visitStore } from './store/visits/visits.ts';

export type ReplayWorkerInput = {
  readonly url: string;
  readonly timeZone: string;
  readonly task: ReplayTask;
};
export type ReplayWorkerOutput =
  | { readonly type: 'progress'; readonly progress: ReplayProgress }
  | { readonly type: 'done'; readonly result: RuleReplayResult };

const { url, timeZone, task } = workerData as ReplayWorkerInput;
const say = (output: ReplayWorkerOutput) => parentPort?.postMessage(output);

const db = openDb({ url, poolMax: 2, onIdleError: () => {} });
const samples = await sampleReader(url);
try {
  const result = await replayRules(task, {
    alertFacts: alertFactsStore(db),
    visits: visitStore(db),
    samples,
    timeZone,
    onProgress: (progress) => say({ type: 'progress', progress }),
  });
  say({ type: 'done', result });
} finally {
  await samples.close();
  await db.$client.end();
}

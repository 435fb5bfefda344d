/** Begins replays of the rules in a thread, a few at most, and ends them with the service or when nobody waits any more. */
import { Worker } from 'node:worker_threads';
import type { RuleReplayResult } from '@digitruck/contract/alerts';
import type { ReplayProgress, ReplayTask } from './derive/alerts/rule-replay.ts';
import type { ReplayWorkerInput, ReplayWorkerOutput } from './rule-replay-worker.ts';

/** Each takes a core. */
const AT_ONCE_MAX = 1;
const HEAP_MB_MAX = 1024;

export type ReplayThreads = {
  /** undefined: as many as may are running already. */
  start(
    task: ReplayTask,
    options?: { readonly signal?: AbortSignal; onProgress?(progress: ReplayProgress): void },
  ): Promise<RuleReplayResult> | undefined;
  stop(): Promise<void>;
};

export function replayThreads(options: { readonly url: string; readonly timeZone: string }): ReplayThreads {
  const running = new Set<Worker>();

  async function replay(
    worker: Worker,
    signal: AbortSignal | undefined,
    onProgress: ((progress: ReplayProgress) => void) | undefined,
  ): Promise<RuleReplayResult> {
    const end = () => void worker.terminate();
    signal?.addEventListener('abort', end, { once: true });
    try {
      return await new Promise<RuleReplayResult>((resolve, reject) => {
        worker.on('message', (output: ReplayWorkerOutput) => {
          if (output.type === 'progress') onProgress?.(output.progress);
          else resolve(output.result);
        });
        worker.on('error', reject);
        worker.on('exit', () => reject(new Error('the replay was ended before it was done')));
      });
    } finally {
      signal?.removeEventListener('abort', end);
      running.delete(worker);
      await worker.terminate();
    }
  }

  return {
    start(task, { signal, onProgress } = {}) {
      if (running.size >= AT_ONCE_MAX) return undefined;
      const workerData: ReplayWorkerInput = { ...options, task };
      const worker = new Worker(new URL('./rule-replay-worker.ts', import.meta.url), {
        workerData,
        resourceLimits: { maxOldGenerationSizeMb: HEAP_MB_MAX },
      });
      running.add(worker);
      return replay(worker, signal, onProgress);
    },
    async stop() {
      await Promise.all([...running].map((worker) => worker.terminate()));
    },
  };
}

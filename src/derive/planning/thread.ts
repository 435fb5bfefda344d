/** Begins the planner's threads, and ends them with the service. */
import { Worker } from 'node:worker_threads';
import type { SearchProgress, WorkerInput, WorkerOutput } from './worker.ts';

const HEAP_MB_MAX = 2048;

export type PlannerThreads = {
  /** Resolves to the thread's last word; rejects when it was ended before. */
  run(input: WorkerInput, onProgress?: (progress: SearchProgress) => void): RunningThread;
  stop(): Promise<void>;
};
export type RunningThread = {
  readonly end: Promise<Exclude<WorkerOutput, { type: 'progress' }>>;
  terminate(): Promise<unknown>;
};

export function plannerThreads(): PlannerThreads {
  const running = new Set<Worker>();
  return {
    run(workerData, onProgress) {
      const worker = new Worker(new URL('./worker.ts', import.meta.url), {
        workerData,
        resourceLimits: { maxOldGenerationSizeMb: HEAP_MB_MAX },
      });
      running.add(worker);
      const end = new Promise<Exclude<WorkerOutput, { type: 'progress' }>>((resolve, reject) => {
        worker.on('message', (output: WorkerOutput) => {
          if (output.type === 'progress') onProgress?.(output.progress);
          else resolve(output);
        });
        worker.on('error', reject);
        worker.on('exit', () => reject(new Error('the search was ended before it was done')));
      }).finally(() => {
        running.delete(worker);
        void worker.terminate();
      });
      // Whoever waits for it is told; nobody waiting is no fault.
      end.catch(() => {});
      return { end, terminate: () => worker.terminate() };
    },
    async stop() {
      await Promise.all([...running].map((worker) => worker.terminate()));
    },
  };
}

/** A pass every so often, for as long as the service runs: the next is due after the one before has ended. */
export function startPasses(options: {
  readonly pass: () => Promise<void>;
  readonly firstAfterMs: number;
  readonly everyMs: number;
  /** After one that failed. */
  readonly againMs: number;
  readonly onFault: (err: unknown) => void;
}): { stop(): Promise<void> } {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();

  async function run(): Promise<void> {
    try {
      await options.pass();
      schedule(options.everyMs);
    } catch (err) {
      options.onFault(err);
      schedule(options.againMs);
    }
  }

  function schedule(ms: number): void {
    if (stopped) return;
    timer = setTimeout(() => {
      running = run();
    }, ms);
    timer.unref();
  }

  schedule(options.firstAfterMs);
  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}

/**
 * Work that somebody kicks when there is some, and that is looked for now and then in case nobody did: a word that was lost costs a
 * while, never the work. One pass at a time; a kick during a pass makes another one after it.
 */
export type Kicked = {
  kick(): void;
  /** Ends after the pass that runs. */
  stop(): Promise<void>;
};

/**
 * @param work one pass; it may ask whether it is to stop
 * @param onFault told what a pass threw; the next look tries again
 * @param onLook before each look that nobody asked for
 */
export function startKicked(options: {
  readonly work: (stopped: () => boolean) => Promise<void>;
  readonly everyMs: number;
  readonly onFault: (err: unknown) => void;
  readonly onLook?: () => void;
}): Kicked {
  let running: Promise<void> | undefined;
  let again = false;
  let stopped = false;

  async function run(): Promise<void> {
    do {
      again = false;
      try {
        await options.work(() => stopped);
      } catch (err) {
        options.onFault(err);
      }
    } while (again && !stopped);
  }

  function kick(): void {
    if (stopped) return;
    again = true;
    running ??= run().finally(() => {
      running = undefined;
      // Kicked after the last look and before this: nobody else would look.
      if (again && !stopped) kick();
    });
  }

  const timer = setInterval(() => {
    options.onLook?.();
    kick();
  }, options.everyMs);
  kick();
  return {
    kick,
    async stop() {
      stopped = true;
      clearInterval(timer);
      await running;
    },
  };
}

import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { Weaving } from './tests/support/order.ts';

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    globalSetup: ['tests/support/global-setup.ts'],
    setupFiles: ['tests/support/each-file.ts'],
    // One more than the two cores of CI: some files mostly wait.
    maxWorkers: 3,
    sequence: { sequencer: Weaving },
    // Files of a worker share what they import: reading the service anew for each cost more than half of the whole run. So what a
    // file changes in a module or in the process, it puts back.
    isolate: false,
    // The programs that tests start find each other's compiled code here: a third of what their start costs.
    env: { NODE_COMPILE_CACHE: join(tmpdir(), `digitruck-compiled-${userInfo().uid}`) },
    // A browser on a busy machine without a GPU takes its time; nothing is judged by this.
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});

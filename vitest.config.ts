import { defineConfig } from 'vitest/config';

// Files run in three workers at most: most of them own a PostgreSQL database or a browser, CI has two cores, and whoever runs a scenario
// mostly waits.
export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    globalSetup: ['tests/support/global-setup.ts'],
    maxWorkers: 3,
    testTimeout: 30_000,
    hookTimeout: 120_000,
  },
});

import { defineConfig } from 'vitest/config';

/** For the nightly run only; see run.mjs. */
export default defineConfig({
  test: {
    include: ['test/fuzz/*.fuzz.ts'],
    testTimeout: 3 * 60 * 60_000,
    hookTimeout: 5 * 60_000,
    fileParallelism: false,
  },
});

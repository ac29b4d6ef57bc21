import { defineConfig } from 'vitest/config';

const everything = JSON.parse(process.env.EARSHOT_FUZZ ?? '{}').formats?.length === 0;

/** For the nightly run only; see run.mjs. Unless formats are named, all of the matrix of bad files and the engine come first. */
export default defineConfig({
  test: {
    include: everything ? ['test/fuzz/*.fuzz.ts', 'test/conformance/damage.test.ts'] : ['test/fuzz/nightly.fuzz.ts'],
    testTimeout: 3 * 60 * 60_000,
    hookTimeout: 5 * 60_000,
    fileParallelism: false,
  },
});

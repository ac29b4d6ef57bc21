import { rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

const minutes = (n) => n * 60_000;

// Nothing that a test opens may come from an earlier run, or stay behind.
const cache = join(tmpdir(), `earshot-test-cache-${process.pid}`);
process.env.EARSHOT_CACHE_DIR = cache;
process.on('exit', () => rmSync(cache, { recursive: true, force: true }));

/**
 * Of real browsers and editors on whatever machine: a test may go once more, and the test command names those that did.
 */
const retry = 1;

/** No passWithNoTests anywhere: a project without test files fails. */
export default defineConfig({
  test: {
    // By itself vitest leaves one of two cores idle.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      { test: { name: 'unit', include: ['test/unit/**/*.test.ts'], testTimeout: minutes(1) } },
      { test: { name: 'conformance', include: ['test/conformance/**/*.test.ts'], testTimeout: minutes(2) } },
      {
        test: {
          name: 'browser',
          retry,
          include: ['test/browser/{editor,render}/**/*.test.ts'],
          testTimeout: minutes(1),
          hookTimeout: minutes(1),
        },
      },
      {
        // Real time: one at a time.
        test: {
          name: 'sound',
          retry,
          include: ['test/browser/engine/**/*.test.ts'],
          testTimeout: minutes(1),
          hookTimeout: minutes(1),
          fileParallelism: false,
        },
      },
      {
        // Each file starts a VS Code server and a browser of its own.
        test: {
          name: 'vscode',
          retry,
          include: ['test/vscode/*.test.ts'],
          // What crosses three processes is waited for longer than a second on a busy machine.
          expect: { poll: { timeout: 15_000 } },
          testTimeout: minutes(2),
          hookTimeout: minutes(3),
        },
      },
      {
        // The same with sound, in real time: one at a time.
        test: {
          name: 'playback',
          retry,
          include: ['test/vscode/playback/*.test.ts'],
          // What crosses three processes is waited for longer than a second on a busy machine.
          expect: { poll: { timeout: 15_000 } },
          testTimeout: minutes(2),
          hookTimeout: minutes(3),
          fileParallelism: false,
        },
      },
    ],
  },
});

import { rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

const minutes = (n) => n * 60_000;

// Nothing that a test opens may come from an earlier run, or stay behind.
const cache = join(tmpdir(), `earshot-test-cache-${process.pid}`);
process.env.EARSHOT_CACHE_DIR = cache;
process.on('exit', () => rmSync(cache, { recursive: true, force: true }));

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
          include: ['test/browser/{editor,render}/**/*.test.ts'],
          testTimeout: minutes(1),
          hookTimeout: minutes(1),
        },
      },
      {
        // Real time: one at a time.
        test: {
          name: 'sound',
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

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stopGroup } from '../../scripts/lib/serverProcess.mjs';

let guard: ChildProcess | undefined;

/** The guard does what is left to do when this process is killed; see guard.mjs. */
function tellGuard(line: string): void {
  if (!guard) {
    const script = fileURLToPath(new URL('./guard.mjs', import.meta.url));
    guard = spawn(process.execPath, [script], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
    guard.unref();
    (guard.stdin as unknown as { unref(): void }).unref();
    guard.stdin?.on('error', () => undefined);
    // Vitest's workers finish their test when its main process is gone; nobody waits for that.
    process.once('disconnect', () => process.kill(process.pid, 'SIGKILL'));
  }
  guard.stdin?.write(`${line}\n`);
}

/** A folder that is gone after remove(), or with this process. */
export function tempFolder(prefix: string): { path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), `earshot-${prefix}-`));
  tellGuard(`+dir ${path}`);
  return {
    path,
    remove: () => {
      rmSync(path, { recursive: true, force: true, maxRetries: 5 });
      tellGuard(`-dir ${path}`);
    },
  };
}

/** A child that leads a process group: stop() ends the whole group, and so does the end of this process. */
export function ownGroup(child: ChildProcess): { pid: number; stop: () => Promise<void> } {
  const { pid } = child;
  if (pid === undefined) throw new Error(`could not start ${child.spawnfile}`);
  tellGuard(`+pid ${pid}`);
  return {
    pid,
    stop: async () => {
      await stopGroup(pid);
      tellGuard(`-pid ${pid}`);
    },
  };
}

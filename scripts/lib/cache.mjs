// The folder for what is installed once for all checkouts: Node and the VS Code server.
import { mkdirSync, openSync, closeSync, renameSync, rmSync, statSync, utimesSync, existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const HEARTBEAT_MS = 2000;
const STALE_MS = 30_000;

/** EARSHOT_CACHE, or the platform's usual place. */
export function cacheFolder() {
  if (process.env.EARSHOT_CACHE) return process.env.EARSHOT_CACHE;
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'earshot');
  if (process.platform === 'win32')
    return join(process.env.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local'), 'earshot');
  return join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'earshot');
}

/**
 * Returns the folder `name` of the cache, made by make(folder) if it is not there yet. It appears under its name
 * only when complete, so a run that was cut off leaves nothing that looks finished. Of two runs at once, one waits.
 */
export async function cached(name, make) {
  const root = cacheFolder();
  const folder = join(root, name);
  if (existsSync(folder)) return folder;
  mkdirSync(root, { recursive: true });
  const unlock = await lock(`${folder}.lock`);
  const partial = `${folder}.partial`;
  try {
    if (existsSync(folder)) return folder;
    rmSync(partial, { recursive: true, force: true });
    mkdirSync(partial);
    await make(partial);
    renameSync(partial, folder);
    return folder;
  } finally {
    rmSync(partial, { recursive: true, force: true });
    unlock();
  }
}

/** A file that its holder touches; one that nobody has touched for a while belongs to a dead run. */
async function lock(file) {
  for (let told = false; ; await sleep(500)) {
    try {
      closeSync(openSync(file, 'wx'));
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    const touched = statSync(file, { throwIfNoEntry: false })?.mtimeMs;
    if (touched !== undefined && Date.now() - touched > STALE_MS) rmSync(file, { force: true });
    else if (!told) {
      console.log('Another run is installing; waiting for it …');
      told = true;
    }
  }
  const timer = setInterval(() => {
    const now = new Date();
    try {
      utimesSync(file, now, now);
    } catch {
      // somebody cleared the cache
    }
  }, HEARTBEAT_MS);
  return () => {
    clearInterval(timer);
    rmSync(file, { force: true });
  };
}

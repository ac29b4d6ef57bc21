import childProcess from 'node:child_process';
import fs from 'node:fs';

type Callable = (...args: unknown[]) => unknown;

/**
 * Notes calls of some functions of a module, if they come from code under `folder`: all extensions share one process
 * and these objects.
 */
function watch(module: object, names: readonly string[], folder: string, seen: string[]): () => void {
  const table = module as Record<string, Callable>;
  const originals = names.map((name) => [name, table[name]] as const);
  for (const [name, original] of originals) {
    if (!original) continue;
    table[name] = function (this: unknown, ...args: unknown[]): unknown {
      if (new Error().stack?.includes(folder)) seen.push(`${name} ${String(args[0])}`);
      return original.apply(this, args);
    };
  }
  return () => {
    for (const [name, original] of originals) if (original) table[name] = original;
  };
}

const forks = ['fork', 'spawn', 'exec', 'execFile', 'spawnSync', 'execSync', 'execFileSync'];
const files = ['open', 'openSync', 'read', 'readFile', 'readFileSync', 'readdir', 'readdirSync', 'createReadStream'];
const promises = ['open', 'readFile', 'readdir', 'writeFile', 'mkdir'];

/** What processes code under `folder` started, and which files it touched through Node's API, meanwhile. */
export async function observe(
  folder: string,
  during: () => Promise<unknown>,
): Promise<{ processes: string[]; files: string[] }> {
  const processes: string[] = [];
  const touched: string[] = [];
  const depth = Error.stackTraceLimit;
  Error.stackTraceLimit = 100;
  const restore = [
    watch(childProcess, forks, folder, processes),
    watch(fs, files, folder, touched),
    watch(fs.promises, promises, folder, touched),
    () => (Error.stackTraceLimit = depth),
  ];
  try {
    await during();
  } finally {
    for (const each of restore) each();
  }
  return { processes, files: touched };
}

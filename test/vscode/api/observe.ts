import childProcess from 'node:child_process';
import fs from 'node:fs';

type Callable = (...args: unknown[]) => unknown;

/** Notes every call of some functions of a module while `during` runs. Modules share these objects in one process. */
function watch(module: object, names: readonly string[], seen: string[]): () => void {
  const table = module as Record<string, Callable>;
  const originals = names.map((name) => [name, table[name]] as const);
  for (const [name, original] of originals) {
    if (!original) continue;
    table[name] = function (this: unknown, ...args: unknown[]): unknown {
      seen.push(`${name} ${String(args[0])}`);
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

/** What ran as a process and which files were touched through Node's API meanwhile. */
export async function observe(during: () => Promise<unknown>): Promise<{ processes: string[]; files: string[] }> {
  const processes: string[] = [];
  const touched: string[] = [];
  const restore = [
    watch(childProcess, forks, processes),
    watch(fs, files, touched),
    watch(fs.promises, promises, touched),
  ];
  try {
    await during();
  } finally {
    for (const each of restore) each();
  }
  return { processes, files: touched };
}

// Child processes and PATH look-ups, the same on every platform.
import { spawn } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const windows = process.platform === 'win32';

/** Full path of a program on the PATH, or undefined. */
export function which(name, path = process.env.PATH ?? '') {
  const endings = windows ? (process.env.PATHEXT ?? '.EXE;.CMD;.BAT').split(';') : [''];
  for (const folder of path.split(delimiter).filter(Boolean)) {
    for (const ending of endings) {
      const file = join(folder, name + ending);
      try {
        accessSync(file, constants.X_OK);
        if (statSync(file).isFile()) return file;
      } catch {
        // not here
      }
    }
  }
  return undefined;
}

const running = new Set();

/** To the programs that run() has started and that have not ended. */
export function signalRunning(signal) {
  for (const child of running) child.kill(signal);
}

/** Runs to the end with the output shown; resolves with the exit status (1 for a signal or a program that is not there). */
export function run(
  command,
  args,
  { cwd, env, shell = windows && /\.(cmd|bat)$/i.test(command), stdio = 'inherit' } = {},
) {
  return new Promise((resolve) => {
    // A shell on Windows gets one line: quote what has spaces.
    const quote = (text) => (shell && /\s/.test(text) ? `"${text}"` : text);
    const child = spawn(quote(command), args.map(quote), { cwd, env: env ?? process.env, shell, stdio });
    child.once('error', (error) => {
      console.error(`${command}: ${error.message}`);
      running.delete(child);
      resolve(1);
    });
    running.add(child);
    child.once('exit', (code) => {
      running.delete(child);
      resolve(code ?? 1);
    });
  });
}

/** Like run(), but a failure throws. */
export async function mustRun(command, args, options) {
  const code = await run(command, args, options);
  if (code !== 0) throw new Error(`"${[command, ...args].join(' ')}" ended with status ${code}`);
}

/** Runs npm: the one that started us if there is one, else the one on the PATH. node: the Node that shall run it. */
export async function npm(args, { node = process.execPath, ...options } = {}) {
  const cli = process.env.npm_execpath;
  const noise = ['--no-audit', '--no-fund', '--loglevel=error'];
  if (cli && /npm-cli\.c?js$/.test(cli)) return mustRun(node, [cli, ...args, ...noise], options);
  const found = which('npm');
  if (!found) throw new Error('npm is not on the PATH');
  return mustRun(found, [...args, ...noise], options);
}

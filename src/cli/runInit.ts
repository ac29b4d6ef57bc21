import { access, writeFile } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CONFIG_NAME } from '../core/lint/config/config.ts';
import { initialConfig } from '../core/lint/config/initialConfig.ts';
import { noPreset } from '../core/lint/config/resolve.ts';
import { findPreset } from '../core/lint/presets/presets.ts';
import { withSlashes } from './lint.ts';
import { parseOptions, UsageError } from './options.ts';
import { complain, type Shell } from './shell.ts';
import { Output } from './terminal.ts';

const WRONG = 2;

/** A first configuration in the current folder. */
export async function runInit(args: string[], shell: Shell): Promise<number> {
  const { values, positionals } = parseOptions('init', args, { preset: { type: 'string' } } as const);
  if (positionals.length > 0) throw new UsageError(`unexpected '${positionals[0]}'`, 'init');
  const { preset = 'recommended' } = values;
  if (!findPreset(preset)) throw new UsageError(noPreset(preset).message, 'init');
  try {
    await writeFile(CONFIG_NAME, initialConfig(preset, await schemaName(shell)), { flag: 'wx' });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    complain(
      code === 'EEXIST'
        ? `${CONFIG_NAME} is already there; it is left as it is`
        : `${CONFIG_NAME} cannot be written (${code})`,
    );
    return WRONG;
  }
  await new Output(process.stdout).write(`${CONFIG_NAME} is written; next: earshot lint .\n`);
  return 0;
}

/** Of the schema that was installed, if it lies in this folder: another machine has it at the same place then. */
async function schemaName(shell: Shell): Promise<string | undefined> {
  const path = fileURLToPath(new URL('../../docs/config.schema.json', shell.server));
  const name = withSlashes(relative('', path));
  const there = await access(path).then(
    () => true,
    () => false,
  );
  return there && !name.startsWith('..') && resolve(name) === path ? `./${name}` : undefined;
}

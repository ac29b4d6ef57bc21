import { availableParallelism } from 'node:os';
import { asUsage, parseOptions, UsageError } from '../options.ts';
import type { Shell } from '../shell.ts';
import { complain } from '../shell.ts';
import { Roots } from '../../node/clientRoots.ts';
import { serve } from './serve.ts';

const options = { root: { type: 'string', multiple: true } } as const;

export async function runMcp(args: string[], shell: Shell): Promise<number> {
  const { values, positionals } = parseOptions('mcp', args, options);
  asUsage('mcp', () => {
    if (positionals.length > 0) throw new Error(`mcp takes no '${positionals[0]}': folders are given with --root`);
  });
  const named = values.root ?? [process.cwd()];
  const roots = await Roots.of(named).catch((error: unknown) => {
    throw new UsageError(`--root: ${(error as Error).message}`, 'mcp');
  });
  const version = await shell.version();
  await shell.withFiles(availableParallelism(), (files) =>
    serve({ files, roots, version, signal: shell.signal, log: complain }),
  );
  return shell.interruptedStatus ?? 0;
}

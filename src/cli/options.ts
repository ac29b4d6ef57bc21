import { parseArgs, type ParseArgsConfig } from 'node:util';
import type { Command } from './help.ts';

/** Wrong usage, in words that follow the name of the program. */
export class UsageError extends Error {
  readonly command: Command | undefined;

  constructor(message: string, command?: Command) {
    super(message);
    this.command = command;
  }
}

export const layoutOptions = {
  raw: { type: 'string' },
  rate: { type: 'string' },
  channels: { type: 'string' },
  offset: { type: 'string' },
} as const;

type Options = NonNullable<ParseArgsConfig['options']>;
type Parsed<O extends Options> = ReturnType<typeof parseArgs<{ options: O; allowPositionals: true; args: string[] }>>;

/** Options and what stands between them; what is wrong with them is a UsageError. */
export function parseOptions<O extends Options>(command: Command, args: string[], options: O): Parsed<O> {
  return asUsage(command, () => parseArgs({ args, options, allowPositionals: true }));
}

/** Errors of what the user typed. */
export function asUsage<T>(command: Command, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new UsageError((error as Error).message, command);
  }
}

import { readFile } from 'node:fs/promises';
import { type Command, helpOf, isCommand, overview, usageOf } from './help.ts';
import { Interrupted } from '../node/clientFiles.ts';
import { UsageError } from './options.ts';
import { runDecode } from './runDecode.ts';
import { runFormats } from './runFormats.ts';
import { runInfo } from './runInfo.ts';
import { runInspect } from './runInspect.ts';
import { complain, Shell } from './shell.ts';
import { BrokenPipe, Output } from './terminal.ts';

const runners: Readonly<Record<Command, (args: string[], shell: Shell) => Promise<number>>> = {
  inspect: runInspect,
  decode: runDecode,
  info: runInfo,
  formats: runFormats,
};

const WRONG = 2;

/** The command line: returns the exit status. */
export async function main(args: string[], server: URL): Promise<number> {
  const shell = new Shell(server);
  // Whoever reads the messages may go before the end.
  process.stderr.on('error', () => undefined);
  shell.listenForSignals();
  try {
    return await dispatch(args, shell);
  } catch (error) {
    if (shell.interruptedStatus !== undefined && error instanceof Interrupted) return shell.interruptedStatus;
    if (error instanceof BrokenPipe) return shell.interruptedStatus ?? 0;
    if (!(error instanceof UsageError)) throw error;
    complain(error.message);
    process.stderr.write(`\n${usageOf(error.command)}`);
    return WRONG;
  }
}

async function dispatch([first, ...rest]: string[], shell: Shell): Promise<number> {
  const output = new Output(process.stdout);
  const print = async (text: string): Promise<number> => {
    await output.write(text);
    return 0;
  };
  if (first === undefined) throw new UsageError('no command given');
  const isHelp = (arg: string | undefined): boolean => arg === '--help' || arg === '-h';
  if (isHelp(first) || first === 'help') {
    const [about] = rest;
    return print(about !== undefined && isCommand(about) ? helpOf(about) : overview);
  }
  if (first === '--version') return print(`${await version()}\n`);
  if (!isCommand(first)) throw new UsageError(`unknown ${first.startsWith('-') ? 'option' : 'command'} '${first}'`);
  const end = rest.indexOf('--');
  if (rest.slice(0, end < 0 ? undefined : end).some(isHelp)) return print(helpOf(first));
  return runners[first](rest, shell);
}

async function version(): Promise<string> {
  const text = await readFile(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

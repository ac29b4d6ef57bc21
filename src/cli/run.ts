import { type Command, helpOf, isCommand, overview, usageOf } from './help.ts';
import { Interrupted } from '../node/clientFiles.ts';
import { UsageError } from './options.ts';
import { complain, Shell } from './shell.ts';
import { BrokenPipe, Output } from './terminal.ts';

type Runner = (args: string[], shell: Shell) => Promise<number>;

/** Each is a chunk of its own: what a command does not need is not loaded. */
const runners: Readonly<Record<Command, () => Promise<Runner>>> = {
  inspect: async () => (await import('./runInspect.ts')).runInspect,
  lint: async () => (await import('./runLint.ts')).runLint,
  init: async () => (await import('./runInit.ts')).runInit,
  decode: async () => (await import('./runDecode.ts')).runDecode,
  image: async () => (await import('./runImage.ts')).runImage,
  info: async () => (await import('./runInfo.ts')).runInfo,
  formats: async () => (await import('./runFormats.ts')).runFormats,
  mcp: async () => (await import('./mcp/runMcp.ts')).runMcp,
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
  if (first === '--version') return print(`${await shell.version()}\n`);
  if (!isCommand(first)) throw new UsageError(`unknown ${first.startsWith('-') ? 'option' : 'command'} '${first}'`);
  const end = rest.indexOf('--');
  if (rest.slice(0, end < 0 ? undefined : end).some(isHelp)) return print(helpOf(first));
  const run = await runners[first]();
  return run(rest, shell);
}

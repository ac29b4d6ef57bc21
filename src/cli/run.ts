import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type RawLayout, rawEncodings } from '../core/protocol/audio.ts';
import { AudioServerClient } from '../node/client.ts';
import { describe, inspect, type Report } from './info.ts';
import { parseLayout } from './layout.ts';

const HELP = `earshot: facts about audio files

usage: earshot info FILE... [--json] [--raw FORMAT --rate HZ [--channels N] [--offset BYTES]]
       earshot --help | --version

  info     reads each file to its end and prints what it is: container, codec, rate, channels, bits, frames,
           duration, peak level of each channel, loudness, and what is wrong with it
  --json   one JSON array, an object for each file
  --raw    the files have no header: FORMAT of a sample (${rawEncodings.join(', ')}),
           --rate, --channels (1 if not given), and --offset of the first sample in bytes (0 if not given)
  --rate   alone: the sample rate of files that say everything else (NumPy arrays)

exit status: 0 all files were read, 1 a file could not be read or is damaged beyond use, 2 wrong usage
`;

/** The command line: returns the exit status. */
export async function main(args: string[], server: URL): Promise<number> {
  let parsed;
  let layout: RawLayout | undefined;
  try {
    parsed = parseArgs({
      args,
      allowPositionals: true,
      options: {
        json: { type: 'boolean' },
        raw: { type: 'string' },
        rate: { type: 'string' },
        channels: { type: 'string' },
        offset: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
        version: { type: 'boolean' },
      },
    });
    layout = parseLayout(parsed.values);
  } catch (error) {
    return usage((error as Error).message);
  }
  const { values, positionals } = parsed;
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  if (values.version) {
    process.stdout.write(`${await version()}\n`);
    return 0;
  }
  const [command, ...files] = positionals;
  if (command === undefined) return usage('no command given');
  if (command !== 'info') return usage(`unknown command '${command}'`);
  if (files.length === 0) return usage('no file given');

  const client = new AudioServerClient({
    serverPath: fileURLToPath(server),
    log: (line) => process.stderr.write(`${line}\n`),
  });
  const reports: Report[] = [];
  try {
    for (const file of files) {
      const report = await inspect(client, file, layout);
      reports.push(report);
      if (!values.json) (report.error ? process.stderr : process.stdout).write(`${describe(report)}\n`);
    }
  } finally {
    client.dispose();
  }
  if (values.json) process.stdout.write(`${JSON.stringify(reports, null, 2)}\n`);
  return reports.some((report) => report.error) ? 1 : 0;
}

function usage(problem: string): number {
  process.stderr.write(`earshot: ${problem}\n\n${HELP}`);
  return 2;
}

async function version(): Promise<string> {
  const text = await readFile(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

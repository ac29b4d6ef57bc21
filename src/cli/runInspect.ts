import { stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { Interrupted } from '../node/clientFiles.ts';
import { findInputs, type Input } from './inputs.ts';
import { inspectAll, type InspectOptions } from './inspect.ts';
import { parseLayout, wholeNumber } from './layout.ts';
import { asUsage, layoutOptions, parseOptions, UsageError } from './options.ts';
import { ProgressLine } from './progress.ts';
import { parseSelection } from '../core/report/select.ts';
import { complain, type Shell } from './shell.ts';
import { Output, styler } from './terminal.ts';
import { machineFormats, type ReportFormat, reportWriter } from './writers.ts';

const MOST_JOBS = 64;
const UNREADABLE = 2;

const options = {
  ...layoutOptions,
  json: { type: 'boolean' },
  ndjson: { type: 'boolean' },
  csv: { type: 'boolean' },
  markdown: { type: 'boolean' },
  select: { type: 'string' },
  jobs: { type: 'string' },
} as const;

export async function runInspect(args: string[], shell: Shell): Promise<number> {
  const { values, positionals } = parseOptions('inspect', args, options);
  const wanted = machineFormats.filter((format) => values[format]);
  if (wanted.length > 1) throw new UsageError(`--${wanted[0]} and --${wanted[1]} exclude each other`, 'inspect');
  if (positionals.length === 0) throw new UsageError('no file given', 'inspect');
  const settings = asUsage('inspect', (): InspectOptions => ({
    layout: parseLayout(values),
    selection: values.select === undefined ? undefined : parseSelection(values.select),
    jobs: values.jobs === undefined ? availableParallelism() : wholeNumber('--jobs', values.jobs, 1),
  }));
  const jobs = Math.min(settings.jobs, MOST_JOBS);
  const format = wanted[0] ?? (await humanFormat(positionals));
  return shell.withFiles(jobs, (files) => inspectTo(files, positionals, { ...settings, jobs }, format, shell));
}

/** Of one file all there is, of several a line each. */
async function humanFormat(paths: readonly string[]): Promise<ReportFormat> {
  const [path] = paths;
  const isFile = paths.length === 1 && (await stat(path!).catch(() => undefined))?.isFile();
  return isFile ? 'text' : 'table';
}

async function inspectTo(
  files: Parameters<typeof inspectAll>[0],
  paths: readonly string[],
  settings: InspectOptions,
  format: ReportFormat,
  shell: Shell,
): Promise<number> {
  const progress = new ProgressLine(process.stderr, process.env);
  const output = new Output(process.stdout, () => progress.clear());
  const writer = reportWriter(format, styler(process.stdout, process.env));
  const found = { count: 0, all: false, last: '' };
  let [done, unreadable] = [0, 0];
  const show = (share?: number): void =>
    progress.show(`${done} of ${found.count}${found.all ? '' : '+'}`, found.last, share);
  files.client.onProgress.on(({ scan }) => {
    const one = found.all && found.count === 1 && scan.totalFrames;
    show(one ? Math.min(1, scan.scannedFrames / one) : undefined);
  });
  try {
    for await (const report of inspectAll(files, counted(findInputs(paths), found), settings)) {
      if (shell.signal.aborted) break;
      done++;
      if (report.error) unreadable++;
      await output.write(writer.report(report));
      show();
    }
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
  } finally {
    progress.clear();
  }
  await output.write(writer.end());
  if (shell.interruptedStatus !== undefined) return shell.interruptedStatus;
  if (unreadable > 0 && format !== 'text') complain(`${unreadable} of ${done} could not be read`);
  return unreadable > 0 ? UNREADABLE : 0;
}

async function* counted(
  inputs: AsyncIterable<Input>,
  found: { count: number; all: boolean; last: string },
): AsyncGenerator<Input> {
  for await (const input of inputs) {
    found.count++;
    found.last = input.path;
    yield input;
  }
  found.all = true;
}

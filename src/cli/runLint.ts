import { availableParallelism } from 'node:os';
import { dirname, resolve } from 'node:path';
import type { ConfigProblem, ResolvedConfig } from '../core/lint/config/config.ts';
import { Configs } from '../core/lint/config/configs.ts';
import { noPreset } from '../core/lint/config/resolve.ts';
import { findPreset } from '../core/lint/presets/presets.ts';
import { githubReporter } from '../core/lint/reporters/github.ts';
import { jsonReporter } from '../core/lint/reporters/json.ts';
import { junitReporter } from '../core/lint/reporters/junit.ts';
import type { LintReporter } from '../core/lint/reporters/reporter.ts';
import { sarifReporter } from '../core/lint/reporters/sarif.ts';
import { textReporter } from '../core/lint/reporters/text.ts';
import { lintRules } from '../core/lint/rules/index.ts';
import { type AudioFiles, Interrupted } from '../node/clientFiles.ts';
import { LintCache, lintCacheFile, trimLintCaches } from '../node/clientLintCache.ts';
import { findInputs, type Input } from './inputs.ts';
import { wholeNumber } from './layout.ts';
import { lintAll, type LintOptions, placeName, readConfig, withSlashes } from './lint.ts';
import { asUsage, parseOptions, UsageError } from './options.ts';
import { ProgressLine } from './progress.ts';
import { complain, type Shell } from './shell.ts';
import { Output, printable, styler } from './terminal.ts';

const MOST_JOBS = 64;
const VIOLATIONS = 1;
const UNREADABLE = 2;

const formats = ['json', 'sarif', 'junit', 'github'] as const;
type Format = (typeof formats)[number] | 'text';

const options = {
  config: { type: 'string' },
  preset: { type: 'string' },
  json: { type: 'boolean' },
  sarif: { type: 'boolean' },
  junit: { type: 'boolean' },
  github: { type: 'boolean' },
  quiet: { type: 'boolean' },
  'max-warnings': { type: 'string' },
  cache: { type: 'boolean' },
  'cache-location': { type: 'string' },
  jobs: { type: 'string' },
  'print-config': { type: 'string' },
} as const;

interface Settings {
  readonly format: Format;
  readonly quiet: boolean;
  readonly mostWarnings: number;
}

export async function runLint(args: string[], shell: Shell): Promise<number> {
  const { values, positionals } = parseOptions('lint', args, options);
  const wanted = formats.filter((format) => values[format]);
  if (wanted.length > 1) throw new UsageError(`--${wanted[0]} and --${wanted[1]} exclude each other`, 'lint');
  const configs = configsOf(values);
  if (values['print-config'] !== undefined) return printConfig(values['print-config'], configs);
  if (positionals.length === 0) throw new UsageError('no file given', 'lint');
  const most = values['max-warnings'];
  const settings = asUsage('lint', () => ({
    format: wanted[0] ?? ('text' as const),
    quiet: values.quiet === true,
    mostWarnings: most === undefined ? Infinity : wholeNumber('--max-warnings', most, 0),
    jobs: values.jobs === undefined ? availableParallelism() : wholeNumber('--jobs', values.jobs, 1),
  }));
  const jobs = Math.min(settings.jobs, MOST_JOBS);
  const own = values['cache-location'];
  const file = own ?? (values.cache ? lintCacheFile(resolve('')) : undefined);
  const cache = file === undefined ? undefined : await openCache(resolve(file), own === undefined, shell);
  try {
    return await shell.withFiles(jobs, (files) =>
      lintTo(files, positionals, { configs, cache, jobs }, settings, shell),
    );
  } finally {
    // What was measured before an interruption is kept too.
    await cache?.flush();
    await cache?.close();
    if (file !== undefined && own === undefined) await trimLintCaches(dirname(file));
  }
}

function configsOf({ config, preset }: { config?: string | undefined; preset?: string | undefined }): Configs {
  if (config !== undefined && preset !== undefined) {
    throw new UsageError('--config and --preset exclude each other', 'lint');
  }
  if (preset !== undefined && !findPreset(preset)) throw new UsageError(noPreset(preset).message, 'lint');
  const folder = withSlashes(resolve(''));
  const named = config === undefined ? undefined : withSlashes(resolve(config));
  return new Configs(folder, { read: readConfig, ...(preset !== undefined && { preset }) }, named);
}

const openCache = async (file: string, owned: boolean, shell: Shell): Promise<LintCache> =>
  LintCache.open(file, { version: await shell.version(), notice: complain, owned });

async function lintTo(
  files: AudioFiles,
  paths: readonly string[],
  work: LintOptions,
  settings: Settings,
  shell: Shell,
): Promise<number> {
  const progress = new ProgressLine(process.stderr, process.env);
  const output = new Output(process.stdout, () => progress.clear());
  const reporter = await reporterOf(settings.format, shell);
  const known = new Set<ResolvedConfig>();
  const found = { count: 0, all: false, last: '' };
  const totals = { files: 0, errors: 0, warnings: 0, infos: 0, unreadable: 0, ignored: 0 };
  let problems = 0;
  const show = (): void =>
    progress.show(`${totals.files + totals.ignored} of ${found.count}${found.all ? '' : '+'}`, found.last);
  files.client.onProgress.on(show);
  const tell = async ({ problems: wrong }: ResolvedConfig): Promise<void> => {
    for (const problem of wrong) {
      problems++;
      progress.clear();
      const name = placeName(problem.path);
      process.stderr.write(`${printable(lineOf(problem, name))}\n`);
      await output.write(reporter.problem(problem, name));
    }
  };
  await output.write(reporter.begin());
  try {
    for await (const { config, linted } of lintAll(files, counted(findInputs(paths), found), work)) {
      if (shell.signal.aborted) break;
      if (config && !known.has(config)) {
        known.add(config);
        await tell(config);
      }
      if (!linted) totals.ignored++;
      else {
        const { facts, findings } = linted;
        totals.files++;
        if (facts.report.error) totals.unreadable++;
        for (const { severity } of findings) totals[`${severity}s`]++;
        const shown = settings.quiet ? findings.filter(({ severity }) => severity === 'error') : findings;
        const path = settings.format === 'text' ? linted.path : placeName(linted.path);
        const governing = linted.config === null ? null : placeName(linted.config);
        const text = reporter.file({ ...linted, path, config: governing, findings: shown });
        if (text !== '') await output.write(text);
      }
      show();
    }
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
  } finally {
    progress.clear();
  }
  await output.write(reporter.end(totals));
  if (shell.interruptedStatus !== undefined) return shell.interruptedStatus;
  if (totals.unreadable > 0 && settings.format !== 'text') {
    complain(`${totals.unreadable} of ${totals.files} could not be read`);
  }
  const tooMany = totals.warnings > settings.mostWarnings;
  if (tooMany) complain(`${totals.warnings} warnings, and ${settings.mostWarnings} are allowed`);
  if (totals.unreadable > 0 || problems > 0) return UNREADABLE;
  return totals.errors > 0 || tooMany ? VIOLATIONS : 0;
}

const lineOf = ({ line, column, message }: ConfigProblem, name: string): string =>
  `${name}:${line}:${column}: error: ${message}`;

async function reporterOf(format: Format, shell: Shell): Promise<LintReporter> {
  switch (format) {
    case 'json':
      return jsonReporter(placeName);
    case 'sarif':
      return sarifReporter(lintRules, await shell.version());
    case 'junit':
      return junitReporter();
    case 'github':
      return githubReporter();
    case 'text':
      return textReporter({ style: styler(process.stdout, process.env), printable });
  }
}

/** What is asked of one file, as JSON, and where it was set. */
async function printConfig(path: string, configs: Configs): Promise<number> {
  const file = withSlashes(resolve(path));
  const config = await configs.of(withSlashes(dirname(resolve(path))));
  for (const problem of config.problems) {
    process.stderr.write(`${printable(lineOf(problem, placeName(problem.path)))}\n`);
  }
  const rules = config.rulesFor(file).map(({ rule, severity, options: given, from }) => [
    rule.id,
    {
      severity,
      ...given,
      from: 'preset' in from ? from.preset : `${placeName(from.path)}:${from.line}:${from.column}`,
    },
  ]);
  const said = {
    config: config.path === null ? null : placeName(config.path),
    sources: config.sources.map(placeName),
    ignored: config.ignores(file),
    rules: Object.fromEntries(rules) as object,
  };
  await new Output(process.stdout).write(`${JSON.stringify(said, null, 2)}\n`);
  return config.problems.length > 0 ? UNREADABLE : 0;
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

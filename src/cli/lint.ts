import { readFile } from 'node:fs/promises';
import { dirname, relative, resolve, sep } from 'node:path';
import type { ResolvedConfig } from '../core/lint/config/config.ts';
import type { Configs } from '../core/lint/config/configs.ts';
import { lint } from '../core/lint/lint.ts';
import type { LintedFile } from '../core/lint/reporters/reporter.ts';
import { failedReport } from '../core/report/buildReport.ts';
import { factsOf } from '../node/clientFacts.ts';
import type { AudioFiles } from '../node/clientFiles.ts';
import { failedFacts } from '../node/clientLint.ts';
import type { LintCache } from '../node/clientLintCache.ts';
import { inOrder } from './inOrder.ts';
import type { Input } from './inputs.ts';

export interface LintOptions {
  readonly configs: Configs;
  readonly cache: LintCache | undefined;
  readonly jobs: number;
}

/** A file with what was found in it, or one that its configuration leaves out. */
export interface Checked {
  readonly config: ResolvedConfig | undefined;
  /** undefined: ignored. Paths as they were given, of configurations as they are. */
  readonly linted: LintedFile | undefined;
}

/** Verdicts that may wait for the ones before them. */
const AHEAD = 256;

/** A verdict of each input, in order; files are read several at a time. */
export function lintAll(
  files: AudioFiles,
  inputs: AsyncIterable<Input>,
  options: LintOptions,
): AsyncGenerator<Checked> {
  return inOrder(inputs, (input) => check(files, input, options), { jobs: options.jobs, ahead: AHEAD });
}

async function check(files: AudioFiles, { path, error }: Input, { configs, cache }: LintOptions): Promise<Checked> {
  if (error) {
    const facts = failedFacts(failedReport(path, error));
    return { config: undefined, linted: { path, facts, findings: [], config: null } };
  }
  const file = withSlashes(resolve(path));
  const config = await configs.of(withSlashes(dirname(resolve(path))));
  if (config.ignores(file)) return { config, linted: undefined };
  const facts = await factsOf(files, path, cache);
  // Of what was not even opened, nothing can be said.
  const opened = facts.report.file.container !== null;
  const findings = opened ? lint(facts, config.rulesFor(file), config.nameOf(file)) : [];
  return { config, linted: { path, facts, findings, config: config.path } };
}

export const withSlashes = (path: string): string => (sep === '/' ? path : path.replaceAll(sep, '/'));

/** As machines are told of a file: relative to the current folder where it lies in it. */
export function placeName(path: string): string {
  const name = relative('', path);
  return withSlashes(name === '' || name.startsWith('..') ? resolve(path) : name);
}

/** undefined: there is no such file. */
export async function readConfig(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new Error(code === 'EISDIR' ? 'it is a folder' : (code ?? String(error)), { cause: error });
  }
}

import type { ConfigProblem, ResolvedConfig } from '../../../../src/core/lint/config/config.ts';
import { resolveFile } from '../../../../src/core/lint/config/resolve.ts';

/** Configurations of a made-up disk: texts, or values as JSON. */
export function disk(files: Record<string, unknown>) {
  const asked: string[] = [];
  const read = (path: string): Promise<string | undefined> => {
    asked.push(path);
    const text = files[path];
    if (text instanceof Error) return Promise.reject(text);
    return Promise.resolve(typeof text === 'string' || text === undefined ? text : JSON.stringify(text, null, 2));
  };
  return { read, asked };
}

export const TOP = '/project/.earshot.json';

/** The configuration of one text. */
export const resolve = (text: unknown, others: Record<string, unknown> = {}): Promise<ResolvedConfig> =>
  resolveFile(TOP, disk({ [TOP]: text, ...others }));

/** As the command line prints them. */
export const said = (problems: readonly ConfigProblem[]): string[] =>
  problems.map(({ path, line, column, message }) => `${path}:${line}:${column}: ${message}`);

/** What is asked of a file: severities and options by rule. */
export const asked = (config: ResolvedConfig, file = '/project/take.wav'): Record<string, unknown> =>
  Object.fromEntries(config.rulesFor(file).map(({ rule, severity, options }) => [rule.id, { severity, ...options }]));

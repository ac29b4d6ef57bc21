import { resolve } from 'node:path';
import type { LintFacts } from '../core/lint/facts.ts';
import { type ErrorCode, toErrorInfo } from '../core/protocol/errors.ts';
import { failedReport } from '../core/report/buildReport.ts';
import { type AudioFiles, Interrupted } from './clientFiles.ts';
import { failedFacts, lintFacts } from './clientLint.ts';
import { type LintCache, stampOf } from './clientLintCache.ts';

/** Of the file's own bytes: as long as they are the same, so is the failure. */
const lasting: readonly string[] = [
  'empty-file',
  'unknown-format',
  'needs-layout',
  'lfs-pointer',
  'unsupported',
  'corrupt',
  'no-audio',
] satisfies ErrorCode[];

/** What rules know of a file: what is kept of it, or read now and kept. Fails only when it is interrupted. */
export async function factsOf(files: AudioFiles, path: string, cache?: LintCache): Promise<LintFacts> {
  const key = resolve(path);
  const stamp = cache && (await stampOf(key));
  const known = stamp && (await cache.get(key, stamp));
  if (known) return named(known, path);
  const facts = await readFacts(files, path);
  const { error } = facts.report;
  if (!stamp || (error && !lasting.includes(error.code))) return facts;
  const after = await stampOf(key);
  // A file that changes while it is read is read again the next time.
  if (after?.size === stamp.size && after.mtimeNs === stamp.mtimeNs) await cache.put(key, stamp, facts);
  return facts;
}

async function readFacts(files: AudioFiles, path: string): Promise<LintFacts> {
  try {
    return await files.use(path, undefined, (file) => lintFacts(files, path, file));
  } catch (failure) {
    if (failure instanceof Interrupted) throw failure;
    return failedFacts(failedReport(path, toErrorInfo(failure)));
  }
}

/** As it is called this time. */
const named = (facts: LintFacts, path: string): LintFacts => ({
  ...facts,
  report: { ...facts.report, file: { ...facts.report.file, path } },
});

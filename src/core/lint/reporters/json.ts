import type { ConfigProblem } from '../config/config.ts';
import type { LintFinding } from '../lint.ts';
import { channelName, demandOf, type LintedFile, type LintReporter, secondsOf } from './reporter.ts';

/** Raised when a path changes its meaning or goes; new paths join without. */
export const LINT_VERSION = 1;

/** More are counted by their line on standard error. */
const MOST_PROBLEMS = 1000;

/** The shape of docs/LINT.md: one file a line, so that it is read in pieces too. configPath: as files have paths. */
export function jsonReporter(configPath: (path: string) => string): LintReporter {
  const problems: object[] = [];
  let count = 0;
  return {
    begin: () => `{\n  "lintVersion": ${LINT_VERSION},\n  "files": [`,
    problem(problem, path) {
      if (problems.length < MOST_PROBLEMS) problems.push(problemOf(problem, path));
      return '';
    },
    file: (linted) => `${count++ === 0 ? '' : ','}\n    ${JSON.stringify(fileOf(linted, configPath))}`,
    end: (totals) =>
      `${count === 0 ? '' : '\n  '}],\n  "configProblems": ${JSON.stringify(problems)},\n  "summary": ${JSON.stringify(totals)}\n}\n`,
  };
}

function problemOf({ line, column, message, suggestion }: ConfigProblem, path: string): object {
  return { path, line, column, message, ...(suggestion !== undefined && { suggestion }) };
}

function fileOf({ path, config, facts, findings }: LintedFile, configPath: (path: string) => string): object {
  const { error, file } = facts.report;
  const violations = findings.map((each: LintFinding) => ({
    rule: each.rule,
    severity: each.severity,
    message: each.message,
    startFrame: each.startFrame,
    endFrame: each.endFrame,
    startSeconds: secondsOf(facts, each.startFrame),
    endSeconds: secondsOf(facts, each.endFrame),
    channel: each.channel,
    channelName: channelName(facts, each.channel),
    demandedBy: demandOf(each.active, configPath),
  }));
  return { path, config, sampleRate: file.sampleRate, violations, ...(error && { error }) };
}

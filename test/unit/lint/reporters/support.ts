import type { LintFinding } from '../../../../src/core/lint/lint.ts';
import type { LintedFile, LintReporter, LintTotals } from '../../../../src/core/lint/reporters/reporter.ts';
import type { Severity } from '../../../../src/core/lint/rule.ts';
import { findRule } from '../../../../src/core/lint/rules/index.ts';
import { failedReport } from '../../../../src/core/report/buildReport.ts';
import type { ChannelReport, Report } from '../../../../src/core/report/report.ts';

const found = (
  severity: Severity,
  message: string,
  place: Partial<Pick<LintFinding, 'startFrame' | 'endFrame' | 'channel'>> = {},
): LintFinding => ({
  ...{ rule: 'clipping', severity, message, startFrame: null, endFrame: null, channel: null, ...place },
  active: {
    rule: findRule('clipping')!,
    severity,
    options: {},
    from: { path: '/project/.earshot.json', line: 3, column: 5 },
  },
});

function file(path: string, findings: LintFinding[], error?: Report['error']): LintedFile {
  const { error: _, ...report } = failedReport(path, { code: 'internal', message: '' });
  const channel = (name: string): ChannelReport => ({ name }) as ChannelReport;
  const read: Report = error
    ? { ...report, error }
    : {
        ...report,
        file: { ...report.file, sampleRate: 48000, container: 'WAV' },
        channels: [channel('L'), channel('2')],
      };
  return { path, facts: { report: read, tags: [], loops: [], bitRate: null }, findings, config: '.earshot.json' };
}

/** Names and messages that no format may be broken by. */
export const NASTY = 'a, b: 100 %\r\n"<&>\' ]]> \u0007\u{1F600}.wav';

export const files: LintedFile[] = [
  file('clean.wav', []),
  file('takes/one.wav', [
    found('error', 'Clipped.', { startFrame: 592_560, endFrame: 592_563, channel: 0 }),
    found('warning', 'Too long.'),
    found('info', 'By the way.', { startFrame: 48_000, channel: 1 }),
  ]),
  file(NASTY, [found('error', NASTY, { startFrame: 0, endFrame: 1 })]),
  file('/else/where.wav', [], { code: 'corrupt', message: 'Nothing in it.' }),
];

export const totals: LintTotals = { files: 4, errors: 2, warnings: 1, infos: 1, unreadable: 1, ignored: 2 };

export const problem = {
  ...{ path: '/project/.earshot.json', line: 4, column: 7, offset: 60, length: 5, message: "There is no rule 'x'." },
  suggestion: 'y',
};

/** All that a reporter says of them. */
export const reported = (reporter: LintReporter, of = files): string =>
  [
    reporter.begin(),
    ...(of.length > 0 ? [reporter.problem(problem, '.earshot.json')] : []),
    ...of.map((each) => reporter.file(each)),
    reporter.end(totals),
  ].join('');

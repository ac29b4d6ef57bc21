import type { Severity } from '../rule.ts';
import { type LintReporter, placeOf, UNREADABLE } from './reporter.ts';

const commands: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'notice' };

/** As the toolkit of GitHub Actions escapes what a workflow command says, and its properties. */
const data = (text: string): string => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');

/** Workflow commands of GitHub Actions, which become annotations of the files. */
export function githubReporter(): LintReporter {
  const command = (severity: Severity, properties: Record<string, string>, message: string): string => {
    const given = Object.entries(properties).map(([name, value]) => `${name}=${property(value)}`);
    return `::${commands[severity]} ${given.join(',')}::${data(message)}\n`;
  };
  return {
    begin: () => '',
    problem: ({ line, column, message }, file) =>
      command('error', { file, line: String(line), col: String(column), title: 'configuration' }, message),
    file: ({ path, facts, findings }) => {
      const { error } = facts.report;
      const unreadable = error ? command('error', { file: path, title: UNREADABLE }, error.message) : '';
      return (
        unreadable +
        findings
          .map((each) =>
            command(each.severity, { file: path, title: each.rule }, `${placeOf(facts, each)}${each.message}`),
          )
          .join('')
      );
    },
    end: () => '',
  };
}

import type { Severity } from '../rule.ts';
import { type LintReporter, placeOf, UNREADABLE } from './reporter.ts';

export interface TextStyle {
  readonly style: (text: string, style: 'bold' | 'red' | 'dim') => string;
  /** Without characters that would command a terminal. */
  readonly printable: (text: string) => string;
}

/** One line each, which says all: `take.wav: error: 0:12.345 L: message [rule]`; an empty line between files. */
export function textReporter({ style, printable }: TextStyle): LintReporter {
  const line = (path: string, severity: Severity, message: string, rule: string): string => {
    const word = severity === 'error' ? style(severity, 'red') : severity;
    return `${style(printable(path), 'bold')}: ${word}: ${printable(message)} ${style(`[${rule}]`, 'dim')}\n`;
  };
  let begun = false;
  let problems = 0;
  return {
    begin: () => '',
    // They go to standard error, as they are found.
    problem() {
      problems++;
      return '';
    },
    file({ path, facts, findings }) {
      const { error } = facts.report;
      const lines = findings.map((each) =>
        line(path, each.severity, `${placeOf(facts, each)}${each.message}`, each.rule),
      );
      if (error) lines.unshift(line(path, 'error', error.message, UNREADABLE));
      if (lines.length === 0) return '';
      const gap = begun ? '\n' : '';
      begun = true;
      return gap + lines.join('');
    },
    end({ files, errors, warnings, infos, unreadable, ignored }) {
      const parts = [
        [errors, 'error'],
        [warnings, 'warning'],
        [infos, 'remark'],
      ] as const;
      const found = parts.filter(([count]) => count > 0).map(([count, word]) => counted(count, word));
      const rest = [
        ...(unreadable > 0 ? [`${unreadable} could not be read`] : []),
        ...(ignored > 0 ? [`${ignored} ignored`] : []),
        ...(problems > 0 ? [`${counted(problems, 'problem')} of configurations`] : []),
      ];
      const said = `${counted(files, 'file')}: ${[found.join(', ') || 'no violations', ...rest].join('; ')}.`;
      return `${begun ? '\n' : ''}${style(said, 'bold')}\n`;
    },
  };
}

const counted = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;

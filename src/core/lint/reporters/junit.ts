import { type LintReporter, placeOf } from './reporter.ts';

/**
 * JUnit's XML as CI servers read it: a test case is a file, a failure is a violation, an error is what could not be read.
 * A remark is no failure. Counts of the suite are left out: they would have to stand before the files.
 */
export function junitReporter(): LintReporter {
  const testcase = (name: string, inner: string): string =>
    `    <testcase name="${attribute(name)}" classname="earshot.lint"${inner === '' ? '/>' : `>\n${inner}    </testcase>`}\n`;
  return {
    begin: () => `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n  <testsuite name="earshot lint">\n`,
    problem: ({ line, column, message }, path) =>
      testcase(`${path}:${line}:${column}`, element('error', 'configuration', message, message)),
    file({ path, facts, findings }) {
      const { error } = facts.report;
      const failures = findings.flatMap((each) => {
        const message = `${placeOf(facts, each)}${each.message}`;
        const text = `${path}: ${each.severity}: ${message} [${each.rule}]`;
        return each.severity === 'info' ? [] : [element('failure', each.rule, message, text)];
      });
      return testcase(
        path,
        (error ? element('error', error.code, error.message, error.message) : '') + failures.join(''),
      );
    },
    end: () => '  </testsuite>\n</testsuites>\n',
  };
}

const element = (name: string, type: string, message: string, text: string): string =>
  `      <${name} type="${attribute(type)}" message="${attribute(message)}">${escaped(text)}</${name}>\n`;

/** What XML 1.0 cannot hold at all (2.2, Char) is shown by its number. */
const escaped = (text: string): string =>
  text
    .replace(
      /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu,
      (c) => `\\u{${c.codePointAt(0)!.toString(16)}}`,
    )
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');

const attribute = (text: string): string => escaped(text).replace(/["\t\n\r]/g, (c) => `&#${c.codePointAt(0)};`);

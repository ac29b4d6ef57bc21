import { readFileSync } from 'node:fs';

/**
 * Counts the JSON report of a vitest run that ended with status code; `failures` names what did not pass, `repeated` what
 * passed at its second go only.
 * What did not run counts as failed: a skipped test, a file that did not load, a run without a report.
 */
export function countReport(file, code) {
  let report;
  try {
    report = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return { passed: 0, failed: 1, remark: 'ended without a report' };
  }
  const tests = report.testResults.flatMap((each) => each.assertionResults);
  const notLoaded = report.testResults.filter((each) => each.assertionResults.length === 0);
  const passed = tests.filter((each) => each.status === 'passed').length;
  const skipped = tests.filter((each) => !['passed', 'failed'].includes(each.status)).length;
  let failed = tests.length - passed + notLoaded.length;
  const remarks = [];
  if (skipped > 0) remarks.push(`${skipped} skipped`);
  if (notLoaded.length > 0) remarks.push(`${notLoaded.length} files without tests`);
  const first = (message) => message?.split('\n')[0] ?? '';
  const named = (wanted) =>
    report.testResults.flatMap(({ name, assertionResults }) =>
      assertionResults
        .filter(wanted)
        .map(({ fullName, failureMessages }) => `${name}: ${fullName}: ${first(failureMessages?.[0])}`),
    );
  const failures = [
    ...notLoaded.map(({ name, message }) => `${name}: ${first(message)}`),
    ...named(({ status }) => status !== 'passed'),
  ];
  const repeated = named(({ status, failureMessages = [] }) => status === 'passed' && failureMessages.length > 0);
  if (tests.length === 0 && notLoaded.length === 0) remarks.push('no tests');
  // An error outside any test: an unhandled rejection, a failed tear-down.
  if (code !== 0 && failed === 0 && tests.length > 0) remarks.push(`errors outside the tests, status ${code}`);
  if (remarks.length > 0 && failed === 0) failed = 1;
  return { passed, failed, remark: remarks.join(', '), failures, repeated };
}

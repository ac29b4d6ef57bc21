import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { countReport } from '../../../scripts/lib/countReport.mjs';
import { tempFolder } from '../../support/cleanup.ts';

function count(files: string[][], code: number): ReturnType<typeof countReport> {
  const folder = tempFolder('report');
  onTestFinished(folder.remove);
  const file = join(folder.path, 'report.json');
  const testResults = files.map((statuses) => ({ assertionResults: statuses.map((status) => ({ status })) }));
  writeFileSync(file, JSON.stringify({ testResults }));
  return countReport(file, code);
}

describe('countReport', () => {
  it('counts passed and failed tests', () => {
    expect(count([['passed', 'failed'], ['passed']], 1)).toMatchObject({ passed: 2, failed: 1, remark: '' });
  });
  it('names what did not pass, with its first words', () => {
    const folder = tempFolder('report');
    onTestFinished(folder.remove);
    const file = join(folder.path, 'report.json');
    const assertionResults = [
      { status: 'passed', fullName: 'good' },
      { status: 'failed', fullName: 'bad', failureMessages: ['AssertionError: no\n at line'] },
    ];
    const broken = { name: '/b.test.ts', message: 'SyntaxError: what', assertionResults: [] };
    writeFileSync(file, JSON.stringify({ testResults: [{ name: '/a.test.ts', assertionResults }, broken] }));
    expect(countReport(file, 1).failures).toEqual([
      '/b.test.ts: SyntaxError: what',
      '/a.test.ts: bad: AssertionError: no',
    ]);
  });
  it('names what passed at its second go', () => {
    const folder = tempFolder('report');
    onTestFinished(folder.remove);
    const file = join(folder.path, 'report.json');
    const assertionResults = [
      { status: 'passed', fullName: 'good', failureMessages: [] },
      { status: 'passed', fullName: 'late', failureMessages: ['Error: too late\n at line'] },
    ];
    writeFileSync(file, JSON.stringify({ testResults: [{ name: '/a.test.ts', assertionResults }] }));
    const { failures, repeated, passed } = countReport(file, 0);
    expect({ failures, repeated, passed }).toEqual({
      failures: [],
      repeated: ['/a.test.ts: late: Error: too late'],
      passed: 2,
    });
  });
  it('counts skipped and todo tests as failed', () => {
    expect(count([['passed', 'skipped', 'todo', 'pending']], 0)).toMatchObject({ passed: 1, failed: 3 });
  });
  it('counts a file that did not load as failed', () => {
    expect(count([['passed'], []], 1)).toMatchObject({ passed: 1, failed: 1 });
  });
  it('counts no tests at all as failed', () => {
    expect(count([], 0)).toMatchObject({ passed: 0, failed: 1 });
  });
  it('counts errors outside the tests as failed', () => {
    expect(count([['passed']], 1)).toMatchObject({ passed: 1, failed: 1 });
  });
  it('counts a run without a report as failed', () => {
    expect(countReport('no-such-report.json', 0)).toMatchObject({ passed: 0, failed: 1 });
  });
});

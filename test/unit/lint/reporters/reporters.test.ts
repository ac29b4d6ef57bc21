import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { githubReporter } from '../../../../src/core/lint/reporters/github.ts';
import { jsonReporter } from '../../../../src/core/lint/reporters/json.ts';
import { junitReporter } from '../../../../src/core/lint/reporters/junit.ts';
import { sarifReporter } from '../../../../src/core/lint/reporters/sarif.ts';
import { textReporter } from '../../../../src/core/lint/reporters/text.ts';
import { lintRules } from '../../../../src/core/lint/rules/index.ts';
import { printable } from '../../../../src/cli/terminal.ts';
import { files, NASTY, reported } from './support.ts';

describe('as text', () => {
  const plain = (): ReturnType<typeof textReporter> => textReporter({ style: (text) => text, printable });

  it('each violation is one line that says all', () => {
    expect(reported(plain()).split('\n')).toEqual([
      'takes/one.wav: error: 0:12.345 L: Clipped. [clipping]',
      'takes/one.wav: warning: Too long. [clipping]',
      'takes/one.wav: info: 0:01.000 R: By the way. [clipping]',
      '',
      expect.stringMatching(/^a, b: 100 %\\u\{d\}\\u\{a\}.* error: 0:00\.000: .*\[clipping\]$/u),
      '',
      '/else/where.wav: error: Nothing in it. [unreadable]',
      '',
      '4 files: 2 errors, 1 warning, 1 remark; 1 could not be read; 2 ignored; 1 problem of configurations.',
      '',
    ]);
  });
});

describe('as JSON', () => {
  it('it is what the documentation says', () => {
    const text = reported(jsonReporter((path) => path.replace('/project/', '')));
    const { lintVersion, files: given, configProblems, summary } = JSON.parse(text) as Record<string, unknown[]>;
    expect(lintVersion).toBe(1);
    expect(configProblems).toEqual([
      { path: '.earshot.json', line: 4, column: 7, message: "There is no rule 'x'.", suggestion: 'y' },
    ]);
    expect(summary).toEqual({ files: 4, errors: 2, warnings: 1, infos: 1, unreadable: 1, ignored: 2 });
    expect(given).toHaveLength(4);
    expect(given![1]).toMatchObject({
      path: 'takes/one.wav',
      config: '.earshot.json',
      sampleRate: 48000,
      violations: [
        {
          ...{ rule: 'clipping', severity: 'error', message: 'Clipped.', startFrame: 592_560, endFrame: 592_563 },
          ...{ startSeconds: 12.345, endSeconds: 592_563 / 48_000, channel: 0, channelName: 'L' },
          demandedBy: { path: '.earshot.json', line: 3, column: 5 },
        },
        { startFrame: null, startSeconds: null, channel: null, channelName: null },
        { channelName: '2' },
      ],
    });
    expect(given![2]).toMatchObject({ path: NASTY, violations: [{ message: NASTY }] });
    expect(given![3]).toMatchObject({ violations: [], error: { code: 'corrupt', message: 'Nothing in it.' } });
  });

  it('of nothing is JSON too', () =>
    expect(JSON.parse(reported(jsonReporter(String), []))).toMatchObject({ files: [], configProblems: [] }));
});

describe('as SARIF', () => {
  // The schema as the package @microsoft/jest-sarif 1.0.0-beta.0 (MIT) has it.
  const address = new URL('../../../support/schemas/sarif-2.1.0-rtm.5.json', import.meta.url);
  const { $schema: _, id, ...schema } = JSON.parse(readFileSync(address, 'utf8')) as { $schema: string; id: string };
  const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
  (addFormats as unknown as (ajv: Ajv) => void)(ajv);
  const validate = ajv.compile({ ...schema, $id: id });
  const log = (of = files): Record<string, never> =>
    JSON.parse(reported(sarifReporter(lintRules, '1.2.3'), of)) as Record<string, never>;

  it('it is valid against its schema, which finds fault with what is not', () => {
    expect(validate(log()), JSON.stringify(validate.errors)).toBe(true);
    expect(validate(log([])), JSON.stringify(validate.errors)).toBe(true);
    const wrong = log() as unknown as { runs: { results: { level: string }[] }[] };
    wrong.runs[0]!.results[0]!.level = 'grave';
    expect(validate(wrong)).toBe(false);
  });

  it('each result names its rule, its file and its place', () => {
    const [run] = (log() as unknown as { runs: Run[] }).runs;
    const { tool, results, invocations } = run!;
    expect(results.map(({ level }) => level)).toEqual(['error', 'warning', 'note', 'error']);
    for (const { ruleId, ruleIndex } of results) expect(tool.driver.rules[ruleIndex]!.id).toBe(ruleId);
    expect(results[0]).toMatchObject({
      message: { text: '0:12.345 L: Clipped.' },
      locations: [{ physicalLocation: { artifactLocation: { uri: 'takes/one.wav', uriBaseId: 'SRCROOT' } } }],
      properties: { startFrame: 592_560, startSeconds: 12.345, channelName: 'L' },
    });
    const prints = results.map(({ partialFingerprints }) => JSON.stringify(partialFingerprints));
    expect(new Set(prints).size).toBe(results.length);
    expect(invocations[0]).toMatchObject({
      executionSuccessful: false,
      toolConfigurationNotifications: [
        { locations: [{ physicalLocation: { region: { startLine: 4, startColumn: 7 } } }] },
      ],
      toolExecutionNotifications: [
        {
          descriptor: { id: 'unreadable' },
          locations: [{ physicalLocation: { artifactLocation: { uri: 'file:///else/where.wav' } } }],
        },
      ],
    });
    expect(decodeURIComponent(results[3]!.locations[0]!.physicalLocation.artifactLocation.uri)).toBe(NASTY);
  });

  it('every rule has a text without Markdown', () => {
    const [run] = (log() as unknown as { runs: Run[] }).runs;
    expect(run!.tool.driver.rules).toHaveLength(lintRules.length);
    for (const { fullDescription } of run!.tool.driver.rules) expect(fullDescription.text).not.toMatch(/`|\*\*|\]\(/);
  });
});

interface Run {
  tool: { driver: { rules: { id: string; fullDescription: { text: string } }[] } };
  results: {
    ruleId: string;
    ruleIndex: number;
    level: string;
    partialFingerprints: object;
    locations: { physicalLocation: { artifactLocation: { uri: string } } }[];
  }[];
  invocations: object[];
}

describe("as JUnit's XML", () => {
  it('it is read by a parser of XML: a case a file, failures, errors', () => {
    const read = `import sys, json, xml.etree.ElementTree as E
root = E.fromstring(sys.stdin.buffer.read())
print(json.dumps([[c.get('name'), [[x.tag, x.get('type'), x.get('message'), x.text] for x in c]] for c in root.iter('testcase')]))`;
    const { stdout, stderr } = spawnSync('python3', ['-c', read], {
      input: reported(junitReporter()),
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    const shown = NASTY.replace('\u0007', '\\u{7}');
    expect(JSON.parse(stdout)).toEqual([
      ['.earshot.json:4:7', [['error', 'configuration', "There is no rule 'x'.", "There is no rule 'x'."]]],
      ['clean.wav', []],
      [
        'takes/one.wav',
        [
          ['failure', 'clipping', '0:12.345 L: Clipped.', 'takes/one.wav: error: 0:12.345 L: Clipped. [clipping]'],
          ['failure', 'clipping', 'Too long.', 'takes/one.wav: warning: Too long. [clipping]'],
        ],
      ],
      [shown, [['failure', 'clipping', `0:00.000: ${shown}`, expect.stringContaining('[clipping]')]]],
      ['/else/where.wav', [['error', 'corrupt', 'Nothing in it.', 'Nothing in it.']]],
    ]);
  });
});

describe('as workflow commands', () => {
  it('they are those of GitHub Actions, escaped', () => {
    expect(reported(githubReporter()).split('\n')).toEqual([
      "::error file=.earshot.json,line=4,col=7,title=configuration::There is no rule 'x'.",
      '::error file=takes/one.wav,title=clipping::0:12.345 L: Clipped.',
      '::warning file=takes/one.wav,title=clipping::Too long.',
      '::notice file=takes/one.wav,title=clipping::0:01.000 R: By the way.',
      expect.stringMatching(/^::error file=a%2C b%3A 100 %25%0D%0A".*,title=clipping::0:00\.000: a, b: 100 %25%0D%0A/u),
      '::error file=/else/where.wav,title=unreadable::Nothing in it.',
      '',
    ]);
  });
});

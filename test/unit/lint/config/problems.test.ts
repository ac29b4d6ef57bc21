import { describe, expect, it } from 'vitest';
import { asked, resolve, said, TOP } from './support.ts';

/** Text, and what is said of it, without the path. */
const cases: [string, string, string[]][] = [
  [
    'an unknown rule',
    '{"rules": {"true-peek": "error"}}',
    ["1:13: There is no rule 'true-peek'. Did you mean 'true-peak'?"],
  ],
  [
    'a rule in the style of options',
    '{"rules": {"truePeak": "error"}}',
    ["1:13: There is no rule 'truePeak'. Did you mean 'true-peak'?"],
  ],
  ['a rule that is like none', '{"rules": {"qqqqqqqqqqqq": "error"}}', ["1:13: There is no rule 'qqqqqqqqqqqq'."]],
  [
    'an unknown preset',
    '{\n  "extends": ["ebu_r128x"]\n}',
    ["2:16: There is no preset 'ebu_r128x'. Did you mean 'ebu-r128'?"],
  ],
  ['an unknown key', '{"rule": {}}', ["1:3: A configuration has no 'rule'. Did you mean 'rules'?"]],
  [
    'an unknown option',
    '{\n\t"rules": {\n\t\t"clipping": { "runframe": 3 }\n\t}\n}',
    ["3:18: The rule 'clipping' has no 'runframe'. Did you mean 'runFrames'?"],
  ],
  ['an option of a wrong type', '{"rules": {"clipping": {"runFrames": "3"}}}', ["1:39: 'runFrames' must be a number."]],
  [
    'an option that is no whole number',
    '{"rules": {"clipping": {"runFrames": 2.5}}}',
    ["1:38: 'runFrames' must be a whole number."],
  ],
  ['an option below its least', '{"rules": {"clipping": {"runFrames": 0}}}', ["1:38: 'runFrames' must be 1 or more."]],
  [
    'a member of a list',
    '{"rules": {"sample-rate": {"allowedHz": [48000, "x"]}}}',
    ["1:50: 'allowedHz.1' must be a number."],
  ],
  [
    'a word of a few',
    '{"rules": {"file-name": {"style": "kebap-case"}}}',
    [
      "1:36: 'style' must be 'kebab-case' or 'snake_case' or 'camelCase' or 'PascalCase' or 'lowercase'. Did you mean 'kebab-case'?",
    ],
  ],
  [
    'a severity that is none',
    '{"rules": {"clipping": "warn"}}',
    ["1:25: A severity is 'off', 'error', 'warning', 'info'. Did you mean 'warning'?"],
  ],
  [
    'a severity among options',
    '{"rules": {"clipping": {"severity": 2}}}',
    ["1:37: A severity is 'off', 'error', 'warning', 'info'."],
  ],
  [
    'a number for a rule',
    '{"rules": {"clipping": 2}}',
    ["1:24: 'clipping' must be 'off', 'error', 'warning', 'info' or an object with options."],
  ],
  [
    'a list for rules',
    '{"rules": ["clipping"]}',
    ["1:11: 'rules' must be an object: the names of rules with what is asked of them."],
  ],
  ['a list for all', '[1]', ['1:1: A configuration is an object: { … }.']],
  ['a number to extend', '{"extends": 5}', ["1:13: 'extends' must be a text or a list of texts."]],
  [
    'a path without a point',
    '{"extends": "base/audio.json"}',
    ["1:14: A path begins with ./, and has slashes. Did you mean './base/audio.json'?"],
  ],
  ['a file that is not there', '{"extends": "./base.json"}', ['1:14: There is no file base.json.']],
  ['an empty pattern', '{"ignore": [""]}', ['1:14: A pattern must not be empty.']],
  ['a pattern of Windows', '{"ignore": "raw\\\\*.wav"}', ['1:13: A pattern has slashes, no backslashes.']],
  [
    'an override without files',
    '{"overrides": [{"rules": {}}]}',
    ["1:16: An override needs 'files': the patterns of the files that it is for."],
  ],
  ['an override without rules', '{"overrides": [{"files": "*"}]}', ["1:16: An override needs 'rules'."]],
  [
    'an override with more',
    '{"overrides": [{"file": "*", "files": "*", "rules": {}}]}',
    ["1:18: An override has no 'file'. Did you mean 'files'?"],
  ],
  [
    'overrides that are no list',
    '{"overrides": {}}',
    ['1:15: \'overrides\' must be a list: [ { "files": …, "rules": … } ].'],
  ],
  [
    'a rule given twice',
    '{"rules": {"clipping": "error", "clipping": "off"}}',
    ["1:13: 'clipping' is given twice; the last one holds."],
  ],
  [
    'a rule that asks for nothing',
    '{"rules": {"clipping": {}, "loudness": "error"}}',
    ["1:29: The rule 'loudness' asks for nothing without one of 'targetLufs', 'minLufs', 'maxLufs'."],
  ],
  ['a missing comma', '{\n  "extends": []\n  "rules": {}\n}', ['3:3: A comma is missing here.']],
  ['a missing brace', '{"rules": {', ['1:12: A closing brace is missing here.']],
  ['an empty file', ' \n', ['1:1: The file is empty; {} asks for nothing.']],
];

describe('a configuration with', () => {
  it.each(cases)('%s', async (_, text, expected) => {
    const { problems } = await resolve(text);
    const all = said(problems);
    // Syntax may have more to it; the first is what is wrong.
    const found = all.map((each) => each.replace(`${TOP}:`, ''));
    expect(found.slice(0, expected.length)).toEqual(expected);
    if (!/missing here|empty/.test(expected[0]!)) expect(found).toHaveLength(expected.length);
  });

  it('a suggestion has the very place that it belongs to', async () => {
    const text = '{\n  "rules": { "cliping": "error" } }';
    const [problem] = (await resolve(text)).problems;
    const { offset, length, suggestion } = problem!;
    expect(text.slice(0, offset) + suggestion! + text.slice(offset + length)).toBe(text.replace('cliping', 'clipping'));
  });

  it.each([
    ['CR LF', '\r\n'],
    ['CR', '\r'],
    ['LF', '\n'],
  ])('lines that end with %s, and a byte order mark', async (_, end) => {
    const text = `\uFEFF{${end}  // one${end}  /* two${end}     three */ "rules": { "nope-nope-nope": "off", },${end}}`;
    const { problems } = await resolve(text);
    expect(said(problems)).toEqual([`${TOP}:4:27: There is no rule 'nope-nope-nope'.`]);
    expect(text.slice(1)[problems[0]!.offset]).toBe('n');
  });

  it('one wrong thing keeps all else', async () => {
    const config = await resolve({
      extends: ['nothing-like-it', 'acx'],
      rules: {
        'no-such-rule': 'error',
        clipping: { runFrames: 'x', severity: 'info' },
        'sample-rate': { allowedHz: [8000], x: 1 },
      },
    });
    expect(config.problems).toHaveLength(4);
    expect(asked(config)).toMatchObject({
      clipping: { severity: 'info' },
      'sample-rate': { severity: 'error', allowedHz: [8000] },
      'noise-floor': { maxDbfs: -60 },
    });
    expect(asked(config)['clipping']).not.toHaveProperty('runFrames');
  });

  it.each([
    ['brackets without end', '['.repeat(200_000)],
    ['a name of objects', '{"rules": {"__proto__": "error", "clipping": {"__proto__": {"a": 1}}}, "__proto__": {}}'],
    ['no JSON at all', 'RIFF\u0000\u0001WAVEfmt '],
    ['a number', '1e999'],
    ['more than a configuration has', `{"ignore": ["${'x'.repeat(2 << 20)}"]}`],
  ])('%s is told of and breaks nothing', async (_, text) => {
    const config = await resolve(text);
    expect(config.problems.length).toBeGreaterThan(0);
    expect(config.ignores('/project/a.wav')).toBe(false);
    expect(({} as Record<string, unknown>)['a']).toBeUndefined();
  });
});

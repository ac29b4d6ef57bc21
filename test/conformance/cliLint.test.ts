import { execFileSync, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import { parse } from 'jsonc-parser';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { presets } from '../../src/core/lint/presets/presets.ts';
import { buildCli, type Cli, outcome, type Ran } from '../support/cli.ts';
import { writeWav } from '../support/signal.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const doc = readFileSync(join(repository, 'docs/LINT.md'), 'utf8');

/** A block of code of the documentation, behind the comment that names it. */
function snippet(name: string): string {
  const [, code] =
    new RegExp(`<!-- ${name.replaceAll('.', '\\.')} -->\\s*\`\`\`\\w+\\n([\\s\\S]*?)\n *\`\`\``).exec(doc) ?? [];
  if (code === undefined) throw new Error(`docs/LINT.md has no ${name}`);
  return code;
}

/** Commands of a workflow's steps. */
const runs = (yaml: string): string[] => [...yaml.matchAll(/^ *- run: (.*)$/gm)].map(([, command]) => command!);

interface Json {
  files: { path: string; config: string | null; violations: { rule: string; demandedBy: object }[]; error?: object }[];
  configProblems: object[];
  summary: Record<string, number>;
}

const RATE = 48000;
const sine = (peak: number, seconds = 1): Float32Array =>
  Float32Array.from({ length: seconds * RATE }, (_, i) => peak * Math.sin((2 * Math.PI * 997 * i) / RATE));

describe('earshot lint', () => {
  let cli: Cli;
  let folder: string;
  beforeAll(async () => {
    cli = await buildCli();
    folder = join(cli.folder, 'project');
  }, 120_000);
  afterAll(() => cli.remove());
  beforeEach(() => {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(join(folder, 'takes'), { recursive: true });
    put('takes/quiet.wav', sine(0.1));
    put('takes/loud.wav', sine(0.95));
  });

  /** At one and the same time in each test: only the first run has to read it. */
  function put(name: string, content: Float32Array | string): void {
    const path = join(folder, name);
    if (typeof content === 'string') writeFileSync(path, content);
    else writeWav(path, [content], RATE);
    utimesSync(path, 1000, 1000);
  }

  const run = (...args: string[]): Ran => cli.run(args, { cwd: folder });
  const lint = (...args: string[]): Ran => run('lint', '--cache-location', '../facts.jsonl', ...args);
  const json = (...args: string[]): Json => JSON.parse(lint('--json', ...args).stdout) as Json;
  const config = (value: unknown, at = '.'): void =>
    writeFileSync(join(folder, at, '.earshot.json'), typeof value === 'string' ? value : JSON.stringify(value));
  const unreadable = (): void => put('takes/bad.wav', 'no audio at all, but some text');
  const loud = { rules: { 'true-peak': { maxDbtp: -1 } } };

  it('exit status and text: clean, violations, unreadable, wrong usage', () => {
    config(loud);
    expect(lint('takes/quiet.wav')).toEqual({ stdout: '1 file: no violations.\n', stderr: '', status: 0 });
    const { stdout, stderr, status } = lint('takes');
    expect(stdout).toMatch(
      /^takes\/loud\.wav: error: 0:00\.\d{3}: True peak −0\.4\d dBTP, at most −1 dBTP\. \[true-peak\]\n\n2 files: 1 error\.\n$/,
    );
    expect([stderr, status]).toEqual(['', 1]);
    unreadable();
    const mixed = lint('takes', 'none.wav');
    expect(mixed.status).toBe(2);
    expect(mixed.stdout).toContain('takes/bad.wav: error: ');
    expect(mixed.stdout).toMatch(/^none\.wav: error: .* \[unreadable\]$/m);
    expect(mixed.stdout).toContain('[true-peak]');
    expect(mixed.stdout).toMatch(/4 files: 1 error; 2 could not be read\.\n$/);
    for (const [args, said] of [
      [[], 'no file given'],
      [['--preset', 'axc', '.'], "There is no preset 'axc'. Did you mean 'acx'?"],
      [['--preset', 'acx', '--config', 'x', '.'], '--config and --preset exclude each other'],
      [['--json', '--sarif', '.'], '--json and --sarif exclude each other'],
      [['--max-warnings=-1', '.'], '--max-warnings takes'],
      [['--fix', '.'], "'--fix'"],
    ] as const) {
      const wrong = lint(...args);
      expect(wrong.status, said).toBe(2);
      expect(wrong.stderr).toContain(said);
      expect(wrong.stdout).toBe('');
    }
  });

  it('warnings are allowed, to a number; --quiet does not show them', () => {
    config({ rules: { 'true-peak': { severity: 'warning', maxDbtp: -30 } } });
    expect(lint('takes')).toMatchObject({ status: 0 });
    expect(lint('takes', '--max-warnings', '2')).toMatchObject({ status: 0 });
    const tooMany = lint('takes', '--max-warnings', '1', '--quiet');
    expect(tooMany).toEqual({
      stdout: '2 files: 2 warnings.\n',
      stderr: 'earshot: 2 warnings, and 1 are allowed\n',
      status: 1,
    });
  });

  it('the nearest configuration holds, with what it extends, overrides and ignores', () => {
    mkdirSync(join(folder, 'sfx'));
    put('sfx/loud.wav', sine(0.95));
    put('takes/draft.wav', sine(0.95));
    config({
      ...loud,
      ignore: 'draft.*',
      overrides: [{ files: 'takes/q*', rules: { 'true-peak': { maxDbtp: -60 } } }],
    });
    config('{"extends": ["../.earshot.json"], "rules": {\n"true-peak": "info"} }', 'sfx');
    const { files, summary } = json('.');
    expect(files.map(({ path, config: of, violations }) => [path, of, violations.map(({ rule }) => rule)])).toEqual([
      ['sfx/loud.wav', 'sfx/.earshot.json', ['true-peak']],
      ['takes/loud.wav', '.earshot.json', ['true-peak']],
      ['takes/quiet.wav', '.earshot.json', ['true-peak']],
    ]);
    expect(files[0]!.violations[0]!.demandedBy).toEqual({ path: 'sfx/.earshot.json', line: 2, column: 2 });
    expect(summary).toEqual({ files: 3, errors: 2, warnings: 0, infos: 1, unreadable: 0, ignored: 1 });
    expect(json('sfx', '--preset', 'recommended').files[0]).toMatchObject({ config: null, violations: [] });
    expect(json('sfx', '--config', '.earshot.json').files[0]).toMatchObject({ config: '.earshot.json' });
    const printed = JSON.parse(lint('--print-config', 'sfx/loud.wav').stdout) as unknown;
    expect(printed).toEqual({
      config: 'sfx/.earshot.json',
      sources: ['sfx/.earshot.json', '.earshot.json'],
      ignored: false,
      rules: { 'true-peak': { severity: 'info', maxDbtp: -1, from: 'sfx/.earshot.json:2:2' } },
    });
  });

  it('what is wrong with a configuration is said once, and the rest of it holds', () => {
    config('\uFEFF{\r\n  "rules": {\r\n    "true-peek": "error",\r\n    "true-peak": { "maxDbtp": -1 }\r\n  }\r\n}');
    const { stdout, stderr, status } = lint('takes');
    expect(stderr).toBe(".earshot.json:3:6: error: There is no rule 'true-peek'. Did you mean 'true-peak'?\n");
    expect(stdout).toMatch(/\[true-peak\]\n\n2 files: 1 error; 1 problem of configurations\.\n$/);
    expect(status).toBe(2);
    expect(json('takes').configProblems).toEqual([
      { path: '.earshot.json', line: 3, column: 6, message: expect.any(String) as string, suggestion: 'true-peak' },
    ]);
    config({ extends: './a.json' });
    writeFileSync(join(folder, 'a.json'), '{"extends":\n"./.earshot.json"}');
    expect(lint('takes').stderr).toBe(
      'a.json:2:2: error: The configurations extend each other in a circle: .earshot.json → a.json → .earshot.json.\n',
    );
    expect(lint('takes', '--config', 'none.json')).toMatchObject({ status: 2 });
  });

  it('formats for programs are whole, whatever is in them', () => {
    config(loud);
    unreadable();
    const log = JSON.parse(lint('--sarif', 'takes').stdout) as { runs: { results: { ruleId: string }[] }[] };
    expect(log.runs[0]!.results.map(({ ruleId }) => ruleId)).toEqual(['true-peak']);
    expect(lint('--github', 'takes').stdout).toMatch(
      /^::error file=takes\/bad\.wav,title=unreadable::.*\n::error file=takes\/loud\.wav,title=true-peak::0:00.*\n$/,
    );
    const junit = lint('--junit', 'takes');
    expect(junit.stdout.match(/<testcase /g)).toHaveLength(3);
    expect(junit.stderr).toBe('earshot: 1 of 3 could not be read\n');
    expect(junit.status).toBe(2);
    expect(JSON.parse(lint('--json', 'takes').stdout)).toMatchObject({ summary: { files: 3, unreadable: 1 } });
  });

  describe('--cache', () => {
    const cached = (): Json =>
      JSON.parse(run('lint', '--json', '--cache-location', 'facts.jsonl', 'takes').stdout) as Json;
    /** Whether a server was started: it makes its own cache. */
    function started(work: () => unknown): boolean {
      rmSync(join(cli.folder, 'cache'), { recursive: true, force: true });
      work();
      return existsSync(join(cli.folder, 'cache'));
    }

    it('opens nothing that is known, whatever is asked of it', () => {
      config(loud);
      unreadable();
      const first = cached();
      expect(started(() => expect(cached()).toEqual(first))).toBe(false);
      config({ rules: { 'true-peak': { maxDbtp: -60 }, 'sample-rate': { allowedHz: [44100] } } });
      expect(
        started(() => {
          const { summary } = cached();
          expect(summary).toMatchObject({ errors: 4, unreadable: 1 });
        }),
      ).toBe(false);
      expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
    });

    it('reads again what has changed, and only that', () => {
      config(loud);
      expect(cached().summary).toMatchObject({ errors: 1 });
      writeWav(join(folder, 'takes', 'quiet.wav'), [sine(0.97)], RATE);
      expect(cached().summary).toMatchObject({ errors: 2 });
      utimesSync(join(folder, 'takes', 'loud.wav'), 5, 5);
      expect(started(cached)).toBe(true);
      expect(started(cached)).toBe(false);
      const bytes = readFileSync(join(folder, 'facts.jsonl'));
      writeFileSync(join(folder, 'facts.jsonl'), bytes.subarray(0, -9));
      const { stderr, status } = run('lint', 'takes', '--cache-location', 'facts.jsonl');
      expect(stderr).toMatch(/^earshot: The lint cache .*facts\.jsonl is damaged; what it lacks is read anew\.\n$/);
      expect(status).toBe(1);
    });

    it('is kept where the user keeps caches', () => {
      run('lint', '--cache', 'takes/loud.wav');
      expect(readdirSync(join(cli.folder, 'cache', 'lint'))).toHaveLength(1);
      expect(readdirSync(folder)).toEqual(['takes']);
    });
  });

  it('an interruption ends it, and what was written is whole', async () => {
    for (let i = 0; i < 60; i++) writeWav(join(folder, 'takes', `${i}.wav`), [sine(0.9, 4)], RATE);
    const child = cli.start(['lint', '--json', '--jobs', '1', '--cache-location', 'facts.jsonl', 'takes'], folder);
    const ended = outcome(child);
    await once(child.stdout!, 'data');
    child.kill('SIGINT');
    const { stdout, status } = await ended;
    expect(status).toBe(130);
    expect((JSON.parse(stdout) as Json).files.length).toBeLessThan(62);
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  describe('earshot init', () => {
    const init = (...args: string[]): Ran => run('init', ...args);
    const schema = JSON.parse(readFileSync(join(repository, 'docs/config.schema.json'), 'utf8')) as object;
    const validate = new Ajv({ strict: false }).compile(schema);

    it('writes what lint and the schema take, once', () => {
      expect(init('--preset', 'acx')).toMatchObject({ status: 0, stderr: '' });
      const text = readFileSync(join(folder, '.earshot.json'), 'utf8');
      expect(validate(parse(text, [], { allowTrailingComma: true })), JSON.stringify(validate.errors)).toBe(true);
      expect(text).toContain('"extends": ["acx"]');
      expect(text).not.toContain('$schema');
      expect(lint('takes')).toMatchObject({ status: 1, stderr: '' });
      expect(init()).toEqual({
        stdout: '',
        stderr: 'earshot: .earshot.json is already there; it is left as it is\n',
        status: 2,
      });
      expect(readFileSync(join(folder, '.earshot.json'), 'utf8')).toBe(text);
      expect(init('--preset', 'nope')).toMatchObject({ status: 2 });
      expect(init('here')).toMatchObject({ status: 2 });
    });

    it('names the schema where it lies in the project', () => {
      mkdirSync(join(cli.folder, 'docs'));
      copyFileSync(join(repository, 'docs/config.schema.json'), join(cli.folder, 'docs', 'config.schema.json'));
      const { status } = cli.run(['init'], { cwd: cli.folder });
      const text = readFileSync(join(cli.folder, '.earshot.json'), 'utf8');
      rmSync(join(cli.folder, '.earshot.json'));
      expect([status, (parse(text) as { $schema: string }).$schema]).toEqual([0, './docs/config.schema.json']);
    });
  });

  it('the help names every preset', () => {
    for (const command of ['lint', 'init']) {
      expect(cli.run([command, '--help']).stdout).toContain(presets.map(({ name }) => name).join(', '));
    }
  });

  describe('the documentation', () => {
    it('has a configuration that is right', () => {
      config(snippet('example config'));
      mkdirSync(join(folder, 'shared'));
      writeFileSync(join(folder, 'shared', 'names.json'), '{}');
      expect(lint('takes/quiet.wav').stderr).toBe('');
    });

    it('shows JSON of the shape that is written', () => {
      config(`{"rules": {\n"true-peek": "error",\n"true-peak": {"maxDbtp": -1}}}`);
      unreadable();
      const shape = (value: unknown): unknown =>
        Array.isArray(value)
          ? value.length > 0 && shape(value[0])
          : typeof value === 'object' && value !== null
            ? Object.fromEntries(Object.entries(value).map(([name, each]) => [name, shape(each)]))
            : true;
      const written = json('takes/loud.wav', 'takes/bad.wav');
      const shown = JSON.parse(snippet('example json')) as Json;
      expect(shape(shown)).toEqual(shape(written));
      expect(shape(shown.files[1])).toEqual(shape(written.files[1]));
    });

    it('has commands for a quick start that work', () => {
      const [commands] = /(?<=## Quick start\s+```sh\n)[^`]*/.exec(doc) ?? [];
      const bin = join(folder, 'bin');
      mkdirSync(bin);
      writeFileSync(join(bin, 'earshot'), `#!/bin/sh\nexec "${process.execPath}" "${cli.path}" "$@"\n`, {
        mode: 0o755,
      });
      const env = { ...cli.env, PATH: `${bin}:${process.env['PATH']}` };
      const { status, stdout } = spawnSync('bash', ['-e', '-c', commands!], { cwd: folder, env, encoding: 'utf8' });
      expect(status).toBe(1);
      expect(stdout).toMatch(/\[loudness\][^]*2 files: /);
    });

    /** The package as it lies in a repository: a zip with the product in the folder `extension`. */
    function packed(): void {
      mkdirSync(join(folder, 'tools'));
      const staging = join(folder, 'extension');
      execFileSync('mkdir', ['-p', staging]);
      execFileSync('cp', ['-r', join(cli.folder, 'dist'), join(cli.folder, 'package.json'), staging]);
      execFileSync('zip', ['-qr', 'tools/earshot.vsix', 'extension'], { cwd: folder });
      rmSync(staging, { recursive: true });
    }

    it('has a workflow of GitHub Actions that annotates what is wrong, and one with SARIF', () => {
      packed();
      config(loud);
      const env = { ...cli.env, RUNNER_TEMP: join(folder, 'runner') };
      mkdirSync(env.RUNNER_TEMP);
      // As the runner does it: each step by bash -e, until one fails.
      const step = (command: string): Ran =>
        spawnSync('bash', ['-e', '-c', command], { cwd: folder, env, encoding: 'utf8' });
      const [unpack, check, ...rest] = runs(snippet('snippet .github/workflows/audio.yml'));
      expect(rest).toEqual([]);
      expect(step(unpack!)).toMatchObject({ status: 0, stderr: '' });
      const checked = step(check!);
      expect(checked.status).toBe(1);
      expect(checked.stdout).toMatch(/^::error file=takes\/loud\.wav,title=true-peak::0:00.*\n$/);
      const [sarif] = runs(snippet('snippet sarif'));
      expect(step(sarif!).status).toBe(1);
      expect(JSON.parse(readFileSync(join(folder, 'earshot.sarif'), 'utf8'))).toMatchObject({ version: '2.1.0' });
    });

    it('has a hook of pre-commit that is given the files of a commit', () => {
      packed();
      config(loud);
      execFileSync('unzip', ['-q', 'tools/earshot.vsix', '-d', 'tools/earshot'], { cwd: folder });
      const yaml = snippet('snippet .pre-commit-config.yaml');
      const [, entry] = /entry: (.*)/.exec(yaml)!;
      const [, pattern] = /files: \(\?i\)(.*)/.exec(yaml)!;
      const staged = ['takes/loud.wav', 'takes/quiet.wav', '.earshot.json', 'TAKES.WAV.txt'];
      const passed = staged.filter((name) => new RegExp(pattern!, 'i').test(name));
      expect(passed).toEqual(['takes/loud.wav', 'takes/quiet.wav']);
      const hook = (files: string[]): Ran => {
        const [program, ...args] = [...entry!.split(' '), ...files];
        return spawnSync(program!, args, { cwd: folder, env: cli.env, encoding: 'utf8' });
      };
      expect(hook(passed)).toMatchObject({ status: 1 });
      expect(hook(['takes/quiet.wav'])).toMatchObject({ status: 0 });
    });
  });
});

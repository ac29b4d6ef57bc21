import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildCli, type Cli, ndjson, outcome } from '../../support/cli.ts';
import { processTree, residentBytes, withoutOverride } from '../../support/processes.ts';
import { reportFaults } from '../../support/reportRules.ts';
import { noise, wavBytes } from '../../support/signal.ts';
import { lenaPath } from '../formats/lena.ts';

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('earshot as a process', () => {
  let cli: Cli;
  let many: string;
  let paths: string[];
  beforeAll(async () => {
    cli = await buildCli();
    many = join(cli.folder, 'many');
    mkdirSync(many);
    const bytes = wavBytes(noise(2, 4800), 48000);
    paths = Array.from({ length: 1000 }, (_, i) => join(many, `${String(i).padStart(4, '0')}.wav`));
    for (const path of paths) writeFileSync(path, bytes);
  });
  afterAll(() => cli.remove());

  const text = (): string => {
    const path = join(cli.folder, 'text.wav');
    writeFileSync(path, 'not a sound\n');
    return path;
  };

  it('exits with 0 if all was read, 2 if not', () => {
    expect(cli.run(['inspect', lenaPath('wav')]).status).toBe(0);
    const some = cli.run(['inspect', '--ndjson', lenaPath('wav'), text(), lenaPath('ogg')]);
    expect(some.status).toBe(2);
    expect(some.stderr).toBe('earshot: 1 of 3 could not be read\n');
    expect(ndjson(some.stdout).map(({ error }) => error?.code)).toEqual([undefined, 'unknown-format', undefined]);
    expect(cli.run(['inspect', '--select', '99:100', lenaPath('wav')]).status).toBe(2);
    expect(cli.run(['decode', text(), '-o', '-'])).toMatchObject({
      status: 2,
      stdout: '',
      stderr: 'earshot: text.wav is not an audio file: it looks like text.\n',
    });
    expect(cli.run(['decode', lenaPath('wav'), '--select', '99:100', '-o', '-'])).toMatchObject({
      status: 2,
      stdout: '',
    });
  });

  it.each([
    [['inspect']],
    [['inspect', '--json', '--csv', 'a.wav']],
    [['inspect', '--jobs', '0', 'a.wav']],
    [['inspect', '--select', '2:1', 'a.wav']],
    [['inspect', '--loud', 'a.wav']],
    [['decode', 'a.wav']],
    [['decode', 'a.wav', 'b.wav', '-o', '-']],
    [['decode', 'a.wav', '-o', '-', '--format', 'mp3']],
    [['decode', '-o', '-']],
    [['formats', 'wav']],
    [['--loud']],
  ])('exits with 2 on wrong usage: %j', (args) => {
    const { status, stdout, stderr } = cli.run(args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/^earshot: .*\n\nusage: earshot /);
  });

  it('helps', () => {
    for (const command of ['inspect', 'decode', 'formats', 'info']) {
      const { status, stdout } = cli.run([command, '--help']);
      expect(status).toBe(0);
      expect(stdout).toContain(`usage: earshot ${command}`);
      for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(120);
    }
    const formats = JSON.parse(cli.run(['formats', '--json']).stdout) as { id: string; name: string }[];
    expect(formats.length).toBeGreaterThan(20);
    for (const { id, name } of formats) expect(name).not.toBe(id);
    expect(cli.run(['formats']).stdout).toContain('flac');
  });

  it('writes a thousand reports in the order given, in the same memory as a few', async () => {
    const child = cli.start(['inspect', '--ndjson', many]);
    const ending = outcome(child);
    const resident: number[] = [];
    const sampling = setInterval(() => {
      resident.push(processTree(child.pid!).reduce((sum, { pid }) => sum + residentBytes(pid), 0));
    }, 50);
    const { stdout, stderr, status } = await ending;
    clearInterval(sampling);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const reports = ndjson(stdout);
    expect(reports.map(({ file }) => file.path)).toEqual(paths);
    expect(reportFaults(reports[777]!)).toEqual([]);
    // A third of the way all threads and buffers are there.
    const early = Math.max(...resident.slice(0, Math.ceil(resident.length / 3)));
    const late = Math.max(...resident.slice(Math.ceil((resident.length * 2) / 3)));
    expect(late).toBeLessThan(early * 1.25 + 20 * 2 ** 20);
    expect(Math.max(...resident)).toBeLessThan(400 * 2 ** 20);
  });

  it('writes as files are finished', async () => {
    const some = paths.slice(0, 400);
    const child = cli.start(['inspect', '--ndjson', ...some.slice(0, 20), lenaPath('flac'), ...some.slice(20)]);
    const first = await new Promise<string>((resolve) => child.stdout!.once('data', (data) => resolve(String(data))));
    expect(ndjson(first.slice(0, first.lastIndexOf('\n'))).length).toBeLessThan(300);
    expect((await outcome(child)).status).toBe(0);
  });

  it.each(['--ndjson', '--json', '--csv'])('ends quietly when nobody reads on: %s', (format) => {
    const command = `"$0" "$1" inspect ${format} "$2" | head -n 3; echo "\${PIPESTATUS[0]}"`;
    const { stdout, stderr } = spawnSync('bash', ['-c', command, process.execPath, cli.path, many], {
      env: cli.env,
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    expect(stdout.trimEnd().split('\n').length).toBe(4);
    expect(stdout.endsWith('\n0\n')).toBe(true);
  });

  it.each([
    ['--json', (out: string) => JSON.parse(out) as unknown[]],
    ['--ndjson', (out: string) => ndjson(out)],
  ])('ends on Ctrl-C with whole reports only: %s', async (format, parse) => {
    const child = cli.start(['inspect', format, many, many, many]);
    const ending = outcome(child);
    await new Promise((resolve) => child.stdout!.once('data', resolve));
    child.kill('SIGINT');
    const { stdout, stderr, status } = await ending;
    expect({ stderr, status }).toEqual({ stderr: '', status: 130 });
    expect(stdout.endsWith('\n')).toBe(true);
    const reports = parse(stdout);
    expect(reports.length).toBeGreaterThan(0);
    expect(reports.length).toBeLessThan(3000);
  });

  it('a shell ends it with all that it has started', async () => {
    const child = spawn(process.execPath, [cli.path, 'inspect', '--json', many, many], {
      env: cli.env,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const ending = outcome(child);
    await new Promise((resolve) => child.stdout.once('data', resolve));
    const all = processTree(child.pid!).map(({ pid }) => pid);
    expect(all.length).toBe(2);
    // As a terminal does: to the whole group.
    process.kill(-child.pid!, 'SIGINT');
    const { stdout, stderr, status } = await ending;
    expect({ stderr, status }).toEqual({ stderr: '', status: 130 });
    const reports = JSON.parse(stdout) as { error?: unknown }[];
    expect(reports.filter(({ error }) => error)).toEqual([]);
    for (let wait = 0; wait < 40 && all.some((pid) => residentBytes(pid) > 0); wait++) await sleep(50);
    expect(all.filter((pid) => residentBytes(pid) > 0)).toEqual([]);
  });

  it.each(['wav', 's16'])('Ctrl-C leaves no part of a decoded file: %s', async (format) => {
    const folder = join(cli.folder, `interrupted-${format}`);
    mkdirSync(folder);
    const long = join(cli.folder, 'long.wav');
    const short = Buffer.from(wavBytes(noise(1, 48000), 48000));
    writeFileSync(long, short);
    // Zeros to an hour: long to write, quick to make.
    spawnSync('truncate', ['-s', '700M', long]);
    const head = short.subarray(0, 44);
    head.writeUInt32LE(700 * 2 ** 20 - 44, 40);
    spawnSync('dd', [`of=${long}`, 'conv=notrunc', 'bs=44'], { input: head });
    const out = join(folder, 'out.bin');
    const child = cli.start(['decode', long, '--format', format, '-o', out]);
    const ending = outcome(child);
    for (let wait = 0; wait < 6000 && readdirSync(folder).length === 0; wait++) await sleep(5);
    expect(readdirSync(folder)).toEqual([expect.stringMatching(/^\.earshot-.*\.tmp$/)]);
    child.kill('SIGINT');
    expect(await ending).toMatchObject({ status: 130, stderr: '' });
    for (let wait = 0; wait < 40 && readdirSync(folder).length > 0; wait++) await sleep(50);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('replaces a file only by a complete one, and no device', () => {
    const out = join(cli.folder, 'kept.s16');
    writeFileSync(out, 'before');
    expect(cli.run(['decode', text(), '-o', out]).status).toBe(2);
    expect(readFileSync(out, 'utf8')).toBe('before');
    expect(cli.run(['decode', lenaPath('wav'), '--format', 's16', '-o', out]).status).toBe(0);
    expect(readFileSync(out).length).toBe(541184 * 2);
    const own = join(cli.folder, 'own.wav');
    copyFileSync(lenaPath('wav'), own);
    expect(cli.run(['decode', own, '-o', own])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('own.wav'),
    });
    expect(Buffer.compare(readFileSync(own), readFileSync(lenaPath('wav')))).toBe(0);
    expect(cli.run(['decode', own, '--select', '0:0.5', '-o', '/dev/null'])).toMatchObject({ status: 0, stderr: '' });
    expect(spawnSync('test', ['-c', '/dev/null']).status).toBe(0);
  });

  it('says which folders it may not read, and reads the rest', () => {
    const top = join(cli.folder, 'top');
    mkdirSync(join(top, 'secret'), { recursive: true });
    copyFileSync(paths[0]!, join(top, 'a.wav'));
    copyFileSync(paths[0]!, join(top, 'secret', 'b.wav'));
    chmodSync(join(top, 'secret'), 0);
    // Root may read anything unless it gives that up.
    const [program = process.execPath, ...before] =
      process.getuid?.() === 0 ? [...withoutOverride, process.execPath] : [process.execPath];
    const args = [...before, cli.path, 'inspect', '--ndjson', top];
    const { stdout, status } = spawnSync(program, args, { encoding: 'utf8', env: cli.env });
    chmodSync(join(top, 'secret'), 0o755);
    expect(status).toBe(2);
    const message = 'The folder secret cannot be read: you have no permission to open it.';
    expect(ndjson(stdout)).toMatchObject([
      { file: { path: join(top, 'a.wav') }, decode: { complete: true } },
      { file: { path: join(top, 'secret') }, error: { code: 'no-permission', message } },
    ]);
    for (const report of ndjson(stdout)) expect(reportFaults(report)).toEqual([]);
  });

  it('marks the file that breaks the server, and no other', () => {
    // A server that dies of files with a certain name, as one does that meets a decoder's bug.
    const server = join(cli.server, 'server.mjs');
    renameSync(server, join(cli.server, 'real.mjs'));
    const deadly = `await import('./real.mjs');
    process.on('message', (message) => {
      if (message?.method === 'open' && /deadly/.test(message.params.path)) setTimeout(() => process.abort(), 5);
    });\n`;
    writeFileSync(server, deadly);
    const files = paths.slice(0, 60);
    for (const at of [7, 31, 32]) {
      files[at] = join(cli.folder, `deadly-${at}.wav`);
      copyFileSync(paths[0]!, files[at]);
    }
    const { stdout, status, stderr } = cli.run(['inspect', '--ndjson', '--jobs', '4', ...files]);
    renameSync(join(cli.server, 'real.mjs'), server);
    expect(status).toBe(2);
    expect(stderr).toBe('earshot: 3 of 60 could not be read\n');
    const reports = ndjson(stdout);
    expect(reports.map(({ file }) => file.path)).toEqual(files);
    expect(reports.flatMap(({ error }, i) => (error ? [`${i} ${error.code}`] : []))).toEqual([
      '7 server-lost',
      '31 server-lost',
      '32 server-lost',
    ]);
    expect(reports[7]!.error!.message).toContain('deadly-7.wav broke the decoder');
  });
});

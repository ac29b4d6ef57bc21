import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lenaPath } from '../formats/lena.ts';
import { tempFolder } from '../../support/cleanup.ts';
import { withoutOverride } from '../../support/processes.ts';
import { cliBuild } from '../../../esbuild.mjs';

const repository = fileURLToPath(new URL('../../..', import.meta.url));

describe('earshot info', () => {
  const folder = tempFolder('cli');
  const cli = join(folder.path, 'dist', 'cli.mjs');

  beforeAll(async () => {
    await cliBuild(join(folder.path, 'dist'));
    copyFileSync(join(repository, 'package.json'), join(folder.path, 'package.json'));
  });
  afterAll(() => folder.remove());

  const run = (args: string[], options = {}) =>
    spawnSync(process.execPath, [cli, ...args], { encoding: 'utf8', timeout: 30_000, ...options });

  it('prints facts', () => {
    const { stdout, stderr, status } = run(['info', lenaPath('wav'), lenaPath('flac')]);
    expect(status).toBe(0);
    expect(stderr).toBe('');
    expect(stdout).toContain('WAV, PCM 16-bit\n');
    expect(stdout).toContain('44100 Hz, 1 channel\n');
    expect(stdout).toContain('541184 frames, 0:12.272');
    expect(stdout).toContain('FLAC, FLAC 16-bit');
  });

  it('prints JSON with the peak of each channel', () => {
    const { stdout, status } = run(['info', '--json', lenaPath('wav')]);
    expect(status).toBe(0);
    const [report] = JSON.parse(stdout) as { peakDbfs: number[] }[];
    expect(report).toMatchObject({ container: 'WAV', frames: 541184, sampleRate: 44100, channels: 1, warnings: [] });
    const bytes = readFileSync(lenaPath('wav'));
    const samples = new Int16Array(bytes.buffer.slice(bytes.length - 541184 * 2));
    const peak = samples.reduce((max, x) => Math.max(max, Math.abs(x)), 0);
    expect(report!.peakDbfs[0]).toBeCloseTo(20 * Math.log10(peak / 32768), 4);
  });

  it('reads files without a header as it is told', () => {
    const raw = join(folder.path, 'tone.raw');
    writeFileSync(raw, readFileSync(lenaPath('wav')).subarray(-541184 * 2));
    expect(run(['info', raw])).toMatchObject({ status: 1, stderr: expect.stringContaining('has no header') });
    const options = ['--raw', 's16le', '--rate', '44100', '--channels', '2', '--offset', '4'];
    const told = run(['info', '--json', raw, ...options]);
    expect(JSON.parse(told.stdout)).toMatchObject([
      { container: 'Raw', frames: 541184 / 2 - 1, sampleRate: 44100, channels: 2, bitsPerSample: 16 },
    ]);
    expect(told.status).toBe(0);
  });

  it('takes the rate of an array that does not say it', () => {
    const array = join(folder.path, 'ramp.npy');
    const header = "{'descr': '<f4', 'fortran_order': False, 'shape': (1000,), }".padEnd(117) + '\n';
    const head = Buffer.from([0x93, ...Buffer.from('NUMPY'), 1, 0, header.length, 0]);
    const ramp = Float32Array.from({ length: 1000 }, (_, i) => i / 1000);
    writeFileSync(array, Buffer.concat([head, Buffer.from(header), Buffer.from(ramp.buffer)]));
    expect(run(['info', array])).toMatchObject({ status: 1, stderr: expect.stringMatching(/sample rate/) });
    const { stdout } = run(['info', '--json', array, '--rate', '22050']);
    expect(JSON.parse(stdout)).toMatchObject([{ frames: 1000, sampleRate: 22050, channels: 1 }]);
  });

  it('reports what it cannot read on stderr, reads the rest, and exits with 1', () => {
    const text = join(folder.path, 'text.wav');
    writeFileSync(text, 'not a sound\n');
    const { stdout, stderr, status } = run(['info', text, lenaPath('ogg')]);
    expect(status).toBe(1);
    expect(stderr).toContain('text.wav is not an audio file: it looks like text.');
    expect(stdout).toContain('Ogg, Vorbis');
  });

  it('says that reading is not allowed', () => {
    const secret = join(folder.path, 'secret.wav');
    copyFileSync(lenaPath('wav'), secret);
    chmodSync(secret, 0);
    // Root may read anything unless it gives that up.
    const [program = process.execPath, ...before] =
      process.getuid?.() === 0 ? [...withoutOverride, process.execPath] : [process.execPath];
    const { stdout, status } = spawnSync(program, [...before, cli, 'info', '--json', secret], { encoding: 'utf8' });
    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject([
      { error: { code: 'no-permission', message: 'secret.wav cannot be read: you have no permission to open it.' } },
    ]);
  });

  it.each([
    [['info']],
    [['info', '--loud', 'x.wav']],
    [['info', '--raw', 's16', '--rate', '8000', 'x.raw']],
    [['info', '--raw', 's16le', 'x.raw']],
    [['info', '--raw', 's16le', '--rate', 'fast', 'x.raw']],
    [['info', '--raw', 's16le', '--rate', '8000', '--channels', '1.5', 'x.raw']],
    [['info', '--raw', 's16le', '--rate', '8000', '--offset', '-1', 'x.raw']],
    [['info', '--channels', '2', 'x.raw']],
  ])('exits with 2 on wrong usage: %j', (args) => {
    const { stderr, stdout, status } = run(args);
    expect(status).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain('usage: earshot info FILE...');
  });

  it.each([[[]], [['dance']]])('exits with 2 without a command that there is: %j', (args) => {
    expect(run(args)).toMatchObject({
      status: 2,
      stdout: '',
      stderr: expect.stringContaining('usage: earshot inspect'),
    });
  });

  it('knows its version', () => {
    const { version } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')) as { version: string };
    expect(run(['--version']).stdout).toBe(`${version}\n`);
    expect(run(['--help'])).toMatchObject({ status: 0, stdout: expect.stringContaining('earshot info FILE...') });
  });
});

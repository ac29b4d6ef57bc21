import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildCli, type Cli } from '../support/cli.ts';
import { makeSample, type SampleName } from '../support/sampleFiles.ts';
import { writeWav } from '../support/signal.ts';

type Kind = 's16' | 's24' | 'f32';
const bytesOf: Record<Kind, number> = { s16: 2, s24: 3, f32: 4 };

/** All that ffmpeg decodes, bit for bit. */
const theirs = (path: string, kind: string): Buffer =>
  execFileSync('ffmpeg', ['-v', 'error', '-i', path, '-map', '0:a:0', '-f', kind, '-c:a', `pcm_${kind}`, 'pipe:1'], {
    maxBuffer: 1 << 28,
  });

const codecOf = (path: string): string =>
  execFileSync('ffprobe', ['-v', 'error', '-show_entries', 'stream=codec_name', '-of', 'csv=p=0', path], {
    encoding: 'utf8',
  }).trim();

/** Each in the format that holds all of its bits, and the codec of the WAV file that is made of it. */
const lossless: readonly (readonly [SampleName, Kind, string])[] = [
  ['wav-u8', 's16', 'pcm_u8'],
  ['wav-s16', 's16', 'pcm_s16le'],
  ['wav-s24', 's24', 'pcm_s24le'],
  ['wav-s32', 'f32', 'pcm_s32le'],
  ['wav-f32', 'f32', 'pcm_f32le'],
  ['wav-f64', 'f32', 'pcm_f64le'],
  ['wav-6ch', 's24', 'pcm_s24le'],
  ['wav-alaw', 's16', 'pcm_s16le'],
  ['rf64', 's16', 'pcm_s16le'],
  ['w64', 's24', 'pcm_s24le'],
  ['aiff', 's24', 'pcm_s24le'],
  ['aifc-f32', 'f32', 'pcm_f32le'],
  ['caf-s16', 's16', 'pcm_s16le'],
  ['caf-alac', 's24', 'pcm_s24le'],
  ['flac', 's16', 'pcm_s16le'],
  ['flac-ogg', 's24', 'pcm_s24le'],
  ['m4a-alac', 's24', 'pcm_s24le'],
  ['mka-flac', 's24', 'pcm_s24le'],
  ['wavpack-24', 's24', 'pcm_s24le'],
  ['wavpack-float', 'f32', 'pcm_f32le'],
  ['tta-24', 's24', 'pcm_s24le'],
];

/** One for each way to write samples; the others differ in how they are read, which the samples alone show. */
const everyWay: ReadonlySet<SampleName> = new Set<SampleName>([
  ...(['wav-u8', 'wav-s16', 'wav-s32', 'wav-f32', 'wav-f64', 'wav-6ch', 'wav-alaw'] as const),
  ...(['flac', 'm4a-alac', 'wavpack-float'] as const),
]);

describe('earshot decode', () => {
  let cli: Cli;
  beforeAll(async () => {
    cli = await buildCli();
  });
  afterAll(() => cli.remove());
  const decode = (path: string, kind: string, ...more: string[]): Buffer =>
    cli.bytes(['decode', path, '--format', kind, '-o', '-', ...more]);

  const others = lossless.filter(([name]) => !everyWay.has(name));
  it.each(others)('gives every bit of %s as %s, and a part of it', (name, kind) => {
    const path = makeSample(cli.folder, name, 2);
    const reference = theirs(path, `${kind}le`);
    expect(Buffer.compare(decode(path, kind), reference)).toBe(0);
    const frameBytes = 2 * bytesOf[kind];
    const part = decode(path, kind, '--select', '#4321:1.5');
    expect(Buffer.compare(part, reference.subarray(4321 * frameBytes, 66150 * frameBytes))).toBe(0);
  });

  const written = lossless.filter(([name]) => everyWay.has(name));
  it.each(written)('gives every bit of %s as %s, and as WAV', (name, kind, wavCodec) => {
    const path = makeSample(cli.folder, name, 2);
    const reference = theirs(path, `${kind}le`);
    const ours = decode(path, kind);
    expect(ours.length).toBe(reference.length);
    expect(Buffer.compare(ours, reference)).toBe(0);

    const channels = name === 'wav-6ch' ? 6 : 2;
    const frameBytes = channels * bytesOf[kind];
    const part = decode(path, kind, '--select', '#4321:1.5');
    expect(Buffer.compare(part, reference.subarray(4321 * frameBytes, 66150 * frameBytes))).toBe(0);

    // Whole, and 40 ms of it: as exact as the file itself is.
    const out = join(cli.folder, 'out.wav');
    const exact = wavCodec.includes('_f') ? 'f64le' : 's32le';
    const all = theirs(path, exact);
    expect(cli.run(['decode', path, '-o', out])).toEqual({ stdout: '', stderr: '', status: 0 });
    expect(codecOf(out)).toBe(wavCodec);
    expect(Buffer.compare(theirs(out, exact), all)).toBe(0);
    expect(cli.run(['decode', path, '--format', 'wav', '--select', '1:1.04', '-o', out]).status).toBe(0);
    const wide = (all.length / reference.length) * frameBytes;
    expect(Buffer.compare(theirs(out, exact), all.subarray(44100 * wide, 45864 * wide))).toBe(0);
    expect(Buffer.compare(decode(path, 'wav', '--select', '1:1.04'), readFileSync(out))).toBe(0);
  });

  it('gives the floats of a lossy file, as far as it goes', () => {
    const path = makeSample(cli.folder, 'mp3-vbr', 2);
    const ours = decode(path, 'f32');
    const reference = theirs(path, 'f32le');
    expect(ours.length).toBe(reference.length);
    for (let at = 0; at < ours.length; at += 4) {
      if (Math.abs(ours.readFloatLE(at) - reference.readFloatLE(at)) > 1e-4) expect(at).toBe('the same');
    }
    const out = join(cli.folder, 'lossy.wav');
    expect(cli.run(['decode', path, '-o', out]).status).toBe(0);
    expect(codecOf(out)).toBe('pcm_f32le');
    expect(Buffer.compare(theirs(out, 'f32le'), ours)).toBe(0);
  });

  it('rounds to the nearest and clips, and says what it clipped', () => {
    const path = join(cli.folder, 'steep.wav');
    const scale = 32768;
    const values = [0, 0.4, 0.5, 0.6, -0.4, -0.5, -0.6, 1.5, -1.5, 32767, 32767.4, 32768, -32768, -40000, 1e9];
    writeWav(path, [Float32Array.from(values, (value) => value / scale)], 48000, 'float32');
    const out = join(cli.folder, 'steep.s16');
    const { status, stderr } = cli.run(['decode', path, '--format', 's16', '-o', out]);
    expect(status).toBe(0);
    expect(stderr).toBe('earshot: warning: 3 samples were beyond full scale and clipped to it.\n');
    const whole = Array.from({ length: values.length }, (_, i) => readFileSync(out).readInt16LE(i * 2));
    const expected = [0, 0, 1, 1, 0, 0, -1, 2, -1, 32767, 32767, 32767, -32768, -32768, 32767];
    expect(whole).toEqual(expected);
  });

  it('measures what it cuts out like the selection itself', () => {
    const path = makeSample(cli.folder, 'flac', 3);
    const out = join(cli.folder, 'cut.wav');
    for (const select of ['0.5:1.25', '#1:#77', ':2', '2.9:']) {
      expect(cli.run(['decode', path, '--select', select, '-o', out]).status).toBe(0);
      const [selected] = cli.reports(['--select', select, path]);
      const [whole] = cli.reports([out]);
      const { startFrame, endFrame } = selected!.selection!;
      expect(whole!.file.frames).toBe(endFrame - startFrame);
      selected!.channels.forEach((channel, c) => {
        expect(channel.samplePeakDbfs).toBeCloseTo(whole!.channels[c]!.samplePeakDbfs!, 9);
        expect(channel.rmsDbfs).toBeCloseTo(whole!.channels[c]!.rmsDbfs!, 5);
      });
    }
  });

  it('levels of selections are those of sox', () => {
    const path = makeSample(cli.folder, 'wav-s24', 3);
    const [report] = cli.reports(['--select', '1:2', path]);
    const args = [path, '-n', 'trim', '1', '1', 'stats'];
    const stats = execFileSync('sh', ['-c', 'exec sox "$@" 2>&1', 'sox', ...args], { encoding: 'utf8' });
    const row = (name: string): number[] =>
      new RegExp(`^${name}\\s+(.*)$`, 'm').exec(stats)![1]!.trim().split(/\s+/).map(Number);
    const [peaks, rms] = [row('Pk lev dB'), row('RMS lev dB')];
    expect(Math.abs(report!.overall.samplePeakDbfs! - peaks[0]!)).toBeLessThan(0.0101);
    expect(Math.abs(report!.overall.rmsDbfs! - rms[0]!)).toBeLessThan(0.0101);
    report!.channels.forEach((channel, c) => {
      expect(Math.abs(channel.samplePeakDbfs! - peaks[c + 1]!)).toBeLessThan(0.0101);
      expect(Math.abs(channel.rmsDbfs! - rms[c + 1]!)).toBeLessThan(0.0101);
    });
  });
});

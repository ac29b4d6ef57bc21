import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AudioServerClient } from '../../src/node/client.ts';
import { lenaPath } from '../unit/formats/lena.ts';
import { ffmpeg, generate, planes, type Scanned, scanned, startClient } from '../unit/node/support.ts';
import { tempFolder } from '../support/cleanup.ts';
import { decodeWithFfmpeg } from '../support/reference.ts';
import { seededRandom } from '../support/signal.ts';

const folder = tempFolder('conformance');
const file = (name: string): string => join(folder.path, name);
let client: AudioServerClient;
let stop: () => void;

beforeAll(async () => {
  ({ client, stop } = await startClient());
});
afterAll(() => {
  stop();
  folder.remove();
});

interface Difference {
  max: number;
  /** Signal to difference, in dB. */
  snr: number;
}

function difference(ours: Float32Array[], theirs: Float32Array[]): Difference {
  let max = 0;
  let signal = 0;
  let noise = 0;
  ours.forEach((plane, c) => {
    plane.forEach((x, i) => {
      const d = x - theirs[c]![i]!;
      max = Math.max(max, Math.abs(d));
      signal += x * x;
      noise += d * d;
    });
  });
  return { max, snr: 10 * Math.log10(signal / noise) };
}

/** Bit for bit. */
function same(a: Float32Array, b: Float32Array): boolean {
  const bytes = (x: Float32Array): Uint8Array => new Uint8Array(x.buffer, x.byteOffset, x.byteLength);
  return Buffer.compare(bytes(a), bytes(b)) === 0;
}

/** Random ranges in random order, several at once, must equal the same ranges of one linear read. */
async function checkRandomReads(opened: Scanned, whole: Float32Array[], count: number): Promise<void> {
  const random = seededRandom(whole[0]!.length);
  const total = whole[0]!.length;
  for (let batch = 0; batch < count / 10; batch++) {
    const ranges = Array.from({ length: 10 }, () => {
      const start = Math.floor(random() * total);
      return { start, frames: 1 + Math.floor(random() * 5000) };
    });
    const results = await Promise.all(
      ranges.map(({ start, frames }) => client.pcm({ handle: opened.handle, startFrame: start, frames })),
    );
    results.forEach(({ frames, data }, i) => {
      const { start, frames: asked } = ranges[i]!;
      expect(frames).toBe(Math.min(asked, total - start));
      whole.forEach((plane, c) => {
        expect(same(data.subarray(c * frames, (c + 1) * frames), plane.subarray(start, start + frames))).toBe(true);
      });
    });
  }
}

/** One signal in up to six different channels. */
function layout(channels: number): string[] {
  if (channels <= 2) return ['-ac', String(channels)];
  const names = ['FL', 'FR', 'FC', 'LFE', 'BL', 'BR'];
  const mix = names.map((name, i) => `${name}=${(1 - i * 0.15).toFixed(2)}*${i % 2 ? 'FR' : 'FL'}`);
  return ['-af', `pan=5.1|${mix.join('|')}`];
}

describe('PCM WAV equals ffmpeg bit for bit, at random ranges', () => {
  // Each encoding, and each number of channels with a narrow and a wide one; pcm.test.ts has more of them.
  it.each([
    ['u8', 1],
    ['s16le', 2],
    ['s16le', 6],
    ['s24le', 6],
    ['s32le', 1],
    ['f32le', 2],
    ['f64le', 6],
  ] as const)('%s with %i channels', async (encoding, channels) => {
    const path = generate(file(`${encoding}-${channels}.wav`), ['-c:a', `pcm_${encoding}`, ...layout(channels)]);
    const theirs = decodeWithFfmpeg(path).channels;
    const opened = await scanned(client, path);
    expect(opened.info).toMatchObject({ channels, frames: theirs[0]!.length, framesExact: true, warnings: [] });
    expect(opened.scan.warnings).toEqual([]);
    await checkRandomReads(opened, theirs, 60);
    await client.close(opened.handle);
  });

  it('RF64', async () => {
    const path = generate(file('rf64.wav'), ['-rf64', 'always']);
    const theirs = decodeWithFfmpeg(path).channels;
    const opened = await scanned(client, path);
    expect(opened.info.warnings).toEqual([]);
    const ours = await planes(client, opened, 0, theirs[0]!.length + 10);
    ours.forEach((plane, c) => expect(same(plane, theirs[c]!)).toBe(true));
  });

  it('a file that sox wrote, 24 bits, extensible', async () => {
    execFileSync('sox', [
      '-n',
      '-r',
      '48000',
      '-c',
      '3',
      '-b',
      '24',
      file('sox.wav'),
      'synth',
      '2',
      'pinknoise',
      'sine',
      '997',
    ]);
    const theirs = decodeWithFfmpeg(file('sox.wav')).channels;
    const opened = await scanned(client, file('sox.wav'));
    const ours = await planes(client, opened, 0, 200_000);
    ours.forEach((plane, c) => expect(same(plane, theirs[c]!)).toBe(true));
  });
});

describe('FLAC equals ffmpeg bit for bit', () => {
  const noise = (name: string, args: string[]) => generate(file(name), args, { seconds: 6 });
  it.each([
    ['16 bits', () => noise('16.flac', ['-sample_fmt', 's16'])],
    ['24 bits', () => noise('24.flac', ['-sample_fmt', 's32', '-bits_per_raw_sample', '24'])],
    [
      '24 bits, 6 channels',
      () => noise('six.flac', ['-sample_fmt', 's32', '-bits_per_raw_sample', '24', ...layout(6)]),
    ],
    ['mono at 96 kHz', () => noise('96.flac', ['-ac', '1', '-ar', '96000'])],
    ['small blocks', () => noise('small.flac', ['-frame_size', '192', '-compression_level', '0'])],
    [
      '8 bits, by sox',
      () => {
        execFileSync('sox', [
          '-n',
          '-r',
          '44100',
          '-c',
          '2',
          '-b',
          '8',
          file('8.flac'),
          'synth',
          '3',
          'whitenoise',
          'sine',
          '440',
        ]);
        return file('8.flac');
      },
    ],
    [
      'full scale square',
      () => {
        execFileSync('sox', [
          '-n',
          '-r',
          '44100',
          '-b',
          '16',
          file('square.flac'),
          'synth',
          '3',
          'square',
          '997',
          'gain',
          '0',
        ]);
        return file('square.flac');
      },
    ],
    ['a recording', () => lenaPath('flac')],
  ] as const)('%s', async (_, make) => {
    const path = make();
    const theirs = decodeWithFfmpeg(path).channels;
    const opened = await scanned(client, path);
    expect(opened.info).toMatchObject({ frames: theirs[0]!.length, framesExact: true });
    expect(opened.scan).toMatchObject({ state: 'done', scannedFrames: theirs[0]!.length, warnings: [] });
    const ours = await planes(client, opened, 0, theirs[0]!.length + 10);
    ours.forEach((plane, c) => expect(same(plane, theirs[c]!)).toBe(true));
    await checkRandomReads(opened, ours, 50);
    await client.close(opened.handle);
  });

  it('whose length is not in the header', async () => {
    // To a pipe the encoder cannot go back and fill it in.
    const path = file('piped.flac');
    execFileSync('sh', ['-c', `ffmpeg -v error -i "${lenaPath('wav')}" -f flac - > "${path}"`]);
    const opened = await scanned(client, path);
    expect(opened.info).toMatchObject({ frames: null, framesExact: false });
    expect(opened.scan).toMatchObject({ scannedFrames: 541184, totalFrames: 541184, warnings: [] });
    await client.close(opened.handle);
  });
});

interface Lossy {
  name: string;
  make: () => string;
}

const coded = (name: string, args: string[], options = {}) => ({
  name,
  make: () => generate(file(name), args, options),
});

const lossy: Lossy[] = [
  coded('stereo.ogg', ['-c:a', 'libvorbis', '-q:a', '5']),
  coded('six.ogg', ['-c:a', 'libvorbis', ...layout(6)]),
  { name: 'a recording in Vorbis', make: () => lenaPath('ogg') },
  coded('stereo.opus', ['-c:a', 'libopus']),
  coded('six.opus', ['-c:a', 'libopus', '-b:a', '256k', ...layout(6)]),
  { name: 'a recording in Opus', make: () => lenaPath('opus') },
];

/** ffmpeg's own Opus decoder is up to 0.04 away from the reference decoder, which it can be told to use. */
function withLibopus(path: string): string {
  ffmpeg('-c:a', 'libopus', '-i', path, '-c:a', 'pcm_f32le', file('libopus.wav'));
  return file('libopus.wav');
}

describe('lossy formats agree with ffmpeg in length, delay and sound', () => {
  it.each(lossy)('$name', async ({ make }) => {
    const path = make();
    const theirs = decodeWithFfmpeg(path.endsWith('.opus') ? withLibopus(path) : path);
    const opened = await scanned(client, path);
    expect(opened.info).toMatchObject({ sampleRate: theirs.sampleRate, channels: theirs.channels.length });
    expect(opened.scan).toMatchObject({ state: 'done', warnings: [] });
    const frames = opened.scan.scannedFrames;
    expect(frames).toBe(theirs.channels[0]!.length);
    if (opened.info.framesExact) expect(opened.info.frames).toBe(frames);
    const ours = await planes(client, opened, 0, frames + 10);
    const { max, snr } = difference(ours, theirs.channels);
    expect(max).toBeLessThan(1e-4);
    expect(snr).toBeGreaterThan(70);
    await checkRandomReads(opened, ours, 50);
    await client.close(opened.handle);
  });
});

describe('the pyramid of every format equals its samples', () => {
  it.each(['wav', 'flac', 'mp3', 'ogg', 'opus', 'aac', 'm4a'])('%s', async (extension) => {
    const opened = await scanned(client, lenaPath(extension));
    const frames = opened.scan.scannedFrames;
    const whole = await planes(client, opened, 0, frames);
    for (const level of [0, 2, 4]) {
      const size = 16 * 4 ** level;
      const blocks = Math.ceil(frames / size);
      const { count, data } = await client.peaks({ handle: opened.handle, level, start: 0, count: 65536 });
      expect(count).toBe(Math.min(blocks, 65536));
      whole.forEach((plane, c) => {
        for (let b = 0; b < count; b++) {
          let [min, max, squares] = [Infinity, -Infinity, 0];
          const block = plane.subarray(b * size, (b + 1) * size);
          for (const x of block) {
            min = Math.min(min, x);
            max = Math.max(max, x);
            squares += x * x;
          }
          if (data[c * 3 * count + b] !== min || data[(c * 3 + 1) * count + b] !== max) {
            throw new Error(`level ${level}, channel ${c}, block ${b}: ${data[c * 3 * count + b]} is not ${min}`);
          }
          expect(Math.abs(data[(c * 3 + 2) * count + b]! - squares / block.length)).toBeLessThan(1e-6);
        }
      });
    }
    await client.close(opened.handle);
  });
});

import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { tempFolder } from '../support/cleanup.ts';
import { type Decoder, openForTest, randomReadFaults } from '../support/decode.ts';
import { seededRandom } from '../support/signal.ts';
import { craftWav } from '../unit/formats/bytes.ts';
import { lenaPath } from '../unit/formats/lena.ts';
import { generate } from '../unit/node/support.ts';

const folder = tempFolder('flac');
const file = (name: string): string => join(folder.path, name);
afterAll(() => folder.remove());

/** Interleaved integers of ffmpeg's decode, in the upper bits of 32. */
function withFfmpeg(path: string): Int32Array {
  const args = ['-v', 'fatal', '-i', path, '-map', '0:a:0', '-f', 's32le', 'pipe:1'];
  const bytes = execFileSync('ffmpeg', args, { maxBuffer: 1 << 30 });
  return new Int32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + (bytes.length & ~3)));
}

/** How many values differ from integers in the upper bits of 32. */
function differences(ours: readonly Float32Array[], theirs: Int32Array): number {
  let count = 0;
  ours.forEach((plane, c) =>
    plane.forEach((x, i) => {
      if (x !== Math.fround(theirs[i * ours.length + c]! / 2 ** 31)) count++;
    }),
  );
  return count;
}

async function checkExact(path: string, theirs: Int32Array, reads = 200): Promise<Decoder> {
  const decoder = await openForTest(path);
  const ours = await decoder.all();
  expect(ours[0]!.length).toBe(theirs.length / ours.length);
  expect(differences(ours, theirs)).toBe(0);
  expect(await randomReadFaults(decoder, ours, reads)).toEqual([]);
  expect([...decoder.info.warnings, ...decoder.warnings]).toEqual([]);
  await decoder.close();
  return decoder;
}

/** Tones, noise, silence and full scale, one after the other; different in each channel. */
function samples(frames: number, channels: number, bits: number): Int32Array {
  const random = seededRandom(bits);
  const top = 2 ** (bits - 1);
  const kinds = [
    (i: number, c: number) => 0.8 * Math.sin(i * 0.03 * (c + 1)) + 0.1 * (random() - 0.5),
    () => random() * 2 - 1,
    () => 0,
    () => (random() < 0.5 ? -1 : 1),
  ];
  return Int32Array.from({ length: frames * channels }, (_, at) => {
    const i = Math.floor(at / channels);
    const x = kinds[Math.floor(i / 3000) % kinds.length]!(i, at % channels);
    return Math.max(-top, Math.min(top - 1, Math.round(x * top)));
  });
}

/** Written by the reference encoder; returns the samples in the upper bits of 32. */
function encode(path: string, channels: number, bits: number, args: string[], frames = 20_000): Int32Array {
  const values = samples(frames, channels, bits);
  const bytes = Math.ceil(bits / 8);
  const data = Buffer.alloc(values.length * bytes);
  // In the upper bits of whole bytes; eight of them are unsigned.
  const unused = bytes * 8 - bits;
  values.forEach((x, i) => {
    if (bytes === 1) data[i] = x * 2 ** unused + 128;
    else data.writeIntLE(x * 2 ** unused, i * bytes, bytes);
  });
  const wav = craftWav({ channels, bits: bytes * 8, data, extensible: { validBits: bits, subFormat: 1 } });
  execFileSync('flac', [...args, '--channel-map=none', '--totally-silent', '-f', '-o', path, '-'], { input: wav });
  return values.map((x) => x << (32 - bits));
}

const depths = Array.from({ length: 29 }, (_, i) => i + 4);

describe('FLAC by the reference encoder is exact, at random ranges too', () => {
  it.each(depths)('%i bits', async (bits) => {
    const path = file(`depth-${bits}.flac`);
    const source = encode(path, 2, bits, ['-8', '--lax']);
    const { info } = await checkExact(path, source);
    expect(info).toMatchObject({ bitsPerSample: bits, channels: 2, frames: 20_000, framesExact: true });
    // ffmpeg knows only the depths that a frame header has a code for, and 32 bits from version 6 on.
    if ([8, 12, 16, 20, 24].includes(bits)) expect(withFfmpeg(path)).toEqual(source);
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])('%i channels', async (channels) => {
    const path = file(`channels-${channels}.flac`);
    const { info } = await checkExact(path, encode(path, channels, 16, ['-5'], 6000));
    expect(info).toMatchObject({ channels, layout: expect.any(Array) });
    expect(info.layout).toHaveLength(channels);
  });

  it.each([16, 17, 192, 576, 1000, 4608, 16_384, 65_535])('blocks of %i', async (blockSize) => {
    const path = file(`block-${blockSize}.flac`);
    const frames = blockSize > 16_000 ? 200_000 : 20_000;
    await checkExact(path, encode(path, 2, 16, ['--lax', '-8', `-b${blockSize}`], frames), 100);
  });

  const settings = [0, 1, 2, 3, 4, 5, 6, 7, 8].map((level) => [`-${level}`]);
  const odd = [
    ['-l32', '-b4096', '--lax'],
    ['-l1', '-q5'],
    ['-l12', '-q15', '-e', '-p'],
    ['-m', '-r0,8'],
    ['--lax', '-r15,15', '-b32768'],
    ['--no-seektable', '-P0'],
    ['--disable-fixed-subframes', '--lax', '-l32'],
    ['--disable-constant-subframes', '-l0'],
  ];
  it.each([...settings, ...odd].map((args) => [args.join(' '), args] as const))('%s', async (name, args) => {
    const path = file(`set${name.replaceAll(/\W/g, '')}.flac`);
    await checkExact(path, encode(path, 2, 16, [...args]), 100);
    await checkExact(path, encode(path, 2, 24, [...args]), 100);
  });
});

describe('FLAC by others equals ffmpeg exactly', () => {
  const made = (name: string, args: string[]) => () => generate(file(name), args, { seconds: 4 });
  it.each([
    ['16 bits', made('16.flac', ['-sample_fmt', 's16'])],
    ['24 bits', made('24.flac', ['-sample_fmt', 's32', '-bits_per_raw_sample', '24'])],
    [
      'the best compression',
      made('best.flac', ['-compression_level', '12', '-lpc_type', 'cholesky', '-lpc_passes', '4']),
    ],
    ['mid and side always', made('ms.flac', ['-ch_mode', 'mid_side'])],
    ['a recording', () => lenaPath('flac')],
  ] as const)('%s', async (_, make) => {
    const path = make();
    await checkExact(path, withFfmpeg(path));
  });

  it('whose length is not in the header', async () => {
    const path = file('piped.flac');
    writeFileSync(
      path,
      execFileSync('ffmpeg', ['-v', 'error', '-i', lenaPath('wav'), '-f', 'flac', '-'], { maxBuffer: 1 << 28 }),
    );
    const { info } = await checkExact(path, withFfmpeg(path));
    expect(info).toMatchObject({ frames: null, framesExact: false });
  });
});

describe('damaged FLAC', () => {
  const path = file('damage.flac');
  const source = generate(path, [], { seconds: 20 });
  const original = readFileSync(source);
  const truth = withFfmpeg(source);

  /** Frames of ours that are as they were, in their place; frames that ffmpeg gives at all. */
  async function saved(bytes: Buffer, name: string): Promise<{ ours: number; theirs: number; warned: boolean }> {
    writeFileSync(file(name), bytes);
    const decoder = await openForTest(file(name));
    const [left, right] = await decoder.all();
    const length = left!.length;
    expect(left!.every(Number.isFinite) && left!.every((x) => Math.abs(x) <= 1)).toBe(true);
    expect(await randomReadFaults(decoder, [left!, right!], 20)).toEqual([]);
    const warned = decoder.info.warnings.length + decoder.warnings.size > 0 || length < truth.length / 2;
    await decoder.close();
    let ours = 0;
    for (let i = 0; i < length; i++) {
      const same = (x: number, c: number): boolean => x === truth[i * 2 + c]! / 2 ** 31;
      if (same(left![i]!, 0) && same(right![i]!, 1)) ours++;
    }
    // ffmpeg moves what follows a frame that it cannot decode, so only the number can be compared.
    return { ours, theirs: withFfmpeg(file(name)).length / 2, warned };
  }

  it('keeps what is there, where it was, wherever the file is cut off', async () => {
    const random = seededRandom(5);
    for (let i = 0; i < 12; i++) {
      const cut = 20_000 + Math.floor(random() * (original.length - 20_000));
      const { ours, theirs, warned } = await saved(original.subarray(0, cut), 'cut.flac');
      expect(ours).toBeGreaterThanOrEqual(theirs - 4608);
      expect(warned).toBe(true);
    }
  });

  it('loses few frames to flipped bits and a hole', async () => {
    for (let seed = 1; seed <= 8; seed++) {
      const random = seededRandom(seed);
      const bytes = Buffer.from(original);
      const at = (): number => 8192 + Math.floor(random() * (bytes.length - 16_384));
      for (let i = 0; i < 20; i++) {
        const where = at();
        bytes[where] = bytes[where]! ^ (1 << Math.floor(random() * 8));
      }
      const hole = at();
      bytes.fill(seed % 2 ? 0 : 0xff, hole, hole + 4096);
      const { ours, theirs, warned } = await saved(bytes, 'flipped.flac');
      expect(warned).toBe(true);
      // 21 places, each of which may take two frames of 4608. What they took is silent, not gone.
      expect(ours).toBeGreaterThan(truth.length / 2 - 21 * 2 * 4608);
      expect(ours).toBeGreaterThan(theirs * 0.75);
    }
  });
});

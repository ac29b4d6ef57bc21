import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openForTest } from '../support/decode.ts';
import {
  check,
  ffmpeg,
  file,
  firstDifference,
  FRAMES,
  reference,
  removeFiles,
  run,
  source,
  writeSources,
} from './support/pcmReference.ts';

beforeAll(writeSources);
afterAll(removeFiles);

/** Doubles hold more of 64-bit integers than s32 would. */
const isFloat = (codec: string): boolean => /_f(32|64)|_s64/.test(codec);
const linear = ['s16', 's24', 's32', 'f32', 'f64'];
const little = linear.map((kind) => `pcm_${kind}le`);
const big = linear.map((kind) => `pcm_${kind}be`);
const laws = ['pcm_alaw', 'pcm_mulaw'];

/** muxer, its name here, file extension, codecs, options. */
const matrix: [string, string, string, string[], string[]][] = [
  ['wav', 'WAV', 'wav', ['pcm_u8', ...little, 'pcm_s64le', ...laws], []],
  ['wav', 'WAV (RF64)', 'rf64', ['pcm_s16le', 'pcm_f32le'], ['-rf64', 'always']],
  ['w64', 'Wave64', 'w64', ['pcm_u8', ...little, ...laws], []],
  ['aiff', 'AIFF', 'aiff', ['pcm_s8', 'pcm_s16be', 'pcm_s24be', 'pcm_s32be'], []],
  ['aiff', 'AIFF-C', 'aifc', ['pcm_s16le', 'pcm_f32be', 'pcm_f64be', ...laws], []],
  ['caf', 'CAF', 'caf', ['pcm_s8', ...little, ...big, ...laws], []],
  ['au', 'AU', 'au', ['pcm_s8', ...big, ...laws], []],
];
/** Sizes that are odd numbers of bytes, where chunks are padded, and six channels; of even ones two are like any. */
const channelsOf = (codec: string): number[] => (/8|24|law/.test(codec) ? [1, 6] : [2]);
const cases = matrix.flatMap(([muxer, container, extension, codecs, options]) =>
  codecs.flatMap((codec) =>
    channelsOf(codec).map((channels) => ({ muxer, container, extension, codec, channels, options })),
  ),
);

describe('PCM written by ffmpeg equals ffmpeg', () => {
  it.each(cases)(
    '$container, $codec, $channels ch',
    async ({ muxer, container, extension, codec, channels, options }) => {
      const path = file(`${codec}${channels}.${extension}`);
      ffmpeg(...source(channels), '-c:a', codec, ...options, '-f', muxer, path);
      await check(path, { channels, container, float: isFloat(codec), ...(muxer === 'w64' ? {} : { frames: FRAMES }) });
    },
  );
});

describe('PCM written by sox equals ffmpeg', () => {
  const outputs: [string, string, string, string[], number][] = [
    ...[16, 24, 32].map((bits): [string, string, string, string[], number] => [
      'rifx',
      'wav',
      'WAV (RIFX)',
      ['-B', '-b', String(bits)],
      2,
    ]),
    ['rifx-float', 'wav', 'WAV (RIFX)', ['-B', '-e', 'floating-point', '-b', '32'], 2],
    ...[8, 16, 24, 32].map((bits): [string, string, string, string[], number] => [
      'plain',
      'sph',
      'NIST SPHERE',
      ['-e', 'signed', '-b', String(bits)],
      2,
    ]),
    ...[16, 24, 32].map((bits): [string, string, string, string[], number] => [
      'big',
      'sph',
      'NIST SPHERE',
      ['-B', '-b', String(bits)],
      1,
    ]),
    ['ulaw', 'sph', 'NIST SPHERE', ['-e', 'mu-law'], 1],
    ...[8, 16, 24, 32].map((bits): [string, string, string, string[], number] => [
      'sox',
      'aiff',
      'AIFF',
      ['-b', String(bits)],
      2,
    ]),
    ['sox', 'aifc', 'AIFF-C', ['-b', '24'], 2],
    ...[8, 16, 24, 32].map((bits): [string, string, string, string[], number] => [
      'sox',
      'au',
      'AU',
      ['-e', 'signed', '-b', String(bits)],
      2,
    ]),
    ['sox-swapped', 'au', 'AU', ['-L', '-b', '16'], 2],
    ['sox', 'w64', 'Wave64', ['-b', '24'], 2],
    ['sox', 'caf', 'CAF', ['-b', '24'], 2],
  ];

  it.each(outputs)('%s.%s %s %j', async (name, extension, container, options, channels) => {
    const path = file(`${name}${options.join('')}.${extension}`);
    ffmpeg(...source(channels), '-c:a', 'pcm_s32le', file('sox-source.wav'));
    run('sox', '-D', file('sox-source.wav'), ...options, path);
    if (extension !== 'sph' && !options.includes('-B') && !options.includes('-L'))
      return check(path, { channels, container, frames: FRAMES });
    // ffmpeg cannot be trusted with these: sox itself says what it wrote.
    run('sox', '-D', path, '-e', 'signed', '-b', '32', file('sox-back.wav'));
    const decoder = await openForTest(path);
    expect(decoder.info).toMatchObject({ container, channels, frames: FRAMES, warnings: [] });
    expect(firstDifference(await decoder.all(), reference(file('sox-back.wav'), channels, false))).toBeUndefined();
    await decoder.close();
  });
});

describe('files that others wrote', () => {
  const folderOfLena = fileURLToPath(new URL('../../node_modules/audio-lena', import.meta.url));
  it.each([
    ['lena-24.aiff', 'AIFF', false],
    ['lena-32.aiff', 'AIFF', false],
    ['lena-alaw.aiff', 'AIFF-C', false],
    ['lena-ulaw.aiff', 'AIFF-C', false],
    ['lena.aiff', 'AIFF', false],
    ['lena-alaw.caf', 'CAF', false],
    ['lena-f32.caf', 'CAF', true],
    ['lena.caf', 'CAF', false],
    ['lena.wav', 'WAV', false],
    ['audacity/lena-24.aiff', 'AIFF', false],
    ['audacity/lena-32.wav', 'WAV', true],
    ['audacity/lena-64.aiff', 'AIFF-C', true],
    ['audacity/lena-a.aiff', 'AIFF-C', false],
    ['audacity/lena-u.aiff', 'AIFF-C', false],
    ['audacity/lena-ima-adpcm.aiff', 'AIFF-C', false],
    ['logic/lena-24.aif', 'AIFF', false],
    ['logic/lena-24.wav', 'WAV', false],
    ['logic/lena-32.aif', 'AIFF-C', true],
  ])('%s', async (name, container, float) => {
    await check(join(folderOfLena, name), { channels: 1, container, float });
  });

  it.each([
    ['audacity/lena-24-dwvw.aiff', /DWVW/],
    ['audacity/lena-gsm.aiff', /GSM/],
  ])('names what %s holds', async (name, what) => {
    await expect(openForTest(join(folderOfLena, name))).rejects.toMatchObject({ code: 'unsupported', message: what });
  });
});

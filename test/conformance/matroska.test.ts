import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { tempFolder } from '../support/cleanup.ts';
import { bandDifference, cut, difference, same } from '../support/compare.ts';
import { type Decoder, openForTest, randomReadFaults } from '../support/decode.ts';
import { decodeWithLibrary } from '../support/oggFiles.ts';
import { decodeWithFfmpeg } from '../support/reference.ts';
import { lenaPath } from '../unit/formats/lena.ts';
import { ffmpeg, generate } from '../unit/node/support.ts';

/** Ranges of each file, at random. */
const READS = 60;

const folder = tempFolder('matroska');
const file = (name: string): string => join(folder.path, name);
afterAll(() => folder.remove());

const surround = 'pan=5.1|FL=FL|FR=FR|FC=0.5*FL|LFE=0.3*FR|BL=0.7*FR|BR=0.8*FL';
const coded = (name: string, codec: string, ...args: string[]): string =>
  generate(file(name), ['-c:a', codec, ...args], { seconds: 14 });

async function whole(path: string): Promise<Decoder & { planes: Float32Array[] }> {
  const decoder = await openForTest(path);
  return { ...decoder, planes: await decoder.all() };
}

async function checkSound(ours: Decoder & { planes: Float32Array[] }, theirs: readonly Float32Array[]): Promise<void> {
  expect(ours.info.channels).toBe(theirs.length);
  expect(ours.planes[0]!.length).toBe(theirs[0]!.length);
  expect(await randomReadFaults(ours, ours.planes, READS)).toEqual([]);
  expect([...ours.info.warnings, ...ours.warnings]).toEqual([]);
  await ours.close();
}

describe('codecs without loss equal ffmpeg bit for bit, at any range', () => {
  it.each<[string, string[]]>([
    ['flac', ['-sample_fmt', 's16']],
    ['flac', ['-sample_fmt', 's32', '-bits_per_raw_sample', '24', '-af', surround]],
    ['alac', []],
    ['pcm_u8', []],
    ['pcm_s16le', []],
    ['pcm_s16be', []],
    ['pcm_s24le', ['-ac', '1']],
    ['pcm_s24be', []],
    ['pcm_s32le', []],
    ['pcm_f32le', []],
    ['pcm_f64le', []],
  ])('%s %s', async (codec, args) => {
    const path = coded(`${codec}-${args.length}.mka`, codec, ...args);
    const theirs = decodeWithFfmpeg(path).channels;
    const ours = await whole(path);
    expect(same(ours.planes, theirs)).toBe(true);
    await checkSound(ours, theirs);
  });
});

describe('codecs with loss agree with ffmpeg, at any range', () => {
  it.each<[string, () => string]>([
    ['Vorbis in WebM', () => coded('vorbis.webm', 'libvorbis')],
    ['Vorbis 5.1', () => coded('vorbis6.mka', 'libvorbis', '-af', surround)],
    ['Vorbis that others coded', () => lenaPath('webm').replace('lena.webm', 'lena-vorbis.webm')],
    ['MP3', () => coded('mp3.mka', 'libmp3lame')],
    ['MP2', () => coded('mp2.mka', 'mp2')],
    ['AAC without noise substitution', () => coded('aac.mka', 'aac', '-aac_pns', '0')],
  ])('%s', async (_, make) => {
    const path = make();
    const theirs = decodeWithFfmpeg(path).channels;
    const ours = await whole(path);
    expect(difference(ours.planes, theirs).max).toBeLessThan(1e-4);
    await checkSound(ours, theirs);
  });

  it.each<[string, number, () => string]>([
    ['Opus in WebM', 2, () => coded('opus.webm', 'libopus', '-ac', '2')],
    ['Opus 5.1', 6, () => coded('opus6.mka', 'libopus', '-af', surround)],
    ['Opus that others coded', 1, () => lenaPath('webm')],
    ['Opus, clusters and segment without sizes', 2, () => coded('live.webm', 'libopus', '-ac', '2', '-live', '1')],
    [
      'Opus beside a video',
      2,
      () => {
        const inputs = [
          '-f',
          'lavfi',
          '-i',
          'testsrc=d=12:s=320x240',
          '-i',
          coded('sound.webm', 'libopus', '-ac', '2'),
        ];
        ffmpeg(...inputs, '-c:v', 'libvpx', '-b:v', '1M', '-c:a', 'copy', '-t', '12', file('video.webm'));
        return file('video.webm');
      },
    ],
  ])('%s', async (_, channels, make) => {
    const path = make();
    const theirs = decodeWithLibrary('libopus', path, channels);
    const ours = await whole(path);
    // Half a step of 16 bits, to which the reference is rounded, and nothing else.
    expect(difference(ours.planes, theirs).max).toBeLessThan(2e-5);
    await checkSound(ours, theirs);
  });

  // Noise substitution is left to chance by the standard: only its level is the same.
  it('AAC with noise substitution, by its spectrum', async () => {
    const path = coded('pns.mka', 'aac', '-b:a', '64k');
    const theirs = decodeWithFfmpeg(path).channels;
    const ours = await whole(path);
    expect(bandDifference(ours.planes, theirs)).toBeLessThan(2);
    await checkSound(ours, theirs);
  });
});

describe('damage costs what it touches, and the rest stays in its place', () => {
  it.each([
    ['Opus', 'libopus'],
    ['Vorbis', 'libvorbis'],
  ])('%s: zeros amid the file', async (_, codec) => {
    // Short clusters, each of which says when it is.
    const path = coded(`hole-${codec}.webm`, codec, '-cluster_time_limit', '1000');
    const bytes = readFileSync(path);
    const from = Math.floor(bytes.length * 0.4);
    bytes.fill(0, from, from + 3000);
    writeFileSync(file(`hole-${codec}-damaged.webm`), bytes);
    const good = await whole(path);
    const ours = await whole(file(`hole-${codec}-damaged.webm`));
    const [length, expected] = [ours.planes[0]!.length, good.planes[0]!.length];
    expect([...ours.warnings].join()).toMatch(/damaged/);
    // Stamps are of milliseconds.
    expect(Math.abs(length - expected)).toBeLessThan(100);
    const early = Math.floor(expected * 0.3);
    expect(same(cut(ours.planes, 0, early), cut(good.planes, 0, early))).toBe(true);
    const late = Math.floor(expected * 0.7);
    const shifts = Array.from({ length: 200 }, (_, i) => i - 100);
    const best = Math.min(
      ...shifts.map(
        (shift) => difference(cut(ours.planes, late + shift, late + shift + 5000), cut(good.planes, late)).max,
      ),
    );
    expect(best).toBeLessThan(1e-3);
    expect(await randomReadFaults(ours, ours.planes, 100)).toEqual([]);
    await good.close();
    await ours.close();
  });

  it('cut off: what is there is read, and it says so', async () => {
    const path = coded('whole.webm', 'libopus');
    const bytes = readFileSync(path);
    writeFileSync(file('cut.webm'), bytes.subarray(0, bytes.length * 0.6));
    const good = await whole(path);
    const ours = await whole(file('cut.webm'));
    const length = ours.planes[0]!.length;
    expect(length).toBeGreaterThan(good.planes[0]!.length / 2);
    expect(same(ours.planes, cut(good.planes, 0, length))).toBe(true);
    expect(ours.info.warnings.join()).toMatch(/truncated/);
    await good.close();
    await ours.close();
  });
});

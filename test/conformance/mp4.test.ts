import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { tempFolder } from '../support/cleanup.ts';
import { bandDifference, cut, difference, same } from '../support/compare.ts';
import { type Decoder, openForTest, randomReadFaults } from '../support/decode.ts';
import { editList, placeOf, replaceBox } from '../support/mp4.ts';
import { decodeWithFfmpeg } from '../support/reference.ts';
import { lenaPath } from '../unit/formats/lena.ts';
import { ffmpeg, generate } from '../unit/node/support.ts';

const folder = tempFolder('mp4');
const file = (name: string): string => join(folder.path, name);
afterAll(() => folder.remove());

const noPns = ['-c:a', 'aac', '-aac_pns', '0'];
const six = '-af pan=5.1|FL=FL|FR=FR|FC=.5*FL|LFE=.4*FR|BL=.3*FL|BR=.2*FR'.split(' ');
const video = ['-f', 'lavfi', '-i', 'testsrc=s=160x120:r=25:d=3', '-c:v', 'mpeg4', '-map', '1', '-map', '0'];

async function whole(path: string): Promise<Decoder & { planes: Float32Array[] }> {
  const decoder = await openForTest(path);
  return { ...decoder, planes: await decoder.all() };
}

/** ffmpeg's own Opus decoder is another than the reference decoder, which it can be told to use. */
function theirsOf(path: string): Float32Array[] {
  if (!path.includes('opus')) return decodeWithFfmpeg(path).channels;
  ffmpeg('-c:a', 'libopus', '-i', path, '-c:a', 'pcm_f32le', `${path}.wav`);
  return decodeWithFfmpeg(`${path}.wav`).channels;
}

interface Case {
  name: string;
  args: string[];
  /** Frames that ffmpeg gives beyond what the tables and the edit list state: the rest of the last packet. */
  beyond?: number;
  exact?: boolean;
}

const cases: Case[] = [
  { name: 'moov-last.m4a', args: noPns, beyond: 1024 },
  { name: 'moov-first.m4a', args: [...noPns, '-movflags', '+faststart'], beyond: 1024 },
  { name: 'low.m4a', args: [...noPns, '-ar', '22050'], beyond: 1024 },
  { name: 'mono.m4a', args: [...noPns, '-ac', '1'], beyond: 1024 },
  { name: 'six.m4a', args: [...noPns, ...six], beyond: 1024 },
  { name: 'phone.3gp', args: noPns, beyond: 1024 },
  { name: 'video.mp4', args: [...video, ...noPns], beyond: 1024 },
  { name: 'fragments.m4a', args: [...noPns, '-movflags', '+frag_keyframe+empty_moov'] },
  {
    name: 'small-fragments.mp4',
    args: [...noPns, '-movflags', '+empty_moov+default_base_moof', '-frag_duration', '200000'],
  },
  { name: 'layer3.mp4', args: ['-c:a', 'libmp3lame'], beyond: 1152 },
  { name: 'opus.mp4', args: ['-c:a', 'libopus'], beyond: 960 },
  { name: 'opus-fragments.mp4', args: ['-c:a', 'libopus', '-movflags', '+empty_moov', '-frag_duration', '500000'] },
  { name: 'alac.m4a', args: ['-c:a', 'alac'], exact: true },
  { name: 'alac24.m4a', args: ['-c:a', 'alac', '-sample_fmt', 's32p'], exact: true },
  { name: 'flac.mp4', args: ['-c:a', 'flac', '-strict', '-2'], exact: true },
  { name: 'flac-fragments.mp4', args: ['-c:a', 'flac', '-strict', '-2', '-movflags', '+empty_moov'], exact: true },
  ...['s16le', 's16be', 's24le', 's24be', 's32le', 's32be', 'f32le', 'f32be', 'f64be', 'u8', 's8', 'alaw', 'mulaw'].map(
    (kind) => ({ name: `${kind}.mov`, args: ['-c:a', `pcm_${kind}`], exact: true }),
  ),
  { name: 'video-pcm.mov', args: [...video, '-c:a', 'pcm_s24be'], exact: true },
  { name: 'pcm-fragments.mov', args: ['-c:a', 'pcm_s16le', '-movflags', '+empty_moov'], exact: true },
];

describe('MP4 and QuickTime agree with ffmpeg in delay and sound; any range is a part of the whole', () => {
  it.each(cases)('$name', async ({ name, args, beyond = 0, exact = false }) => {
    const path = generate(file(name), args);
    const theirs = theirsOf(path);
    const ours = await whole(path);
    expect(ours.info.channels).toBe(theirs.length);
    const frames = ours.planes[0]!.length;
    expect(theirs[0]!.length - frames).toBeGreaterThanOrEqual(0);
    expect(theirs[0]!.length - frames).toBeLessThanOrEqual(beyond);
    if (ours.info.framesExact) expect(ours.info.frames).toBe(frames);
    if (exact) expect(same(ours.planes, cut(theirs, 0, frames))).toBe(true);
    else expect(difference(ours.planes, theirs).max).toBeLessThan(1e-4);
    expect(await randomReadFaults(ours, ours.planes, 200)).toEqual([]);
    expect([...ours.info.warnings, ...ours.warnings]).toEqual([]);
    await ours.close();
  });

  it('a recording of another encoder, with noise substitution', async () => {
    const theirs = decodeWithFfmpeg(lenaPath('m4a')).channels;
    const ours = await whole(lenaPath('m4a'));
    expect(theirs[0]!.length - ours.planes[0]!.length).toBeLessThanOrEqual(1024);
    expect(bandDifference(ours.planes, theirs)).toBeLessThan(1);
    expect(await randomReadFaults(ours, ours.planes, 200)).toEqual([]);
    await ours.close();
  });

  it('is exactly as long as what went into it', async () => {
    const source = generate(file('source.wav'), []);
    for (const [name, args] of [
      ['as-aac.m4a', noPns],
      ['as-mp3.mp4', ['-c:a', 'libmp3lame']],
      ['as-alac.m4a', ['-c:a', 'alac']],
    ] as const) {
      ffmpeg('-i', source, ...args, file(name));
      const ours = await whole(file(name));
      expect(ours.info.frames).toBe(3 * 44100);
      expect(ours.planes[0]!.length).toBe(3 * 44100);
      await ours.close();
    }
  });

  it('opens as fast with its table of contents at the end as at the start', async () => {
    const sizes: number[] = [];
    for (const flags of [[], ['-movflags', '+faststart']]) {
      const decoder = await openForTest(generate(file('where.m4a'), [...noPns, ...flags]));
      sizes.push(decoder.info.frames!);
      expect(decoder.info.framesExact).toBe(true);
      await decoder.close();
    }
    expect(sizes[0]).toBe(sizes[1]);
  });
});

describe('edit lists', () => {
  const plain = (): Buffer => readFileSync(generate(file('plain.m4a'), noPns));
  /** 1000 units a second for edits, 44 100 for media. */
  const edited = (name: string, edits: { duration: number; mediaTime: number }[]) => {
    writeFileSync(file(name), replaceBox(plain(), ['moov', 'trak', 'edts'], editList(edits)));
    return whole(file(name));
  };

  it('several edits are shown one after the other, an empty one as silence', async () => {
    const clean = await whole(generate(file('clean.m4a'), noPns));
    const media = await edited('all.m4a', [{ duration: 0, mediaTime: 0 }]);
    const ours = await edited('edits.m4a', [
      { duration: 500, mediaTime: -1 },
      { duration: 1000, mediaTime: 1024 + 44100 },
      { duration: 250, mediaTime: -1 },
      { duration: 1000, mediaTime: 1024 },
    ]);
    expect(ours.planes[0]!.length).toBe(2.75 * 44100 + 44);
    expect(ours.planes.every((plane) => plane.subarray(0, 22050).every((x) => x === 0))).toBe(true);
    expect(same(cut(ours.planes, 22050, 22050 + 44100), cut(clean.planes, 44100, 88200))).toBe(true);
    expect(same(cut(ours.planes, 77175, 77175 + 44100), cut(clean.planes, 0, 44100))).toBe(true);
    expect(same(cut(media.planes, 1024, 1024 + 44100), cut(clean.planes, 0, 44100))).toBe(true);
    expect(await randomReadFaults(ours, ours.planes, 200)).toEqual([]);
    for (const each of [clean, media, ours]) await each.close();
  });

  // ffmpeg drops the pause, and starts its clock later instead.
  it('a late start is a pause', async () => {
    ffmpeg('-itsoffset', '0.5', '-i', generate(file('on-time.m4a'), noPns), '-c', 'copy', file('late.m4a'));
    const theirs = decodeWithFfmpeg(file('late.m4a')).channels;
    const ours = await whole(file('late.m4a'));
    const pause = ours.planes[0]!.findIndex((x) => x !== 0);
    const first = theirs[0]!.findIndex((x) => x !== 0);
    expect((pause - first) / 44100).toBeCloseTo(0.5 - 1024 / 44100, 2);
    expect(difference(cut(ours.planes, pause - first), theirs).max).toBeLessThan(1e-4);
    await ours.close();
  });

  // ffmpeg does not look at the edit list of a file in fragments, so it plays the priming.
  it('also count in fragments', async () => {
    const path = generate(file('dash.mp4'), [...noPns, '-movflags', '+dash+delay_moov', '-frag_duration', '500000']);
    const theirs = decodeWithFfmpeg(path).channels;
    const ours = await whole(path);
    expect(ours.info.delayFrames).toBe(1024);
    expect(ours.planes[0]!.length).toBe(theirs[0]!.length - 1024);
    expect(difference(ours.planes, cut(theirs, 1024)).max).toBeLessThan(1e-4);
    expect(await randomReadFaults(ours, ours.planes, 200)).toEqual([]);
    await ours.close();
  });
});

describe('what is in a file', () => {
  it('the first enabled of several audio tracks is shown, and that there are others', async () => {
    const [low, high] = [440, 1760].map((f) => ['-f', 'lavfi', '-i', `sine=f=${f}:d=2`]);
    ffmpeg(...low!, ...high!, '-map', '0', '-map', '1', ...noPns, file('two.m4a'));
    const one = await whole(file('two.m4a'));
    expect(one.info.warnings).toEqual(['The file has 2 audio tracks; one is shown.']);
    const bytes = readFileSync(file('two.m4a'));
    const { start } = placeOf(bytes, ['moov', 'trak', 'tkhd']);
    bytes[start + 11] = bytes[start + 11]! & 0xfe;
    // The second track's tkhd is the first box in it.
    const second = placeOf(bytes, ['moov', 'trak']).end + 8;
    bytes[second + 11] = bytes[second + 11]! | 1;
    writeFileSync(file('second.m4a'), bytes);
    const other = await whole(file('second.m4a'));
    const crossings = (x: Float32Array): number => x.filter((value, i) => i > 0 && value >= 0 && x[i - 1]! < 0).length;
    expect(crossings(one.planes[0]!) / 2).toBeCloseTo(440, -1);
    expect(crossings(other.planes[0]!) / 2).toBeCloseTo(1760, -1);
    await one.close();
    await other.close();
  });

  it('bits, delay, padding and bit rate', async () => {
    const alac = await openForTest(generate(file('facts.m4a'), ['-c:a', 'alac', '-sample_fmt', 's32p']));
    expect(alac.info).toMatchObject({ container: 'M4A', codec: 'ALAC', bitsPerSample: 24 });
    const aac = await openForTest(generate(file('facts2.m4a'), [...noPns, '-b:a', '128k']));
    expect(aac.info).toMatchObject({ codec: 'AAC-LC', bitsPerSample: null, delayFrames: 1024 });
    expect((aac.info.frames! + 1024 + aac.info.paddingFrames!) % 1024).toBe(0);
    expect(aac.info.bitrate! / 128_000).toBeCloseTo(1, 1);
    await alac.close();
    await aac.close();
  });

  it('video without sound has no audio', async () => {
    execFileSync('ffmpeg', [
      '-v',
      'error',
      '-y',
      '-f',
      'lavfi',
      '-i',
      'testsrc=d=1',
      '-c:v',
      'mpeg4',
      file('mute.mp4'),
    ]);
    await expect(openForTest(file('mute.mp4'))).rejects.toMatchObject({ code: 'no-audio' });
  });

  it('what is not decoded is named', async () => {
    const bytes = readFileSync(generate(file('name.m4a'), noPns));
    const { start } = placeOf(bytes, ['moov', 'trak', 'mdia', 'minf', 'stbl', 'stsd']);
    for (const [type, message] of [
      ['enca', /encrypted/],
      ['drms', /FairPlay/],
      ['xyz\0', /'xyz\?'/],
    ] as const) {
      bytes.write(type, start + 20, 'latin1');
      writeFileSync(file('other.m4a'), bytes);
      await expect(openForTest(file('other.m4a'))).rejects.toMatchObject({ code: 'unsupported', message });
    }
  });
});

describe('a file that was cut', () => {
  it('gives what is there, and says so', async () => {
    const bytes = readFileSync(generate(file('whole.m4a'), [...noPns, '-movflags', '+faststart']));
    const good = await whole(file('whole.m4a'));
    writeFileSync(file('cut.m4a'), bytes.subarray(0, bytes.length * 0.6));
    const ours = await whole(file('cut.m4a'));
    expect(ours.info.framesExact).toBe(false);
    expect(ours.info.warnings).toEqual([expect.stringMatching(/the end is missing/)]);
    const frames = ours.planes[0]!.length;
    expect(frames).toBeGreaterThan(60_000);
    expect(same(ours.planes, cut(good.planes, 0, frames))).toBe(true);
    await good.close();
    await ours.close();
  });

  it('in the midst of a fragment', async () => {
    const args = [...noPns, '-movflags', '+empty_moov', '-frag_duration', '200000'];
    const bytes = readFileSync(generate(file('parts.mp4'), args));
    const good = await whole(file('parts.mp4'));
    writeFileSync(file('parts-cut.mp4'), bytes.subarray(0, bytes.length * 0.6));
    const ours = await whole(file('parts-cut.mp4'));
    expect([...ours.info.warnings, ...ours.warnings]).toContainEqual(expect.stringMatching(/the end is missing/));
    const frames = ours.planes[0]!.length;
    expect(frames).toBeGreaterThan(60_000);
    expect(same(ours.planes, cut(good.planes, 0, frames))).toBe(true);
    await good.close();
    await ours.close();
  });

  it('before its table of contents is refused', async () => {
    const bytes = readFileSync(generate(file('late-moov.m4a'), noPns));
    writeFileSync(file('no-moov.m4a'), bytes.subarray(0, bytes.length - 100));
    await expect(openForTest(file('no-moov.m4a'))).rejects.toMatchObject({ code: 'corrupt', message: /cut short/ });
  });
});

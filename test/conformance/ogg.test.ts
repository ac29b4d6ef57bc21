import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tempFolder } from '../support/cleanup.ts';
import { cut, difference, same } from '../support/compare.ts';
import { type Decoder, openForTest, randomReadFaults } from '../support/decode.ts';
import { changed, decodeWithLibrary, pagesOf } from '../support/oggFiles.ts';
import { decodeWithFfmpeg } from '../support/reference.ts';
import { lenaPath } from '../unit/formats/lena.ts';
import { ffmpeg, generate } from '../unit/node/support.ts';

/** Ranges of each file, at random. */
const READS = 60;

const folder = tempFolder('ogg');
const file = (name: string): string => join(folder.path, name);
afterAll(() => folder.remove());

const surround = 'pan=5.1|FL=FL|FR=FR|FC=0.5*FL|LFE=0.3*FR|BL=0.7*FR|BR=0.8*FL';
const seconds = 14;
const vorbis = (name: string, ...args: string[]): string =>
  generate(file(name), ['-c:a', 'libvorbis', ...args], { seconds });
const opus = (name: string, ...args: string[]): string =>
  generate(file(name), ['-c:a', 'libopus', ...args], { seconds, rate: 48000 });
const speech = (name: string, ...args: string[]): string => {
  ffmpeg('-i', lenaPath('wav'), '-c:a', 'libopus', ...args, file(name));
  return file(name);
};

async function whole(path: string): Promise<Decoder & { planes: Float32Array[] }> {
  const decoder = await openForTest(path);
  return { ...decoder, planes: await decoder.all() };
}

/** Nothing wrong, the length of the header, and any range a part of the whole. */
async function checkSound(ours: Decoder & { planes: Float32Array[] }, theirs: readonly Float32Array[]): Promise<void> {
  expect(ours.info).toMatchObject({ channels: theirs.length, frames: theirs[0]!.length, framesExact: true });
  expect(ours.planes[0]!.length).toBe(theirs[0]!.length);
  expect(await randomReadFaults(ours, ours.planes, READS)).toEqual([]);
  expect([...ours.info.warnings, ...ours.warnings]).toEqual([]);
  await ours.close();
}

describe('Vorbis agrees with ffmpeg, at any range', () => {
  it.each<[string, () => string]>([
    ['stereo', () => vorbis('stereo.ogg')],
    ['mono at 8 kHz', () => vorbis('low.ogg', '-ac', '1', '-ar', '8000')],
    ['5.1', () => vorbis('six.ogg', '-af', surround)],
    ['96 kHz, best quality', () => vorbis('high.ogg', '-ar', '96000', '-q:a', '10')],
    ['one packet a page', () => vorbis('pages.ogg', '-page_duration', '1')],
    ['a recording', () => lenaPath('ogg')],
  ])('%s', async (_, make) => {
    const path = make();
    const theirs = decodeWithFfmpeg(path).channels;
    const ours = await whole(path);
    expect(difference(ours.planes, theirs).max).toBeLessThan(1e-6);
    await checkSound(ours, theirs);
  });

  // The library and ffmpeg's decoder do not agree on what ffmpeg's encoder makes.
  it("ffmpeg's own encoder, as libvorbis decodes it", async () => {
    const path = generate(file('own.ogg'), ['-c:a', 'vorbis', '-strict', '-2', '-ac', '2']);
    const theirs = decodeWithLibrary('libvorbis', path, 2);
    const ours = await whole(path);
    expect(difference(ours.planes, theirs).max).toBeLessThan(4e-5);
    await checkSound(ours, theirs);
  });

  // ffmpeg does not trim the end where the first page is the last.
  it('a single page', async () => {
    const path = generate(file('page.ogg'), ['-c:a', 'libvorbis'], { seconds: 0.1 });
    const ours = await whole(path);
    const theirs = cut(decodeWithFfmpeg(path).channels, 0, 4410);
    expect(difference(ours.planes, theirs).max).toBeLessThan(1e-6);
    await checkSound(ours, theirs);
  });

  it('a decoder that starts anywhere is in the very state of one that came from the start', async () => {
    const ours = await whole(vorbis('state.ogg', '-q:a', '1'));
    for (let from = 1; from < 30_000; from += 997) {
      const part = await ours.read(from, 4096);
      expect(same(part, cut(ours.planes, from, from + 4096))).toBe(true);
    }
    await ours.close();
  });
});

describe('Opus agrees with libopus, at any range', () => {
  it.each<[string, number, () => string]>([
    ['music', 2, () => opus('music.opus', '-ac', '2')],
    ['2.5 ms packets', 2, () => opus('short.opus', '-ac', '2', '-frame_duration', '2.5')],
    ['60 ms packets', 1, () => opus('long.opus', '-ac', '1', '-frame_duration', '60')],
    ['5.1', 6, () => opus('six.opus', '-af', surround)],
    ['speech, CELT', 1, () => speech('celt.opus', '-b:a', '64k')],
    ['a recording', 1, () => lenaPath('opus')],
  ])('%s', async (_, channels, make) => {
    const path = make();
    const theirs = decodeWithLibrary('libopus', path, channels);
    const ours = await whole(path);
    // Half a step of 16 bits, to which the reference is rounded, and nothing else.
    expect(difference(ours.planes, theirs).max).toBeLessThan(2e-5);
    await checkSound(ours, theirs);
  });

  // SILK's predictors round to integers and feed back: two decoders that did not start together stay apart by a little.
  it.each<[string, () => string]>([
    ['narrow speech, SILK', () => speech('silk.opus', '-b:a', '10k', '-application', 'voip', '-ar', '16000')],
    ['wide speech, SILK and CELT', () => speech('hybrid.opus', '-b:a', '20k', '-application', 'voip')],
  ])('%s, but for rounding where a segment starts', async (_, make) => {
    const path = make();
    const theirs = decodeWithLibrary('libopus', path, 1);
    const ours = await whole(path);
    // The first segment starts where the reference does.
    expect(difference(cut(ours.planes, 0, 1 << 18), theirs).max).toBeLessThan(2e-5);
    const all = difference(ours.planes, theirs);
    expect(all.max).toBeLessThan(1e-2);
    expect(all.snr).toBeGreaterThan(40);
    await checkSound(ours, theirs);
  });

  it('channels without a layout stay in the order of the file', async () => {
    const path = opus('three.opus', '-af', 'pan=3c|c0=FL|c1=FR|c2=0.5*FL', '-mapping_family', '255');
    const ours = await whole(path);
    expect(ours.info.layout).toBeUndefined();
    // ffmpeg puts them into another order where it uses libopus.
    const [a, c, b] = decodeWithLibrary('libopus', path, 3);
    expect(difference(ours.planes, [a!, b!, c!]).max).toBeLessThan(2e-5);
    await ours.close();
  });

  it('applies the gain of the header', async () => {
    const pages = pagesOf(readFileSync(opus('plain.opus', '-ac', '2')));
    // −6.5 dB in 1/256 dB.
    new DataView(pages[0]!.buffer).setInt16(28 + 16, -6.5 * 256, true);
    writeFileSync(file('gain.opus'), Buffer.concat([changed(pages[0]!, {}), ...pages.slice(1)]));
    const plain = await whole(file('plain.opus'));
    const ours = await whole(file('gain.opus'));
    const factor = 10 ** (-6.5 / 20);
    const scaled = plain.planes.map((plane) => plane.map((x) => x * factor));
    expect(difference(ours.planes, scaled).max).toBeLessThan(1e-6);
    expect(difference(ours.planes, decodeWithLibrary('libopus', file('gain.opus'), 2)).max).toBeLessThan(2e-5);
    await plain.close();
    await ours.close();
  });
});

describe('FLAC in Ogg equals ffmpeg bit for bit, at any range', () => {
  it.each([
    ['16 bits', ['-sample_fmt', 's16']],
    ['24 bits, 5.1', ['-sample_fmt', 's32', '-bits_per_raw_sample', '24', '-af', surround]],
  ])('%s', async (name, args) => {
    const path = generate(file(`${name}.oga`), ['-c:a', 'flac', ...args], { seconds: 5 });
    const theirs = decodeWithFfmpeg(path).channels;
    const ours = await whole(path);
    expect(same(ours.planes, theirs)).toBe(true);
    await checkSound(ours, theirs);
  });
});

describe('streams of several kinds', () => {
  const joined = (name: string, ...parts: string[]): string => {
    writeFileSync(file(name), Buffer.concat(parts.map((part) => readFileSync(part))));
    return file(name);
  };

  it('files one after the other are one', async () => {
    const parts = [
      vorbis('one.ogg', '-ac', '2'),
      vorbis('two.ogg', '-ac', '2', '-t', '3'),
      vorbis('three.ogg', '-ac', '2', '-q:a', '9', '-t', '6'),
    ];
    const alone = await Promise.all(parts.map((path) => whole(path)));
    const ours = await whole(joined('chain.ogg', ...parts));
    const lengths = alone.map(({ planes }) => planes[0]!.length);
    expect(ours.info).toMatchObject({ frames: lengths.reduce((a, b) => a + b), framesExact: true, warnings: [] });
    let at = 0;
    for (const { planes } of alone) {
      expect(same(cut(ours.planes, at, at + planes[0]!.length), planes)).toBe(true);
      at += planes[0]!.length;
    }
    expect(ours.planes[0]!.length).toBe(at);
    expect(await randomReadFaults(ours, ours.planes, READS)).toEqual([]);
    for (const each of [ours, ...alone]) await each.close();
  });

  it('many short links, Opus', async () => {
    const part = opus('link.opus', '-ac', '1', '-t', '0.5');
    const pages = pagesOf(readFileSync(part));
    const links = Array.from({ length: 60 }, (_, link) => pages.map((page) => changed(page, { serial: 1000 + link })));
    writeFileSync(file('radio.opus'), Buffer.concat(links.flat()));
    const alone = await whole(part);
    const ours = await whole(file('radio.opus'));
    const length = alone.planes[0]!.length;
    expect(ours.planes[0]!.length).toBe(length * 60);
    for (const link of [0, 1, 31, 59]) {
      // Segments begin at equal distances, not with the links: so not bit for bit.
      const there = cut(ours.planes, link * length, (link + 1) * length);
      expect(difference(there, alone.planes).max).toBeLessThan(1e-6);
    }
    await alone.close();
    await ours.close();
  });

  it('a file appended to itself, with the same stream number', async () => {
    const part = vorbis('twice-part.ogg', '-ac', '1');
    const alone = await whole(part);
    const ours = await whole(joined('twice.ogg', part, part));
    expect(ours.planes[0]!.length).toBe(alone.planes[0]!.length * 2);
    expect(same(cut(ours.planes, alone.planes[0]!.length), alone.planes)).toBe(true);
    await alone.close();
    await ours.close();
  });

  it('mono links and stereo links', async () => {
    const mono = vorbis('mono-link.ogg', '-ac', '1', '-t', '2');
    const stereo = vorbis('stereo-link.ogg', '-ac', '2', '-t', '2');
    const [one, two] = [await whole(mono), await whole(stereo)];
    const ours = await whole(joined('mixed.ogg', mono, stereo, mono));
    const [left, right] = one.planes[0]!.length === two.planes[0]!.length ? two.planes : [];
    const length = left!.length;
    expect(ours.info).toMatchObject({ channels: 2, frames: length * 3, layout: ['L', 'R'] });
    expect(ours.info.warnings.join()).toMatch(/mono is spread/);
    const expected = [left!, right!].map((plane) => [one.planes[0]!, plane, one.planes[0]!]);
    expected.forEach((parts, c) =>
      parts.forEach((part, link) => {
        expect(same(cut([ours.planes[c]!], link * length, (link + 1) * length), [part])).toBe(true);
      }),
    );
    for (const each of [ours, one, two]) await each.close();
  });

  it('stops before a link of another rate, and says so', async () => {
    const first = vorbis('rate-1.ogg', '-ac', '1');
    const ours = await whole(joined('rates.ogg', first, vorbis('rate-2.ogg', '-ac', '1', '-ar', '22050')));
    const alone = await whole(first);
    expect(same(ours.planes, alone.planes)).toBe(true);
    expect(ours.info.warnings.join()).toMatch(/Another stream follows at byte \d+.*22050 Hz/);
    await alone.close();
    await ours.close();
  });

  it('the sound of a video', async () => {
    const video = ['-f', 'lavfi', '-i', 'testsrc=d=6:s=160x120', '-f', 'lavfi', '-i', 'sine=440:d=6'];
    ffmpeg(...video, '-c:v', 'libtheora', '-c:a', 'libvorbis', file('video.ogv'));
    const theirs = decodeWithFfmpeg(file('video.ogv')).channels;
    const ours = await whole(file('video.ogv'));
    expect(difference(ours.planes, theirs).max).toBeLessThan(1e-6);
    await checkSound(ours, theirs);
  });

  it('granule positions made from milliseconds', async () => {
    generate(file('from.mkv'), ['-c:a', 'libvorbis', '-ac', '2'], { seconds });
    ffmpeg('-v', 'quiet', '-i', file('from.mkv'), '-c', 'copy', file('rounded.ogg'));
    const theirs = decodeWithFfmpeg(file('from.mkv')).channels;
    const ours = await whole(file('rounded.ogg'));
    expect(Math.abs(ours.planes[0]!.length - theirs[0]!.length)).toBeLessThan(256);
    expect(difference(ours.planes, theirs).max).toBeLessThan(1e-6);
    expect(await randomReadFaults(ours, ours.planes, READS)).toEqual([]);
    await ours.close();
  });

  it('a stream cut out of a longer one starts where it was cut', async () => {
    const path = vorbis('uncut.ogg', '-ac', '2');
    const [first, comments, ...pages] = pagesOf(readFileSync(path));
    writeFileSync(file('cut-out.ogg'), Buffer.concat([first!, comments!, ...pages.slice(4)]));
    const uncut = await whole(path);
    const ours = await whole(file('cut-out.ogg'));
    const from = uncut.planes[0]!.length - ours.planes[0]!.length;
    expect(from).toBeGreaterThan(10_000);
    // The first block has nothing to overlap with.
    const lost = 2048;
    expect(same(cut(ours.planes, lost), cut(uncut.planes, from + lost))).toBe(true);
    await uncut.close();
    await ours.close();
  });
});

describe('damage costs what it touches, and the rest stays in its place', () => {
  /** Frames that differ from those of the undamaged file. */
  const wrong = (ours: Float32Array[], good: Float32Array[], margin: number): number[] =>
    [...ours[0]!.keys()].filter((i) => ours.some((plane, c) => Math.abs(plane[i]! - good[c]![i]!) > margin));

  // Of Opus the page lies across the edge of a segment.
  const damages: [string, (pages: Uint8Array[]) => Uint8Array[], RegExp][] = [
    ['a flipped bit', (p) => p.map((page, i) => (i === 7 ? flip(page, 400) : page)), /damaged/],
    ['a page that is missing', (p) => p.filter((_, i) => i !== 7), /missing/],
    ['zeros', (p) => p.map((page, i) => (i === 7 ? page.map(() => 0) : page)), /damaged/],
    ['bytes between pages', (p) => [...p.slice(0, 7), new Uint8Array(1000).fill(0x4f), ...p.slice(7)], /damaged/],
  ];
  const flip = (page: Uint8Array, at: number): Uint8Array => page.map((byte, i) => (i === at ? byte ^ 4 : byte));
  let undamaged: Record<string, { path: string; good: Awaited<ReturnType<typeof whole>> }>;
  beforeAll(async () => {
    const paths = { ogg: vorbis('undamaged.ogg', '-ac', '2'), opus: opus('undamaged.opus', '-ac', '2') };
    undamaged = {
      ogg: { path: paths.ogg, good: await whole(paths.ogg) },
      opus: { path: paths.opus, good: await whole(paths.opus) },
    };
  }, 60_000);
  afterAll(async () => {
    for (const { good } of Object.values(undamaged)) await good.close();
  });

  it.each(damages.flatMap((damage) => ['ogg', 'opus'].map((kind) => [kind, ...damage] as const)))(
    '%s: %s',
    async (kind, name, damage, sentence) => {
      const { path, good } = undamaged[kind]!;
      const pages = damage(pagesOf(readFileSync(path)));
      writeFileSync(file(`damaged.${kind}`), Buffer.concat(pages));
      const ours = await whole(file(`damaged.${kind}`));
      expect([...ours.warnings].join()).toMatch(sentence);
      expect(ours.planes[0]!.length).toBe(good.planes[0]!.length);
      const differ = wrong(ours.planes, good.planes, 1e-4);
      const rate = good.info.sampleRate;
      // A page holds about a second; a decoder needs half a second to find its way again.
      if (differ.length > 0) expect(differ.at(-1)! - differ[0]!).toBeLessThan(2 * rate);
      if (name !== 'bytes between pages') expect(differ.length).toBeGreaterThan(rate / 8);
      expect(await randomReadFaults(ours, ours.planes, READS)).toEqual([]);
      await ours.close();
    },
  );

  it.each(['ogg', 'opus'])('%s: cut off amid a page', async (kind) => {
    const { path, good } = undamaged[kind]!;
    const bytes = readFileSync(path);
    writeFileSync(file(`cut.${kind}`), bytes.subarray(0, bytes.length * 0.6));
    const ours = await whole(file(`cut.${kind}`));
    const length = ours.planes[0]!.length;
    expect(ours.info.warnings.join()).toMatch(/end of the file is missing/);
    expect(ours.info.frames).toBe(length);
    expect(length).toBeGreaterThan(good.planes[0]!.length * 0.4);
    expect(same(ours.planes, cut(good.planes, 0, length))).toBe(true);
    await ours.close();
  });
});

import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { copyFrames } from '../../src/core/export/wavCopy.ts';
import { wavHeader, wavSizes } from '../../src/core/export/wavHeader.ts';
import { planWav, type WavPlan } from '../../src/core/export/wavPlan.ts';
import { encodeFrames } from '../../src/core/export/wavSamples.ts';
import type { PcmStream } from '../../src/core/formats/format.ts';
import { framesIn, pcmRanges } from '../../src/core/formats/pcmRange.ts';
import { openFile } from '../../src/node/fileSource.ts';
import { openForTest } from '../support/decode.ts';
import { seededRandom } from '../support/signal.ts';
import { ffmpeg, file, FRAMES, removeFiles, source, writeSources } from './support/pcmReference.ts';

beforeAll(writeSources);
afterAll(removeFiles);

const BLOCK = 4096;

/** Frames from … of a file as a WAV file, in blocks; by bytes only where the plan has a copy. */
async function exportRange(
  path: string,
  from: number,
  frames: number,
  byBytes: boolean,
): Promise<{ wav: Buffer; plan: WavPlan }> {
  const decoder = await openForTest(path);
  const bytes = await openFile(path, path);
  try {
    const plan = planWav(decoder);
    const { spec, copy } = plan;
    const parts: Uint8Array[] = [wavHeader(spec, frames)];
    for (let at = from; at < from + frames; at += BLOCK) {
      const now = Math.min(BLOCK, from + frames - at);
      if (byBytes) {
        const stream = decoder.stream as PcmStream;
        const read = await Promise.all(
          pcmRanges(stream, at, now).map(({ offset, length }) => bytes.read(offset, length)),
        );
        expect(framesIn(stream, read)).toBe(now);
        parts.push(copyFrames(copy!, read, now).slice());
      } else {
        const encoded = encodeFrames(await decoder.read(at, now), now, spec);
        expect(encoded).toMatchObject({ clipped: 0, notNumbers: 0 });
        parts.push(encoded.bytes);
      }
    }
    parts.push(new Uint8Array(wavSizes(spec, frames).padBytes));
    return { wav: Buffer.concat(parts), plan };
  } finally {
    await decoder.close();
    await bytes.close();
  }
}

/** All that ffmpeg decodes, bit for bit. */
function decoded(path: string, kind: string): Buffer {
  const output = ['-map', '0:a:0', '-f', kind, '-c:a', `pcm_${kind}`, 'pipe:1'];
  return execFileSync('ffmpeg', ['-v', 'error', '-i', path, ...output], { maxBuffer: 1 << 28 });
}

const probe = (path: string, entry: string): string =>
  execFileSync('ffprobe', ['-v', 'error', '-show_entries', `stream=${entry}`, '-of', 'csv=p=0', path], {
    encoding: 'utf8',
  }).trim();

type Path = 'bytes' | 'planes';
/** Source codec and container, the codec of the WAV file, channels, the paths that must be exact. */
const sources: [string, string, string, number[], Path[]][] = [
  ['pcm_u8', 'wav', 'pcm_u8', [1, 2], ['bytes', 'planes']],
  ['pcm_s16le', 'wav', 'pcm_s16le', [1, 2, 6], ['bytes', 'planes']],
  ['pcm_s24le', 'wav', 'pcm_s24le', [1, 2, 6], ['bytes', 'planes']],
  ['pcm_s32le', 'wav', 'pcm_s32le', [1, 2, 6], ['bytes']],
  ['pcm_f32le', 'wav', 'pcm_f32le', [1, 2, 6], ['bytes', 'planes']],
  ['pcm_f64le', 'wav', 'pcm_f64le', [1, 2, 6], ['bytes']],
  ['pcm_s8', 'aiff', 'pcm_u8', [1], ['bytes', 'planes']],
  ['pcm_s16be', 'aiff', 'pcm_s16le', [2], ['bytes', 'planes']],
  ['pcm_s24be', 'aiff', 'pcm_s24le', [6], ['bytes', 'planes']],
  ['pcm_s32be', 'aiff', 'pcm_s32le', [2], ['bytes']],
  ['pcm_f64be', 'au', 'pcm_f64le', [2], ['bytes']],
  ['pcm_f32be', 'caf', 'pcm_f32le', [6], ['bytes', 'planes']],
  ['pcm_alaw', 'wav', 'pcm_s16le', [2], ['planes']],
  ['flac', 'flac', 'pcm_s16le', [2, 6], ['planes']],
  ['flac24', 'flac', 'pcm_s24le', [1, 6], ['planes']],
  ['alac', 'm4a', 'pcm_s16le', [2], ['planes']],
];
const cases = sources.flatMap(([codec, container, wavCodec, counts, paths]) =>
  counts.flatMap((channels) => paths.map((path) => ({ codec, container, wavCodec, channels, path }))),
);

describe('ranges saved as WAV equal the decoded range', () => {
  it.each(cases)(
    '$codec in $container, $channels channels, by $path',
    async ({ codec, container, wavCodec, channels, path }) => {
      const input = file(`${codec}${channels}.${container}`);
      const depth =
        codec === 'flac24' ? ['-c:a', 'flac', '-sample_fmt', 's32', '-bits_per_raw_sample', '24'] : ['-c:a', codec];
      const flac16 = codec === 'flac' ? ['-sample_fmt', 's16'] : codec === 'alac' ? ['-sample_fmt', 's16p'] : [];
      ffmpeg(...source(channels), ...depth, ...flac16, input);
      const random = seededRandom(channels);
      const kind = wavCodec.includes('f') ? 'f64le' : 's32le';
      const frameBytes = channels * (kind === 's32le' ? 4 : 8);
      const theirs = decoded(input, kind);
      expect(theirs.length).toBe(FRAMES * frameBytes);
      const output = file('out.wav');
      const middle = Math.floor(random() * 9000);
      for (const [from, frames] of [
        [0, FRAMES],
        [FRAMES - 1, 1],
        [middle, 5000 + Math.floor(random() * 6000)],
      ] as const) {
        const { wav, plan } = await exportRange(input, from, frames, path === 'bytes');
        expect(plan.notes).toEqual([]);
        writeFileSync(output, wav);
        const range = theirs.subarray(from * frameBytes, (from + frames) * frameBytes);
        expect(Buffer.compare(decoded(output, kind), range)).toBe(0);
      }
      expect(probe(output, 'codec_name,sample_rate,channels')).toBe(`${wavCodec},16000,${channels}`);
      if (channels === 6) expect(probe(output, 'channel_layout')).toBe('5.1');
    },
  );

  it('says where precision is lost', async () => {
    const input = file('deep.mka');
    ffmpeg(...source(2), '-c:a', 'pcm_s32le', input);
    const { plan, wav } = await exportRange(input, 0, FRAMES, false);
    expect(plan).toMatchObject({
      spec: { encoding: 's32' },
      notes: ['Samples are saved with the 24 bits of precision that they are decoded with.'],
    });
    writeFileSync(file('out.wav'), wav);
    const [ours, theirs] = [decoded(file('out.wav'), 's32le'), decoded(input, 's32le')];
    let worst = 0;
    for (let at = 0; at < theirs.length; at += 4)
      worst = Math.max(worst, Math.abs(ours.readInt32LE(at) - theirs.readInt32LE(at)));
    expect(worst).toBeLessThanOrEqual(64);
  });

  it('lossy files are saved as the floats that they decode to', async () => {
    const input = file('lossy.ogg');
    ffmpeg(...source(2), '-c:a', 'libvorbis', input);
    const { plan, wav } = await exportRange(input, 1000, 5000, false);
    expect(plan).toEqual({ spec: { encoding: 'f32', channels: 2, sampleRate: 16000, layout: ['L', 'R'] }, notes: [] });
    writeFileSync(file('out.wav'), wav);
    const decoder = await openForTest(input);
    const planes = await decoder.read(1000, 5000);
    await decoder.close();
    const samples = decoded(file('out.wav'), 'f32le');
    planes.forEach((plane, c) => plane.forEach((value, i) => expect(samples.readFloatLE((i * 2 + c) * 4)).toBe(value)));
  });
});

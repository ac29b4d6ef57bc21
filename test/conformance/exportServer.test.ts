import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serve } from '../unit/node/serve.ts';
import { buildServer } from '../unit/node/support.ts';
import { ffmpeg, file, FRAMES, removeFiles, source, writeSources } from './support/pcmReference.ts';

/** All that ffmpeg decodes, bit for bit. */
function decoded(path: string, kind: string): Buffer {
  const output = ['-map', '0:a:0', '-f', kind, '-c:a', `pcm_${kind}`, 'pipe:1'];
  return execFileSync('ffmpeg', ['-v', 'error', '-i', path, ...output], { maxBuffer: 1 << 28 });
}

const codecOf = (path: string): string =>
  execFileSync('ffprobe', ['-v', 'error', '-show_entries', 'stream=codec_name', '-of', 'csv=p=0', path], {
    encoding: 'utf8',
  }).trim();

describe('ranges that the audio server saves', () => {
  let served: ReturnType<typeof serve>;
  let removeBuild: () => void;
  beforeAll(async () => {
    writeSources();
    const built = await buildServer();
    removeBuild = built.remove;
    served = serve({ worker: built.worker });
  });
  afterAll(() => {
    served.stop();
    removeBuild();
    removeFiles();
  });

  /** Frames from … of each: the whole, one at either end, the middle. */
  const ranges = (frames: number): [number, number][] => [
    [0, frames],
    [0, 1],
    [frames - 1, frames],
    [4321, 17_654],
  ];

  async function save(handle: number, startFrame: number, endFrame: number): Promise<string> {
    const path = file('saved.wav');
    const { warnings } = await served.client.request('exportWav', { handle, startFrame, endFrame, path });
    expect(warnings).toEqual([]);
    return path;
  }

  it.each([
    ['pcm_u8', 'wav', 'pcm_u8', 1],
    ['pcm_s16le', 'wav', 'pcm_s16le', 2],
    ['pcm_s24le', 'wav', 'pcm_s24le', 2],
    ['pcm_s32le', 'wav', 'pcm_s32le', 2],
    ['pcm_f32le', 'wav', 'pcm_f32le', 2],
    ['pcm_f64le', 'wav', 'pcm_f64le', 1],
    ['pcm_s24le', 'wav', 'pcm_s24le', 6],
    ['pcm_s24be', 'aiff', 'pcm_s24le', 2],
    ['pcm_f32be', 'caf', 'pcm_f32le', 2],
    ['flac', 'flac', 'pcm_s16le', 2],
    ['flac24', 'flac', 'pcm_s24le', 6],
  ])('%s in %s is the same as %s, %i channels', async (codec, container, wavCodec, channels) => {
    const input = file(`server-${codec}${channels}.${container}`);
    const depth = codec === 'flac24' ? ['-sample_fmt', 's32', '-bits_per_raw_sample', '24'] : [];
    const flac = codec === 'flac' ? ['-sample_fmt', 's16'] : depth;
    ffmpeg(...source(channels), '-c:a', codec.replace('flac24', 'flac'), ...flac, input);
    const kind = wavCodec.includes('f') ? 'f64le' : 's32le';
    const frameBytes = channels * (kind === 's32le' ? 4 : 8);
    const theirs = decoded(input, kind);
    expect(theirs.length).toBe(FRAMES * frameBytes);
    const { handle } = await served.client.request('open', { path: input, name: input });
    for (const [startFrame, endFrame] of ranges(FRAMES)) {
      const path = await save(handle, startFrame, endFrame);
      const range = theirs.subarray(startFrame * frameBytes, endFrame * frameBytes);
      expect(Buffer.compare(decoded(path, kind), range)).toBe(0);
      expect(codecOf(path)).toBe(wavCodec);
    }
    await served.client.request('close', { handle });
  });

  it.each([
    ['mp3', ['-c:a', 'libmp3lame', '-b:a', '128k']],
    ['ogg', ['-c:a', 'libvorbis']],
  ])('%s is the floats that are heard', async (extension, codec) => {
    const input = file(`server-lossy.${extension}`);
    ffmpeg(...source(2), ...codec, input);
    const { handle } = await served.client.request('open', { path: input, name: input });
    const { scan } = await served.end(handle);
    for (const [startFrame, endFrame] of ranges(scan.scannedFrames)) {
      const { client } = served;
      const { frames, data } = await client.request('pcm', { handle, startFrame, frames: endFrame - startFrame });
      expect(frames).toBe(endFrame - startFrame);
      const path = await save(handle, startFrame, endFrame);
      const bytes = decoded(path, 'f32le');
      expect(bytes.length).toBe(frames * 8);
      for (let i = 0; i < frames; i++) {
        if (bytes.readFloatLE(i * 8) !== data[i] || bytes.readFloatLE(i * 8 + 4) !== data[frames + i]) {
          expect(`frame ${startFrame + i}`).toBe('the same');
        }
      }
      expect(codecOf(path)).toBe('pcm_f32le');
    }
    await served.client.request('close', { handle });
  });
});

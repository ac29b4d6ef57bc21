import { describe, expect, it } from 'vitest';
import { bytesPerSample, deinterleave, type PcmEncoding } from '../../../src/core/dsp/pcm.ts';
import { byteCopyOf, copyFrames } from '../../../src/core/export/wavCopy.ts';
import { planWav } from '../../../src/core/export/wavPlan.ts';
import type { AudioStream, CodecConfig } from '../../../src/core/formats/format.ts';
import { pcmRanges, unpackPcm } from '../../../src/core/formats/pcmRange.ts';
import type { AudioInfo } from '../../../src/core/protocol/audio.ts';
import { seededRandom } from '../../support/signal.ts';

const FRAMES = 50;
const pcm = (encoding: PcmEncoding, channels = 2, planar = false) =>
  ({ kind: 'pcm', encoding, channels, dataOffset: 7, frames: FRAMES, planar }) as const;
const packets = (codec: CodecConfig): AudioStream => ({
  kind: 'packets',
  sampleRate: 48000,
  channels: 2,
  parts: [
    { demux: { type: 'silence' }, codec: { type: 'silence' }, skip: 0, frames: 1 },
    { demux: { type: 'silence' }, codec, skip: 0, frames: null },
  ],
});
function plan(stream: AudioStream, facts: Partial<AudioInfo> = {}) {
  const info = {
    container: '',
    codec: '',
    sampleRate: 48000,
    channels: 2,
    frames: FRAMES,
    framesExact: true,
    fileBytes: 0,
    warnings: [],
  };
  return planWav({ info: { ...info, bitsPerSample: null, ...facts }, stream });
}

describe('bytes copied', () => {
  const encodings: PcmEncoding[] = [
    'u8',
    's8',
    's16',
    's16be',
    's24',
    's24be',
    's32',
    's32be',
    'f32',
    'f32be',
    'f64',
    'f64be',
  ];

  it.each(encodings.flatMap((encoding) => [false, true].map((planar) => ({ encoding, planar }))))(
    '$encoding, planar: $planar: the same samples in the order of WAV',
    ({ encoding, planar }) => {
      const channels = 3;
      const stream = pcm(encoding, channels, planar);
      const random = seededRandom(1);
      const file = Uint8Array.from({ length: 7 + FRAMES * channels * bytesPerSample[encoding] }, () => random() * 256);
      const [from, frames] = [11, 20];
      const parts = pcmRanges(stream, from, frames).map(({ offset, length }) => file.subarray(offset, offset + length));
      const copy = byteCopyOf(stream)!;
      const [direct, copied] = [new Float32Array(frames * channels), new Float32Array(frames * channels)];
      unpackPcm(stream, parts, frames, direct, frames);
      const bytes = copyFrames(copy, parts, frames);
      expect(bytes.length).toBe(frames * channels * bytesPerSample[encoding]);
      deinterleave(bytes, copy.encoding, channels, frames, copied, frames);
      expect(copied).toEqual(direct);
    },
  );

  it.each(['u16', 'u16be', 'f16', 's64', 's64be', 'alaw', 'ulaw'] as const)('not %s', (encoding) => {
    expect(byteCopyOf(pcm(encoding))).toBeUndefined();
  });
});

describe('the depth of the original', () => {
  it.each([
    ['u16', 's16', 16],
    ['f16be', 'f32', 16],
    ['alaw', 's16', 8],
    ['s24be', 's24', 24],
    ['f64', 'f64', 64],
  ] as const)('PCM %s is %s', (encoding, target, bits) => {
    const { spec, notes } = plan(pcm(encoding), { bitsPerSample: bits });
    expect(spec).toEqual({ encoding: target, channels: 2, sampleRate: 48000 });
    expect(notes).toEqual([]);
  });

  it('keeps the bits in use', () => {
    expect(plan(pcm('s24'), { bitsPerSample: 20 }).spec).toMatchObject({ encoding: 's24', bits: 20 });
    expect(plan(packets({ type: 'flac', bits: 12 }), { bitsPerSample: 12 }).spec).toMatchObject({
      encoding: 's16',
      bits: 12,
    });
  });

  it.each([
    [{ type: 'flac', bits: 24 }, { bitsPerSample: 24 }, 's24', 0],
    [{ type: 'flac', bits: 32 }, { bitsPerSample: 32 }, 's32', 1],
    [{ type: 'wavpack' }, { bitsPerSample: 32, codec: 'WavPack 32-bit float' }, 'f32', 0],
    [{ type: 'wavpack' }, { bitsPerSample: 8, codec: 'WavPack 8-bit' }, 'u8', 0],
    [{ type: 'pcm', encoding: 's32' }, { bitsPerSample: 32 }, 's32', 1],
    [{ type: 'qoa' }, { bitsPerSample: 16 }, 's16', 0],
    [{ type: 'adpcm', variant: 'ms', blockBytes: 256 }, { bitsPerSample: 4 }, 's16', 0],
    [{ type: 'mpeg', layer: 3 }, {}, 'f32', 0],
  ] as [CodecConfig, Partial<AudioInfo>, string, number][])('%j', (codec, facts, encoding, notes) => {
    const made = plan(packets(codec), facts);
    expect(made.spec.encoding).toBe(encoding);
    expect(made.copy).toBeUndefined();
    expect(made.notes).toHaveLength(notes);
  });

  it('says what WAV cannot', () => {
    const layout = ['L', 'C', 'R'];
    expect(plan(pcm('s64', 3), { channels: 3, layout, sampleRate: 44100.4 }).notes).toEqual([
      'Samples are saved with the 24 bits of precision that they are decoded with.',
      'The sample rate is saved as 44100 Hz.',
      'WAV has no way to name the channels L C R: they are saved in this order, without names.',
    ]);
    expect(plan(pcm('s16', 3), { channels: 3, layout: ['L', 'R', 'C'] }).notes).toEqual([]);
  });
});

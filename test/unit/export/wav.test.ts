import { closeSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { wavHeader, wavSizes } from '../../../src/core/export/wavHeader.ts';
import { maskOfLayout } from '../../../src/core/export/wavMask.ts';
import { encodeFrames } from '../../../src/core/export/wavSamples.ts';
import type { WavEncoding, WavSpec } from '../../../src/core/export/wavSpec.ts';
import { deinterleave } from '../../../src/core/dsp/pcm.ts';
import { defaultLayout, layoutOfMask } from '../../../src/core/formats/channelLayout.ts';
import { openAudio } from '../../../src/core/formats/registry.ts';
import { tempFolder } from '../../support/cleanup.ts';
import { openFile } from '../../../src/node/fileSource.ts';
import { bytesSource } from '../formats/bytes.ts';

const folder = tempFolder('export');
afterAll(() => folder.remove());
const encodings: WavEncoding[] = ['u8', 's16', 's24', 's32', 'f32', 'f64'];
const view = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** A whole file. */
function file(spec: WavSpec, planes: Float32Array[]): Uint8Array {
  const frames = planes[0]!.length;
  const { padBytes } = wavSizes(spec, frames);
  return Buffer.concat([wavHeader(spec, frames), encodeFrames(planes, frames, spec).bytes, new Uint8Array(padBytes)]);
}

describe('the header', () => {
  it.each(encodings.flatMap((encoding) => [1, 2, 3, 6, 8, 64].map((channels) => ({ encoding, channels }))))(
    'of $encoding, $channels channels, is read as it was meant',
    async ({ encoding, channels }) => {
      const layout = defaultLayout(channels);
      const spec = { encoding, channels, sampleRate: 44100, ...(layout ? { layout } : {}) };
      const bytes = file(
        spec,
        Array.from({ length: channels }, () => new Float32Array(7)),
      );
      expect(bytes.length).toBe(wavSizes(spec, 7).fileBytes);
      expect(bytes.length % 2).toBe(0);
      expect(view(bytes).getUint32(4, true)).toBe(bytes.length - 8);
      const { info, stream } = await openAudio(bytesSource(bytes), 'a.wav');
      const bits = { u8: 8, s16: 16, s24: 24, s32: 32, f32: 32, f64: 64 }[encoding];
      expect(info).toMatchObject({
        container: 'WAV',
        sampleRate: 44100,
        channels,
        bitsPerSample: bits,
        frames: 7,
        warnings: [],
      });
      expect(stream).toMatchObject({ kind: 'pcm', encoding });
      const tag = view(bytes).getUint16(20, true);
      const plain = channels <= 2 && encoding !== 's24' && encoding !== 's32';
      expect(tag).toBe(plain ? (encoding.startsWith('f') ? 3 : 1) : 0xfffe);
      if (!plain && layout) expect(info.layout).toEqual(channels === 1 ? ['C'] : layout);
    },
  );

  it('says how many bits are in use, and which channels there are', async () => {
    const bytes = file({ encoding: 's24', bits: 20, channels: 2, sampleRate: 96000, layout: ['Ls', 'Rs'] }, [
      new Float32Array(1),
      new Float32Array(1),
    ]);
    const { info } = await openAudio(bytesSource(bytes), 'a.wav');
    expect(info).toMatchObject({ bitsPerSample: 20, layout: ['Ls', 'Rs'] });
    const b = file(
      { encoding: 's16', channels: 4, sampleRate: 48000, layout: ['W', 'X', 'Y', 'Z'] },
      Array.from({ length: 4 }, () => new Float32Array(1)),
    );
    expect((await openAudio(bytesSource(b), 'a.wav')).info.layout).toEqual(['W', 'X', 'Y', 'Z']);
  });

  it('has 64-bit sizes from 4 GiB on, and not before', async () => {
    const spec = { encoding: 's16', channels: 2, sampleRate: 48000 } as const;
    const most = (2 ** 32 - 44) / 4 - 1;
    expect(wavSizes(spec, most)).toMatchObject({ rf64: false, fileBytes: 2 ** 32 - 4 });
    expect(wavSizes(spec, most + 1)).toMatchObject({ rf64: true, headerBytes: 80 });
    for (const frames of [most, most + 1, 2 ** 31 + 5]) {
      const path = join(folder.path, 'large.wav');
      const fd = openSync(path, 'w');
      writeSync(fd, wavHeader(spec, frames));
      ftruncateSync(fd, wavSizes(spec, frames).fileBytes);
      closeSync(fd);
      const source = await openFile(path, 'large.wav');
      const { info } = await openAudio(source, 'large.wav');
      await source.close();
      expect(info).toMatchObject({ container: frames > most ? 'WAV (RF64)' : 'WAV', frames, warnings: [] });
      const probe = ['-v', 'error', '-show_entries', 'stream=duration_ts,codec_name', '-of', 'csv=p=0', path];
      expect(execFileSync('ffprobe', probe, { encoding: 'utf8' }).trim()).toBe(`pcm_s16le,${frames}`);
    }
  });

  it('counts frames of floats', () => {
    const header = wavHeader({ encoding: 'f32', channels: 1, sampleRate: 8000 }, 1234);
    expect(Buffer.from(header).subarray(38, 42).toString()).toBe('fact');
    expect(view(header).getUint32(46, true)).toBe(1234);
  });

  it('refuses what no WAV file holds', () => {
    const spec = { encoding: 's16', channels: 1, sampleRate: 48000 } as const;
    expect(() => wavHeader({ ...spec, channels: 0 }, 1)).toThrow('A WAV file cannot hold 0 channels of 16 bits.');
    expect(() => wavHeader({ ...spec, channels: 32768 }, 1)).toThrow('32768 channels');
    expect(() => wavHeader({ ...spec, sampleRate: 2 ** 32 }, 1)).toThrow(
      'A WAV file cannot hold a sample rate of 4294967296 Hz.',
    );
    expect(() => wavHeader(spec, -1)).toThrow('a count of frames');
    expect(() => wavHeader({ ...spec, channels: 2 }, 2 ** 52)).toThrow(
      'A WAV file cannot hold 4503599627370496 frames.',
    );
  });

  it('masks give back their layout', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 18 - 1 }), (mask) => {
        const channels = mask.toString(2).replaceAll('0', '').length;
        const layout = layoutOfMask(mask, channels)!;
        expect(layoutOfMask(maskOfLayout(layout, channels), channels)).toEqual(layout);
      }),
    );
    expect(maskOfLayout(['L', 'R', 'C', 'LFE', 'Ls', 'Rs'], 6)).toBe(0x3f);
    expect(maskOfLayout(['L', 'R', 'C', 'LFE', 'Lb', 'Rb', 'Ls', 'Rs'], 8)).toBe(0x63f);
    expect(maskOfLayout(['L', 'R', 'Ls', 'Rs'], 4)).toBe(0x33);
    expect(maskOfLayout(['L', 'C', 'R'], 3)).toBe(0);
    expect(maskOfLayout(['Mid', 'Side'], 2)).toBe(0);
    expect(maskOfLayout(undefined, 1)).toBe(0x4);
    expect(maskOfLayout(undefined, 2)).toBe(0x3);
    expect(maskOfLayout(undefined, 6)).toBe(0);
  });
});

describe('samples', () => {
  const integers: [WavEncoding, number][] = [['u8', 8], ['s16', 16], ['s24', 24]]; // prettier-ignore

  it.each(integers)('%s come back as the integers that they were', (encoding, bits) => {
    const count = Math.min(2 ** bits, 1 << 18);
    const stride = 2 ** bits / count;
    const bytes = new Uint8Array(count * Math.ceil(bits / 8));
    for (let i = 0; i < count; i++) {
      const value = i * stride + Math.floor(stride / 3);
      for (let byte = 0; byte < bits / 8; byte++) bytes[(i * bits) / 8 + byte] = value >> (8 * byte);
    }
    for (const channels of [1, 2, 4]) {
      const frames = count / channels;
      const planar = new Float32Array(count);
      deinterleave(bytes, encoding, channels, frames, planar, frames);
      const planes = Array.from({ length: channels }, (_, c) => planar.subarray(c * frames, (c + 1) * frames));
      const back = encodeFrames(planes, frames, { encoding, channels, sampleRate: 8000 });
      expect(Buffer.compare(back.bytes, bytes)).toBe(0);
      expect(back).toMatchObject({ clipped: 0, notNumbers: 0 });
    }
  });

  it('fewer bits stand at the top of the sample', () => {
    const plane = Float32Array.from([1 / 2 ** 19, -1, 0.99999999, 1 - 2 ** -19]);
    const { bytes, clipped } = encodeFrames([plane], 4, { encoding: 's24', bits: 20, channels: 1, sampleRate: 8000 });
    expect([...bytes]).toEqual([0x10, 0, 0, 0, 0, 0x80, 0xf0, 0xff, 0x7f, 0xf0, 0xff, 0x7f]);
    expect(clipped).toBe(1);
  });

  it.each(['u8', 's16', 's24', 's32'] as const)('%s: what does not fit is clipped and counted', (encoding) => {
    const plane = Float32Array.from([1, -1, 1.5, -1.5, Infinity, -Infinity, NaN, 0, -0]);
    const { bytes, clipped, notNumbers } = encodeFrames([plane], plane.length, {
      encoding,
      channels: 1,
      sampleRate: 8000,
    });
    expect({ clipped, notNumbers }).toEqual({ clipped: encoding === 's32' ? 4 : 5, notNumbers: 1 });
    const back = new Float32Array(plane.length);
    deinterleave(bytes, encoding, 1, plane.length, back, plane.length);
    const top = encoding === 's32' ? 1 : 1 - 2 ** -{ u8: 7, s16: 15, s24: 23 }[encoding];
    expect([...back]).toEqual([top, -1, top, -1, top, -1, 0, 0, 0]);
  });

  it('floats pass as they are', () => {
    const plane = Float32Array.from([1.5, -Infinity, NaN, -0, 1e-40, 0.1]);
    for (const encoding of ['f32', 'f64'] as const) {
      const { bytes, clipped, notNumbers } = encodeFrames([plane, plane], 6, {
        encoding,
        channels: 2,
        sampleRate: 8000,
      });
      const back = new Float32Array(12);
      deinterleave(bytes, encoding, 2, 6, back, 6);
      for (const half of [back.subarray(0, 6), back.subarray(6)]) expect([...half]).toEqual([...plane]);
      expect({ clipped, notNumbers }).toEqual({ clipped: 0, notNumbers: 0 });
    }
  });

  it('pieces are the whole', () => {
    const plane = Float32Array.from({ length: 1000 }, (_, i) => Math.sin(i));
    fc.assert(
      fc.property(fc.constantFrom(...encodings), fc.integer({ min: 0, max: 1000 }), (encoding, cut) => {
        const spec = { encoding, channels: 2, sampleRate: 8000 };
        const part = (from: number, to: number): Uint8Array =>
          encodeFrames([plane.subarray(from, to), plane.subarray(from, to)], to - from, spec).bytes;
        expect(Buffer.compare(Buffer.concat([part(0, cut), part(cut, 1000)]), part(0, 1000))).toBe(0);
      }),
    );
  });
});

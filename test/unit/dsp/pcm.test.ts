import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alawSample, ulawSample } from '../../../src/core/dsp/g711.ts';
import { bytesPerSample, deinterleave, type PcmEncoding } from '../../../src/core/dsp/pcm.ts';

const encodings = Object.keys(bytesPerSample) as PcmEncoding[];

/** One sample by the definition, byte by byte. */
function sampleAt(view: DataView, at: number, encoding: PcmEncoding): number {
  const little = !encoding.endsWith('be');
  if (encoding === 'alaw') return alawSample(view.getUint8(at)) / 32768;
  if (encoding === 'ulaw') return ulawSample(view.getUint8(at)) / 32768;
  const bytes = bytesPerSample[encoding];
  let bits = 0n;
  for (let i = 0; i < bytes; i++) bits = (bits << 8n) | BigInt(view.getUint8(at + (little ? bytes - 1 - i : i)));
  const full = 2 ** (bytes * 8 - 1);
  if (encoding.startsWith('u')) return (Number(bits) - full) / full;
  if (encoding.startsWith('s')) return Number(BigInt.asIntN(bytes * 8, bits)) / full;
  if (bytes === 4) return view.getFloat32(at, little);
  if (bytes === 8) return view.getFloat64(at, little);
  const exponent = Number((bits >> 10n) & 31n);
  const fraction = Number(bits & 1023n) / 1024;
  const size =
    exponent === 31
      ? fraction
        ? NaN
        : Infinity
      : exponent
        ? (1 + fraction) * 2 ** (exponent - 15)
        : fraction * 2 ** -14;
  return bits & 0x8000n ? -size : size;
}

describe('deinterleave', () => {
  it.each(encodings)('equals the definition, wherever the bytes start: %s', (encoding) => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5 }),
        fc.uint8Array({ minLength: 0, maxLength: 400 }),
        fc.integer({ min: 0, max: 7 }),
        (channels, content, offset) => {
          const size = bytesPerSample[encoding];
          const frames = Math.floor(content.length / (size * channels));
          const bytes = new Uint8Array(content.length + offset).subarray(offset);
          bytes.set(content);
          const stride = frames + 3;
          const out = new Float32Array(stride * channels).fill(9);
          deinterleave(bytes, encoding, channels, frames, out, stride);
          const view = new DataView(bytes.buffer, offset);
          for (let c = 0; c < channels; c++) {
            for (let i = 0; i < frames; i++) {
              expect(out[c * stride + i]).toBe(Math.fround(sampleAt(view, (i * channels + c) * size, encoding)));
            }
            expect(out[c * stride + frames]).toBe(9);
          }
          expect(bytes).toEqual(content);
        },
      ),
      { numRuns: 60 },
    );
  });

  it.each(encodings)('of many frames and channels goes on where its scratch ends: %s', (encoding) => {
    const [channels, frames] = [64, 700];
    const size = bytesPerSample[encoding];
    const bytes = Uint8Array.from(
      { length: channels * frames * size + 1 },
      (_, i) => (i * 31 + (i >> 8)) & 0xff,
    ).subarray(1);
    const out = new Float32Array(channels * frames);
    deinterleave(bytes, encoding, channels, frames, out, frames);
    const view = new DataView(bytes.buffer, 1);
    for (let i = 0; i < frames; i += 13) {
      for (let c = 0; c < channels; c += 7) {
        expect(out[c * frames + i]).toBe(Math.fround(sampleAt(view, (i * channels + c) * size, encoding)));
      }
    }
  });
});

describe('G.711', () => {
  it.each([
    ['alaw', alawSample],
    ['mulaw', ulawSample],
  ] as const)('%s equals ffmpeg for every code', (kind, sample) => {
    const input = Buffer.from(Array.from({ length: 256 }, (_, code) => code));
    const args = ['-v', 'error', '-f', kind, '-ar', '8000', '-ac', '1', '-i', 'pipe:0', '-f', 's16le', 'pipe:1'];
    const bytes = execFileSync('ffmpeg', args, { input });
    expect(bytes).toHaveLength(512);
    for (let code = 0; code < 256; code++) expect(sample(code)).toBe(bytes.readInt16LE(code * 2));
  });
});

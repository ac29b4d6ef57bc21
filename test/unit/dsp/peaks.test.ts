import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { interleavedPeaks, planarPeaks } from '../../../src/core/dsp/peaks.ts';
import { bytesPerSample, deinterleave, interleave, type PcmEncoding } from '../../../src/core/dsp/pcm.ts';

const encodings = Object.keys(bytesPerSample) as PcmEncoding[];

function planesOf(bytes: Uint8Array, encoding: PcmEncoding, channels: number, frames: number): Float32Array[] {
  const out = new Float32Array(frames * channels);
  deinterleave(bytes, encoding, channels, frames, out, frames);
  return Array.from({ length: channels }, (_, c) => out.subarray(c * frames, (c + 1) * frames));
}

/** Straight from the definition, in doubles. */
function brute(samples: Float32Array): [number, number, number] {
  const finite = [...samples].filter(Number.isFinite);
  if (finite.length === 0) return [0, 0, 0];
  const squares = finite.reduce((sum, x) => sum + x * x, 0);
  return [Math.min(...finite), Math.max(...finite), squares / finite.length];
}

describe('peaks', () => {
  it.each(encodings)('of interleaved %s equal the definition', (encoding) => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 7 }),
        fc.integer({ min: 1, max: 1500 }),
        fc.constantFrom(16, 64, 256),
        fc.integer(),
        (channels, frames, size, seed) => {
          const bytes = new Uint8Array(frames * channels * bytesPerSample[encoding]);
          let state = seed >>> 0;
          for (let i = 0; i < bytes.length; i++)
            bytes[i] = (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) >> 24;
          const blocks = Math.ceil(frames / size);
          const out = { data: new Float32Array((blocks + 3) * channels * 3), capacity: blocks + 3 };
          const bad = interleavedPeaks(bytes, encoding, channels, frames, size, out, 2);
          const planes = planesOf(bytes, encoding, channels, frames);
          expect(bad).toBe(planes.reduce((sum, p) => sum + p.filter((x) => !Number.isFinite(x)).length, 0));
          planes.forEach((plane, c) => {
            for (let b = 0; b < blocks; b++) {
              const [min, max, square] = brute(plane.subarray(b * size, (b + 1) * size));
              const at = c * 3 * out.capacity + 2 + b;
              // The sign of zero says nothing.
              expect(out.data[at]! + 0).toBe(min + 0);
              expect(out.data[at + out.capacity]! + 0).toBe(max + 0);
              const got = out.data[at + 2 * out.capacity]!;
              const expected = Math.min(square, 3.4028234663852886e38);
              expect(Math.abs(got - expected)).toBeLessThanOrEqual(expected * 1e-6 + 1e-44);
            }
          });
        },
      ),
      { numRuns: 60 },
    );
  });

  it('take the extreme samples of 16 bits', () => {
    const samples = new Int16Array(512).fill(-32768);
    samples.fill(32767, 256);
    const out = { data: new Float32Array(6), capacity: 2 };
    interleavedPeaks(new Uint8Array(samples.buffer), 's16', 1, 512, 256, out, 0);
    expect([...out.data]).toEqual([-1, 32767 / 32768, -1, 32767 / 32768, 1, Math.fround((32767 / 32768) ** 2)]);
  });

  it('leave NaN and infinity out and count them', () => {
    const plane = Float32Array.of(0.5, NaN, -0.25, Infinity, -Infinity, NaN, NaN, NaN);
    const out = { data: new Float32Array(6), capacity: 2 };
    expect(planarPeaks(plane, 1, 8, 5, out, 0)).toBe(6);
    expect([...out.data]).toEqual([-0.25, 0, 0.5, 0, Math.fround((0.25 + 0.0625) / 2), 0]);
  });
});

describe('interleave', () => {
  it.each(['s16', 's24', 'f32'] as const)('is undone by deinterleave: %s', (encoding) => {
    const scale = encoding === 's16' ? 32768 : 8388608;
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -scale, max: scale - 1 }), { minLength: 1, maxLength: 300 }),
        fc.integer({ min: 1, max: 5 }),
        (values, channels) => {
          const frames = values.length;
          const planes = Array.from({ length: channels }, (_, c) =>
            Float32Array.from(values, (x) => (c % 2 ? x : -x - 1) / scale),
          );
          const bytes = new Uint8Array(frames * channels * bytesPerSample[encoding]);
          interleave(planes, frames, encoding, 1 / scale, bytes);
          expect(planesOf(bytes, encoding, channels, frames)).toEqual(planes);
        },
      ),
    );
  });
});

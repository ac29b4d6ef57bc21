import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planarPeaks } from '../../../src/core/dsp/peaks.ts';
import { BASE_FRAMES, BASE_LEVEL, Pyramid } from '../../../src/core/dsp/pyramid.ts';
import { blockFrames, MAX_LEVEL } from '../../../src/core/protocol/audio.ts';
import { seededRandom } from '../../support/signal.ts';

function noisePlanes(channels: number, frames: number, seed: number): Float32Array {
  const random = seededRandom(seed);
  return Float32Array.from({ length: channels * frames }, () => random() * 2 - 1);
}

/** Appends frames [from, to) of the planes. */
function append(pyramid: Pyramid, planes: Float32Array, total: number, from: number, to: number): void {
  const { channels } = pyramid;
  const frames = to - from;
  const part = new Float32Array(frames * channels);
  for (let c = 0; c < channels; c++) part.set(planes.subarray(c * total + from, c * total + to), c * frames);
  const count = Math.ceil(frames / BASE_FRAMES);
  const out = { data: new Float32Array(count * channels * 3), capacity: count };
  planarPeaks(part, channels, frames, BASE_FRAMES, out, 0);
  pyramid.append(count, out.data, frames);
}

describe('Pyramid', () => {
  it('equals a direct computation at every level, however it is fed', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 1, max: 40_000 }),
        fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 10 }),
        fc.integer(),
        (channels, total, steps, seed) => {
          const planes = noisePlanes(channels, total, seed);
          const pyramid = new Pyramid(channels);
          for (let at = 0, i = 0; at < total; i++) {
            const to = Math.min(total, at + steps[i % steps.length]! * BASE_FRAMES);
            append(pyramid, planes, total, at, to);
            at = to;
          }
          pyramid.finish();
          for (let level = BASE_LEVEL; level <= MAX_LEVEL; level++) {
            const size = blockFrames(level);
            const blocks = Math.ceil(total / size);
            const { count, data } = pyramid.read(level, 0, 65536);
            expect(count).toBe(blocks);
            for (let c = 0; c < channels; c++) {
              for (let b = 0; b < blocks; b++) {
                const samples = planes.subarray(c * total + b * size, c * total + Math.min(total, (b + 1) * size));
                let [min, max, squares] = [Infinity, -Infinity, 0];
                for (const x of samples) {
                  min = Math.min(min, x);
                  max = Math.max(max, x);
                  squares += x * x;
                }
                expect(data[c * 3 * blocks + b]).toBe(min);
                expect(data[(c * 3 + 1) * blocks + b]).toBe(max);
                const mean = squares / samples.length;
                expect(Math.abs(data[(c * 3 + 2) * blocks + b]! - mean)).toBeLessThan(mean * 1e-5);
              }
            }
          }
        },
      ),
      { numRuns: 30 },
    );
  });

  it('gives whole blocks only until it is finished', () => {
    const pyramid = new Pyramid(1);
    const total = BASE_FRAMES * 6 + 10;
    append(pyramid, noisePlanes(1, total, 1), total, 0, total);
    expect(pyramid.read(BASE_LEVEL + 1, 0, 10).count).toBe(1);
    expect(pyramid.read(BASE_LEVEL + 2, 0, 10).count).toBe(0);
    pyramid.finish();
    expect(pyramid.read(BASE_LEVEL + 1, 0, 10).count).toBe(2);
    expect(pyramid.read(BASE_LEVEL + 2, 0, 10).count).toBe(1);
    expect(pyramid.read(MAX_LEVEL, 0, 10).count).toBe(1);
  });

  it('cuts requests to what is there', () => {
    const pyramid = new Pyramid(2);
    const total = BASE_FRAMES * 10_000;
    const planes = noisePlanes(2, BASE_FRAMES, 2);
    for (let i = 0; i < 10_000; i++) append(pyramid, planes, BASE_FRAMES, 0, BASE_FRAMES);
    expect(pyramid.frames).toBe(total);
    // Across the edge of a storage segment.
    const { count, data } = pyramid.read(BASE_LEVEL, 4090, 20);
    expect(count).toBe(20);
    expect(new Set(data.subarray(0, 20)).size).toBe(1);
    expect(pyramid.read(BASE_LEVEL, 9_990, 100).count).toBe(10);
    expect(pyramid.read(BASE_LEVEL, 10_000, 1).count).toBe(0);
    expect(pyramid.read(BASE_LEVEL, 99_999, 1)).toMatchObject({ count: 0, channels: 2 });
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PEAK_VALUES, planePeaks } from '../../../src/core/dsp/peaks.ts';
import { BASE_FRAMES, MEMORY_LEVEL, mergeRecords, Pyramid } from '../../../src/core/dsp/pyramid.ts';
import { blockFrames, MAX_LEVEL } from '../../../src/core/protocol/audio.ts';
import { seededRandom } from '../../support/signal.ts';

function noisePlanes(channels: number, frames: number, seed: number): Float32Array[] {
  const random = seededRandom(seed);
  return Array.from({ length: channels }, () => Float32Array.from({ length: frames }, () => random() * 2 - 1));
}

/** Records of frames from … to−1 at any block size. */
function records(planes: Float32Array[], size: number, from: number, to: number): Float32Array {
  const stride = planes.length * PEAK_VALUES;
  const out = new Float32Array(Math.ceil((to - from) / size) * stride);
  planes.forEach((plane, c) => {
    planePeaks(plane.subarray(from, to), to - from, size, out, c * PEAK_VALUES, stride);
  });
  return out;
}

function append(pyramid: Pyramid, planes: Float32Array[], from: number, to: number): void {
  pyramid.append(records(planes, BASE_FRAMES, from, to), Math.ceil((to - from) / BASE_FRAMES), to - from);
}

function expectEqual(got: Float32Array, expected: Float32Array): void {
  expect(got.length).toBe(expected.length);
  for (let i = 0; i < got.length; i++) {
    if (i % PEAK_VALUES < 2) expect(got[i]).toBe(expected[i]);
    else expect(Math.abs(got[i]! - expected[i]!)).toBeLessThan(expected[i]! * 1e-5);
  }
}

/** Feeds a pyramid in steps of base blocks. */
function fed(planes: Float32Array[], total: number, steps: readonly number[]): Pyramid {
  const pyramid = new Pyramid(planes.length);
  for (let at = 0, i = 0; at < total; i++) {
    const to = Math.min(total, at + steps[i % steps.length]! * BASE_FRAMES);
    append(pyramid, planes, at, to);
    at = to;
  }
  return pyramid;
}

describe('Pyramid', () => {
  it('equals a direct computation at every level, however it is fed', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 1, max: 60_000 }),
        fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 10 }),
        fc.integer(),
        (channels, total, steps, seed) => {
          const planes = noisePlanes(channels, total, seed);
          const pyramid = fed(planes, total, steps);
          pyramid.finish();
          for (let level = MEMORY_LEVEL; level <= MAX_LEVEL; level++) {
            const read = pyramid.read(level, 0, 65536);
            expect(read.count).toBe(Math.ceil(total / blockFrames(level)));
            expectEqual(read.records, records(planes, blockFrames(level), 0, total));
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  it('is the same after it was cut and has grown again', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40_000 }), fc.integer({ min: 0, max: 40_000 }), (first, more) => {
        const total = first + more;
        const planes = noisePlanes(2, total, first);
        const pyramid = fed(planes, first, [7]);
        pyramid.finish();
        const kept = first - (first % blockFrames(MEMORY_LEVEL));
        pyramid.truncate(kept);
        for (let at = kept; at < total; at += 3 * BASE_FRAMES) {
          append(pyramid, planes, at, Math.min(total, at + 3 * BASE_FRAMES));
        }
        pyramid.finish();
        for (const level of [MEMORY_LEVEL, MEMORY_LEVEL + 1, MAX_LEVEL]) {
          expectEqual(pyramid.read(level, 0, 65536).records, records(planes, blockFrames(level), 0, total));
        }
      }),
      { numRuns: 30 },
    );
  });

  it('is the same after it was saved', () => {
    const planes = noisePlanes(2, 50_000, 3);
    const pyramid = fed(planes, 50_000, [11]);
    pyramid.finish();
    const restored = Pyramid.restore(2, 50_000, pyramid.save());
    expect(restored.frames).toBe(50_000);
    for (let level = MEMORY_LEVEL; level <= MAX_LEVEL; level++) {
      expect(restored.read(level, 0, 100)).toEqual(pyramid.read(level, 0, 100));
    }
  });

  it('gives whole blocks only until it is finished', () => {
    const total = blockFrames(MEMORY_LEVEL) * 6 + 10;
    const pyramid = fed(noisePlanes(1, total, 1), total, [1000]);
    expect(pyramid.read(MEMORY_LEVEL, 0, 10).count).toBe(6);
    expect(pyramid.read(MEMORY_LEVEL + 1, 0, 10).count).toBe(1);
    expect(pyramid.read(MEMORY_LEVEL + 2, 0, 10).count).toBe(0);
    pyramid.finish();
    expect(pyramid.read(MEMORY_LEVEL, 0, 10).count).toBe(7);
    expect(pyramid.read(MEMORY_LEVEL + 1, 0, 10).count).toBe(2);
    expect(pyramid.read(MAX_LEVEL, 0, 10).count).toBe(1);
    expect(pyramid.read(MEMORY_LEVEL, 99, 1).count).toBe(0);
  });
});

describe('mergeRecords', () => {
  it('equals peaks of four times the size, short last blocks included', () => {
    const planes = noisePlanes(2, 5000, 9);
    const fine = records(planes, 256, 0, 5000);
    const merged = new Float32Array(5 * 6);
    expect(mergeRecords(fine, 20, 2, 256, 5000, merged)).toBe(5);
    expectEqual(merged, records(planes, 1024, 0, 5000));
  });
});

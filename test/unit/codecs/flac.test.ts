import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeFlac } from '../../../src/core/codecs/flac.ts';
import { flacFrameFrames } from '../../../src/core/codecs/flacHeader.ts';
import type { Decoded } from '../../../src/core/codecs/packetDecoder.ts';
import { seededRandom } from '../../support/signal.ts';
import { encodeFrame, type FrameShape, type Subframe } from './support/flacEncoder.ts';

function decode(packets: Uint8Array[], bits: number, channels: number): Decoded & { warnings: string[] } {
  const warnings = new Set<string>();
  const decoder = decodeFlac(
    { bits },
    { sampleRate: 44100, channels, warn: (sentence) => void warnings.add(sentence) },
  );
  let position = 0;
  const decoded = decoder.decode(
    packets.map((data) => {
      const packet = { data, position, frames: flacFrameFrames(data) };
      position += packet.frames;
      return packet;
    }),
  ) as Decoded;
  return { ...decoded, warnings: [...warnings] };
}

type Kind = 'silence' | 'noise' | 'tone' | 'full scale';

/** Integers of so many bits; all multiples of 2^wasted. */
function signal(kind: Kind, frames: number, bits: number, wasted: number, seed: number): number[] {
  const random = seededRandom(seed);
  const top = 2 ** (bits - wasted - 1);
  const sample = (i: number): number => {
    if (kind === 'silence') return 0;
    if (kind === 'tone') return Math.round((top - 1) * 0.9 * Math.sin(i * 0.05 + seed));
    if (kind === 'full scale') return random() < 0.5 ? -top : top - 1;
    return Math.floor((random() * 2 - 1) * top);
  };
  return Array.from({ length: frames }, (_, i) => sample(i) * 2 ** wasted);
}

const rice = fc.record({ partitionOrder: fc.integer({ min: 0, max: 4 }), wide: fc.boolean(), escaped: fc.boolean() });
const linear = fc
  .record({
    precision: fc.integer({ min: 2, max: 15 }),
    shift: fc.integer({ min: 0, max: 15 }),
    order: fc.integer({ min: 1, max: 32 }),
    seed: fc.nat(),
    rice,
  })
  .map(({ precision, shift, order, seed, rice }): Subframe => {
    const random = seededRandom(seed);
    const top = 2 ** (precision - 1);
    const coefficients = Array.from({ length: order }, () => Math.floor((random() * 2 - 1) * top));
    return { kind: 'linear', coefficients, precision, shift, rice };
  });
const subframe: fc.Arbitrary<Subframe> = fc.oneof(
  fc.constantFrom<Subframe>({ kind: 'constant' }, { kind: 'verbatim' }),
  fc.record({ kind: fc.constant('fixed' as const), order: fc.integer({ min: 0, max: 4 }), rice }),
  linear,
);

/** Where the planes first differ from the integers; undefined: nowhere. */
function firstDifference(
  planes: readonly Float32Array[],
  samples: readonly number[][],
  bits: number,
): string | undefined {
  for (const [c, channel] of samples.entries()) {
    const plane = planes[c];
    if (plane?.length !== channel.length) return `channel ${c} has ${plane?.length} frames`;
    for (const [i, x] of channel.entries()) {
      if (plane[i] !== Math.fround(x / 2 ** (bits - 1)))
        return `channel ${c}, frame ${i}: ${plane[i]! * 2 ** (bits - 1)}, not ${x}`;
    }
  }
  return undefined;
}

describe('decodeFlac', () => {
  const anything = fc.record({
    bits: fc.integer({ min: 4, max: 32 }),
    channels: fc.integer({ min: 1, max: 8 }),
    frames: fc.oneof(
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 1, max: 40 }).map((n) => n * 16),
    ),
    stereo: fc.constantFrom(undefined, 8 as const, 9 as const, 10 as const),
    wasted: fc.integer({ min: 0, max: 3 }),
    hideBits: fc.boolean(),
    kind: fc.constantFrom<Kind>('silence', 'noise', 'tone', 'full scale'),
    subframe,
    seed: fc.nat(),
  });

  it('gives back every sample of every kind of frame, whatever its depth', () => {
    fc.assert(
      fc.property(anything, ({ bits, channels, frames, stereo, wasted, hideBits, kind, subframe, seed }) => {
        const count = stereo ? 2 : channels;
        const samples = Array.from({ length: count }, (_, c) => signal(kind, frames, bits, wasted, seed + c));
        // Mid loses its last bit, so that it has fewer to waste.
        const unused = stereo === 10 ? 0 : wasted;
        const shape: FrameShape = {
          number: seed % 1e6,
          bits,
          hideBits,
          wasted: unused,
          subframe,
          ...(stereo && { stereo }),
        };
        const decoded = decode([encodeFrame(samples, shape)], bits, count);
        expect(decoded.warnings).toEqual([]);
        expect(firstDifference(decoded.planes, samples, bits)).toBeUndefined();
      }),
      { numRuns: 500 },
    );
  });

  it.each([16, 17, 24, 31, 32])('predicts exactly where sums leave 32 bits: %i bits', (bits) => {
    // The largest coefficients on full-scale samples.
    const coefficients = Array.from({ length: 32 }, (_, i) => (i % 2 ? -16384 : 16383));
    const rice = { partitionOrder: 0, wide: true, escaped: false };
    const samples = [0, 1].map((c) => signal('full scale', 256, bits, 0, c));
    for (const stereo of [undefined, 8, 9, 10] as const) {
      const subframe = { kind: 'linear' as const, coefficients, precision: 15, shift: 14, rice };
      const packet = encodeFrame(samples, { number: 0, bits, subframe, ...(stereo && { stereo }) });
      expect(firstDifference(decode([packet], bits, 2).planes, samples, bits)).toBeUndefined();
    }
  });

  const frame = (shape: Partial<FrameShape>, channels = 2, seed = 1): Uint8Array =>
    encodeFrame(
      Array.from({ length: channels }, (_, c) => signal('tone', 64, shape.bits ?? 16, 0, seed + c)),
      { number: 0, bits: 16, subframe: { kind: 'verbatim' }, ...shape },
    );

  it('scales frames by their own depth, and says that it changed', () => {
    const { planes, warnings } = decode([frame({}), frame({ bits: 24 })], 16, 2);
    expect(Math.max(...planes[0]!.subarray(64))).toBeCloseTo(0.9, 1);
    expect(warnings).toEqual(['Some FLAC frames have 24 bits per sample, not 16.']);
  });

  it('says that rate and channels changed; one channel is heard from all', () => {
    const { planes, warnings } = decode([frame({ sampleRate: 22050 }), frame({}, 1)], 16, 2);
    expect(planes[0]!.subarray(64)).toEqual(planes[1]!.subarray(64));
    expect(warnings).toEqual([
      'Some FLAC frames claim 22050 Hz; they are shown at 44100 Hz.',
      'Some FLAC frames have 1 channels; they are shown with 2.',
    ]);
  });

  it('keeps a frame whose checksum alone is wrong', () => {
    const packet = frame({});
    packet[packet.length - 1]! ^= 1;
    expect(decode([packet], 16, 2).planes).toEqual(decode([frame({})], 16, 2).planes);
    expect(decode([packet], 16, 2).warnings).toEqual([
      'Some FLAC frames have a wrong checksum: what they sound like may be wrong.',
    ]);
  });

  it('puts silence where a frame is cut or none, and keeps its neighbours', () => {
    const whole = frame({});
    const expected = decode([whole, whole, whole], 16, 2);
    const decoder = decodeFlac({ bits: 16 }, { sampleRate: 44100, channels: 2, warn: () => undefined });
    for (const broken of [whole.subarray(0, 100), whole.subarray(0, 3), new Uint8Array(0), new Uint8Array(100)]) {
      const packets = [whole, broken, whole].map((data, i) => ({ data, position: i * 64, frames: 64 }));
      const { planes, frames } = decoder.decode(packets) as Decoded;
      expect(frames).toBe(192);
      planes.forEach((plane, c) => {
        expect(plane.subarray(0, 64)).toEqual(expected.planes[c]!.subarray(0, 64));
        expect(plane.subarray(64, 128).every((x) => x === 0)).toBe(true);
        expect(plane.subarray(128)).toEqual(expected.planes[c]!.subarray(0, 64));
      });
    }
  });

  it('survives any bytes behind a header, and never exceeds full scale', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 400 }),
        fc.constantFrom(4, 16, 24, 32),
        fc.constantFrom(8, 9, 10),
        (body, bits, stereo) => {
          const silent = Array.from({ length: 2 }, () => new Array<number>(64).fill(0));
          const head = encodeFrame(silent, { number: 5, bits, stereo: stereo, subframe: { kind: 'constant' } });
          const packet = new Uint8Array([...head.subarray(0, 8), ...body]);
          const { planes, frames } = decode([packet], bits, 2);
          expect(frames).toBe(64);
          for (const plane of planes) expect(plane.every((x) => Math.abs(x) <= 1)).toBe(true);
        },
      ),
      { numRuns: 1000 },
    );
  });
});

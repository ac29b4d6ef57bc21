import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeAlac } from '../../../src/core/codecs/alac.ts';
import { alacOrders, parseAlacCookie } from '../../../src/core/codecs/alacCookie.ts';
import type { Decoded, PacketDecoder } from '../../../src/core/codecs/packetDecoder.ts';
import { seededRandom } from '../../support/signal.ts';
import { alacCookie, type AlacShape, encodeAlac } from './support/alacEncoder.ts';

const plain: AlacShape = {
  frameLength: 256,
  bits: 16,
  lowBits: 0,
  order: 6,
  twice: false,
  mixWeight: 1,
  mixBits: 2,
  escaped: false,
};

function open(cookie: Uint8Array, channels: number): { decoder: PacketDecoder; warnings: Set<string> } {
  const warnings = new Set<string>();
  const context = { sampleRate: 44100, channels, warn: (sentence: string) => void warnings.add(sentence) };
  return { decoder: decodeAlac({ cookie }, context), warnings };
}

const decode = (decoder: PacketDecoder, data: Uint8Array, frames: number): Decoded =>
  decoder.decode([{ data, position: 0, frames }]) as Decoded;

/** Tone, noise, silence and steps by turns. */
function signal(frames: number, bits: number, seed: number): number[] {
  const random = seededRandom(seed);
  const top = 2 ** (bits - 1) - 1;
  return Array.from({ length: frames }, (_, i) => {
    const kind = ((i >> 6) + seed) % 4;
    if (kind === 0) return Math.round(top * 0.7 * Math.sin(i * 0.07 + seed));
    if (kind === 1) return 0;
    if (kind === 2) return Math.round((random() * 2 - 1) * top);
    return Math.floor(random() * 3) - 1;
  });
}

describe('decodeAlac', () => {
  const shape = fc.record({
    frameLength: fc.integer({ min: 1, max: 600 }),
    bits: fc.constantFrom(16, 20, 24, 32),
    lowBits: fc.constantFrom(0, 8, 16),
    order: fc.constantFrom(0, 1, 2, 4, 5, 6, 8, 16, 30),
    twice: fc.boolean(),
    mixWeight: fc.integer({ min: 0, max: 4 }),
    mixBits: fc.integer({ min: 2, max: 4 }),
    escaped: fc.boolean(),
  });

  it('gives back every sample of every kind of packet', () => {
    fc.assert(
      fc.property(shape, fc.integer({ min: 1, max: 8 }), fc.nat(), fc.boolean(), (wish, channels, seed, partial) => {
        // A pair takes one bit more, and 32 are all there are; of 16 something must be left.
        const lowBits = wish.bits === 32 ? Math.max(8, wish.lowBits) : Math.min(wish.lowBits, wish.bits - 12);
        const made = { ...wish, lowBits: lowBits - (lowBits % 8) };
        const frames = partial ? 1 + (seed % wish.frameLength) : wish.frameLength;
        const samples = Array.from({ length: channels }, (_, c) => signal(frames, made.bits, seed + c));
        const { decoder, warnings } = open(alacCookie(made, channels, 44100), channels);
        const { planes } = decode(decoder, encodeAlac(samples, made), frames);
        samples.forEach((channel, c) => {
          const plane = planes[alacOrders[channels - 1]![c]!]!;
          const wrong = channel.findIndex((x, i) => plane[i] !== Math.fround(x / 2 ** (made.bits - 1)));
          if (wrong >= 0) throw new Error(`channel ${c}, frame ${wrong}: ${plane[wrong]}, not ${channel[wrong]}`);
        });
        expect([...warnings]).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });

  it('knows the cookie in the boxes of QuickTime and MP4', () => {
    const bare = alacCookie(plain, 2, 48000);
    const box = (name: string, body: Uint8Array): Buffer => {
      const head = Buffer.alloc(8);
      head.writeUInt32BE(8 + body.length, 0);
      head.write(name, 4, 'latin1');
      return Buffer.concat([head, body]);
    };
    const boxed = box('alac', Buffer.concat([Buffer.alloc(4), bare]));
    const wave = Buffer.concat([box('frma', Buffer.from('alac')), boxed]);
    expect(parseAlacCookie(bare)).toMatchObject({ frameLength: 256, bits: 16, channels: 2, sampleRate: 48000 });
    expect(parseAlacCookie(boxed)).toEqual(parseAlacCookie(bare));
    expect(parseAlacCookie(wave)).toEqual(parseAlacCookie(bare));
    for (let length = 0; length < 24; length++) expect(parseAlacCookie(bare.subarray(0, length))).toBeUndefined();
  });

  it('says that the header is damaged, and is silent', () => {
    const cookie = alacCookie(plain, 2, 44100);
    for (const [at, value] of [
      [0, 255],
      [5, 17],
      [9, 0],
      [9, 9],
    ] as const) {
      const { decoder, warnings } = open(
        cookie.map((byte, i) => (i === at ? value : byte)),
        2,
      );
      const { planes, frames } = decode(decoder, new Uint8Array(50), 256);
      expect(frames).toBe(256);
      expect(planes.every((plane) => plane.length === 256 && plane.every((x) => x === 0))).toBe(true);
      expect([...warnings]).toEqual(['The Apple Lossless header is damaged: the audio cannot be decoded.']);
    }
  });

  it('puts silence where a packet is cut, and keeps its neighbours', () => {
    const samples = [0, 1].map((c) => signal(256, 16, c));
    const whole = encodeAlac(samples, plain);
    const { decoder, warnings } = open(alacCookie(plain, 2, 44100), 2);
    const packets = [whole, whole.subarray(0, 90), whole].map((data, i) => ({ data, position: i * 256, frames: 256 }));
    const { planes } = decoder.decode(packets) as Decoded;
    planes.forEach((plane, c) => {
      const expected = Float32Array.from(samples[c]!, (x) => x / 32768);
      expect(plane.subarray(0, 256)).toEqual(expected);
      expect(plane.subarray(256, 512).every((x) => x === 0)).toBe(true);
      expect(plane.subarray(512)).toEqual(expected);
    });
    expect([...warnings]).toEqual(['Some Apple Lossless packets are damaged; silence stands in their place.']);
  });

  it('survives any bytes, and never exceeds full scale', () => {
    const { decoder } = open(alacCookie(plain, 2, 44100), 2);
    const whole = encodeAlac([signal(256, 16, 1), signal(256, 16, 2)], plain);
    const edits = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 8 });
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 300 }), edits), (change) => {
        const data = change instanceof Uint8Array ? change : whole.slice();
        if (!(change instanceof Uint8Array)) for (const [at, byte] of change) data[at] = byte;
        const { planes, frames } = decode(decoder, data, 256);
        expect(frames).toBe(256);
        for (const plane of planes) expect(plane.every((x) => Math.abs(x) <= 1)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});

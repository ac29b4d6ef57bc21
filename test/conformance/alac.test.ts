import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { decodeAlac } from '../../src/core/codecs/alac.ts';
import { alacOrders } from '../../src/core/codecs/alacCookie.ts';
import type { Decoded } from '../../src/core/codecs/packetDecoder.ts';
import type { Packet } from '../../src/core/demux/demuxer.ts';
import { alacPackets } from '../support/alacPackets.ts';
import { tempFolder } from '../support/cleanup.ts';
import { seededRandom } from '../support/signal.ts';
import { alacCookie, type AlacShape, encodeAlac } from '../unit/codecs/support/alacEncoder.ts';
import { generate } from '../unit/node/support.ts';

const folder = tempFolder('alac');
const file = (name: string): string => join(folder.path, name);
afterAll(() => folder.remove());

/** Interleaved integers of ffmpeg's decode, in the upper bits of 32. */
function withFfmpeg(path: string): Int32Array {
  const args = ['-v', 'error', '-i', path, '-f', 's32le', 'pipe:1'];
  const bytes = execFileSync('ffmpeg', args, { maxBuffer: 1 << 30 });
  return new Int32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
}

function decodeAll(cookie: Uint8Array, packets: readonly Packet[], channels: number): Float32Array[] {
  const warnings = new Set<string>();
  const context = { sampleRate: 44100, channels, warn: (sentence: string) => void warnings.add(sentence) };
  const decoder = decodeAlac({ cookie }, context);
  const { planes } = decoder.decode(packets) as Decoded;
  expect([...warnings]).toEqual([]);
  return [...planes];
}

/** The first value that is not the integer in the upper bits of 32; undefined: none. */
function firstDifference(planes: readonly Float32Array[], theirs: Int32Array): string | undefined {
  if (theirs.length !== planes.length * planes[0]!.length) return `${planes[0]!.length} frames, not ${theirs.length}`;
  for (const [at, x] of theirs.entries()) {
    const [frame, c] = [Math.floor(at / planes.length), at % planes.length];
    if (planes[c]![frame] !== Math.fround(x / 2 ** 31)) return `channel ${c}, frame ${frame}`;
  }
  return undefined;
}

/** Every channel another part of one signal. */
function layout(channels: number): string[] {
  const name = ['mono', 'stereo', '3.0', '4.0', '5.0', '5.1', '6.1(back)', '7.1(wide)'][channels - 1]!;
  const mix = Array.from({ length: channels }, (_, c) => `c${c}=${(1 - c * 0.1).toFixed(1)}*c${c % 2}`);
  return ['-af', `pan=${name}|${mix.join('|')}`];
}

describe('ALAC by ffmpeg is exact', () => {
  const kinds = ['s16p', 's32p'];
  it.each([1, 2, 3, 4, 5, 6, 7, 8].flatMap((n) => kinds.map((kind) => [n, kind] as const)))(
    '%i channels, %s',
    (channels, kind) => {
      const args = [...layout(channels), '-c:a', 'alac', '-sample_fmt', kind];
      const path = generate(file(`${kind}-${channels}.m4a`), args, { seconds: 4 });
      const { cookie, packets } = alacPackets(path);
      expect(firstDifference(decodeAll(cookie, packets, channels), withFfmpeg(path))).toBeUndefined();
    },
  );

  it.each(['0', '1', '2'])('compression level %s', (level) => {
    const path = generate(file(`level-${level}.m4a`), ['-c:a', 'alac', '-compression_level', level], { seconds: 4 });
    const { cookie, packets } = alacPackets(path);
    expect(firstDifference(decodeAll(cookie, packets, 2), withFfmpeg(path))).toBeUndefined();
  });
});

/** A Core Audio file of packets. */
function caf(cookie: Uint8Array, packets: readonly Packet[], channels: number, shape: AlacShape): Uint8Array {
  const part = (id: string, body: Buffer): Buffer => {
    const head = Buffer.alloc(12);
    head.write(id, 0, 'latin1');
    head.writeBigInt64BE(BigInt(body.length), 4);
    return Buffer.concat([head, body]);
  };
  const frames = packets.reduce((sum, packet) => sum + packet.frames, 0);
  const description = Buffer.alloc(32);
  description.writeDoubleBE(44100, 0);
  description.write('alac', 8, 'latin1');
  description.writeUInt32BE([16, 20, 24, 32].indexOf(shape.bits) + 1, 12);
  description.writeUInt32BE(shape.frameLength, 20);
  description.writeUInt32BE(channels, 24);
  const sizes = packets.flatMap(({ data }) => {
    const groups = [data.length & 0x7f];
    for (let rest = data.length >> 7; rest > 0; rest >>= 7) groups.unshift(0x80 | (rest & 0x7f));
    return groups;
  });
  const table = Buffer.alloc(24);
  table.writeBigInt64BE(BigInt(packets.length), 0);
  table.writeBigInt64BE(BigInt(frames), 8);
  table.writeInt32BE(packets.length * shape.frameLength - frames, 20);
  return Buffer.concat([
    Buffer.from('caff\0\x01\0\0', 'latin1'),
    part('desc', description),
    part('kuki', Buffer.from(cookie)),
    part('pakt', Buffer.concat([table, Buffer.from(sizes)])),
    part('data', Buffer.concat([Buffer.alloc(4), ...packets.map((packet) => packet.data)])),
  ]);
}

describe('ALAC that ffmpeg cannot write is exact, and ffmpeg reads the same', () => {
  const base = { frameLength: 1024, order: 6, twice: false, mixWeight: 1, mixBits: 2, escaped: false };
  const shapes: [string, AlacShape][] = [
    ['16 bits, order 8', { ...base, bits: 16, lowBits: 0, order: 8 }],
    ['20 bits', { ...base, bits: 20, lowBits: 0 }],
    ['20 bits, split', { ...base, bits: 20, lowBits: 8, order: 4 }],
    ['20 bits, as they are', { ...base, bits: 20, lowBits: 0, escaped: true }],
    ['24 bits, predicted twice', { ...base, bits: 24, lowBits: 8, twice: true }],
    ['32 bits', { ...base, bits: 32, lowBits: 16 }],
    ['32 bits, as they are', { ...base, bits: 32, lowBits: 0, escaped: true }],
  ];
  it.each(shapes)('%s', (name, shape) => {
    const random = seededRandom(shape.bits);
    const top = 2 ** (shape.bits - 1) - 1;
    const signal = (seed: number, frames: number): number[] =>
      Array.from({ length: frames }, (_, i) =>
        Math.round(top * (0.5 * Math.sin(i * 0.05 * seed) + (i % 700 < 300 ? 0.4 * (random() - 0.5) : 0))),
      );
    for (const channels of [1, 2, 6]) {
      const packets = [1024, 1024, 1024, 300].map((frames, number): Packet & { samples: number[][] } => {
        const samples = Array.from({ length: channels }, (_, c) => signal(c + 1, frames));
        return { data: encodeAlac(samples, shape), position: number * 1024, frames, samples };
      });
      const cookie = alacCookie(shape, channels, 44100);
      const path = file(`${name.replaceAll(/\W/g, '')}-${channels}.caf`);
      writeFileSync(path, caf(cookie, packets, channels, shape));
      const ours = decodeAll(cookie, packets, channels);
      const order = alacOrders[channels - 1]!;
      const source = new Int32Array(ours[0]!.length * channels);
      for (const { position, samples } of packets) {
        samples.forEach((channel, c) =>
          channel.forEach((x, i) => (source[(position + i) * channels + order[c]!] = x * 2 ** (32 - shape.bits))),
        );
      }
      expect(firstDifference(ours, source)).toBeUndefined();
      // It does not know the 33 bits that it takes a pair to need here.
      if (shape.bits === 32 && shape.escaped) continue;
      const theirs = withFfmpeg(path);
      expect(theirs.length).toBeGreaterThanOrEqual(source.length);
      expect(theirs.subarray(0, source.length)).toEqual(source);
    }
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { flacFrameFrames } from '../../../src/core/codecs/flacHeader.ts';
import type { Demuxer, Packet } from '../../../src/core/demux/demuxer.ts';
import { demuxFlac } from '../../../src/core/demux/flac.ts';
import { openAudio } from '../../../src/core/formats/registry.ts';
import { seededRandom } from '../../support/signal.ts';
import { encodeFrame, flacFile, type FrameShape } from '../codecs/support/flacEncoder.ts';
import { bytesSource } from '../formats/bytes.ts';
import { lenaBytes } from '../formats/lena.ts';

const HEADER = 42;

function demux(bytes: Uint8Array, start = HEADER): { demuxer: Demuxer; warnings: Set<string>; read: () => number } {
  const warnings = new Set<string>();
  let read = 0;
  const demuxer = demuxFlac(
    { type: 'flac', start, end: bytes.length, streamInfo: bytes.slice(8, 42) },
    {
      size: bytes.length,
      read: (offset, length) => {
        const part = bytes.slice(offset, offset + length);
        read += part.length;
        return part;
      },
      warn: (sentence) => void warnings.add(sentence),
    },
  );
  return { demuxer, warnings, read: () => read };
}

const all = (bytes: Uint8Array, frame = 0, start = HEADER): Packet[] =>
  [...demux(bytes, start).demuxer.packets(frame)].map((packet) => ({ ...packet, data: packet.data.slice() }));

/** In few words, so that many can be compared. */
const brief = (packet: Packet | undefined): string =>
  packet ? `${packet.position}+${packet.frames}:${Buffer.from(packet.data).toString('latin1')}` : '';

/** Frames of `sizes` samples, many of whose bytes look like the start of a header. */
function stream(sizes: readonly number[], shape: Partial<FrameShape> & { unit?: 'frames' | 'samples'; from?: number }) {
  const random = seededRandom(sizes.length);
  const { unit = shape.variable ? 'samples' : 'frames', from = 0, ...rest } = shape;
  let sample = from;
  let position = 0;
  const packets = sizes.map((frames, index): Packet => {
    const channels = [0, 1].map(() =>
      Array.from({ length: frames }, () => (random() < 0.3 ? -8 : Math.floor(random() * 65536) - 32768)),
    );
    const number = unit === 'samples' ? sample : from + index;
    const packet = {
      data: encodeFrame(channels, { number, bits: 16, subframe: { kind: 'verbatim' }, ...rest }),
      position,
      frames,
    };
    sample += frames;
    position += frames;
    return packet;
  });
  const facts = {
    blockSize: Math.min(...sizes),
    largestBlock: Math.max(...sizes),
    sampleRate: 44100,
    channels: 2,
    bits: 16,
  };
  const bytes = flacFile(
    packets.map((packet) => packet.data),
    { ...facts, total: position },
  );
  return { packets, bytes, total: position };
}

const random = seededRandom(3);
const equal = (count: number, size: number): number[] => new Array<number>(count).fill(size);
const mixed = Array.from({ length: 300 }, () => 1 + Math.floor(random() * 900));

describe('demuxFlac', () => {
  it.each([
    ['numbered frames', stream([...equal(700, 256), 77], {})],
    ['numbered samples', stream(mixed, { variable: true })],
    ['samples numbered as frames, by old encoders', stream(mixed, { unit: 'samples' })],
    ['a stream cut out of a longer one', stream(equal(300, 512), { from: 775194 })],
    ['a stream cut out of a longer one, samples', stream(mixed, { variable: true, from: 5e9 })],
    ['one frame', stream([100], {})],
  ])('cuts %s where they were joined, and finds each', (_, { packets, bytes, total }) => {
    expect(all(bytes).map(brief).join() === packets.map(brief).join()).toBe(true);
    const pick = seededRandom(1);
    for (let i = 0; i < 40; i++) {
      const frame = Math.floor(pick() * total);
      const first = demux(bytes).demuxer.packets(frame)[Symbol.iterator]().next().value as Packet;
      expect(brief(first) === brief(packets.filter(({ position }) => position <= frame).at(-1))).toBe(true);
    }
  });

  it('reads little to get anywhere', () => {
    const { bytes, total } = stream(equal(800, 2560), {});
    const { demuxer, read } = demux(bytes);
    demuxer
      .packets(total / 2)
      [Symbol.iterator]()
      .next();
    expect(bytes.length).toBeGreaterThan(8e6);
    expect(read()).toBeLessThan(4e6);
  });

  it('does not take a header inside a frame for one', () => {
    const inner = encodeFrame([[1], [2]], { number: 6, bits: 16, subframe: { kind: 'verbatim' } });
    const { packets } = stream(equal(20, 64), {});
    // Sixteen bits of verbatim samples hold any two bytes.
    const samples = Array.from({ length: 64 }, (_, i) =>
      Buffer.from([...inner, ...new Uint8Array(200)]).readInt16BE(i * 2),
    );
    const fake = encodeFrame([samples, samples], { number: 3, bits: 16, subframe: { kind: 'verbatim' } });
    const data = packets.map((packet) => packet.data);
    data[3] = fake;
    const bytes = flacFile(data, { blockSize: 64, sampleRate: 44100, channels: 2, bits: 16, total: 0 });
    expect(all(bytes).map((packet) => packet.data)).toEqual(data);
  });

  const file = lenaBytes('flac');
  const start = file.indexOf(Uint8Array.of(0xff, 0xf8));
  const whole = all(file, 0, start);

  it('finds frames that fill a recording without a gap', () => {
    expect(whole.reduce((sum, packet) => sum + packet.data.length, 0)).toBe(file.length - start);
    expect(whole.at(-1)!.position + whole.at(-1)!.frames).toBe(541184);
    expect(whole.every((packet) => flacFrameFrames(packet.data) === packet.frames)).toBe(true);
  });

  const offset = (index: number): number =>
    start + whole.slice(0, index).reduce((sum, packet) => sum + packet.data.length, 0);

  it('loses only the frames that damage touches', () => {
    const damaged = Uint8Array.from(file);
    damaged[offset(3) + 100]! ^= 0xff; // inside frame 3
    damaged.fill(0, offset(7), offset(9) + 10); // frames 7, 8 and the header of 9
    const { demuxer, warnings } = demux(damaged, start);
    const positions = [...demuxer.packets(0)].map((packet) => packet.position);
    const left = whole.filter((_, index) => ![7, 8, 9].includes(index)).map((packet) => packet.position);
    expect(positions).toEqual(left);
    expect([...warnings]).toEqual(['Some FLAC frames are missing; silence stands in their place.']);
  });

  it('keeps positions where the first frames are lost, and through a wide hole', () => {
    const damaged = Uint8Array.from(file);
    damaged.fill(0xff, start, offset(2) - 1);
    expect(all(damaged, 0, start)[0]!.position).toBe(whole[2]!.position);
    const holed = Uint8Array.from(file).fill(0, offset(4), offset(whole.length - 3) + 1);
    expect(all(holed, 0, start).at(-1)!.position).toBe(whole.at(-1)!.position);
  });

  it('leaves out a last frame that is cut off, and what follows a whole one does not matter', () => {
    const { demuxer, warnings } = demux(file.subarray(0, file.length - 5), start);
    expect([...demuxer.packets(0)]).toHaveLength(whole.length - 1);
    expect([...warnings]).toEqual(['The last FLAC frame is cut off.']);
    const tagged = demux(Uint8Array.from([...file, ...Buffer.from('TAG'), ...new Uint8Array(125)]), start);
    expect([...tagged.demuxer.packets(0)]).toHaveLength(whole.length);
    expect([...tagged.warnings]).toEqual([]);
  });

  it('ends soon, in order, on any bytes', () => {
    const { bytes } = stream(equal(40, 64), {});
    const edit = fc.tuple(fc.nat(), fc.uint8Array({ maxLength: 40 }));
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 12 }), fc.nat(4000), (edits, frame) => {
        const damaged = bytes.slice();
        for (const [at, put] of edits)
          damaged.set(put.subarray(0, Math.max(0, damaged.length - (at % damaged.length))), at % damaged.length);
        let last = -1;
        for (const packet of demux(damaged).demuxer.packets(frame)) {
          expect(packet.position).toBeGreaterThan(last);
          last = packet.position;
        }
      }),
      { numRuns: 500 },
    );
  });

  it('ends soon on nothing but headers', () => {
    const head = encodeFrame([[1]], { number: 900, bits: 16, subframe: { kind: 'verbatim' } }).subarray(0, 9);
    const many = new Uint8Array(1 << 21);
    for (let at = 0; at + head.length < many.length; at += head.length) many.set(head, at);
    const before = performance.now();
    expect(all(many, 0, 0).length).toBeLessThan(many.length);
    expect(all(new Uint8Array(1 << 23).fill(0xff), 1000, 0)).toEqual([]);
    expect(performance.now() - before).toBeLessThan(5000);
  });
});

describe('a FLAC file', () => {
  const { bytes } = stream(equal(40, 64), { sampleRate: 44100 });
  const open = async (file: Uint8Array) => (await openAudio(bytesSource(file), 'x.flac')).info;

  it('says what its frames say, not its header', async () => {
    const lying = bytes.slice();
    lying[20] = (lying[20]! & 0xf1) | (5 << 1);
    expect(await open(lying)).toMatchObject({ channels: 2, frames: 2560 });
    expect((await open(lying)).warnings).toHaveLength(1);
  });

  it('is as long as its last frame says, if its header says less', async () => {
    const lying = bytes.slice();
    lying.set([0, 0, 0, 9], 22);
    const { frames, warnings } = await open(lying);
    expect(frames).toBeNull();
    expect(warnings).toEqual(['The header claims 9 frames, fewer than the file holds.']);
  });

  it('needs no header at all', async () => {
    expect(await open(bytes.subarray(HEADER))).toMatchObject({ channels: 2, bitsPerSample: 16, frames: null });
    await expect(open(bytes.subarray(0, HEADER))).rejects.toThrow(/contains no audio/);
    await expect(open(bytes.subarray(0, 20))).rejects.toThrow(/contains no audio/);
  });
});

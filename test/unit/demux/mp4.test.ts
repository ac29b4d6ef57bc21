import { describe, expect, it } from 'vitest';
import { demuxMp4 } from '../../../src/core/demux/mp4.ts';
import type { OpenedAudio, Part } from '../../../src/core/formats/format.ts';
import { openAudio } from '../../../src/core/formats/registry.ts';
import { EarshotError } from '../../../src/core/protocol/errors.ts';
import { box, placeOf } from '../../support/mp4.ts';
import { seededRandom } from '../../support/signal.ts';
import { bytesSource } from '../formats/bytes.ts';
import { lenaBytes } from '../formats/lena.ts';

const u32 = (...values: number[]): Buffer => {
  const out = Buffer.alloc(values.length * 4);
  values.forEach((value, i) => out.writeUInt32BE(value >>> 0, i * 4));
  return out;
};

interface Shape {
  entry?: Buffer;
  sizes?: number[];
  perChunk?: number;
  delta?: number;
  scale?: number;
  /** Other bodies of boxes in stbl. */
  tables?: Record<string, Buffer>;
  /** The samples are in fragments of so many. */
  fragments?: number;
}

const entryOf = (type: string, bits: number, config: Buffer): Buffer => {
  const fields = Buffer.alloc(28);
  fields.writeUInt16BE(1, 6);
  fields.writeUInt16BE(1, 16);
  fields.writeUInt16BE(bits, 18);
  fields.writeUInt32BE(48000 * 65536, 24);
  return box(type, fields, config);
};
const alac = entryOf('ac-3', 16, Buffer.alloc(0));

/** A small file: ftyp, mdat, moov, and the samples in tables or in fragments. Sample n is full of n. */
function craft(shape: Shape = {}): Buffer {
  const { entry = alac, sizes = [10, 20, 30, 5, 7], perChunk = 2, delta = 1536, scale = 48000, fragments = 0 } = shape;
  const data = sizes.map((size, n) => Buffer.alloc(size, n + 1));
  const ftyp = box('ftyp', Buffer.from('M4A \0\0\0\0', 'latin1'));
  const mdat = box('mdat', ...(fragments ? [] : data));
  const offsets: number[] = [];
  let at = ftyp.length + 8;
  sizes.forEach((size, n) => {
    if (n % perChunk === 0) offsets.push(at);
    at += size;
  });
  const listed = fragments ? [] : sizes;
  const tables: Record<string, Buffer> = {
    stsd: Buffer.concat([u32(0, 1), entry]),
    stts: listed.length > 0 ? u32(0, 1, listed.length, delta) : u32(0, 0),
    stsc: listed.length > 0 ? u32(0, 1, 1, perChunk, 1) : u32(0, 0),
    stsz: u32(0, 0, listed.length, ...listed),
    stco: u32(0, fragments ? 0 : offsets.length, ...(fragments ? [] : offsets)),
    ...shape.tables,
  };
  const stbl = box('stbl', ...Object.entries(tables).map(([type, body]) => box(type, body)));
  const mdia = box(
    'mdia',
    box('mdhd', u32(0, 0, 0, scale, 0, 0)),
    box('hdlr', Buffer.concat([u32(0, 0), Buffer.from('soun'), u32(0, 0, 0)])),
    box('minf', stbl),
  );
  const mvex = fragments ? [box('mvex', box('trex', u32(0, 1, 1, delta, 0, 0)))] : [];
  const moov = box(
    'moov',
    box('mvhd', u32(0, 0, 0, 1000, 0)),
    box('trak', box('tkhd', u32(1, 0, 0, 1, 0, 0)), mdia),
    ...mvex,
  );
  const parts = [ftyp, mdat, moov];
  for (let n = 0; fragments && n < sizes.length; n += fragments) {
    const some = sizes.slice(n, n + fragments);
    const moof = (offset: number): Buffer =>
      box('moof', box('traf', box('tfhd', u32(0x20000, 1)), box('trun', u32(0x201, some.length, offset, ...some))));
    parts.push(moof(moof(0).length + 8), box('mdat', ...data.slice(n, n + fragments)));
  }
  return Buffer.concat(parts);
}

interface Walked {
  opened: OpenedAudio;
  packets: { first: number; length: number; position: number; frames: number }[];
  warnings: string[];
  largestRead: number;
}

function walk(bytes: Buffer, part: Part, from = 0, limit = 100_000): Omit<Walked, 'opened'> {
  const warnings = new Set<string>();
  let largestRead = 0;
  const input = {
    size: bytes.length,
    read: (offset: number, length: number): Uint8Array => {
      largestRead = Math.max(largestRead, length);
      return Uint8Array.from(bytes.subarray(offset, offset + length));
    },
    warn: (sentence: string) => void warnings.add(sentence),
  };
  if (part.demux.type !== 'mp4') throw new Error('not of MP4');
  const demuxer = demuxMp4(part.demux, part.codec, input);
  const steps = demuxer.buildIndex?.();
  for (let step = steps?.next(); step; step = steps?.next()) {
    if (step.done) {
      demuxer.useIndex?.(step.value);
      break;
    }
  }
  const packets: Walked['packets'] = [];
  for (const { data, position, frames } of demuxer.packets(from)) {
    packets.push({ first: data[0] ?? -1, length: data.length, position, frames });
    if (packets.length >= limit) break;
  }
  return { packets, warnings: [...warnings], largestRead };
}

async function open(bytes: Buffer): Promise<OpenedAudio & { part: Part }> {
  const opened = await openAudio(bytesSource(bytes), 'x.m4a');
  if (opened.stream.kind !== 'packets') throw new Error('not packets');
  return { ...opened, part: opened.stream.parts[0]! };
}

describe('sample tables', () => {
  const sizes = [10, 20, 30, 5, 7];
  const all = sizes.map((length, n) => ({ first: n + 1, length, position: n * 1536, frames: 1536 }));

  it.each([
    ['32 bits a size, chunks of two', craft()],
    ['chunks of one', craft({ perChunk: 1 })],
    ['one chunk', craft({ perChunk: 99 })],
    ['64-bit offsets', craft({ perChunk: 99, tables: { stco: u32(0, 1, 24) } })],
    [
      '8 bits a size',
      craft({ tables: { stsz: Buffer.alloc(12), stz2: Buffer.concat([u32(0, 8, 5), Buffer.from(sizes)]) } }),
    ],
    ['fragments of two', craft({ fragments: 2 })],
    ['one fragment', craft({ fragments: 99 })],
  ])('%s', async (name, bytes) => {
    let file = bytes;
    if (name.startsWith('64')) {
      // Same place, wide.
      const wide = craft({ perChunk: 99, tables: { stco: Buffer.alloc(0), co64: u32(0, 1, 0, 24) } });
      wide.write('free', placeOf(wide, ['moov', 'trak', 'mdia', 'minf', 'stbl', 'stco']).start + 4, 'latin1');
      file = wide;
    }
    if (name.startsWith('8 bits')) {
      file.write('free', placeOf(file, ['moov', 'trak', 'mdia', 'minf', 'stbl', 'stsz']).start + 4, 'latin1');
    }
    const { part } = await open(file);
    expect(walk(file, part)).toMatchObject({ packets: all, warnings: [] });
    for (let frame = 0; frame < 5 * 1536; frame += 512) {
      const { packets } = walk(file, part, frame);
      expect(packets[0]!.position).toBeLessThanOrEqual(frame);
      expect(packets[0]!.position + 1536).toBeGreaterThan(frame);
      expect(packets).toEqual(all.slice(all.length - packets.length));
    }
  });

  it.each([
    ['stsz', u32(0, 0, 0xffffffff, 1, 2), /stsz table claims 4294967295/],
    ['stsz', u32(0, 4, 0xfffffff), /more than the file can hold/],
    ['stco', u32(0, 0x7fffffff, 32), /stco table claims/],
    ['stsc', u32(0, 0x10000000, 1, 2, 1), /stsc table claims/],
    ['stts', u32(0, 0xffffffff, 5, 1536), /stts table claims/],
    ['stsz', u32(0), /cut off/],
  ])('a lying %s is refused', async (type, body, message) => {
    const error = await open(craft({ tables: { [type]: body } })).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(EarshotError);
    expect(error).toMatchObject({ code: 'corrupt', message });
  });

  it('a chunk that claims more samples than there are gets those that are there', async () => {
    const file = craft({ perChunk: 99, tables: { stsc: u32(0, 1, 1, 0xffffffff, 1) } });
    expect(walk(file, (await open(file)).part).packets).toHaveLength(5);
  });

  it('samples beyond the end of the file end the audio, with a warning', async () => {
    const file = craft({ tables: { stco: u32(0, 3, 24, 0xfffffff0, 0xfffffff0) } });
    const { packets, warnings } = walk(file, (await open(file)).part);
    expect(packets).toHaveLength(2);
    expect(warnings).toEqual([expect.stringMatching(/end is missing/)]);
  });

  it('an empty track has no audio', async () => {
    await expect(open(craft({ sizes: [] }))).rejects.toMatchObject({ code: 'no-audio' });
  });

  it('a run of samples that its fragment cannot hold is cut down', async () => {
    const file = craft({ fragments: 99 });
    const { start } = placeOf(file, ['moof', 'traf', 'trun']);
    file.writeUInt32BE(0x7fffffff, start + 12);
    const { packets, warnings } = walk(file, (await open(file)).part);
    expect(packets).toHaveLength(5);
    expect(warnings).toEqual([expect.stringMatching(/damaged/)]);
  });
});

describe('mutants', () => {
  const recording = lenaBytes('m4a');
  const seeds: [string, Buffer][] = [
    ['tables', craft()],
    ['fragments', craft({ fragments: 2 })],
    [
      'PCM',
      craft({ entry: entryOf('sowt', 16, Buffer.alloc(0)), tables: { stsz: u32(0, 2, 36), stts: u32(0, 1, 36, 1) } }),
    ],
    [
      'durations',
      craft({ entry: entryOf('Opus', 16, box('dOps', Buffer.from([0, 1, 0, 10, 0, 0, 187, 128, 0, 0, 0]))) }),
    ],
    ['a recording', recording],
  ];

  it.each(seeds)('of a file with %s end soon, and read no more than a packet may have', async (_, seed) => {
    const random = seededRandom(seed.length);
    const table = placeOf(seed, ['moov']);
    for (let n = 0; n < 300; n++) {
      const bytes = Buffer.from(seed);
      for (let hits = 1 + Math.floor(random() * 4); hits > 0; hits--) {
        const low = n % 3 === 0 ? 0 : table.start;
        const at = low + Math.floor(random() * ((n % 3 === 0 ? bytes.length : table.end) - low - 4));
        if (random() < 0.5) bytes[at] = Math.floor(random() * 256);
        else bytes.writeUInt32BE([0, 1, 0x7fffffff, 0xffffffff, 0x10000][Math.floor(random() * 5)]!, at);
      }
      const file = random() < 0.2 ? bytes.subarray(0, Math.floor(random() * bytes.length)) : bytes;
      const started = performance.now();
      try {
        const { stream, info } = await openAudio(bytesSource(file), 'x.m4a');
        expect(info.channels).toBeGreaterThan(0);
        for (const part of stream.kind === 'packets' ? stream.parts : []) {
          if (part.demux.type !== 'mp4') continue;
          const { packets, largestRead } = walk(file, part, 0, 20_000);
          expect(largestRead).toBeLessThanOrEqual(65 << 20);
          for (const packet of packets) expect(packet.frames).toBeLessThanOrEqual(1 << 16);
        }
      } catch (error) {
        if (!(error instanceof EarshotError)) throw error;
      }
      expect(performance.now() - started).toBeLessThan(5000);
    }
  });
});

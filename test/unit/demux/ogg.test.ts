import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { demuxOgg, type OggConfig } from '../../../src/core/demux/ogg.ts';
import { oggPackets, oggPages } from '../../../src/core/demux/oggPackets.ts';
import { opusPacketFrames } from '../../../src/core/demux/opusPackets.ts';
import { parseVorbisHeaders, vorbisBlock } from '../../../src/core/demux/vorbisPackets.ts';
import { oggCrc } from '../../../src/core/formats/oggCrc.ts';
import { isIntact, oggPage } from '../../../src/core/formats/oggPage.ts';
import { changed, makePage, pagesOf } from '../../support/oggFiles.ts';
import { seededRandom } from '../../support/signal.ts';
import { lenaBytes } from '../formats/lena.ts';

const inputOf = (bytes: Uint8Array, warn: (sentence: string) => void = () => undefined) => ({
  size: bytes.length,
  read: (offset: number, length: number) => bytes.slice(offset, offset + length),
  warn,
});

/** An Opus packet of 20 ms, told apart by its number. */
const packet = (number: number, length = 40): Uint8Array => {
  const bytes = new Uint8Array(length).fill(number & 255);
  bytes[0] = 0xfc;
  new DataView(bytes.buffer).setUint32(1, number);
  return bytes;
};
const numberOf = (data: Uint8Array): number => new DataView(data.buffer, data.byteOffset).getUint32(1);
const FRAMES = 960;
const serial = 77;

/** Pages of Opus packets, `perPage` each. */
function stream(pages: number, perPage: number, length?: number): Uint8Array[] {
  return Array.from({ length: pages }, (_, p) =>
    makePage(
      Array.from({ length: perPage }, (_, i) => packet(p * perPage + i, length)),
      { serial, sequence: p, granule: BigInt((p + 1) * perPage * FRAMES), flags: p === pages - 1 ? 4 : 0 },
    ),
  );
}

function config(file: Uint8Array, lastPage: number): OggConfig {
  return { type: 'ogg', serial, start: 0, end: file.length, base: 0, lastPage, counted: false };
}

function demux(pages: readonly Uint8Array[], warnings: string[] = []) {
  const file = new Uint8Array(Buffer.concat(pages));
  const settings = config(file, file.length - pages.at(-1)!.length);
  return demuxOgg(
    settings,
    { type: 'opus', head: new Uint8Array(0) },
    inputOf(file, (said) => warnings.push(said)),
  );
}

describe('checksums of pages', () => {
  /** Bit by bit (RFC 3533 section 6). */
  function slow(bytes: Uint8Array): number {
    let crc = 0;
    bytes.forEach((byte, i) => {
      crc ^= (i >= 22 && i < 26 ? 0 : byte) << 24;
      for (let bit = 0; bit < 8; bit++) crc = (crc << 1) ^ (crc < 0 ? 0x04c11db7 : 0);
    });
    return crc >>> 0;
  }

  it('are those of the polynomial', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 27, maxLength: 300 }), fc.nat(20), (bytes, before) => {
        const shifted = new Uint8Array(before + bytes.length);
        shifted.set(bytes, before);
        expect(oggCrc(shifted, before, shifted.length)).toBe(slow(bytes));
      }),
      { seed: 1 },
    );
  });

  it('are right in files that others made, and wrong after any flipped bit', () => {
    const pages = pagesOf(lenaBytes('ogg'));
    for (const page of pages) expect(isIntact(page, 0, oggPage(page, 0)!)).toBe(true);
    const page = pages[4]!;
    for (let at = 27; at < page.length; at += 97) {
      const bad = page.map((byte, i) => (i === at ? byte ^ 16 : byte));
      const parsed = oggPage(bad, 0);
      expect(parsed !== undefined && isIntact(bad, 0, parsed)).toBe(false);
    }
  });
});

describe('packets', () => {
  it('span pages', () => {
    const long = packet(1, 255 * 4 + 17);
    const pages = [
      makePage([packet(0), long.subarray(0, 255 * 2)], { serial, sequence: 0, granule: 960n }, true),
      makePage([long.subarray(255 * 2, 255 * 4)], { serial, sequence: 1, granule: -1n, flags: 1 }, true),
      makePage([long.subarray(255 * 4), packet(2)], { serial, sequence: 2, granule: 2880n, flags: 5 }),
    ];
    const file = new Uint8Array(Buffer.concat(pages));
    const read = [...oggPackets(inputOf(file), { serial, start: 0, end: file.length })];
    expect(read.flatMap(({ packets }) => packets)).toEqual([packet(0), long, packet(2)]);
    expect(read.map(({ granule, carried, lost }) => [granule, carried, lost])).toEqual([
      [960, false, false],
      [2880, true, false],
    ]);
    // Without the page amid it the long packet is lost, and those around it are not.
    const without = new Uint8Array(Buffer.concat([pages[0]!, pages[2]!]));
    const rest = [...oggPackets(inputOf(without), { serial, start: 0, end: without.length })];
    expect(rest.flatMap(({ packets }) => packets)).toEqual([packet(0), packet(2)]);
    expect(rest[1]!.lost).toBe(true);
    // From its second page on there is only the end of it.
    const later = [...oggPackets(inputOf(file), { serial, start: pages[0]!.length, end: file.length })];
    expect(later.flatMap(({ packets }) => packets)).toEqual([packet(2)]);
    expect(later[0]!.lost).toBe(false);
  });

  it('of other streams are stepped over', () => {
    const mine = stream(30, 5);
    const others = mine.map((page, p) => changed(page, { serial: 5, sequence: p }));
    const mixed = mine.flatMap((page, p) => [page, others[p]!, others[p]!]);
    const file = new Uint8Array(Buffer.concat(mixed));
    const read = [...oggPackets(inputOf(file), { serial, start: 0, end: file.length })];
    expect(read.flatMap(({ packets }) => packets.map(numberOf))).toEqual(Array.from({ length: 150 }, (_, i) => i));
    expect(read.some(({ lost }) => lost)).toBe(false);
  });
});

describe('demuxing', () => {
  it('starts at the packet that holds any frame, in a file of any size', () => {
    // 4 MB: bisection has something to do.
    const demuxer = demux(stream(400, 25, 400));
    const random = seededRandom(5);
    for (let i = 0; i < 300; i++) {
      const frame = Math.floor(random() * 400 * 25 * FRAMES);
      const [first, second] = demuxer.packets(frame);
      expect(first!.position).toBe(frame - (frame % FRAMES));
      expect(numberOf(first!.data)).toBe(first!.position / FRAMES);
      if (second) expect(second.position).toBe(first!.position + FRAMES);
    }
  });

  it('keeps the places of what follows lost and damaged pages', () => {
    const pages = stream(100, 10);
    const warnings: string[] = [];
    const bad = pages.map((page, p) => (p % 7 === 3 ? page.map((byte, i) => (i === 60 ? byte ^ 1 : byte)) : page));
    const demuxer = demux(
      bad.filter((_, p) => p % 11 !== 5),
      warnings,
    );
    const numbers: number[] = [];
    for (const { data, position } of demuxer.packets(0)) {
      expect(numberOf(data) * FRAMES).toBe(position);
      numbers.push(numberOf(data));
    }
    const expected = Array.from({ length: 1000 }, (_, i) => i).filter((i) => {
      const page = Math.floor(i / 10);
      return page % 7 !== 3 && page % 11 !== 5;
    });
    expect(numbers).toEqual(expected);
    expect(warnings.join()).toMatch(/damaged/);
    expect(warnings.join()).toMatch(/missing/);
  });

  it('stops where a stream of the same number begins anew', () => {
    const warnings: string[] = [];
    const pages = stream(5, 4);
    const anew = stream(5, 4).map((page, p) => changed(page, { flags: p === 0 ? 2 : 0 }));
    expect([...demux([...pages, ...anew], warnings).packets(0)]).toHaveLength(20);
    expect(warnings.join()).toMatch(/same number/);
  });

  it('ends on any bytes, and gives no packet twice', () => {
    const good = new Uint8Array(Buffer.concat(stream(12, 6)));
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { minLength: 1, maxLength: 40 }),
        fc.nat(good.length),
        fc.nat(12 * 6 * FRAMES),
        (changes, length, frame) => {
          const bytes = good.slice(0, length);
          for (const [at, value] of changes) if (at < length) bytes[at] = value;
          const demuxer = demuxOgg(config(bytes, 0), { type: 'opus', head: new Uint8Array(0) }, inputOf(bytes));
          let count = 0;
          for (const { frames } of demuxer.packets(frame)) count += frames > 0 ? 1 : 0;
          expect(count).toBeLessThanOrEqual(12 * 6);
        },
      ),
      { numRuns: 300, seed: 3 },
    );
  });

  it('is not made slow by a file full of beginnings of pages', () => {
    const head = makePage([new Uint8Array(65025)], { serial, sequence: 0, granule: 1n }, true).slice(0, 282);
    const file = new Uint8Array(3_000_000);
    for (let at = 0; at + head.length < file.length; at += 282) file.set(head, at);
    const begin = performance.now();
    expect([...oggPages(inputOf(file), { serial, start: 0, end: file.length })]).toEqual([]);
    expect(performance.now() - begin).toBeLessThan(2000);
  });
});

describe('lengths of packets', () => {
  it('of Opus follow the table of RFC 6716', () => {
    const expected = [
      ...[480, 960, 1920, 2880, 480, 960, 1920, 2880, 480, 960, 1920, 2880],
      ...[480, 960, 480, 960],
      ...[120, 240, 480, 960, 120, 240, 480, 960, 120, 240, 480, 960, 120, 240, 480, 960],
    ];
    expected.forEach((frames, mode) => {
      expect(opusPacketFrames(Uint8Array.of(mode << 3))).toBe(frames);
      expect(opusPacketFrames(Uint8Array.of((mode << 3) | 1))).toBe(frames * 2);
      expect(opusPacketFrames(Uint8Array.of((mode << 3) | 3, 2))).toBe(frames * 2);
    });
    expect(opusPacketFrames(new Uint8Array(0))).toBe(0);
    // 49 of 2.5 ms are more than 120 ms.
    expect(opusPacketFrames(Uint8Array.of((16 << 3) | 3, 49))).toBe(0);
  });

  it('of Vorbis add up to the granule positions', () => {
    const file = new Uint8Array(lenaBytes('ogg'));
    const { serial: number } = oggPage(file, 0)!;
    const pages = [...oggPackets(inputOf(file), { serial: number, start: 0, end: file.length })];
    const headers = pages.flatMap(({ packets }) => packets).slice(0, 3);
    const sizes = parseVorbisHeaders(headers)!;
    let [before, at, header] = [0, 0, 0];
    for (const { packets, granule, last } of pages) {
      for (const data of packets) {
        if (header++ < 3) continue;
        const block = vorbisBlock(sizes, data);
        if (before > 0) at += (before + block) / 4;
        before = block;
      }
      if (!last) expect(at).toBe(granule);
    }
    expect(at).toBeGreaterThan(100_000);
  });

  it('of damaged Vorbis headers are refused or possible', () => {
    const file = new Uint8Array(lenaBytes('ogg'));
    const { serial: number } = oggPage(file, 0)!;
    const headers = [...oggPackets(inputOf(file), { serial: number, start: 0, end: file.length })]
      .flatMap(({ packets }) => packets)
      .slice(0, 3);
    fc.assert(
      fc.property(fc.nat(), fc.nat(255), fc.nat(), (at, value, length) => {
        const setup = headers[2]!.slice(0, 1 + (length % headers[2]!.length));
        setup[at % setup.length] = value;
        const sizes = parseVorbisHeaders([headers[0]!, headers[1]!, setup]);
        if (!sizes) return;
        expect(sizes.modes.length).toBeGreaterThan(0);
        expect(1 << sizes.modeBits).toBeGreaterThanOrEqual(sizes.modes.length);
      }),
      { seed: 4 },
    );
  });
});

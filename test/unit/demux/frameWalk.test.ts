import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { amrFrames } from '../../../src/core/demux/amrFrames.ts';
import type { DemuxInput, Packet } from '../../../src/core/demux/demuxer.ts';
import { demuxFrames } from '../../../src/core/demux/frameWalk.ts';
import { parseWavpack } from '../../../src/core/demux/wavpackBlocks.ts';
import { parseAc3 } from '../../../src/core/demux/ac3Frames.ts';
import { parseDts } from '../../../src/core/demux/dtsFrames.ts';

const rule = amrFrames(false);
/** Frames of 12.2 kbit/s: 32 bytes, 160 samples. Their bodies look like no frame. */
const frame = (number: number): Buffer => {
  const bytes = Buffer.alloc(32, 0x83);
  bytes[0] = 0x3c;
  bytes[1] = 0x80 | (number & 0x7f);
  return bytes;
};
const frames = (from: number, to: number): Buffer =>
  Buffer.concat(Array.from({ length: to - from }, (_, i) => frame(from + i)));

function inputOf(bytes: Uint8Array): { input: DemuxInput; warnings: string[] } {
  const warnings: string[] = [];
  const read = (offset: number, length: number): Uint8Array => bytes.slice(offset, offset + length);
  return { input: { size: bytes.length, read, warn: (sentence) => void warnings.push(sentence) }, warnings };
}

const list = (packets: Iterable<Packet>): { position: number; number: number }[] =>
  [...packets].map(({ data, position }) => ({ position, number: data[1]! & 0x7f }));

describe('frames one behind the other', () => {
  it('stand where their number puts them', () => {
    const { input, warnings } = inputOf(frames(0, 100));
    const demuxer = demuxFrames(input, { start: 0, end: input.size }, rule);
    expect(list(demuxer.packets(0))).toEqual(Array.from({ length: 100 }, (_, i) => ({ position: i * 160, number: i })));
    expect(list(demuxer.packets(1000))[0]).toEqual({ position: 960, number: 6 });
    expect(warnings).toEqual([]);
  });

  it('an index leads to the same frames', () => {
    const { input } = inputOf(Buffer.concat(Array.from({ length: 20 }, () => frames(0, 100))));
    const range = { start: 0, end: input.size };
    const steps = demuxFrames(input, range, rule).buildIndex!();
    let step = steps.next();
    while (!step.done) step = steps.next();
    expect(step.value.totalFrames).toBe(2000 * 160);
    const indexed = demuxFrames(input, range, rule);
    indexed.useIndex!(step.value);
    for (const at of [0, 1, 159, 160, 150_000, 319_999]) {
      expect(list(indexed.packets(at))).toEqual(list(demuxFrames(input, range, rule).packets(at)));
    }
    expect(step.value.offsets.length).toBeGreaterThan(10);
  });

  it('what is lost leaves a gap of its length', () => {
    const bytes = frames(0, 50);
    bytes.fill(0xff, 32 * 10, 32 * 13);
    const { input, warnings } = inputOf(bytes);
    const found = list(demuxFrames(input, { start: 0, end: input.size }, rule).packets(0));
    expect(found.map(({ number }) => number)).toEqual([
      ...Array(10).keys(),
      ...Array.from({ length: 37 }, (_, i) => 13 + i),
    ]);
    for (const { position, number } of found) expect(position).toBe(number * 160);
    expect(warnings).toEqual(['Some AMR frames are damaged or missing; silence stands in their place.']);
  });

  it('a frame cut off at the end is told', () => {
    const { input, warnings } = inputOf(frames(0, 10).subarray(0, 9 * 32 + 20));
    expect(list(demuxFrames(input, { start: 0, end: input.size }, rule).packets(0)).length).toBe(9);
    expect(warnings).toEqual(['The last AMR frame is cut off.']);
  });

  it('any bytes come to an end, in order and within the file', () => {
    const bytes = fc.uint8Array({ maxLength: 3000 });
    fc.assert(
      fc.property(bytes, (data) => {
        const { input } = inputOf(data);
        let next = 0;
        for (const { position, frames, data: packet } of demuxFrames(
          input,
          { start: 0, end: data.length },
          rule,
        ).packets(0)) {
          expect(position).toBeGreaterThanOrEqual(next);
          expect(packet.length).toBeGreaterThan(0);
          next = position + frames;
        }
      }),
    );
  });
});

it('heads made of any bytes have a size, or are none', () => {
  const magics = [
    Buffer.from('wvpk'),
    Buffer.from([0x0b, 0x77]),
    Buffer.from([0x7f, 0xfe, 0x80, 1]),
    Buffer.from([0xff, 0x1f, 0, 0xe8]),
  ];
  fc.assert(
    fc.property(fc.constantFrom(...magics), fc.uint8Array({ minLength: 0, maxLength: 40 }), (magic, rest) => {
      const bytes = Buffer.concat([magic, rest]);
      for (const head of [parseWavpack(bytes), parseAc3(bytes, 0), parseDts(bytes, 0)]) {
        if (head) expect(head.size).toBeGreaterThan(0);
      }
    }),
    { numRuns: 2000 },
  );
});

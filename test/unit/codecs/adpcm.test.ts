import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeAdpcm } from '../../../src/core/codecs/adpcm.ts';
import { blockFrames, framesOfBlocks, leastBlock } from '../../../src/core/codecs/adpcmBlocks.ts';
import { demuxBlocks } from '../../../src/core/demux/blocks.ts';
import { demuxImaQt } from '../../../src/core/demux/imaQt.ts';
import { openAudio } from '../../../src/core/formats/registry.ts';
import { bytesSource, craftWav } from '../formats/bytes.ts';

const variants = ['ima-wav', 'ima-qt', 'ms'] as const;
const context = (channels: number, warn: (sentence: string) => void = () => undefined) => ({
  sampleRate: 8000,
  channels,
  warn,
});
const input = (bytes: Uint8Array) => ({
  size: bytes.length,
  read: (offset: number, length: number) => bytes.slice(offset, offset + length),
  warn: () => undefined,
});

describe('ADPCM', () => {
  it('gives frames in full scale for any bytes, as many as it says', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...variants),
        fc.integer({ min: 1, max: 2 }),
        fc.integer({ min: 0, max: 60 }),
        fc.uint8Array({ maxLength: 900 }),
        async (variant, channels, extra, data) => {
          const blockBytes = leastBlock(variant, channels) + (variant === 'ima-qt' ? 0 : extra);
          const warned: string[] = [];
          const decoder = decodeAdpcm(
            { type: 'adpcm', variant, blockBytes },
            context(channels, (s) => warned.push(s)),
          );
          const { planes, frames } = await decoder.decode([{ data, position: 0, frames: 0 }]);
          expect(frames).toBe(framesOfBlocks(variant, channels, blockBytes, data.length));
          expect(planes.every((plane) => plane.length === frames)).toBe(true);
          expect(planes.every((plane) => plane.every((x) => x >= -1 && x < 1))).toBe(true);
          expect(warned.every((sentence) => sentence.includes('damaged'))).toBe(true);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('puts silence of the same length in place of a block whose header is impossible', async () => {
    const blockBytes = 36;
    const data = new Uint8Array(3 * blockBytes).fill(0x77);
    for (let block = 0; block < 3; block++) data.set([0, 16, 3, 0], block * blockBytes);
    data[blockBytes + 2] = 89;
    const warned: string[] = [];
    const decoder = decodeAdpcm(
      { type: 'adpcm', variant: 'ima-wav', blockBytes },
      context(1, (s) => warned.push(s)),
    );
    const { planes, frames } = await decoder.decode([{ data, position: 0, frames: 0 }]);
    const per = blockFrames('ima-wav', 1, blockBytes);
    expect(frames).toBe(3 * per);
    expect([0, 1, 2].map((n) => planes[0]!.subarray(n * per, (n + 1) * per).every((x) => x === 0))).toEqual([
      false,
      true,
      false,
    ]);
    expect(planes[0]!.slice(2 * per)).toEqual(planes[0]!.slice(0, per));
    expect(warned).toHaveLength(1);
  });

  it('of QuickTime is the same from any packet on, once there is an index', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 34 * 6, maxLength: 34 * 40 }),
        fc.integer({ min: 0, max: 2000 }),
        (data, frame) => {
          // Damage aside: steps that exist.
          for (let at = 0; at + 34 <= data.length; at += 34)
            data[at + 1] = (data[at + 1]! & 0x80) | (data[at + 1]! % 89);
          const config = { type: 'blocks' as const, offset: 0, end: data.length, packetBytes: 68, packetFrames: 128 };
          const demuxer = demuxImaQt(config, 1, input(data));
          const building = demuxer.buildIndex!();
          let step = building.next();
          while (!step.done) step = building.next();
          demuxer.useIndex!(step.value);
          const decode = (from: number): Map<number, number> => {
            const decoder = decodeAdpcm({ type: 'adpcm', variant: 'ima-qt', blockBytes: 34 }, context(1));
            void decoder.reset();
            const heard = new Map<number, number>();
            for (const packet of demuxer.packets(from)) {
              const decoded = decoder.decode([packet]);
              if (decoded instanceof Promise) throw new Error('not at once');
              decoded.planes[0]!.forEach((x, i) => heard.set(decoded.position + i, x));
            }
            return heard;
          };
          const whole = decode(0);
          expect(step.value.totalFrames).toBe(whole.size);
          const part = decode(frame);
          if (frame < whole.size) expect(Math.min(...part.keys())).toBeLessThanOrEqual(frame);
          for (const [at, x] of part) expect(x).toBe(whole.get(at));
        },
      ),
      { numRuns: 100 },
    );
  });

  it('is not believed about frames that its blocks cannot hold', async () => {
    const wav = Buffer.from(
      craftWav({
        tag: 0x11,
        bits: 4,
        blockAlign: 256,
        data: new Uint8Array(2560),
        extensible: { validBits: 60000, subFormat: 0 },
      }),
    );
    wav.writeUInt16LE(0x11, 20);
    const { info } = await openAudio(bytesSource(wav), 'x.wav');
    expect(info.frames).toBe(10 * 505);
    expect(info.warnings).toEqual(['The header says 60000 frames a block, but its blocks hold 505: these are read.']);
  });
});

describe('packets of one size', () => {
  it('start at or before the frame, and end with the file', () => {
    const demuxer = demuxBlocks(
      { type: 'blocks', offset: 10, end: 95, packetBytes: 20, packetFrames: 8 },
      input(new Uint8Array(90)),
    );
    expect([...demuxer.packets(0)].map(({ data, position }) => [data.length, position])).toEqual([
      [20, 0],
      [20, 8],
      [20, 16],
      [20, 24],
    ]);
    expect([...demuxer.packets(17)].map(({ position }) => position)).toEqual([16, 24]);
    expect([...demuxer.packets(1000)]).toEqual([]);
  });
});

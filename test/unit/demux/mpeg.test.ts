import { describe, expect, it } from 'vitest';
import { MpegDemuxer } from '../../../src/core/demux/mpeg.ts';
import { findMpegFrame, mpegHeader, MpegKind } from '../../../src/core/formats/mpegHeader.ts';
import { openAudio } from '../../../src/core/formats/registry.ts';
import { EarshotError } from '../../../src/core/protocol/errors.ts';
import { seededRandom } from '../../support/signal.ts';
import { bytesSource } from '../formats/bytes.ts';
import { lenaBytes } from '../formats/lena.ts';

/** 128 kbit/s at 44.1 kHz; the padding makes two lengths. The body is free of sync words. */
function frames(count: number): Buffer {
  const list = Array.from({ length: count }, (_, n) => {
    const padding = n % 3 === 0 ? 1 : 0;
    const frame = Buffer.alloc(417 + padding, n & 127);
    frame.set([0xff, 0xfb, 0x90 | (padding << 1), 0x64]);
    return frame;
  });
  return Buffer.concat(list);
}

function demux(bytes: Uint8Array, start = 0) {
  const warnings: string[] = [];
  let read = 0;
  const input = {
    size: bytes.length,
    read: (offset: number, length: number) => {
      const part = Uint8Array.from(bytes.subarray(offset, offset + length));
      read += part.length;
      return part;
    },
    warn: (sentence: string) => void warnings.push(sentence),
  };
  const demuxer = new MpegDemuxer({ start, end: bytes.length }, input);
  const index = () => {
    const steps = demuxer.buildIndex();
    for (let step = steps.next(); ; step = steps.next()) if (step.done) return step.value;
  };
  return { demuxer, warnings, index, bytesRead: () => read };
}

describe('MPEG frame headers', () => {
  it.each([
    [
      [0xff, 0xfb, 0x90, 0x64],
      { layer: 3, mpeg: 1, sampleRate: 44100, bitRate: 128000, frameBytes: 417, samples: 1152 },
    ],
    [[0xff, 0xf3, 0x84, 0xc0], { layer: 3, mpeg: 2, sampleRate: 24000, bitRate: 64000, frameBytes: 192, samples: 576 }],
    [[0xff, 0xe3, 0x18, 0xc0], { layer: 3, mpeg: 2.5, sampleRate: 8000, bitRate: 8000, frameBytes: 72, channels: 1 }],
    [[0xff, 0xfd, 0xa4, 0x00], { layer: 2, mpeg: 1, sampleRate: 48000, bitRate: 192000, frameBytes: 576 }],
    [[0xff, 0xff, 0xc2, 0x00], { layer: 1, mpeg: 1, bitRate: 384000, frameBytes: 420, samples: 384 }],
  ])('%j', (bytes, expected) => {
    expect(mpegHeader(Uint8Array.from(bytes), 0)).toMatchObject(expected);
    expect(MpegKind.at(Uint8Array.from(bytes), 0)?.frameBytes(Uint8Array.from(bytes), 0)).toBe(expected.frameBytes);
  });

  it.each([[[0xff, 0xfb, 0xf0, 0]], [[0xff, 0xfb, 0x9c, 0]], [[0xff, 0xe8, 0x90, 0]], [[0xff, 0xf9, 0x90, 0]]])(
    'refuses %j',
    (bytes) => expect(mpegHeader(Uint8Array.from(bytes), 0)).toBeUndefined(),
  );

  it('finds no frame in noise', () => {
    const random = seededRandom(5);
    for (let n = 0; n < 20; n++) {
      const noise = Uint8Array.from({ length: 65536 }, () => Math.floor(random() * 256));
      expect(findMpegFrame(noise, false)).toBe(-1);
    }
    expect(findMpegFrame(new Uint8Array(65536).fill(255), false)).toBe(-1);
  });
});

describe('the walk over frames', () => {
  it('gives every frame its place, from any start', () => {
    const bytes = frames(1000);
    const { demuxer, index, warnings } = demux(bytes);
    const built = index();
    expect(built.totalFrames).toBe(1000 * 1152);
    demuxer.useIndex(built);
    for (const wanted of [0, 1151, 1152, 46_079, 46_080, 500_000, 999 * 1152]) {
      const [packet] = demuxer.packets(wanted);
      expect(packet!.position).toBe(wanted - (wanted % 1152));
      expect(packet!.data[10]).toBe((packet!.position / 1152) & 127);
    }
    expect([...demuxer.packets(1000 * 1152)]).toEqual([]);
    expect(warnings).toEqual([]);
  });

  it('reads a long file once to index it, and little of it to start in its midst', () => {
    const bytes = frames(50_000);
    const { demuxer, index, bytesRead } = demux(bytes);
    const built = index();
    expect(bytesRead()).toBeLessThan(bytes.length * 1.05);
    demuxer.useIndex(built);
    const before = bytesRead();
    demuxer.packets(25_000 * 1152).next();
    expect(bytesRead() - before).toBeLessThan(100_000);
  });

  it('finds the same frames behind junk wherever its reads begin', () => {
    const random = seededRandom(9);
    const bytes = frames(3000);
    for (let n = 0; n < 20; n++) {
      const at = Math.floor(random() * bytes.length);
      const junk = Buffer.alloc(Math.floor(random() * 40_000), 0xff);
      for (let i = 0; i + 4 < junk.length; i += 1 + Math.floor(random() * 900)) junk.set([0xff, 0xfb, 0x90, 0x64], i);
      const file = Buffer.concat([bytes.subarray(0, at), junk, bytes.subarray(at)]);
      const linear = demux(file);
      const places = [...linear.demuxer.packets(0)].map(({ position, data }) => [position, data[10]]);
      const indexed = demux(file);
      const built = indexed.index();
      expect(built.totalFrames).toBe(places.length * 1152);
      indexed.demuxer.useIndex(built);
      for (let k = 0; k < 20; k++) {
        const from = Math.floor(random() * places.length);
        const some = [...indexed.demuxer.packets(from * 1152)].map(({ position, data }) => [position, data[10]]);
        expect(some).toEqual(places.slice(from));
      }
    }
  });
});

describe('mutants of a recording', () => {
  it('open or are refused, and are walked to their end', async () => {
    const seed = lenaBytes('mp3').subarray(0, 60_000);
    const random = seededRandom(3);
    for (let n = 0; n < 300; n++) {
      const bytes = Buffer.from(seed);
      for (let hits = 1 + Math.floor(random() * 30); hits > 0; hits--) {
        bytes[Math.floor(random() * (n % 2 ? bytes.length : 2000))] = Math.floor(random() * 256);
      }
      const file =
        random() < 0.3 ? bytes.subarray(Math.floor(random() * 5000), Math.floor(random() * bytes.length)) : bytes;
      try {
        const { stream, info } = await openAudio(bytesSource(file), 'x.mp3');
        expect(info.frames).toBeGreaterThanOrEqual(0);
        if (stream.kind !== 'packets' || stream.parts[0]!.demux.type !== 'mpeg') continue;
        const { demuxer } = demux(file, stream.parts[0]!.demux.start);
        let [next, total] = [0, 0];
        for (const { position, frames: count, data } of demuxer.packets(0)) {
          expect(position).toBe(next);
          next += count;
          total += data.length;
        }
        expect(total).toBeLessThanOrEqual(file.length);
      } catch (error) {
        if (!(error instanceof EarshotError)) throw error;
      }
    }
  });
});

import { describe, expect, it } from 'vitest';
import type { CodedStream } from '../../../src/core/formats/format.ts';
import { type FlacFrame, FlacFrameSplitter } from '../../../src/core/formats/flacFrames.ts';
import { openAudio } from '../../../src/core/formats/registry.ts';
import { bytesSource } from './bytes.ts';
import { lenaBytes } from './lena.ts';

const file = lenaBytes('flac');
const { stream } = (await openAudio(bytesSource(file), 'lena.flac')) as {
  stream: Extract<CodedStream, { codec: 'flac' }>;
};
const audio = Uint8Array.from(file.subarray(stream.firstFrame));
const blockSize = (stream.streamInfo[2]! << 8) | stream.streamInfo[3]!;

function split(bytes: Uint8Array, chunkBytes: number): FlacFrame[] {
  const splitter = new FlacFrameSplitter(blockSize, stream.channels);
  const frames: FlacFrame[] = [];
  // Copies, because a frame's bytes live in the splitter's buffer.
  const keep = (frame: FlacFrame): unknown => frames.push({ ...frame, bytes: frame.bytes.slice() });
  for (let at = 0; at < bytes.length; at += chunkBytes) splitter.push(bytes.slice(at, at + chunkBytes)).forEach(keep);
  splitter.flush().forEach(keep);
  return frames;
}

describe('FlacFrameSplitter', () => {
  const whole = split(audio, audio.length);

  it('finds frames that fill the stream without a gap', () => {
    expect(whole.reduce((sum, frame) => sum + frame.samples, 0)).toBe(541184);
    expect(whole.reduce((sum, frame) => sum + frame.bytes.length, 0)).toBe(audio.length);
    expect(whole.every((frame) => frame.intact)).toBe(true);
    let sample = 0;
    for (const frame of whole) {
      expect(frame.sample).toBe(sample);
      sample += frame.samples;
    }
  });

  it.each([97, 1000, 4096, 16384, 65536])('finds the same frames in chunks of %i bytes', (chunkBytes) => {
    expect(split(audio, chunkBytes)).toEqual(whole);
  });

  it('finds the same frames wherever a chunk ends around a header', () => {
    const header = whole[0]!.bytes.length;
    const part = audio.subarray(0, header + whole[1]!.bytes.length + whole[2]!.bytes.length);
    const expected = split(part, part.length);
    for (let cut = header - 20; cut < header + 20; cut++) {
      const splitter = new FlacFrameSplitter(blockSize, stream.channels);
      const frames = [...splitter.push(part.slice(0, cut)), ...splitter.push(part.slice(cut)), ...splitter.flush()];
      expect(frames.map((frame) => frame.bytes.length)).toEqual(expected.map((frame) => frame.bytes.length));
    }
  });

  it('loses only the frames that damage touches', () => {
    const damaged = audio.slice();
    const offset = (index: number): number => whole.slice(0, index).reduce((sum, frame) => sum + frame.bytes.length, 0);
    damaged[offset(3) + 100]! ^= 0xff; // inside frame 3
    damaged.fill(0, offset(7), offset(9) + 10); // frames 7, 8 and the header of 9
    const frames = split(damaged, 4096);
    const intact = frames.filter((frame) => frame.intact).map((frame) => frame.sample / blockSize);
    expect(intact).toEqual(whole.map((_, index) => index).filter((index) => ![3, 6, 7, 8, 9].includes(index)));
  });

  it('says so when the last frame is cut off', () => {
    const frames = split(audio.subarray(0, audio.length - 5), 4096);
    expect(frames.at(-1)).toMatchObject({ intact: false, last: true });
    expect(frames.slice(0, -1).every((frame) => frame.intact && !frame.last)).toBe(true);
  });
});

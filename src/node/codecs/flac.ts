import { decoder } from '@audio/decode-flac';
import { type FlacFrame, FlacFrameSplitter } from '../../core/formats/flacFrames.ts';
import { viewOf } from '../../core/formats/byteSource.ts';
import { CHUNK_BYTES, type Codec, type CodecInput, type DecodedBlock } from './codec.ts';

/** The part of the decoder's object that takes whole frames; its typings leave it out. */
interface FrameDecoder {
  decodeFrames(
    frames: Uint8Array[],
  ): Promise<{ channelData: Float32Array[]; samplesDecoded: number; errors: unknown[] }>;
  free(): void;
}

const openDecoder = async (): Promise<FrameDecoder> => (await decoder()) as unknown as FrameDecoder;

/** The decoder scales integers by 1 / (2^(bits−1) − 1); 8 bits are kept in the upper half of 16. */
export async function decodeFlac(input: CodecInput<'flac'>): Promise<Codec> {
  const { bits } = input.stream;
  const full = 2 ** (bits - 1) - 1;
  return { step: 1 / (bits === 8 ? full * 256 : full), blocks: decode(input, await openDecoder()) };
}

/** Whole frames only, because the streaming decoder loses frames whose header is cut by a chunk's edge. */
async function* decode(input: CodecInput<'flac'>, first: FrameDecoder): AsyncGenerator<DecodedBlock> {
  const { stream, warn } = input;
  let flac = first;
  let position = -1;
  const silence = (frames: number): DecodedBlock => ({
    planes: Array.from({ length: stream.channels }, () => new Float32Array(frames)),
    frames,
    sampleRate: stream.sampleRate,
  });
  const block = async (frames: Uint8Array[], samples: number): Promise<DecodedBlock | undefined> => {
    const { channelData, samplesDecoded } = await flac.decodeFrames(frames);
    if (samplesDecoded !== samples || channelData.length !== stream.channels) return undefined;
    return { planes: channelData, frames: samples, sampleRate: stream.sampleRate };
  };
  try {
    for (const batch of batches(input)) {
      const usable: FlacFrame[] = [];
      for (const frame of batch) {
        // A stream cut out of a longer one starts at any number.
        if (position < 0) position = frame.sample;
        const gap = frame.sample - position;
        if (gap < 0) continue;
        if (gap > 0 || !frame.intact) {
          if (frame.last && gap === 0) warn('The last FLAC frame is cut off.');
          else warn('Some FLAC frames are damaged or missing; silence stands in their place.');
          yield* decodeEach(usable.splice(0));
          if (gap > 0) yield silence(gap);
          position = frame.sample;
        }
        position += frame.samples;
        if (frame.intact) {
          usable.push(frame);
          continue;
        }
        // What the file ends in is no gap in it.
        const tried = await block([frame.bytes], frame.samples).catch(() => undefined);
        if (tried || !frame.last) yield tried ?? silence(frame.samples);
      }
      yield* decodeEach(usable);
    }
  } finally {
    flac.free();
  }

  async function* decodeEach(frames: FlacFrame[]): AsyncGenerator<DecodedBlock> {
    if (frames.length === 0) return;
    const total = frames.reduce((sum, frame) => sum + frame.samples, 0);
    const all = await block(
      frames.map((frame) => frame.bytes),
      total,
    );
    if (all) {
      yield all;
      return;
    }
    // One of them would not decode: find out which, with a decoder that has not seen it.
    for (const frame of frames) {
      flac.free();
      flac = await openDecoder();
      const one = await block([frame.bytes], frame.samples).catch(() => undefined);
      if (!one) warn('Some FLAC frames cannot be decoded; silence stands in their place.');
      yield one ?? silence(frame.samples);
    }
  }
}

function* batches({ stream, size, read }: CodecInput<'flac'>): Generator<FlacFrame[]> {
  const largestBlock = viewOf(stream.streamInfo).getUint16(2);
  const splitter = new FlacFrameSplitter(largestBlock, stream.channels);
  // An ID3v1 tag behind the last frame would make it look damaged.
  const tail = read(size - 128, 3);
  const end = tail[0] === 0x54 && tail[1] === 0x41 && tail[2] === 0x47 ? size - 128 : size;
  for (let at = stream.firstFrame; at < end; at += CHUNK_BYTES) {
    yield splitter.push(read(at, Math.min(CHUNK_BYTES, end - at)));
  }
  yield splitter.flush();
}

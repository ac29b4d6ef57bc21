import { decoder as openDecoder } from '@audio/decode-wma';
import { asfObjects } from '../../../core/demux/asfPackets.ts';
import { type WasmMemory, wordsOf } from '../../packets/wasmModule.ts';
import type { Codec, CodecInput, DecodedBlock } from '../codec.ts';

type Module = WasmMemory &
  Record<
    '_malloc' | '_free' | `_wma_${'create' | 'decode' | 'samples' | 'channels' | 'samplerate' | 'close' | 'free_buf'}`,
    (...args: number[]) => number
  >;

/** Windows Media Audio through FFmpeg's decoders. */
export async function decodeWma(input: CodecInput<'wma'>): Promise<Codec> {
  const { m } = (await openDecoder()) as unknown as { m: Module };
  return { blocks: decode(input, m) };
}

function* decode({ stream, warn, ...input }: CodecInput<'wma'>, m: Module): Generator<DecodedBlock> {
  const { channels, sampleRate, bitrate, blockBytes, tag, bits, extra } = stream;
  const buffer = m._malloc(Math.max(blockBytes, extra.length) + 64);
  m.HEAPU8.set(extra, buffer);
  const handle = m._wma_create(
    channels,
    sampleRate,
    bitrate,
    blockBytes,
    tag,
    bits,
    extra.length ? buffer : 0,
    extra.length,
  );
  if (!handle) {
    m._free(buffer);
    throw new Error('the WMA decoder does not accept what the header says');
  }
  /** bytes: null asks for what the decoder still holds. */
  const block = (bytes: Uint8Array | null): DecodedBlock | undefined => {
    if (bytes) m.HEAPU8.set(bytes, buffer);
    const out = m._wma_decode(handle, bytes ? buffer : 0, bytes ? blockBytes : 0);
    if (!out) return undefined;
    const own = m._wma_channels() || channels;
    const frames = m._wma_samples() / own;
    const from = wordsOf(m, out, frames * own);
    const planes = Array.from({ length: own }, (_, c) =>
      Float32Array.from({ length: frames }, (_unused, i) => from[i * own + c]!),
    );
    return { planes, frames, sampleRate: m._wma_samplerate() || sampleRate };
  };
  let position = 0;
  let start: number | undefined;
  let failed = 0;
  try {
    for (const { data, time } of asfObjects({ ...input, warn }, stream.layout)) {
      for (let at = 0; at + blockBytes <= data.length; at += blockBytes) {
        const decoded = block(data.subarray(at, at + blockBytes));
        if (!decoded) {
          failed++;
          continue;
        }
        // The first blocks of all only prime the decoder.
        if (failed > (position === 0 ? PRIMING_BLOCKS : 0)) {
          warn('Some WMA blocks are damaged; silence stands in their place.');
          const gap = gapFrames(stream, (time - (start ?? time)) / 1000, position);
          yield* silence(gap, channels, sampleRate);
          position += gap;
        }
        start ??= time;
        failed = 0;
        position += decoded.frames;
        yield decoded;
      }
    }
    const rest = block(null);
    if (rest) yield rest;
  } finally {
    m._wma_close(handle);
    m._wma_free_buf();
    m._free(buffer);
  }
}

/** Samples of a frame of WMA 1 and 2; Professional and Lossless have others, and lose a little of their place. */
function frameLength({ sampleRate, tag }: CodecInput<'wma'>['stream']): number {
  if (sampleRate <= 16000) return 512;
  return sampleRate <= 22050 || (sampleRate <= 32000 && tag === 0x160) ? 1024 : 2048;
}

/** Whole frames that are missing before what is heard at `seconds`. */
function gapFrames(stream: CodecInput<'wma'>['stream'], seconds: number, position: number): number {
  const length = frameLength(stream);
  const gap = Math.round((seconds * stream.sampleRate - position) / length) * length;
  return gap > 0 && gap <= MAX_GAP_SECONDS * stream.sampleRate ? gap : 0;
}

const PRIMING_BLOCKS = 2;
const SILENCE_FRAMES = 1 << 14;
/** More than that is a lie of a time stamp. */
const MAX_GAP_SECONDS = 60;

function* silence(frames: number, channels: number, sampleRate: number): Generator<DecodedBlock> {
  const plane = new Float32Array(SILENCE_FRAMES);
  for (let left = frames; left > 0; left -= SILENCE_FRAMES) {
    const now = Math.min(left, SILENCE_FRAMES);
    yield { planes: Array.from({ length: channels }, () => plane.subarray(0, now)), frames: now, sampleRate };
  }
}

import { decoder as openDecoder } from '@audio/decode-wma';
import { asfObjects } from '../../../core/demux/asfPackets.ts';
import { type WasmMemory, wordsOf } from '../../packets/wasmModule.ts';
import type { Codec, CodecInput, DecodedBlock } from '../codec.ts';

type Module = WasmMemory &
  Record<'_malloc' | '_free' | `_wma_${'create' | 'decode' | 'samples' | 'channels' | 'samplerate' | 'close' | 'free_buf'}`, (...args: number[]) => number>;

/** Windows Media Audio through FFmpeg's decoders. */
export async function decodeWma(input: CodecInput<'wma'>): Promise<Codec> {
  const { m } = (await openDecoder()) as unknown as { m: Module };
  return { step: 1, blocks: decode(input, m) };
}

function* decode({ stream, warn, ...input }: CodecInput<'wma'>, m: Module): Generator<DecodedBlock> {
  const { channels, sampleRate, bitrate, blockBytes, tag, bits, extra } = stream;
  const buffer = m._malloc(Math.max(blockBytes, extra.length) + 64);
  m.HEAPU8.set(extra, buffer);
  const handle = m._wma_create(channels, sampleRate, bitrate, blockBytes, tag, bits, extra.length ? buffer : 0, extra.length);
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
    const planes = Array.from({ length: own }, (_, c) => Float32Array.from({ length: frames }, (_unused, i) => from[i * own + c]!));
    return { planes, frames, sampleRate: m._wma_samplerate() || sampleRate };
  };
  try {
    for (const object of asfObjects({ ...input, warn }, stream.layout)) {
      for (let at = 0; at + blockBytes <= object.length; at += blockBytes) {
        const decoded = block(object.subarray(at, at + blockBytes));
        if (decoded) yield decoded;
        else warn('Some WMA blocks are damaged and were left out.');
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

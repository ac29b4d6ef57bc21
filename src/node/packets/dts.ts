import { decoder as openDecoder } from '@audio/decode-dts';
import type { DecoderContext, PacketDecoder } from '../../core/codecs/packetDecoder.ts';
import { decodeFrames, type FrameDecoder } from './frameDecoder.ts';
import { type ModuleOf, wordsOf } from './wasmModule.ts';

/** The filter bank overlaps by one frame of the shortest kind; predictors are kept for a few. */
const PREROLL_FRAMES = 4 * 512;
const LFE = 0x80;

/** By layout: where in libdca's output the channels of the usual order stand. */
const orders: Readonly<Record<number, readonly number[]>> = {
  5: [1, 2, 0],
  7: [1, 2, 0, 3],
  9: [1, 2, 0, 3, 4],
};

type Functions = 'syncinfo' | 'decode' | 'output' | 'channels' | 'flags' | 'sample_rate';

/** The core of DTS through libdca. */
export function decodeDts(context: DecoderContext): Promise<PacketDecoder> {
  return decodeFrames(() => open(context), { name: 'DTS', preroll: PREROLL_FRAMES, exact: false, batch: 32 }, context);
}

async function open({ sampleRate, warn }: DecoderContext): Promise<FrameDecoder> {
  const decoder = (await openDecoder()) as unknown as ModuleOf<'_audio_dts', Functions> & {
    alloc(bytes: number): number;
    free(): void;
  };
  const { m, h } = decoder;
  return {
    decode({ data }) {
      const at = decoder.alloc(data.length);
      m.HEAPU8.set(data, at);
      const size = m._audio_dts_syncinfo(h, at);
      if (size <= 0 || size > data.length) return undefined;
      const frames = m._audio_dts_decode(h, at);
      if (frames <= 0) return undefined;
      const rate = m._audio_dts_sample_rate(h);
      if (rate !== sampleRate) warn(`Parts of the file are coded at ${rate} Hz instead of ${sampleRate} Hz.`);
      const out = m._audio_dts_output(h);
      const flags = m._audio_dts_flags(h);
      const all = Array.from({ length: m._audio_dts_channels(h) }, (_, c) => wordsOf(m, out + c * frames * 4, frames));
      return inOrder(all, flags);
    },
    free: () => decoder.free(),
  };
}

function inOrder(planes: Float32Array[], flags: number): Float32Array[] {
  const lfe = flags & LFE ? planes.pop() : undefined;
  const order = orders[flags & 0x3f];
  const full = order?.length === planes.length ? order.map((from) => planes[from]!) : planes;
  // L R C LFE …
  return lfe ? [...full.slice(0, 3), lfe, ...full.slice(3)] : full;
}

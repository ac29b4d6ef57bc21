import { decoder as openDecoder } from '@audio/decode-wavpack';
import type { DecoderContext, PacketDecoder } from '../../core/codecs/packetDecoder.ts';
import { decodeFrames, type FrameDecoder } from './frameDecoder.ts';
import { integersOf, type ModuleOf, wordsOf } from './wasmModule.ts';

type Functions = 'create' | 'destroy' | 'reserve' | 'feed' | 'channels' | 'rate' | 'bits' | 'is_float' | 'output';

/** WavPack through libwavpack. Blocks hold all that their decoder needs, so every group of them gets one of its own. */
export function decodeWavpack(context: DecoderContext): Promise<PacketDecoder> {
  return decodeFrames(() => open(context), { name: 'WavPack', preroll: 0, exact: true, batch: 1 }, context);
}

async function open({ channels, sampleRate, warn }: DecoderContext): Promise<FrameDecoder> {
  const first = (await openDecoder()) as unknown as ModuleOf<'_wv', Functions> & { free(): void };
  first.free();
  const { m } = first;
  let planes: Float32Array[] = [];

  function decode(h: number, data: Uint8Array, frames: number): readonly Float32Array[] | undefined {
    const at = m._wv_reserve(h, data.length);
    if (at === 0) return undefined;
    m.HEAPU8.set(data, at);
    if (m._wv_feed(h, data.length) !== frames || m._wv_channels(h) !== channels) return undefined;
    const rate = m._wv_rate(h);
    if (rate !== sampleRate) warn(`Parts of the file are coded at ${rate} Hz instead of ${sampleRate} Hz.`);
    if ((planes[0]?.length ?? 0) < frames) planes = Array.from({ length: channels }, () => new Float32Array(frames));
    const float = m._wv_is_float(h) !== 0;
    const from = (float ? wordsOf : integersOf)(m, m._wv_output(h), frames * channels);
    const scale = float ? 1 : 1 / 2 ** (m._wv_bits(h) - 1);
    planes.forEach((plane, channel) => {
      for (let i = 0, k = channel; i < frames; i++, k += channels) plane[i] = from[k]! * scale;
    });
    return planes.map((plane) => plane.subarray(0, frames));
  }

  return {
    decode({ data, frames }) {
      const h = m._wv_create();
      if (h === 0) return undefined;
      try {
        return decode(h, data, frames);
      } finally {
        m._wv_destroy(h);
      }
    },
    free: () => undefined,
  };
}

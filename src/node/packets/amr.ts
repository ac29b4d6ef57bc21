import { decoder as openDecoder } from '@audio/decode-amr';
import type { DecoderContext, PacketDecoder } from '../../core/codecs/packetDecoder.ts';
import { decodeFrames, type FrameDecoder } from './frameDecoder.ts';
import { wordsOf, type WasmMemory } from './wasmModule.ts';

type Functions<Kind extends 'nb' | 'wb'> = Record<
  `_amr_${Kind}_${'create' | 'decode' | 'output' | 'close'}`,
  (...args: number[]) => number
>;
type Module = WasmMemory &
  Functions<'nb'> &
  Functions<'wb'> & { _malloc(bytes: number): number; _free(at: number): void };

const MAX_FRAME_BYTES = 64;

/** AMR through OpenCORE. One second ahead: the decoder predicts from what it has decoded. */
export function decodeAmr(wide: boolean, context: DecoderContext): Promise<PacketDecoder> {
  const name = wide ? 'AMR-WB' : 'AMR';
  return decodeFrames(() => open(wide), { name, preroll: context.sampleRate, exact: false, batch: 50 }, context);
}

async function open(wide: boolean): Promise<FrameDecoder> {
  const { m } = (await openDecoder()) as unknown as { m: Module };
  const handle = wide ? m._amr_wb_create() : m._amr_nb_create();
  const buffer = m._malloc(MAX_FRAME_BYTES);
  return {
    decode({ data }) {
      // The decoder reads as many bytes as the frame's type says.
      m.HEAPU8.fill(0, buffer, buffer + MAX_FRAME_BYTES);
      m.HEAPU8.set(data.subarray(0, MAX_FRAME_BYTES), buffer);
      const size = Math.min(data.length, MAX_FRAME_BYTES);
      const frames = wide ? m._amr_wb_decode(handle, buffer, size) : m._amr_nb_decode(handle, buffer, size);
      return frames > 0 ? [wordsOf(m, wide ? m._amr_wb_output() : m._amr_nb_output(), frames)] : undefined;
    },
    free() {
      m._free(buffer);
      if (wide) m._amr_wb_close(handle);
      else m._amr_nb_close(handle);
    },
  };
}

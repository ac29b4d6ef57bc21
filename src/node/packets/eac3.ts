import { decoder as openDecoder } from '@audio/decode-eac3';
import { ac3FramesIn } from '../../core/demux/ac3Frames.ts';
import type { DecoderContext, PacketDecoder } from '../../core/codecs/packetDecoder.ts';
import { type ModuleOf, wordsOf } from './wasmModule.ts';
import { decodeFrames, type FrameDecoder } from './frameDecoder.ts';

/** Planes stand so far apart in the decoder's output. */
const STRIDE = 1536;
/** The transform overlaps by one block; coupling and spectral extension last no longer than a frame. */
const PREROLL_FRAMES = 2 * 1536;

type Functions = 'decode' | 'output' | 'channels' | 'sample_rate';

/** AC-3 and E-AC-3 through FFmpeg's decoder. The noise that it puts where nothing was coded depends on the past: not exact. */
export function decodeEac3(context: DecoderContext): Promise<PacketDecoder> {
  return decodeFrames(() => open(context), { name: 'AC-3', preroll: PREROLL_FRAMES, exact: false, batch: 16 }, context);
}

async function open({ sampleRate, warn }: DecoderContext): Promise<FrameDecoder> {
  const decoder = (await openDecoder()) as unknown as ModuleOf<'_audio_eac3', Functions> & {
    alloc(bytes: number): number;
    free(): void;
  };
  const { m, h } = decoder;
  const decode = (data: Uint8Array): Float32Array[] | undefined => {
    const at = decoder.alloc(data.length);
    m.HEAPU8.set(data, at);
    const frames = m._audio_eac3_decode(h, at, data.length);
    if (frames <= 0) return undefined;
    const rate = m._audio_eac3_sample_rate(h);
    if (rate !== sampleRate) warn(`Parts of the file are coded at ${rate} Hz instead of ${sampleRate} Hz.`);
    const out = m._audio_eac3_output(h);
    return Array.from({ length: m._audio_eac3_channels(h) }, (_, c) => wordsOf(m, out + c * STRIDE * 4, frames));
  };
  return {
    decode({ data }) {
      const heads = ac3FramesIn(data);
      if (heads.length <= 1) return decode(data);
      const pieces: Float32Array[][] = [];
      let at = 0;
      for (const head of heads) {
        if (!head.extra) pieces.push((decode(data.subarray(at, at + head.size)) ?? []).map((plane) => plane.slice()));
        at += head.size;
      }
      return joined(pieces);
    },
    free: () => decoder.free(),
  };
}

/** Frames that follow each other; undefined where one would not decode. */
function joined(pieces: Float32Array[][]): Float32Array[] | undefined {
  const first = pieces[0];
  if (!first || pieces.some((piece) => piece.length !== first.length)) return undefined;
  const frames = pieces.reduce((sum, [plane]) => sum + (plane?.length ?? 0), 0);
  return first.map((_, channel) => {
    const out = new Float32Array(frames);
    let at = 0;
    for (const piece of pieces) {
      out.set(piece[channel]!, at);
      at += piece[channel]!.length;
    }
    return out;
  });
}

import { decoder as openDecoder } from '@audio/decode-mpc';
import { type ModuleOf, wordsOf } from '../../packets/wasmModule.ts';
import type { Codec, CodecInput, DecodedBlock } from '../codec.ts';

type Functions = 'feed' | 'init' | 'channels' | 'sample_rate' | 'decode' | 'output';
type Inside = ModuleOf<'_audio_mpc', Functions> & { alloc(bytes: number): number; free(): void };

const FEED_BYTES = 1 << 20;
const BLOCK_FRAMES = 1 << 14;
const nothing: DecodedBlock = { planes: [], frames: 0, sampleRate: 0 };

/** Musepack through libmpcdec, which wants to see the end of the file (its seek table) before the first frame. */
export async function decodeMusepack(input: CodecInput<'musepack'>): Promise<Codec> {
  const decoder = (await openDecoder()) as unknown as Inside;
  return { blocks: decode(input, decoder) };
}

function* decode({ stream, size, read, warn }: CodecInput<'musepack'>, decoder: Inside): Generator<DecodedBlock> {
  const { m, h } = decoder;
  try {
    for (let at = stream.start; at < size; at += FEED_BYTES) {
      const bytes = read(at, FEED_BYTES);
      const to = decoder.alloc(bytes.length);
      m.HEAPU8.set(bytes, to);
      if (m._audio_mpc_feed(h, to, bytes.length) < 0) throw new Error('it does not fit into memory');
      yield nothing;
    }
    if (m._audio_mpc_init(h) <= 0) throw new Error('its Musepack header is damaged');
    const channels = m._audio_mpc_channels(h);
    const sampleRate = m._audio_mpc_sample_rate(h);
    for (let ended = false; !ended;) {
      const planes = Array.from({ length: channels }, () => new Float32Array(BLOCK_FRAMES));
      let frames = 0;
      while (frames < BLOCK_FRAMES - 1152 * 2) {
        const got = m._audio_mpc_decode(h);
        if (got < 0) warn('The Musepack stream is damaged; what follows cannot be decoded.');
        ended = got <= 0;
        if (ended) break;
        const from = wordsOf(m, m._audio_mpc_output(h), got * channels);
        const fits = Math.min(got, BLOCK_FRAMES - frames);
        planes.forEach((plane, c) => {
          for (let i = 0, k = c; i < fits; i++, k += channels) plane[frames + i] = from[k]!;
        });
        frames += fits;
      }
      yield { planes: planes.map((plane) => plane.subarray(0, frames)), frames, sampleRate };
    }
  } finally {
    decoder.free();
  }
}

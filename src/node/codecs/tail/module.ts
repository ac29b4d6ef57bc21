// The package's own decode() renders the whole piece into memory; the module inside it can be asked for a bit at a time.
import createModule from '../../../../node_modules/@audio/decode-mod/src/mod.wasm.js';
import { wordsOf } from '../../packets/wasmModule.ts';
import type { Codec, CodecInput, DecodedBlock } from '../codec.ts';

const BLOCK_FRAMES = 1 << 13;
/** Pieces that never end are cut here. */
const MAX_SECONDS = 1200;
/** libopenmpt's numbers of its settings: how wide the two channels stand, and the taps of its interpolation. */
const STEREO_SEPARATION_PERCENT = 2;
const INTERPOLATION_TAPS = 3;

type Mod = Awaited<ReturnType<typeof createModule>>;
let shared: Promise<Mod> | undefined;

/** Tracker modules, rendered once from beginning to end by libopenmpt. */
export async function decodeModule(input: CodecInput<'module'>): Promise<Codec> {
  const m = await (shared ??= createModule());
  return { blocks: decode(input, m) };
}

function* decode({ stream, size, read, warn }: CodecInput<'module'>, m: Mod): Generator<DecodedBlock> {
  const { sampleRate, start } = stream;
  const bytes = read(start, size - start);
  const file = m._malloc(bytes.length);
  if (!file) throw new Error('it does not fit into memory');
  m.HEAPU8.set(bytes, file);
  const piece = m._audio_mod_create(file, bytes.length);
  m._free(file);
  if (!piece) throw new Error(m.UTF8ToString(m._audio_mod_last_error()) || 'it is no complete module');
  const out = m._malloc(BLOCK_FRAMES * 8);
  try {
    m._audio_mod_set_repeat_count(piece, 0);
    m._audio_mod_set_render_param(piece, INTERPOLATION_TAPS, 8);
    m._audio_mod_set_render_param(piece, STEREO_SEPARATION_PERCENT, 100);
    for (let left = MAX_SECONDS * sampleRate; left > 0;) {
      const frames = m._audio_mod_read_stereo(
        piece,
        sampleRate,
        Math.min(left, BLOCK_FRAMES),
        out,
        out + BLOCK_FRAMES * 4,
      );
      if (frames <= 0) return;
      yield { planes: [wordsOf(m, out, frames), wordsOf(m, out + BLOCK_FRAMES * 4, frames)], frames, sampleRate };
      left -= frames;
    }
    warn('The module plays on after 20 minutes; the rest is left out.');
  } finally {
    m._free(out);
    m._audio_mod_destroy(piece);
  }
}

import { pipeline } from 'node:stream';
import { constants, createInflateRaw, type InflateRaw } from 'node:zlib';
import { bytesPerSample, deinterleave } from '../../../core/dsp/pcm.ts';
import { crc32 } from '../../../core/util/crc32.ts';
import type { Codec, CodecInput, DecodedBlock } from '../codec.ts';

const CHUNK = 64 * 1024;
const BLOCK_FRAMES = 1 << 14;
const SKIP_BYTES = 1 << 20;
const nothing: DecodedBlock = { planes: [], frames: 0, sampleRate: 0 };

/** A deflated NumPy array. Channels that stand one after the other are unpacked side by side, each from the start. */
export function decodeNpz(input: CodecInput<'npz'>): Codec {
  return { blocks: decode(input) };
}

async function* decode({ stream, read, warn }: CodecInput<'npz'>): AsyncGenerator<DecodedBlock> {
  const { channels, encoding, frames, headerBytes, planar, sampleRate } = stream;
  const together = planar ? 1 : channels;
  const frameBytes = together * bytesPerSample[encoding];
  const bytes = new Uint8Array(BLOCK_FRAMES * frameBytes);
  const samples = new Float32Array(BLOCK_FRAMES * channels);
  const parts = Array.from({ length: channels / together }, () => new Unpacked(stream, read));
  let short = false;
  try {
    for (const [number, part] of parts.entries()) {
      for (let left = headerBytes + number * frames * frameBytes; left > 0; left -= SKIP_BYTES) {
        await part.skip(Math.min(left, SKIP_BYTES));
        yield nothing;
      }
    }
    for (let at = 0; at < frames; at += BLOCK_FRAMES) {
      const wanted = Math.min(BLOCK_FRAMES, frames - at);
      let most = 0;
      for (const [number, part] of parts.entries()) {
        const got = Math.floor((await part.read(bytes.subarray(0, wanted * frameBytes))) / frameBytes);
        const plane = samples.subarray(number * BLOCK_FRAMES);
        deinterleave(bytes, encoding, together, got, plane, BLOCK_FRAMES);
        if (planar) plane.fill(0, got, wanted);
        if (got < wanted) short = true;
        most = Math.max(most, got);
      }
      if (most === 0) break;
      const planes = Array.from({ length: channels }, (_, c) =>
        samples.subarray(c * BLOCK_FRAMES, c * BLOCK_FRAMES + most),
      );
      yield { planes, frames: most, sampleRate };
    }
    // The last has seen all bytes. What may follow the array is not unpacked for its checksum.
    const last = parts.at(-1)!;
    if (short) {
      warn(
        planar && channels > 1
          ? 'The compressed array is damaged; silence stands for what cannot be unpacked.'
          : 'The compressed array is damaged; what follows cannot be unpacked.',
      );
    } else if ((await last.skip(1)) === 0 && last.crc !== stream.crc) {
      warn('The compressed array does not match its checksum: it is damaged.');
    }
  } finally {
    for (const part of parts) part.close();
  }
}

/** What a deflated member unpacks to, from its start and once. A damaged one ends where the damage is. */
class Unpacked {
  /** CRC-32 of the chunks so far. */
  crc = 0;
  readonly #inflate: InflateRaw;
  readonly #chunks: AsyncIterator<Uint8Array, undefined>;
  #chunk: Uint8Array = new Uint8Array(0);

  constructor({ offset, packedBytes }: CodecInput<'npz'>['stream'], read: CodecInput['read']) {
    // A missing end is no error: what is there is wanted.
    this.#inflate = createInflateRaw({ chunkSize: CHUNK, finishFlush: constants.Z_SYNC_FLUSH });
    // Errors arrive where the chunks are read.
    pipeline(packed(read, offset, packedBytes), this.#inflate, () => undefined);
    this.#chunks = this.#inflate[Symbol.asyncIterator]() as AsyncIterator<Uint8Array, undefined>;
  }

  /** Fills `into` as far as it goes; returns how far. */
  async read(into: Uint8Array): Promise<number> {
    return this.#take(into.length, (part, at) => into.set(part, at));
  }

  async skip(bytes: number): Promise<number> {
    return this.#take(bytes, () => undefined);
  }

  close(): void {
    this.#inflate.destroy();
  }

  async #take(bytes: number, use: (part: Uint8Array, at: number) => void): Promise<number> {
    let done = 0;
    while (done < bytes && (this.#chunk.length > 0 || (await this.#next()))) {
      const part = this.#chunk.subarray(0, bytes - done);
      use(part, done);
      done += part.length;
      this.#chunk = this.#chunk.subarray(part.length);
    }
    return done;
  }

  async #next(): Promise<boolean> {
    try {
      const next = await this.#chunks.next();
      if (next.done) return false;
      this.#chunk = next.value;
      this.crc = crc32(next.value, this.crc);
      return true;
    } catch {
      return false;
    }
  }
}

function* packed(read: CodecInput['read'], offset: number, bytes: number): Generator<Uint8Array> {
  for (let at = 0; at < bytes; at += CHUNK) {
    const chunk = read(offset + at, Math.min(CHUNK, bytes - at));
    if (chunk.length === 0) return;
    yield chunk;
  }
}

import type { Packet } from '../demux/demuxer.ts';
import type { CodecConfig } from '../formats/format.ts';
import { lowPass } from './kaiser.ts';
import type { Decoded, DecoderContext, PacketDecoder } from './packetDecoder.ts';

type DsdConfig = Extract<CodecConfig, { type: 'dsd' }>;

/** One frame out of so many of the filter between: DSD64 → 352.8 kHz → 88.2 kHz. */
const DECIMATION = 4;
/** The bit filter: taps by hop of 8 bits for DSD64, and twice as much for each doubling of the rate. */
const HOPS = 12;
/** The second filter: passes up to 36 kHz; from 48.2 kHz on, 100 dB down. */
const TAPS = 189;
const HALF = (TAPS - 1) / 2;
/** So many frames come out before that of the first bit: half of both filters. */
export const DSD_DELAY_FRAMES = Math.floor((HALF + HOPS / 2 - 1) / DECIMATION);
/** What silence looks like. */
const IDLE = 0x69;
const PREROLL_FRAMES = 64;

/**
 * DSD, 1 bit a sample, to PCM: a low-pass over the bits by table, eight at a time, then one over its output. Both are
 * symmetric, so that behind the delay a frame stands where its bits do.
 */
export function decodeDsd(config: DsdConfig, { channels }: DecoderContext): PacketDecoder {
  const hopBytes = config.ratio / 8 / DECIMATION;
  const frameBytes = hopBytes * DECIMATION;
  const tables = bitTables(hopBytes);
  const filter = lowPass(TAPS, 42.1 / 352.8, 100);
  const lanes = Array.from({ length: channels }, () => new Lane(tables, filter, hopBytes));
  /** Frame that the next packet should start at. */
  let next = -1;

  const split = (data: Uint8Array, channel: number): Uint8Array => {
    const { blockBytes, lsbFirst } = config;
    const count = Math.floor(data.length / channels);
    const out = new Uint8Array(count);
    for (let i = 0; i < count; i++) {
      const block = Math.floor(i / blockBytes);
      const byte = data[block * blockBytes * channels + channel * blockBytes + (i % blockBytes)]!;
      out[i] = lsbFirst ? reversed[byte]! : byte;
    }
    return out;
  };

  return {
    preroll: PREROLL_FRAMES,
    exact: true,
    batch: 4,
    reset: () => void (next = -1),
    decode(packets): Decoded {
      const last = packets.at(-1) as Packet;
      const { position } = packets[0]!;
      if (next !== position) for (const lane of lanes) lane.start();
      next = last.position + last.frames;
      // Behind the end of the file the filters run out into silence.
      const ended = next >= config.frames;
      const idle = new Uint8Array(ended ? DSD_DELAY_FRAMES * frameBytes : 0).fill(IDLE);
      const planes = lanes.map((lane, channel) => {
        const pieces = packets.map((packet) => split(packet.data, channel));
        return lane.push([...pieces, idle]);
      });
      return { planes, frames: planes[0]!.length, position };
    },
    free: () => undefined,
  };
}

/** One channel: the bytes and the filtered samples that the next ones are computed with. */
class Lane {
  readonly #tables: Float64Array[];
  readonly #filter: Float64Array;
  readonly #hopBytes: number;
  #bytes = new Uint8Array(0);
  #samples = new Float64Array(0);

  constructor(tables: Float64Array[], filter: Float64Array, hopBytes: number) {
    this.#tables = tables;
    this.#filter = filter;
    this.#hopBytes = hopBytes;
  }

  /** As if silence had gone before. Behind it, windows start at whole frames. */
  start(): void {
    this.#bytes = new Uint8Array((HOPS - 1) * this.#hopBytes).fill(IDLE);
    this.#samples = new Float64Array(HALF * 2 - DECIMATION + 1);
    this.#decimate(this.#filterBits(new Uint8Array(PREROLL_FRAMES * DECIMATION * this.#hopBytes).fill(IDLE)));
  }

  push(pieces: Uint8Array[]): Float32Array {
    return this.#decimate(this.#filterBits(joined(pieces)));
  }

  #filterBits(added: Uint8Array): Float64Array {
    const tables = this.#tables;
    const hop = this.#hopBytes;
    const bytes = joined([this.#bytes, added]);
    const count = Math.floor(added.length / hop);
    const out = new Float64Array(count);
    for (let i = 0, at = 0; i < count; i++, at += hop) {
      let sum = 0;
      for (let t = 0; t < tables.length; t++) sum += tables[t]![bytes[at + t]!]!;
      out[i] = sum;
    }
    this.#bytes = bytes.slice(count * hop);
    return out;
  }

  #decimate(added: Float64Array): Float32Array {
    const filter = this.#filter;
    const samples = new Float64Array(this.#samples.length + added.length);
    samples.set(this.#samples);
    samples.set(added, this.#samples.length);
    const count = Math.max(0, Math.floor((samples.length - TAPS) / DECIMATION) + 1);
    const out = new Float32Array(count);
    for (let i = 0, at = 0; i < count; i++, at += DECIMATION) {
      let sum = filter[HALF]! * samples[at + HALF]!;
      for (let k = 0, far = at + TAPS - 1; k < HALF; k++) sum += filter[k]! * (samples[at + k]! + samples[far - k]!);
      out[i] = sum;
    }
    this.#samples = samples.slice(count * DECIMATION);
    return out;
  }
}

/** For every byte of the filter's length, what each of its 256 values adds: eight taps with the signs of its bits. */
function bitTables(hopBytes: number): Float64Array[] {
  const bytes = HOPS * hopBytes;
  // Passes 44 kHz, and keeps out what would fold onto it: 308 kHz and more.
  const taps = lowPass(bytes * 8, 176 / 2822.4 / hopBytes, 110);
  return Array.from({ length: bytes }, (_, byte) =>
    Float64Array.from({ length: 256 }, (_unused, value) => {
      let sum = 0;
      for (let bit = 0; bit < 8; bit++) sum += (value & (0x80 >> bit) ? 1 : -1) * taps[byte * 8 + bit]!;
      return sum;
    }),
  );
}

const reversed = Uint8Array.from({ length: 256 }, (_, byte) => {
  let value = 0;
  for (let bit = 0; bit < 8; bit++) if (byte & (1 << bit)) value |= 0x80 >> bit;
  return value;
});

function joined(pieces: Uint8Array[]): Uint8Array {
  const out = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    out.set(piece, at);
    at += piece.length;
  }
  return out;
}

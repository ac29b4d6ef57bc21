/** The header of one MPEG audio frame (ISO 11172-3, 13818-3, and the 2.5 extension). */
export interface MpegHeader {
  layer: 1 | 2 | 3;
  mpeg: 1 | 2 | 2.5;
  sampleRate: number;
  channels: number;
  /** 0 in free format. */
  bitRate: number;
  frameBytes: number;
  samples: number;
  hasCrc: boolean;
}

const layer3 = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
const layer2 = [0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384];
const layer1 = [0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448];
const low1 = [0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256];
const low23 = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];

/** No frame is longer, in free format either: the decoder takes no more. */
export const MAX_MPEG_FRAME = 3456;
const MIN_FREE = 24;

/** Frames of one stream share sync, version, layer and sample rate. */
const KIND = 0xfffe0c00 | 0;

const word = (bytes: Uint8Array, at: number): number =>
  (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!;

/** freeBytes: length of a frame in free format without padding, where it is known; without it such frames are none. */
export function mpegHeader(bytes: Uint8Array, at: number, freeBytes = 0): MpegHeader | undefined {
  if (at + 4 > bytes.length || bytes[at] !== 0xff || (bytes[at + 1]! & 0xe0) !== 0xe0) return undefined;
  const mpeg = ([2.5, undefined, 2, 1] as const)[(bytes[at + 1]! >> 3) & 3];
  const layer = ([undefined, 3, 2, 1] as const)[(bytes[at + 1]! >> 1) & 3];
  const rateIndex = (bytes[at + 2]! >> 2) & 3;
  const bitIndex = bytes[at + 2]! >> 4;
  if (!mpeg || !layer || rateIndex === 3 || (bitIndex === 0 && freeBytes === 0) || bitIndex === 15) return undefined;
  const sampleRate = [44100, 48000, 32000][rateIndex]! / (mpeg === 1 ? 1 : mpeg === 2 ? 2 : 4);
  const rates = mpeg === 1 ? [layer1, layer2, layer3][layer - 1]! : layer === 1 ? low1 : low23;
  const bitRate = rates[bitIndex]! * 1000;
  const padding = (bytes[at + 2]! >> 1) & 1;
  const samples = layer === 1 ? 384 : layer === 3 && mpeg !== 1 ? 576 : 1152;
  const slot = layer === 1 ? 4 : 1;
  const slots = bitIndex === 0 ? freeBytes / slot : Math.floor((samples / 8 / slot) * (bitRate / sampleRate));
  const channels = bytes[at + 3]! >> 6 === 3 ? 1 : 2;
  const hasCrc = (bytes[at + 1]! & 1) === 0;
  return { layer, mpeg, sampleRate, channels, bitRate, frameBytes: (slots + padding) * slot, samples, hasCrc };
}

/** The frames of one stream: those like its first. Fast, because whole files are walked with it. */
export class MpegKind {
  readonly samples: number;
  /** 0 unless the stream is in free format. */
  readonly freeBytes: number;
  readonly #kind: number;
  readonly #slot: number;
  readonly #sizes: Int32Array;

  private constructor(bytes: Uint8Array, at: number, first: MpegHeader, freeBytes: number) {
    this.samples = first.samples;
    this.freeBytes = freeBytes;
    this.#kind = word(bytes, at) & KIND;
    this.#slot = first.layer === 1 ? 4 : 1;
    this.#sizes = Int32Array.from({ length: 16 }, (_, index) => {
      const probe = Uint8Array.of(bytes[at]!, bytes[at + 1]!, (bytes[at + 2]! & 0x0c) | (index << 4), 0);
      return mpegHeader(probe, 0, freeBytes)?.frameBytes ?? 0;
    });
  }

  /** undefined where no frame starts, or one in free format of which the next cannot be found. */
  static at(bytes: Uint8Array, at: number): MpegKind | undefined {
    const free = at + 4 <= bytes.length && bytes[at + 2]! >> 4 === 0;
    const freeBytes = free ? freeFormatBytes(bytes, at) : 0;
    const first = mpegHeader(bytes, at, freeBytes);
    return first && new MpegKind(bytes, at, first, freeBytes);
  }

  /** Length of the frame of this kind whose header stands at `at`; 0 if there is none. The header must be in bytes. */
  frameBytes(bytes: Uint8Array, at: number): number {
    const header = word(bytes, at);
    if ((header & KIND) !== this.#kind) return 0;
    const size = this.#sizes[(header >> 12) & 15]!;
    return size === 0 || (header & 0x200) === 0 ? size : size + this.#slot;
  }
}

/** In free format a frame reaches to the next of its kind; two such distances must agree, but for padding. */
function freeFormatBytes(bytes: Uint8Array, at: number): number {
  // Also channel mode, error protection and the absent bit rate stay.
  const mask = 0xfffffcc0 | 0;
  const header = word(bytes, at);
  const slot = ((header >> 17) & 3) === 3 ? 4 : 1;
  const padding = (from: number): number => ((bytes[from + 2]! >> 1) & 1) * slot;
  const like = (from: number): boolean => from + 4 <= bytes.length && ((word(bytes, from) ^ header) & mask) === 0;
  for (let next = at + MIN_FREE; next <= at + MAX_MPEG_FRAME; next++) {
    if (!like(next)) continue;
    const size = next - at - padding(at);
    const third = next + size + padding(next);
    if (size % slot === 0 && (like(third) || third === bytes.length)) return size;
  }
  return 0;
}

/**
 * Offset of the first frame that is followed by others like it; fewer do where the bytes end with them.
 * Layer I is rare and its header matches by chance more easily: it needs more. -1 if there is none.
 */
export function findMpegFrame(bytes: Uint8Array, endsHere: boolean): number {
  for (let at = bytes.indexOf(0xff); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    if (at + 4 > bytes.length || (bytes[at + 1]! & 0xe6) < 0xe2) continue;
    const kind = MpegKind.at(bytes, at);
    if (!kind) continue;
    const wanted = (bytes[at + 1]! & 6) === 6 || kind.freeBytes > 0 ? 8 : 4;
    let next = at;
    let run = 0;
    while (run < wanted && next + 4 <= bytes.length) {
      const size = kind.frameBytes(bytes, next);
      if (size === 0) break;
      run++;
      next += size;
    }
    const enough = wanted === 4 ? 2 : 4;
    if (run >= wanted || (endsHere && run > 0 && (next === bytes.length || (run >= enough && next + 4 > bytes.length))))
      return at;
  }
  return -1;
}

/** The header of one MPEG audio frame (ISO 11172-3, 13818-3, and the 2.5 extension). */
export interface MpegHeader {
  layer: 1 | 2 | 3;
  mpeg: 1 | 2 | 2.5;
  sampleRate: number;
  channels: number;
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

export function mpegHeader(bytes: Uint8Array, at: number): MpegHeader | undefined {
  if (at + 4 > bytes.length || bytes[at] !== 0xff || (bytes[at + 1]! & 0xe0) !== 0xe0) return undefined;
  const mpeg = ([2.5, undefined, 2, 1] as const)[(bytes[at + 1]! >> 3) & 3];
  const layer = ([undefined, 3, 2, 1] as const)[(bytes[at + 1]! >> 1) & 3];
  const rateIndex = (bytes[at + 2]! >> 2) & 3;
  const bitIndex = bytes[at + 2]! >> 4;
  if (!mpeg || !layer || rateIndex === 3 || bitIndex === 0 || bitIndex === 15) return undefined;
  const sampleRate = [44100, 48000, 32000][rateIndex]! / (mpeg === 1 ? 1 : mpeg === 2 ? 2 : 4);
  const rates = mpeg === 1 ? [layer1, layer2, layer3][layer - 1]! : layer === 1 ? low1 : low23;
  const bitRate = rates[bitIndex]! * 1000;
  const padding = (bytes[at + 2]! >> 1) & 1;
  const samples = layer === 1 ? 384 : layer === 3 && mpeg !== 1 ? 576 : 1152;
  const slot = layer === 1 ? 4 : 1;
  const frameBytes = (Math.floor((samples / 8 / slot) * (bitRate / sampleRate)) + padding) * slot;
  const channels = bytes[at + 3]! >> 6 === 3 ? 1 : 2;
  return { layer, mpeg, sampleRate, channels, bitRate, frameBytes, samples, hasCrc: (bytes[at + 1]! & 1) === 0 };
}

/**
 * Offset of the first frame that is followed by others like it; fewer do where the bytes end with them.
 * -1 if there is none.
 */
export function findMpegFrame(bytes: Uint8Array, endsHere: boolean): number {
  for (let at = bytes.indexOf(0xff); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    const first = mpegHeader(bytes, at);
    if (!first || first.layer === 1) continue;
    let next = at;
    let header: MpegHeader | undefined = first;
    let run = 0;
    while (header && alike(first, header) && run < 4) {
      run++;
      next += header.frameBytes;
      header = mpegHeader(bytes, next);
    }
    if (run >= 4 || (endsHere && (next === bytes.length || (run >= 2 && next + 4 > bytes.length)))) return at;
  }
  return -1;
}

const alike = (a: MpegHeader, b: MpegHeader): boolean =>
  a.layer === b.layer && a.mpeg === b.mpeg && a.sampleRate === b.sampleRate;

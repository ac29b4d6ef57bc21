import { decoder } from '@audio/decode-aac';
import { parseAacConfig } from '../../core/formats/aacConfig.ts';
import type { DecodedBlock } from './codec.ts';

/** Samples of a packet before SBR doubles them. */
const PACKET_SAMPLES = 1024;

/** Decodes access units one by one; a damaged one gives silence, so that the rest stays in its place. */
export class AacPackets {
  readonly #decoder: Awaited<ReturnType<typeof decoder>>;
  readonly #channels: number;
  readonly #sampleRate: number;
  readonly #packetSamples: number;
  damaged = 0;

  private constructor(aac: Awaited<ReturnType<typeof decoder>>, channels: number, sampleRate: number, sbr: boolean) {
    this.#decoder = aac;
    this.#channels = channels;
    this.#sampleRate = sampleRate;
    this.#packetSamples = PACKET_SAMPLES * (sbr ? 2 : 1);
  }

  static async open(config: Uint8Array, channels: number, sampleRate: number, sbr: boolean): Promise<AacPackets> {
    const packets = new AacPackets(await decoder({ asc: config }), channels, sampleRate, sbr);
    // The decoder withholds the output of its first packet: let that be one that is silent, not one of the file's.
    const layout = parseAacConfig(config)?.channels ?? 0;
    const silent = silentPacket(layout);
    if (silent) packets.#decoder.decode(silent);
    return packets;
  }

  decode(packet: Uint8Array): DecodedBlock {
    const { channelData } = this.#decoder.decode(packet);
    const frames = channelData[0]?.length ?? 0;
    if (frames > 0) return { planes: [...channelData], frames, sampleRate: this.#sampleRate };
    this.damaged++;
    const planes = Array.from({ length: this.#channels }, () => new Float32Array(this.#packetSamples));
    return { planes, frames: this.#packetSamples, sampleRate: this.#sampleRate };
  }

  free(): void {
    this.#decoder.free();
  }
}

const SINGLE = 0;
const PAIR = 1;
const LOW = 3;
/** The elements of each channel count (ISO 14496-3 table 1.19). */
const layouts: Readonly<Record<number, readonly number[]>> = {
  1: [SINGLE],
  2: [PAIR],
  3: [SINGLE, PAIR],
  4: [SINGLE, PAIR, SINGLE],
  5: [SINGLE, PAIR, PAIR],
  6: [SINGLE, PAIR, PAIR, LOW],
  8: [SINGLE, PAIR, PAIR, PAIR, LOW],
};

/** A raw data block of channels without a single spectral band: all its fields are zero. */
function silentPacket(channels: number): Uint8Array | undefined {
  const elements = layouts[channels];
  if (!elements) return undefined;
  const bits: number[] = [];
  const put = (value: number, count: number): void => {
    for (let i = count - 1; i >= 0; i--) bits.push((value >> i) & 1);
  };
  const tags = [0, 0, 0, 0];
  for (const element of elements) {
    put(element, 3);
    put(tags[element]!++, 4);
    // Gain 8, window and bands 11, three flags; a pair has one flag and two of these.
    put(0, element === PAIR ? 1 + 22 + 22 : 22);
  }
  put(7, 3); // end
  const bytes = new Uint8Array(Math.ceil(bits.length / 8));
  bits.forEach((bit, i) => (bytes[i >> 3] = bytes[i >> 3]! | (bit << (7 - (i & 7)))));
  return bytes;
}

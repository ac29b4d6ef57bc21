import { decoder as openModule } from '@audio/decode-aac';
import { aacOrders, silentAacPacket } from '../../core/codecs/aacSilence.ts';
import type { Decoded, DecoderContext, PacketDecoder } from '../../core/codecs/packetDecoder.ts';
import type { Packet } from '../../core/demux/demuxer.ts';
import { parseAacConfig } from '../../core/formats/aacConfig.ts';
import { EarshotError } from '../../core/protocol/errors.ts';
import { type ModuleOf, wordsOf } from './wasmModule.ts';

type Faad = ModuleOf<
  '_aac',
  'create' | 'init2' | 'decode' | 'samples' | 'channels' | 'consumed' | 'close' | 'sr_ptr' | 'ch_ptr'
>['m'] & { _malloc(bytes: number): number; _free(address: number): void };

/** FAAD2's two random numbers as a decoder starts with them, and how far behind its handle they may be looked for. */
const SEEDS = [0x2bb431ea, 0x206155b7] as const;
const SEED_RANGE = 16 * 1024;

/** A spectral replica needs its header, which comes every half second or so. */
const SBR_PREROLL_PACKETS = 32;
const CUT = 'Some AAC packets cannot be decoded; silence stands in their place.';

export async function decodeAac(
  config: { config: Uint8Array; sbr: boolean },
  context: DecoderContext,
): Promise<PacketDecoder> {
  const { m } = (await openModule()) as unknown as { m: Faad };
  return new AacDecoder(m, config, context);
}

/**
 * AAC through FAAD2, packet by packet. A packet of AAC-LC depends on the one before it and on nothing else: the noise
 * that stands for noise (PNS) is seeded by the packet's place, so that it is the same however it is reached.
 */
class AacDecoder implements PacketDecoder {
  readonly preroll: number;
  readonly exact: boolean;
  readonly batch = 16;
  readonly #faad: Faad;
  readonly #config: Uint8Array;
  readonly #context: DecoderContext;
  readonly #order: readonly number[] | undefined;
  readonly #primer: Uint8Array | undefined;
  #handle = 0;
  /** Of the random numbers behind the handle; 0 where they were not found. */
  #seeds = 0;
  #input = 0;
  #inputBytes = 0;
  #planes: Float32Array[] = [];
  /** Where the next packet goes on; −1: the decoder must be started anew. */
  #position = -1;

  constructor(faad: Faad, { config, sbr }: { config: Uint8Array; sbr: boolean }, context: DecoderContext) {
    this.#faad = faad;
    this.#config = config;
    this.#context = context;
    const channels = parseAacConfig(config)?.channels ?? 0;
    this.#order = aacOrders[channels];
    this.#primer = silentAacPacket(channels);
    this.preroll = sbr ? SBR_PREROLL_PACKETS * 2048 : 2 * 1024;
    this.#create();
    this.exact = !sbr && this.#seeds > 0;
  }

  reset(): void {
    this.#position = -1;
  }

  decode(packets: readonly Packet[]): Decoded {
    const position = packets[0]?.position ?? 0;
    if (position !== this.#position) this.#fresh = false;
    const frames = packets.reduce((sum, packet) => sum + packet.frames, 0);
    if ((this.#planes[0]?.length ?? 0) < frames) {
      this.#planes = Array.from({ length: this.#context.channels }, () => new Float32Array(frames));
    }
    let at = 0;
    for (const packet of packets) {
      if (!this.#fresh) this.#restart(packet);
      if (!this.#decodeOne(packet, at)) {
        for (const plane of this.#planes) plane.fill(0, at, at + packet.frames);
        this.#context.warn(CUT);
        // What a decoder remembers of a damaged packet is nobody's business.
        this.#fresh = false;
      }
      at += packet.frames;
    }
    this.#position = position + frames;
    return { planes: this.#planes.map((plane) => plane.subarray(0, frames)), frames, position };
  }

  free(): void {
    if (this.#handle) this.#faad._aac_close(this.#handle);
    if (this.#input) this.#faad._free(this.#input);
    this.#handle = 0;
    this.#input = 0;
  }

  /** False: the next packet is the first of a new decoder. */
  #fresh = false;

  #restart(packet: Packet): void {
    this.#create();
    // FAAD2 keeps the output of its first packet to itself: let that be one that is silent, not one of the file's.
    this.#feed(this.#primer ?? packet.data, 0);
    this.#fresh = true;
  }

  #create(): void {
    const faad = this.#faad;
    if (this.#handle) faad._aac_close(this.#handle);
    this.#handle = faad._aac_create();
    this.#seeds = this.#findSeeds();
    const failed = faad._aac_init2(
      this.#handle,
      this.#put(this.#config),
      this.#config.length,
      faad._aac_sr_ptr(),
      faad._aac_ch_ptr(),
    );
    if (failed < 0) throw new EarshotError('unsupported', 'The file holds AAC of a kind that Earshot does not decode.');
  }

  /** Address of the two words; 0 unless they are found once. */
  #findSeeds(): number {
    const { HEAPU8 } = this.#faad;
    const words = new Uint32Array(HEAPU8.buffer, this.#handle, SEED_RANGE / 4);
    const at = words.indexOf(SEEDS[0]);
    return at >= 0 && words[at + 1] === SEEDS[1] ? this.#handle + at * 4 : 0;
  }

  #put(bytes: Uint8Array): number {
    if (bytes.length > this.#inputBytes) {
      if (this.#input) this.#faad._free(this.#input);
      this.#inputBytes = Math.max(8192, bytes.length);
      this.#input = this.#faad._malloc(this.#inputBytes);
    }
    this.#faad.HEAPU8.set(bytes, this.#input);
    return this.#input;
  }

  /** Address of the interleaved output, or 0. */
  #feed(data: Uint8Array, position: number): number {
    const input = this.#put(data);
    if (this.#seeds) {
      const words = new Uint32Array(this.#faad.HEAPU8.buffer, this.#seeds, 2);
      words[0] = scramble(position);
      words[1] = scramble(position + 0.5);
    }
    return this.#faad._aac_decode(this.#handle, input, data.length);
  }

  /** One packet, which may hold several blocks; its frames from `at` on in the planes. */
  #decodeOne({ data, position, frames }: Packet, at: number): boolean {
    const faad = this.#faad;
    let rest = data;
    for (let done = 0; done < frames;) {
      if (rest.length === 0) return false;
      const out = this.#feed(rest, position + done);
      const samples = faad._aac_samples();
      const channels = faad._aac_channels();
      const got = channels > 0 ? samples / channels : 0;
      if (!out || got === 0 || done + got > frames) return false;
      this.#spread(wordsOf(faad, out, samples), channels, got, at + done);
      done += got;
      if (done < frames) rest = rest.subarray(faad._aac_consumed());
    }
    return true;
  }

  #spread(from: Float32Array, channels: number, frames: number, at: number): void {
    const planes = this.#planes;
    if (channels === 2 && planes.length === 2) {
      const [left, right] = planes;
      for (let i = 0, k = 0; i < frames; i++, k += 2) {
        left![at + i] = from[k]!;
        right![at + i] = from[k + 1]!;
      }
      return;
    }
    const order = channels === this.#order?.length ? this.#order : undefined;
    planes.forEach((plane, c) => {
      let k = Math.min(channels - 1, order ? order[c]! : c);
      for (let i = 0; i < frames; i++, k += channels) plane[at + i] = from[k]!;
    });
  }
}

/** A word that looks random and is never 0. */
function scramble(place: number): number {
  let x = (Math.trunc(place * 2) + 0x9e3779b9) | 0;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0 || 1;
}

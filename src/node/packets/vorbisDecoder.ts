import { OggVorbisDecoder } from '@wasm-audio-decoders/ogg-vorbis';
import type { Decoded, DecoderContext, PacketDecoder } from '../../core/codecs/packetDecoder.ts';
import type { Packet } from '../../core/demux/demuxer.ts';
import { parseVorbisHeaders } from '../../core/demux/vorbisPackets.ts';
import { surroundOrder } from '../../core/formats/surroundOrder.ts';

/** libvorbis below its wrapper, which parses Ogg again and copies all frames twice. */
interface LibVorbis {
  _common: {
    wasm: { HEAP: ArrayBuffer; decode_packets(handle: number): void };
  };
  _decoder: number;
  _input: { ptr: number; buf: Uint8Array };
  _inputLen: { ptr: number };
  _outputBufferPtr: { buf: Uint32Array };
  _samplesDecoded: { buf: Uint32Array };
  _errorsLength: { buf: Int32Array };
  sendSetupHeader(packet: Uint8Array): void;
  initDsp(): void;
}

export async function decodeVorbis(
  { headers }: { headers: readonly Uint8Array[] },
  context: DecoderContext,
): Promise<PacketDecoder> {
  return new VorbisDecoder(await openVorbis(headers), headers, context);
}

interface Opened {
  vorbis: LibVorbis;
  floats: Float32Array;
  words: Uint32Array;
  /** Index of the word that the library takes for the length of a packet. */
  length: number;
}

async function openVorbis([identification, , setup]: readonly Uint8Array[]): Promise<Opened> {
  const wrapper = new OggVorbisDecoder();
  await wrapper.ready;
  const vorbis = (wrapper as unknown as { _decoder: LibVorbis })._decoder;
  const words = new Uint32Array(vorbis._common.wasm.HEAP);
  const opened = {
    vorbis,
    floats: new Float32Array(vorbis._common.wasm.HEAP),
    words,
    length: lengthWord(vorbis, words),
  };
  const fits = [identification!, setup!].every((header) => {
    if (header.length > vorbis._input.buf.length) return false;
    words[opened.length] = header.length;
    vorbis.sendSetupHeader(header);
    return vorbis._errorsLength.buf[0] === 0;
  });
  if (fits) vorbis.initDsp();
  if (fits && vorbis._errorsLength.buf[0] === 0) return opened;
  throw new Error('libvorbis refuses its header');
}

/**
 * Version 0.1.20 takes the address of a packet's length for the length (vorbis_decoder.c, set_current_packet), and so
 * reads on into what the packet before left behind. That address is a field of its own state, next to the input's.
 */
function lengthWord({ _decoder, _input, _inputLen }: LibVorbis, words: Uint32Array): number {
  const first = _decoder >> 2;
  for (let i = first + 1; i < first + 256; i++) {
    if (words[i] === _inputLen.ptr && words[i - 1] === _input.ptr) return i;
  }
  throw new Error('libvorbis does not look as expected');
}

/** Channels in WAVE order. */
class VorbisDecoder implements PacketDecoder {
  /** Enough that a whole packet lies ahead of the one that is wanted. */
  readonly preroll: number;
  /** A block overlaps with the one before it, and depends on nothing else. */
  readonly exact = true;
  readonly batch = 64;
  readonly #headers: readonly Uint8Array[];
  readonly #warn: DecoderContext['warn'];
  readonly #order: readonly number[];
  /** undefined: it came to grief, and is opened anew by reset(). */
  #opened: Opened | undefined;
  #planes: Float32Array[] = [];
  /** Where the packet stands whose overlap is there; −1: none. */
  #next = -1;

  constructor(opened: Opened, headers: readonly Uint8Array[], { warn }: DecoderContext) {
    this.#opened = opened;
    this.#headers = headers;
    this.#warn = warn;
    this.#order = surroundOrder(headers[0]![11]!);
    this.preroll = parseVorbisHeaders(headers)!.long / 2;
  }

  reset(): void | Promise<void> {
    this.#next = -1;
    if (!this.#opened) return this.#open();
  }

  async #open(): Promise<void> {
    this.#opened = await openVorbis(this.#headers);
  }

  decode(packets: readonly Packet[]): Decoded {
    const position = packets[0]!.position;
    if (position !== this.#next) this.#next = -1;
    const frames = packets.reduce((sum, packet) => sum + packet.frames, 0);
    if ((this.#planes[0]?.length ?? 0) < frames) {
      this.#planes = this.#order.map(() => new Float32Array(frames));
    }
    let at = 0;
    for (const packet of packets) {
      if (!this.#decodeOne(packet, at)) for (const plane of this.#planes) plane.fill(0, at, at + packet.frames);
      at += packet.frames;
    }
    return { planes: this.#planes, frames, position };
  }

  /** False: silence stands there. The first packet only primes; what the library makes of it is of another place. */
  #decodeOne(packet: Packet, at: number): boolean {
    const { data, position, frames } = packet;
    const primed = this.#next === position;
    this.#next = -1;
    if (!this.#opened || data.length > this.#opened.vorbis._input.buf.length) return this.#damaged();
    const { vorbis, words, floats, length } = this.#opened;
    vorbis._input.buf.set(data);
    words[length] = data.length;
    try {
      vorbis._common.wasm.decode_packets(vorbis._decoder);
    } catch {
      this.#opened = undefined;
      return this.#damaged();
    }
    if (vorbis._errorsLength.buf[0] !== 0) {
      vorbis._errorsLength.buf[0] = 0;
      return this.#damaged();
    }
    this.#next = position + frames;
    if (!primed) return false;
    // The last packet may have more than is to be heard.
    if (vorbis._samplesDecoded.buf[0]! < frames) return this.#damaged();
    const pointers = vorbis._outputBufferPtr.buf[0]! >> 2;
    for (let c = 0; c < this.#order.length; c++) {
      const from = words[pointers + this.#order[c]!]! >> 2;
      this.#planes[c]!.set(floats.subarray(from, from + frames), at);
    }
    return true;
  }

  #damaged(): false {
    this.#warn('Some Vorbis packets are damaged; silence stands in their place.');
    return false;
  }

  free(): void {
    // Its memory is its own, and goes with it.
    this.#opened = undefined;
  }
}

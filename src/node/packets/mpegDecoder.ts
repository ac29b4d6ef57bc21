import { MPEGDecoder } from 'mpg123-decoder';
import { emptyFrame, FreeFormat, isFree } from '../../core/codecs/freeFormat.ts';
import { layer3Preroll, maxBackstep, sideInfo, silenced } from '../../core/codecs/layer3.ts';
import type { Decoded, DecoderContext, PacketDecoder } from '../../core/codecs/packetDecoder.ts';
import type { Packet } from '../../core/demux/demuxer.ts';

/** mpg123 without its wrapper, which reads frame by frame and copies each three times. */
interface Mpg123 {
  _common: {
    wasm: {
      mpeg_frame_decoder_create(handle: number, gapless: number): number;
      mpeg_frame_decoder_destroy(handle: number): void;
      mpeg_decoder_feed(handle: number, input: number, bytes: number): number;
      mpeg_decoder_read(
        handle: number,
        output: number,
        size: number,
        samples: number,
        rate: number,
        error: number,
      ): number;
    };
    allocateTypedArray(length: number, type: Uint32ArrayConstructor): Pointer<Uint32Array>;
  };
  _decoder: number;
  _input: Pointer<Uint8Array>;
  _output: Pointer<Float32Array>;
  _samplesDecodedPtr: Pointer<Uint32Array>;
  _sampleRatePtr: Pointer<Uint32Array>;
  _errorStringPtr: Pointer<Uint32Array>;
}

interface Pointer<Type> {
  ptr: number;
  len: number;
  buf: Type;
}

/** Frames that one read gives at most: 92 448 bytes of stereo floats. */
const READ_FRAMES = 11556;
const NEW_FORMAT = -11;
/** The filter bank's ring has come round after so many packets in every layer. */
const PHASES = 8;

export async function decodeMpeg(
  config: { layer: 1 | 2 | 3; preroll?: number },
  context: DecoderContext,
): Promise<PacketDecoder> {
  const mpeg = new MPEGDecoder({ enableGapless: false });
  await mpeg.ready;
  return new MpegDecoder(mpeg as unknown as Mpg123, config, context);
}

/**
 * MPEG audio, layers I to III. Packet N gives the frames from N × samples on, whatever came before: the state is the
 * same after the preroll, even the place in the filter bank's ring, which decides on the order of its sums.
 */
class MpegDecoder implements PacketDecoder {
  readonly preroll: number;
  readonly exact = true;
  readonly batch: number;
  readonly #mpeg: Mpg123;
  readonly #context: DecoderContext;
  readonly #layer: 1 | 2 | 3;
  readonly #handle: Pointer<Uint32Array>;
  /** Where the next packet goes on, or −1 after a reset. */
  #position = -1;
  readonly #free = new FreeFormat();
  /** Where it was started. */
  #start = 0;
  /** Bytes of main data that later frames may begin in. */
  #reservoir = 0;

  constructor(mpeg: Mpg123, { layer, preroll }: { layer: 1 | 2 | 3; preroll?: number }, context: DecoderContext) {
    this.#mpeg = mpeg;
    this.#context = context;
    this.#layer = layer;
    this.#handle = mpeg._common.allocateTypedArray(1, Uint32Array);
    this.#handle.buf[0] = mpeg._decoder;
    const samples = layer === 1 ? 384 : layer === 3 && context.sampleRate < 32000 ? 576 : 1152;
    this.batch = Math.floor(READ_FRAMES / samples);
    this.preroll = samples * (preroll ?? (layer === 3 ? layer3Preroll(context.sampleRate, context.channels) : 2));
  }

  reset(): void {
    this.#position = -1;
  }

  decode(packets: readonly Packet[]): Decoded {
    const first = packets[0];
    const position = first?.position ?? 0;
    if (first && first.position !== this.#position) this.#restart(first);
    const parts: Float32Array[][] = [];
    let total = 0;
    for (let from = 0; from < packets.length;) {
      let [to, bytes, frames] = [from, 0, 0];
      for (let packet = packets[to]; packet; packet = packets[++to]) {
        const over = frames + packet.frames > READ_FRAMES || bytes + packet.data.length > this.#mpeg._input.len;
        if (over && to > from) break;
        const data = this.#checked(packet).subarray(0, this.#mpeg._input.len - bytes);
        this.#mpeg._input.buf.set(data, bytes);
        bytes += data.length;
        frames += packet.frames;
      }
      this.#feed(bytes);
      parts.push(this.#take(frames, to < packets.length));
      total += frames;
      from = to;
    }
    this.#position = position + total;
    if (parts.length === 1) return { planes: parts[0]!, frames: total, position };
    const planes = Array.from({ length: this.#channels }, () => new Float32Array(total));
    planes.forEach((plane, c) => {
      let at = 0;
      for (const part of parts) {
        plane.set(part[c]!, at);
        at += part[c]!.length;
      }
    });
    return { planes, frames: total, position };
  }

  free(): void {
    this.#wasm.mpeg_frame_decoder_destroy(this.#handle.buf[0]!);
    this.#handle.buf[0] = 0;
  }

  get #wasm(): Mpg123['_common']['wasm'] {
    return this.#mpeg._common.wasm;
  }

  get #channels(): number {
    return Math.min(2, this.#context.channels);
  }

  /** A fresh decoder, brought by silent packets to where a decoder from the start would be in its ring. */
  #restart(packet: Packet): void {
    this.#wasm.mpeg_frame_decoder_destroy(this.#handle.buf[0]!);
    this.#wasm.mpeg_frame_decoder_create(this.#handle.ptr, 0);
    this.#reservoir = 0;
    this.#start = packet.position;
    this.#free.reset();
    const silent = isFree(packet.data) ? emptyFrame(packet.data) : silenced(packet.data.slice().fill(0, 4), 0);
    const count = 1 + (Math.round(packet.position / packet.frames) % PHASES);
    for (let i = 0; i < count; i++) this.#mpeg._input.buf.set(silent, i * silent.length);
    this.#feed(count * silent.length);
    this.#discard();
  }

  /** The packet, or a silent one in its place. */
  #checked({ data, position }: Packet): Uint8Array {
    if (this.#layer !== 3) return data;
    const { backstep, mainBytes, neededBytes, damaged } = sideInfo(data);
    const missing = backstep > this.#reservoir;
    const free = isFree(data) ? this.#free.standard(data, backstep, neededBytes, missing || damaged) : data;
    if (!free) this.#context.warn('Some frames in free format are too large; silence stands in their place.');
    if (!missing && !damaged) {
      this.#reservoir = backstep + mainBytes;
      return free ?? emptyFrame(data);
    }
    const kept = Math.min(this.#reservoir, maxBackstep(data));
    this.#reservoir = kept + mainBytes;
    if (damaged) this.#context.warn('Some MP3 frames are damaged; silence stands in their place.');
    // In a start amid the file that is as it must be: these frames are only to prime the decoder.
    else if (this.#start === 0 || position - this.#start >= this.preroll)
      this.#context.warn('Some MP3 frames begin in earlier ones that are missing; silence stands in their place.');
    return isFree(data) ? emptyFrame(data) : silenced(data, kept);
  }

  #feed(bytes: number): void {
    this.#wasm.mpeg_decoder_feed(this.#handle.buf[0]!, this.#mpeg._input.ptr, bytes);
  }

  #read(): number {
    const { _output, _samplesDecodedPtr, _sampleRatePtr, _errorStringPtr } = this.#mpeg;
    _samplesDecodedPtr.buf[0] = 0;
    return this.#wasm.mpeg_decoder_read(
      this.#handle.buf[0]!,
      _output.ptr,
      _output.len,
      _samplesDecodedPtr.ptr,
      _sampleRatePtr.ptr,
      _errorStringPtr.ptr,
    );
  }

  #discard(): void {
    for (let i = 0; i < PHASES + 2; i++) {
      const status = this.#read();
      if (status !== NEW_FORMAT && status !== 0) return;
    }
  }

  /** Planes of `frames`; views of the decoder's memory unless they must be kept beyond the next read. */
  #take(frames: number, keep: boolean): Float32Array[] {
    let got = 0;
    for (let i = 0; i < 3 && got === 0 && frames > 0; i++) {
      const status = this.#read();
      got = this.#mpeg._samplesDecodedPtr.buf[0]!;
      if (status !== NEW_FORMAT && status !== 0) break;
    }
    const { buf } = this.#mpeg._output;
    const planes = Array.from({ length: this.#channels }, (_, c) => buf.subarray(c * got, c * got + frames));
    // The last packet of a container may have more than is to be heard.
    if (got >= frames) return keep ? planes.map((plane) => plane.slice()) : planes;
    this.#context.warn('Some MP3 frames cannot be decoded; silence stands in their place.');
    this.#discard();
    this.#position = -1;
    return planes.map((plane) => {
      const whole = new Float32Array(frames);
      whole.set(plane.subarray(0, Math.min(got, frames)));
      return whole;
    });
  }
}

import type { Decoded, PacketDecoder } from '../../core/codecs/packetDecoder.ts';
import type { Demuxer, DemuxInput, Packet, SeekIndex } from '../../core/demux/demuxer.ts';
import type { CodecConfig, PacketStream, Part } from '../../core/formats/format.ts';
import { openDecoder } from './openDecoder.ts';
import { openDemuxer } from './openDemuxer.ts';

/** Where decoders that are not exact start anew: 5.5 s at 48 kHz. A reader of one frame decodes at most so much. */
export const SEGMENT_FRAMES = 1 << 18;

/** Consecutive frames; the planes live until the next block is asked for. */
export interface Block {
  planes: readonly Float32Array[];
  frames: number;
}

/** Of a part: the frames of the whole that it covers, and its index, where one has been built. */
interface OpenPart {
  part: Part;
  start: number;
  end: number;
  demuxer: Demuxer;
}

/**
 * Any range of a packet stream, exact to the frame: the same samples however they are reached. Runs in a worker thread;
 * one range at a time.
 */
export class PacketReader {
  readonly #stream: PacketStream;
  readonly #input: DemuxInput;
  readonly #indices: ReadonlyMap<number, SeekIndex>;
  #parts: OpenPart[] | undefined;
  #decoder: { codec: CodecConfig; decoder: PacketDecoder } | undefined;

  /** indices: by number of the part, as buildIndex() of its demuxer made them. */
  constructor(stream: PacketStream, input: DemuxInput, indices: ReadonlyMap<number, SeekIndex> = new Map()) {
    this.#stream = stream;
    this.#input = input;
    this.#indices = indices;
  }

  /** Frames from … to−1; ends early only where the audio does. */
  async *blocks(from: number, to: number): AsyncGenerator<Block, void> {
    for (const open of this.#open()) {
      if (open.end <= from || open.start >= to) continue;
      const first = Math.max(from, open.start);
      const last = Math.min(to, open.end);
      let done = 0;
      for await (const block of this.#partBlocks(open, first, last)) {
        done += block.frames;
        yield block;
      }
      if (first + done < last && open.end !== Infinity) {
        // A part that must have a length keeps it, or what follows would move.
        const isLast = open === this.#parts!.at(-1);
        if (isLast) return;
        yield* silence(last - first - done, this.#stream.channels);
      }
    }
  }

  free(): void {
    this.#decoder?.decoder.free();
    this.#decoder = undefined;
    this.#parts = undefined;
  }

  #open(): OpenPart[] {
    let start = 0;
    this.#parts ??= this.#stream.parts.map((part, number) => {
      const demuxer = openDemuxer(part, this.#input);
      const index = this.#indices.get(number);
      if (index) demuxer.useIndex?.(index);
      const open: OpenPart = { part, start, end: start + (part.frames ?? Infinity), demuxer };
      start = open.end;
      return open;
    });
    return this.#parts;
  }

  /** The decoder of a part. Edits share one; of hundreds of links only that of the last is kept. */
  async #decoderOf({ codec }: Part): Promise<PacketDecoder> {
    if (this.#decoder?.codec === codec) return this.#decoder.decoder;
    this.#decoder?.decoder.free();
    this.#decoder = undefined;
    const { sampleRate, channels } = this.#stream;
    const decoder = await openDecoder(codec, { sampleRate, channels, warn: this.#input.warn });
    this.#decoder = { codec, decoder };
    return decoder;
  }

  /** from, to: frames of the whole. Decoders that are not exact start anew at every segment. */
  async *#partBlocks(open: OpenPart, from: number, to: number): AsyncGenerator<Block, void> {
    const decoder = await this.#decoderOf(open.part);
    const offset = open.part.skip - open.start;
    if (decoder.exact) return yield* this.#run(open, decoder, from + offset, to + offset, from + offset);
    for (let at = from; at < to;) {
      const segment = Math.max(open.start, at - (at % SEGMENT_FRAMES));
      const end = Math.min(to, at - (at % SEGMENT_FRAMES) + SEGMENT_FRAMES);
      let got = 0;
      for await (const block of this.#run(open, decoder, at + offset, end + offset, segment + offset)) {
        got += block.frames;
        yield block;
      }
      if (got < end - at) return;
      at = end;
    }
  }

  /** from … to−1 of the decoder's timeline, by a decoder that starts so that it is right from `right` on (≤ from). */
  async *#run(
    open: OpenPart,
    decoder: PacketDecoder,
    from: number,
    to: number,
    right: number,
  ): AsyncGenerator<Block, void> {
    const { channels } = this.#stream;
    await decoder.reset();
    let at = from;
    for await (const decoded of decodeAll(open.demuxer.packets(Math.max(0, right - decoder.preroll)), decoder, to)) {
      if (decoded.position > at) {
        const gap = Math.min(decoded.position, to) - at;
        yield* silence(gap, channels);
        at += gap;
      }
      const skip = Math.max(0, at - decoded.position);
      if (skip >= decoded.frames) continue;
      const frames = Math.min(decoded.frames - skip, to - at);
      if (frames <= 0) return;
      const whole = skip === 0 && frames === decoded.frames;
      yield {
        planes: fitted(whole ? decoded.planes : cut(decoded.planes, skip, frames), channels),
        frames,
      };
      at += frames;
      if (at >= to) return;
    }
  }
}

/** Packets in batches without gaps, through the decoder. */
async function* decodeAll(packets: Iterable<Packet>, decoder: PacketDecoder, to: number): AsyncGenerator<Decoded> {
  const batch: Packet[] = [];
  let next = -1;
  // The first batches are small: whoever waits for the first frame has it sooner.
  let wanted = 1;
  for (const packet of packets) {
    if (batch.length > 0 && packet.position !== next) {
      yield await decoder.decode(batch.splice(0));
    }
    if (packet.position >= to) {
      if (batch.length > 0) yield await decoder.decode(batch);
      // Nothing of it is wanted, but what is missing before it is.
      yield { planes: [], frames: 0, position: packet.position };
      return;
    }
    // Packets live until the next is asked for.
    batch.push({ ...packet, data: batch.length + 1 < wanted ? packet.data.slice() : packet.data });
    next = packet.position + packet.frames;
    if (batch.length < wanted) continue;
    yield await decoder.decode(batch.splice(0));
    wanted = Math.min(wanted * 2, decoder.batch);
  }
  if (batch.length > 0) yield await decoder.decode(batch);
}

const cut = (planes: readonly Float32Array[], from: number, frames: number): Float32Array[] =>
  planes.map((plane) => plane.subarray(from, from + frames));

/** As many planes as the header promised: decoders change their mind where both channels are alike. */
function fitted(planes: readonly Float32Array[], channels: number): readonly Float32Array[] {
  if (planes.length === channels) return planes;
  return Array.from({ length: channels }, (_, channel) => planes[channel % planes.length]!);
}

function* silence(frames: number, channels: number): Generator<Block> {
  const plane = new Float32Array(Math.min(frames, 4096));
  for (let left = frames; left > 0; left -= plane.length) {
    const now = Math.min(left, plane.length);
    yield { planes: Array.from({ length: channels }, () => plane.subarray(0, now)), frames: now };
  }
}

import { bytesPerSample } from '../../../core/dsp/pcm.ts';
import { midSide } from '../../../core/dsp/midSide.ts';
import { framesIn, type PcmPlaces, pcmRanges, unpackPcm } from '../../../core/formats/pcmRange.ts';
import type { Block } from '../../packets/packetReader.ts';
import { type OpenFile, readInto } from '../openFiles.ts';
import { undecodable } from '../scan.ts';
import type { Breath } from './breath.ts';

export interface Whose {
  readonly tracks: 'channels' | 'midSide';
  readonly channels: readonly number[];
}

/** Samples, of all channels together, that are converted at a time: they stay in the cache. */
const PIECE_SAMPLES = 1 << 16;

/** Planes of one length in one buffer. */
export class Planes {
  readonly stride: number;
  readonly data: Float32Array;
  readonly each: readonly Float32Array[];

  constructor(count: number, stride: number) {
    this.stride = stride;
    this.data = new Float32Array(count * stride);
    this.each = Array.from({ length: count }, (_, i) => this.data.subarray(i * stride, (i + 1) * stride));
  }

  zero(from: number, to: number): void {
    for (const plane of this.each) plane.fill(0, from, to);
  }
}

/** Samples of channels, or of mid and side, of a file in this thread; nothing (0) outside of it. */
export class TrackReader {
  readonly frames: number;
  readonly tracks: number;
  readonly #file: OpenFile;
  readonly #whose: Whose;
  readonly #breath: Breath;
  readonly #pcm: { fd: number; places: PcmPlaces } | undefined;
  readonly #channels: number;
  /** All channels, in order: samples need not be moved about. */
  readonly #plain: boolean;
  #bytes = new Uint8Array(0);
  #raw: Planes;
  /** Packets that are being decoded, where the next block of them begins, and what of the last one is left. */
  #blocks: AsyncGenerator<Block, void> | undefined;
  #next = -1;
  #left: { block: Block; from: number } | undefined;

  constructor(file: OpenFile, source: { spill: number | null; frames: number }, whose: Whose, breath: Breath) {
    const { stream, weights } = file.facts;
    const channels = weights.length;
    this.#file = file;
    this.#whose = whose;
    this.#breath = breath;
    this.#channels = channels;
    this.frames = source.frames;
    this.tracks = whose.channels.length;
    if (source.spill !== null) {
      this.#pcm = { fd: source.spill, places: { encoding: 'f32', channels, dataOffset: 0 } };
    } else if (stream.kind === 'pcm') this.#pcm = { fd: file.fd, places: stream };
    this.#plain =
      whose.tracks === 'channels' && whose.channels.length === channels && whose.channels.every((c, i) => c === i);
    this.#raw = new Planes(channels, this.#plain || !this.#pcm ? 0 : this.#piece);
  }

  /** Samples are found by arithmetic: a short read costs no more than its length. */
  get random(): boolean {
    return this.#pcm !== undefined;
  }

  get #piece(): number {
    return Math.max(64, Math.floor(PIECE_SAMPLES / this.#channels));
  }

  /** Frames from … of each track to out[at …]; until: where reads that follow this one will end at most. */
  async read(from: number, frames: number, out: Planes, at: number, until = from + frames): Promise<void> {
    const first = Math.max(from, 0);
    const last = Math.min(from + frames, this.frames);
    const to = at + frames;
    if (first >= last) return out.zero(at, to);
    const start = at + first - from;
    out.zero(at, start);
    const got = this.#pcm
      ? await this.#readPcm(first, last - first, out, start)
      : await this.#readPackets(first, last - first, out, start, Math.min(until, this.frames));
    out.zero(start + got, to);
  }

  async #readPcm(from: number, frames: number, out: Planes, at: number): Promise<number> {
    const { fd, places } = this.#pcm!;
    const most = this.#piece;
    for (let done = 0; done < frames;) {
      if (this.#breath.due) await this.#breath.take();
      const wanted = Math.min(most, frames - done);
      const parts = this.#readBytes(fd, places, from + done, wanted);
      const there = framesIn(places, parts);
      if (this.#plain) unpackPcm(places, parts, there, out.data.subarray(at + done), out.stride);
      else {
        unpackPcm(places, parts, there, this.#raw.data, this.#raw.stride);
        this.#derive(this.#raw.each, 0, there, out, at + done);
      }
      done += there;
      // The file has shrunk.
      if (there < wanted) return done;
    }
    return frames;
  }

  /** Into memory that is used again and again; each part starts where samples of 8 bytes may stand. */
  #readBytes(fd: number, places: PcmPlaces, from: number, frames: number): Uint8Array[] {
    const room = Math.ceil((this.#piece * bytesPerSample[places.encoding]) / 8) * 8 * this.#channels;
    if (this.#bytes.length < room) this.#bytes = new Uint8Array(room);
    let at = 0;
    return pcmRanges(places, from, frames).map(({ offset, length }) => {
      const part = this.#bytes.subarray(at, at + length);
      at += Math.ceil(length / 8) * 8;
      return part.subarray(0, readInto(fd, part, length, offset));
    });
  }

  async #readPackets(from: number, frames: number, out: Planes, at: number, until: number): Promise<number> {
    if (from !== this.#next) {
      await this.close();
      this.#blocks = this.#file.reader.blocks(from, Math.max(until, from + frames));
      this.#next = from;
    }
    let done = 0;
    try {
      while (done < frames) {
        if (!this.#left) {
          if (this.#breath.due) await this.#breath.take();
          const step = await this.#blocks!.next();
          if (step.done) break;
          this.#left = { block: step.value, from: 0 };
        }
        const { block, from: start } = this.#left;
        const now = Math.min(block.frames - start, frames - done);
        this.#derive(block.planes, start, now, out, at + done);
        done += now;
        this.#left = start + now < block.frames ? { block, from: start + now } : undefined;
      }
    } catch (error) {
      throw undecodable(this.#file, error);
    } finally {
      this.#next += done;
      this.#file.takeWarnings();
    }
    return done;
  }

  #derive(planes: readonly Float32Array[], from: number, frames: number, out: Planes, at: number): void {
    const part = (channel: number): Float32Array => planes[channel]!.subarray(from, from + frames);
    if (this.#whose.tracks === 'channels') {
      for (const [i, channel] of this.#whose.channels.entries()) out.each[i]!.set(part(channel), at);
      return;
    }
    for (const [i, which] of this.#whose.channels.entries()) {
      const plane = out.each[i]!.subarray(at, at + frames);
      const other = (this.#other = this.#other.length < frames ? new Float32Array(frames) : this.#other);
      midSide(part(0), part(1), frames, which === 0 ? plane : other, which === 0 ? other : plane);
    }
  }
  #other = new Float32Array(0);

  /** Lets go of a decoder in the middle of its work. */
  async close(): Promise<void> {
    const blocks = this.#blocks;
    this.#blocks = undefined;
    this.#left = undefined;
    this.#next = -1;
    await blocks?.return();
  }
}

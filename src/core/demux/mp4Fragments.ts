import { type Box, boxAt, body, boxes, findBox } from '../formats/mp4Boxes.ts';
import { runStepsNow, type Steps } from '../formats/steps.ts';
import type { DemuxInput, SeekIndex } from './demuxer.ts';
import { MAX_PACKET_FRAMES, type Mp4Config, type Run } from './mp4Runs.ts';
import { lastNotAbove } from './mp4Tables.ts';

/** Bytes of a moof box that are looked at: a second of AAC takes a few hundred. */
const MAX_MOOF = 64 << 20;
const MAX_RUN_SAMPLES = 1 << 22;
const CUT = 'The file ends before its audio data does: the end is missing.';

interface Defaults {
  duration: number;
  size: number;
}

/** Walks the fragments of a file (ISO 14496-12 section 8.8). */
export class FragmentWalk {
  readonly #config: Mp4Config;
  readonly #scale: number;
  readonly #moov: Box;
  /** Frames that the tables in moov tell of. */
  readonly #before: number;
  readonly #input: DemuxInput;
  #defaults: Defaults | undefined;

  constructor(config: Mp4Config, scale: number, moov: Box, before: number, input: DemuxInput) {
    this.#config = config;
    this.#scale = scale;
    this.#moov = moov;
    this.#before = before;
    this.#input = input;
  }

  *runs(frame: number, index: SeekIndex | undefined): Generator<Run> {
    const point = index && index.frames.length > 0 ? lastNotAbove(index.frames, frame) : -1;
    const from = point >= 0 ? index!.offsets[point]! : this.#moov.end;
    const position = point >= 0 ? index!.frames[point]! : this.#before;
    for (const { runs } of this.#fragments(from, position)) yield* runs;
  }

  *buildIndex(): Generator<undefined, SeekIndex> {
    const frames: number[] = [];
    const offsets: number[] = [];
    let end = this.#before;
    for (const fragment of this.#fragments(this.#moov.end, this.#before)) {
      if (fragment.end > end || frames.length === 0) {
        frames.push(end);
        offsets.push(fragment.offset);
      }
      end = fragment.end;
      yield;
    }
    return { frames: Float64Array.from(frames), offsets: Float64Array.from(offsets), totalFrames: end };
  }

  *#fragments(from: number, position: number): Generator<{ offset: number; runs: Run[]; end: number }> {
    const { size, read } = this.#input;
    let end = position;
    for (let at = from; at < size;) {
      const box = runStepsNow(read, boxAt(at, size));
      if (!box) {
        this.#input.warn('What follows the last whole fragment is damaged and was left out.');
        return;
      }
      if (box.type === 'moof') {
        if (box.cut) {
          this.#input.warn(CUT);
          return;
        }
        const runs = runStepsNow(read, this.#fragment(at, box, end));
        const last = runs.at(-1);
        if (last) end = last.position + sum(last.frames, last.from, last.to);
        yield { offset: at, runs, end };
      } else if (box.cut) this.#input.warn(CUT);
      at = box.end;
    }
  }

  *#fragment(at: number, moof: Box, position: number): Steps<Run[]> {
    const runs: Run[] = [];
    let next = position;
    for (const traf of yield* boxes(moof.start, Math.min(moof.end, moof.start + MAX_MOOF))) {
      if (traf.type !== 'traf') continue;
      const parts = yield* boxes(traf.start, traf.end);
      const header = yield* body(
        parts.find((box) => box.type === 'tfhd'),
        40,
      );
      if (!header || header.byteLength < 8 || header.getUint32(4) !== this.#config.trackId) continue;
      const tfhd = yield* this.#header(header, at);
      let offset = tfhd.base;
      for (const box of parts) {
        const view = box.type === 'trun' ? yield* body(box, MAX_MOOF) : undefined;
        const run = view && this.#run(view, tfhd, offset, next);
        if (!run) continue;
        runs.push(run);
        offset = run.offset + sum(run.sizes, run.from, run.to);
        next = run.position + sum(run.frames, run.from, run.to);
      }
    }
    return runs;
  }

  /** tfhd: where offsets count from, and what samples are like that trun does not tell of. */
  *#header(view: DataView, moofAt: number): Steps<Defaults & { base: number }> {
    const flags = view.getUint32(0);
    let at = 8;
    let base = moofAt;
    const has = (flag: number, bytes: number): boolean => (flags & flag) !== 0 && at + bytes <= view.byteLength;
    if (has(1, 8)) {
      base = Number(view.getBigUint64(at));
      at += 8;
    }
    if (has(2, 4)) at += 4;
    let { duration, size } = yield* this.#trackDefaults();
    if (has(8, 4)) {
      duration = view.getUint32(at);
      at += 4;
    }
    if (has(16, 4)) size = view.getUint32(at);
    return { base, duration, size };
  }

  *#trackDefaults(): Steps<Defaults> {
    if (this.#defaults) return this.#defaults;
    this.#defaults = { duration: 0, size: 0 };
    const mvex = yield* findBox(this.#moov, 'mvex');
    for (const box of mvex ? yield* boxes(mvex.start, mvex.end) : []) {
      const view = box.type === 'trex' ? yield* body(box, 24) : undefined;
      if (view?.byteLength !== 24 || view.getUint32(4) !== this.#config.trackId) continue;
      this.#defaults = { duration: view.getUint32(12), size: view.getUint32(16) };
    }
    return this.#defaults;
  }

  #run(view: DataView, tfhd: Defaults & { base: number }, offset: number, position: number): Run | undefined {
    if (view.byteLength < 8) return undefined;
    const flags = view.getUint32(0);
    const each = [0x100, 0x200, 0x400, 0x800].filter((flag) => flags & flag).length * 4;
    let at = 8 + (flags & 1 ? 4 : 0) + (flags & 4 ? 4 : 0);
    const start = flags & 1 && view.byteLength >= 12 ? tfhd.base + view.getInt32(8) : offset;
    let count = view.getUint32(4);
    // What a run cannot hold, or the file has no bytes for, it does not have.
    const possible = each > 0 ? (view.byteLength - at) / each : (this.#input.size - start) / Math.max(1, tfhd.size);
    if (!(count <= possible && count <= MAX_RUN_SAMPLES)) {
      this.#input.warn('Parts of the table of packets are damaged; some packets may be missing.');
      count = Math.max(0, Math.min(Math.floor(possible), MAX_RUN_SAMPLES));
    }
    if (!(start >= 0) || ((flags & 0x200) === 0 && tfhd.size === 0)) return undefined;
    const sizes = new Uint32Array(count).fill(tfhd.size);
    const frames = new Uint32Array(count);
    let ticks = 0;
    let end = start;
    for (let i = 0; i < count; i++, at += each) {
      const duration = flags & 0x100 ? view.getUint32(at) : tfhd.duration;
      if (flags & 0x200) sizes[i] = view.getUint32(at + (flags & 0x100 ? 4 : 0));
      end += sizes[i]!;
      if (end > this.#input.size) {
        this.#input.warn(CUT);
        count = i;
        break;
      }
      frames[i] = this.#framesOf(sizes[i]!, ticks, duration);
      ticks += duration;
    }
    return { offset: start, position, sizes, frames, from: 0, to: count };
  }

  #framesOf(size: number, ticks: number, duration: number): number {
    const { packetFrames, frameBytes, sampleRate } = this.#config;
    if (packetFrames > 0) return packetFrames;
    if (frameBytes > 0) return Math.floor(size / frameBytes);
    const at = (tick: number): number => (this.#scale > 0 ? Math.round((tick * sampleRate) / this.#scale) : 0);
    return Math.min(MAX_PACKET_FRAMES, at(ticks + duration) - at(ticks));
  }
}

function sum(values: ArrayLike<number>, from: number, to: number): number {
  let total = 0;
  for (let i = from; i < to; i++) total += values[i]!;
  return total;
}

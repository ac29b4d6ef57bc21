import type { LoadedFile, Store } from '../store.ts';
import type { Host } from './host.ts';
import type { Selection } from './selection.ts';

/** Planar samples from a frame on; fewer at the end of the file. */
export interface Samples {
  read(startFrame: number, frames: number): Promise<{ frames: number; channels: number; data: Float32Array }>;
}

/** A crossing further away than this is another place, seconds and CSS pixels. */
const REACH_SECONDS = 0.02;
const REACH_PIXELS = 40;
/** Read and kept in blocks of so many frames. */
const BLOCK = 4096;
const MAX_BLOCKS = 24;

/** Sums of the channels of one revision of a file, in blocks as the host has given them; the least recently used goes. */
export class SumBlocks {
  #samples: Samples;
  #blocks = new Map<number, Promise<Float32Array>>();

  constructor(samples: Samples) {
    this.#samples = samples;
  }

  /** Sums of frames startFrame … endFrame−1; shorter at the end of the file. */
  async read(startFrame: number, endFrame: number): Promise<Float32Array> {
    const first = Math.floor(startFrame / BLOCK);
    const last = Math.floor((endFrame - 1) / BLOCK);
    const asked = Array.from({ length: last - first + 1 }, (_, i) => this.#block(first + i));
    const sums = new Float32Array(endFrame - startFrame);
    let length = 0;
    for (const [i, block] of (await Promise.all(asked)).entries()) {
      const at = (first + i) * BLOCK;
      const part = block.subarray(Math.max(0, startFrame - at), Math.max(0, endFrame - at));
      sums.set(part, Math.max(0, at - startFrame));
      length = Math.max(0, at - startFrame) + part.length;
      if (block.length < BLOCK) break;
    }
    return sums.subarray(0, length);
  }

  #block(index: number): Promise<Float32Array> {
    const known = this.#blocks.get(index);
    this.#blocks.delete(index);
    const block = known ?? this.#fetch(index);
    this.#blocks.set(index, block);
    const [oldest] = this.#blocks.keys();
    if (this.#blocks.size > MAX_BLOCKS && oldest !== undefined) this.#blocks.delete(oldest);
    return block;
  }

  async #fetch(index: number): Promise<Float32Array> {
    try {
      const { frames, channels, data } = await this.#samples.read(index * BLOCK, BLOCK);
      const sums = new Float32Array(frames);
      for (let channel = 0; channel < channels; channel++) {
        for (let i = 0; i < frames; i++) sums[i]! += data[channel * frames + i]!;
      }
      // The end of a file that is being written is read anew.
      if (frames < BLOCK) this.#blocks.delete(index);
      return sums;
    } catch (error) {
      this.#blocks.delete(index);
      throw error;
    }
  }
}

export function openSums(file: LoadedFile, host: Host): SumBlocks {
  const { revision } = file;
  return new SumBlocks({ read: (startFrame, frames) => host.request('pcm', { revision, startFrame, frames }) });
}

/** Index of the zero crossing nearest to `at`: of two samples around it, the one nearer to zero; null without one. */
export function nearestCrossing(sums: Float32Array, at: number): number | null {
  let best: number | null = null;
  const offer = (i: number): void => {
    if (best === null || Math.abs(i - at) < Math.abs(best - at)) best = i;
  };
  for (let i = 0; i < sums.length; i++) {
    const [a, b] = [sums[i]!, sums[i + 1] ?? NaN];
    if (a === 0) offer(i);
    else if ((a < 0 && b > 0) || (a > 0 && b < 0)) offer(Math.abs(a) <= Math.abs(b) ? i : i + 1);
  }
  return best;
}

/**
 * Where an edge or a cursor goes: the nearest zero crossing while snapping is on, or off and inverted, else where it is.
 * The ends of the file stay, and so does what no answer comes for.
 */
export async function snapFrame(store: Store, frame: number, inverted = false): Promise<number> {
  const sums = store.sums.value;
  const rate = store.file.value?.info.sampleRate;
  const total = store.totalFrames.value;
  if (store.snap.value === inverted || !sums || !rate || frame <= 0 || frame >= total) return frame;
  const { framesPerPixel } = store.viewport();
  const reach = Math.floor(Math.min(REACH_SECONDS * rate, REACH_PIXELS * framesPerPixel));
  const start = Math.max(0, Math.round(frame) - reach);
  try {
    const found = nearestCrossing(
      await sums.read(start, Math.min(total, Math.round(frame) + reach + 1)),
      frame - start,
    );
    return found === null ? frame : start + found;
  } catch {
    return frame;
  }
}

/** What has just been selected goes to crossings when the samples are there, unless it has become another by then. */
export async function snapSelection(
  store: Store,
  selection: Selection,
  edge: 'start' | 'end' | 'both',
  inverted = false,
): Promise<void> {
  const range = store.selection.value;
  if (!range || store.snap.value === inverted) return;
  const [start, end] = await Promise.all([
    edge !== 'end' ? snapFrame(store, range.startFrame, inverted) : range.startFrame,
    edge !== 'start' ? snapFrame(store, range.endFrame, inverted) : range.endFrame,
  ]);
  if (store.selection.value === range && start < end) selection.between(start, end, store.box.value);
}

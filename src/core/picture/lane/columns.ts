import { hasNonFinite } from '../../dsp/peaks.ts';
import { blockFrames, MAX_LEVEL } from '../../protocol/audio.ts';

/** Single frames: the level below the pyramid. */
export const PCM_LEVEL = -1;

/** Blocks (PCM: frames) of one tile. */
export const TILE_BLOCKS = 1024;
export const TILE_FRAMES = 8192;

/** Below so many frames to a device pixel PCM is asked for: the finest blocks would be wider than half a column. */
export const PCM_BELOW = 2 * blockFrames(0);

export interface Tile {
  /** Blocks (PCM: frames) that are there, from the tile's start; fewer at the scan front and at the end. */
  readonly count: number;
  /** For each channel: count minima, count maxima, count mean squares. PCM: for each channel, count samples. */
  readonly data: Float32Array;
}

export interface TileLookup {
  tile(level: number, index: number): Tile | undefined;
}

export function framesPerBlock(level: number): number {
  return level === PCM_LEVEL ? 1 : blockFrames(level);
}

export function blocksPerTile(level: number): number {
  return level === PCM_LEVEL ? TILE_FRAMES : TILE_BLOCKS;
}

/** The coarsest level whose blocks are at most half a column wide; PCM where there is none. */
export function levelFor(framesPerColumn: number): number {
  if (framesPerColumn < PCM_BELOW) return PCM_LEVEL;
  let level = 0;
  while (level < MAX_LEVEL && blockFrames(level + 1) * 2 <= framesPerColumn) level++;
  return level;
}

export const NOTHING = 0;
/** From blocks wider than they should be: replaced as soon as the sharp ones arrive. */
export const COARSE = 1;
export const EXACT = 2;

export interface ColumnRange {
  readonly startFrame: number;
  readonly framesPerColumn: number;
  readonly count: number;
  readonly totalFrames: number;
}

/**
 * Minimum, maximum and RMS of each device-pixel column of one channel. Column edges are rounded down to blocks, so
 * every block belongs to exactly one column. Reused between frames: nothing is allocated unless the width grows.
 */
export class Columns {
  count = 0;
  min = new Float32Array(0);
  max = new Float32Array(0);
  rms = new Float32Array(0);
  quality = new Uint8Array(0);
  /** 1 where samples are NaN or infinite: they are left out of the rest. */
  odd = new Uint8Array(0);
  /** Columns inside the file that are not exact. */
  missing = 0;
  /** Columns that show anything. */
  shown = 0;
  level = PCM_LEVEL;
  #lookup: TileLookup | null = null;
  /** The tile last looked up at each level: neighbouring columns share it. */
  #nearIndex = new Int32Array(MAX_LEVEL + 2);
  #near: (Tile | undefined)[] = [];
  #low = 0;
  #high = 0;
  #squares = 0;
  #weight = 0;
  #odd = false;

  /** scale: what all values are multiplied by. */
  fill(lookup: TileLookup, channel: number, channels: number, range: ColumnRange, scale = 1): void {
    this.#resize(range.count);
    this.#lookup = lookup;
    this.#nearIndex.fill(-1);
    this.level = levelFor(range.framesPerColumn);
    this.missing = 0;
    this.shown = 0;
    const block = framesPerBlock(this.level);
    for (let i = 0; i < range.count; i++) {
      const first = range.startFrame + i * range.framesPerColumn;
      this.quality[i] = NOTHING;
      this.odd[i] = 0;
      if (first >= range.totalFrames) continue;
      const startFrame = Math.floor(first / block) * block;
      const next = range.startFrame + (i + 1) * range.framesPerColumn;
      // The last edge of a fitted view misses the end by a rounding error.
      const last = next > range.totalFrames - range.framesPerColumn * 1e-6;
      const end = last ? range.totalFrames : Math.floor(next / block) * block;
      const endFrame = Math.max(end, Math.min(startFrame + block, range.totalFrames));
      const quality = this.#gather(channel, channels, startFrame, endFrame, range.totalFrames);
      if (quality !== EXACT) this.missing++;
      if (quality === NOTHING) continue;
      if (this.#odd) this.odd[i] = 1;
      const finite = this.#low <= this.#high;
      if (finite || this.#odd) this.shown++;
      if (!finite) continue;
      this.quality[i] = quality;
      this.min[i] = this.#low * scale;
      this.max[i] = this.#high * scale;
      this.rms[i] = this.#weight > 0 ? Math.sqrt(this.#squares / this.#weight) * scale : 0;
    }
    this.#lookup = null;
    this.#near.length = 0;
  }

  #tile(level: number, index: number): Tile | undefined {
    const slot = level - PCM_LEVEL;
    if (this.#nearIndex[slot] !== index) {
      this.#nearIndex[slot] = index;
      this.#near[slot] = this.#lookup?.tile(level, index);
    }
    return this.#near[slot];
  }

  /** The level itself, else the next finer one (equal by construction), else ever coarser ones. */
  #gather(channel: number, channels: number, startFrame: number, endFrame: number, totalFrames: number): number {
    if (this.#read(this.level, channel, channels, startFrame, endFrame, totalFrames)) return EXACT;
    if (this.level > PCM_LEVEL && this.#read(this.level - 1, channel, channels, startFrame, endFrame, totalFrames)) {
      return EXACT;
    }
    for (let level = this.level + 1; level <= MAX_LEVEL; level++) {
      if (this.#read(level, channel, channels, startFrame, endFrame, totalFrames)) return COARSE;
    }
    return NOTHING;
  }

  /** All blocks that touch the frames, or false if one of them is not there. */
  #read(
    level: number,
    channel: number,
    channels: number,
    startFrame: number,
    endFrame: number,
    totalFrames: number,
  ): boolean {
    const block = framesPerBlock(level);
    const perTile = blocksPerTile(level);
    const endBlock = Math.ceil(endFrame / block);
    let next = Math.floor(startFrame / block);
    this.#low = Infinity;
    this.#high = -Infinity;
    this.#squares = 0;
    this.#weight = 0;
    this.#odd = false;
    while (next < endBlock) {
      const index = Math.floor(next / perTile);
      const tile = this.#tile(level, index);
      const from = next - index * perTile;
      const to = Math.min(endBlock - index * perTile, perTile);
      if (!tile || tile.count < to) return false;
      if (level === PCM_LEVEL) this.#addSamples(tile, channel, from, to);
      else this.#addBlocks(tile, channel, channels, from, to, block, totalFrames - index * perTile * block);
      next = index * perTile + to;
    }
    return true;
  }

  #addSamples(tile: Tile, channel: number, from: number, to: number): void {
    const { data } = tile;
    const base = channel * tile.count;
    for (let i = base + from; i < base + to; i++) {
      const value = data[i]!;
      if (value - value !== 0) {
        this.#odd = true;
        continue;
      }
      if (value < this.#low) this.#low = value;
      if (value > this.#high) this.#high = value;
      this.#squares += value * value;
      this.#weight++;
    }
  }

  #addBlocks(
    tile: Tile,
    channel: number,
    channels: number,
    from: number,
    to: number,
    block: number,
    framesLeft: number,
  ): void {
    const { data, count } = tile;
    const minBase = channel * 3 * count;
    if (data.length < channels * 3 * count) return;
    for (let i = from; i < to; i++) {
      const low = data[minBase + i]!;
      const high = data[minBase + count + i]!;
      if (low < this.#low) this.#low = low;
      if (high > this.#high) this.#high = high;
      const square = data[minBase + 2 * count + i]!;
      if (hasNonFinite(square)) this.#odd = true;
      if (low > high) continue;
      // The last block of the file may cover fewer frames.
      const weight = Math.min(block, framesLeft - i * block);
      this.#squares += Math.abs(square) * weight;
      this.#weight += weight;
    }
  }

  /** Out of sight for now: the memory goes. */
  release(): void {
    this.count = this.missing = this.shown = 0;
    this.min = this.max = this.rms = new Float32Array(0);
    this.quality = this.odd = new Uint8Array(0);
  }

  #resize(count: number): void {
    this.count = count;
    if (this.min.length >= count) return;
    this.min = new Float32Array(count);
    this.max = new Float32Array(count);
    this.rms = new Float32Array(count);
    this.quality = new Uint8Array(count);
    this.odd = new Uint8Array(count);
  }
}

/** Samples from startFrame on, as many as are there without a gap; returns how many. */
export function readSamples(
  lookup: TileLookup,
  channel: number,
  startFrame: number,
  endFrame: number,
  out: Float32Array,
): number {
  let frame = startFrame;
  while (frame < endFrame) {
    const index = Math.floor(frame / TILE_FRAMES);
    const tile = lookup.tile(PCM_LEVEL, index);
    const from = frame - index * TILE_FRAMES;
    const to = Math.min(endFrame - index * TILE_FRAMES, tile?.count ?? 0);
    if (!tile || to <= from) break;
    const base = channel * tile.count;
    out.set(tile.data.subarray(base + from, base + to), frame - startFrame);
    frame += to - from;
  }
  return frame - startFrame;
}

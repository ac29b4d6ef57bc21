import { hasNonFinite, PEAK_VALUES } from '../core/dsp/peaks.ts';
import { MEMORY_LEVEL } from '../core/dsp/pyramid.ts';
import { blockFrames, MAX_LEVEL } from '../core/protocol/audio.ts';
import { EarshotError } from '../core/protocol/errors.ts';
import type { LevelsResult } from '../core/protocol/levels.ts';
import type { AbortSignalLike } from '../core/util/abort.ts';
import type { ScannedFile } from './scannedFile.ts';

/** Samples, of all channels together, that are read at a time. */
const READ_SAMPLES = 1 << 17;
const EDGE_FRAMES = blockFrames(MEMORY_LEVEL);
/** Outside of these a Float32 mean square has lost digits (2^−126), or a block may have been cut at the largest Float32. */
const LEAST_SQUARE = 2 ** -126;
const MOST_PEAK = 1e19;

/**
 * Peak and RMS of each channel over a range. Blocks come from the pyramid in memory, of any size that fits; the edges,
 * what the scan has not reached and blocks with samples that are not finite come from samples.
 * The peak is exact. A mean square is rounded to Float32 once a level, by 2^−24 of itself at most: after all eleven the
 * RMS is right within 11 · 2^−25 = 3.3e-7 of itself.
 */
export async function readLevels(
  file: ScannedFile,
  { startFrame, endFrame }: { startFrame: number; endFrame: number },
  signal: AbortSignalLike,
): Promise<LevelsResult> {
  const { channels } = file.info;
  const sums = Array.from({ length: channels }, () => new LevelSum());
  const most = Math.max(EDGE_FRAMES, Math.floor(READ_SAMPLES / channels));
  let at = startFrame;
  while (at < endFrame) {
    if (signal.aborted) throw new EarshotError('cancelled', 'levels was cancelled.');
    const block = blockAt(file, channels, at, endFrame);
    if (block) {
      for (const [c, sum] of sums.entries()) sum.addBlock(block.records, c * PEAK_VALUES, block.frames);
      at += block.frames;
      continue;
    }
    let end = nextEdge(at);
    while (end < endFrame && end - at < most && !blockAt(file, channels, end, endFrame)) end = nextEdge(end);
    const wanted = Math.min(end, endFrame, at + most) - at;
    const { frames, data } = await file.source.read(at, wanted, signal);
    for (const [c, sum] of sums.entries()) sum.addSamples(data.subarray(c * frames, (c + 1) * frames));
    at += frames;
    if (frames < wanted) break;
  }
  return { channels: sums.map((sum) => sum.result()) };
}

const nextEdge = (frame: number): number => (Math.floor(frame / EDGE_FRAMES) + 1) * EDGE_FRAMES;

/** The largest block that starts at a frame, ends in the range and tells all there is to know. A file's last may be short. */
function blockAt(
  { pyramid, progress }: ScannedFile,
  channels: number,
  at: number,
  endFrame: number,
): { records: Float32Array; frames: number } | undefined {
  if (at % EDGE_FRAMES !== 0) return undefined;
  const end = Math.min(endFrame, pyramid.frames);
  for (let level = MAX_LEVEL; level >= MEMORY_LEVEL; level--) {
    const frames = blockFrames(level);
    const isLast = progress.state !== 'scanning' && end === pyramid.frames && at < end;
    if (at % frames !== 0 || (at + frames > end && !isLast)) continue;
    const { records, count } = pyramid.read(level, at / frames, 1);
    if (count === 1 && isTelling(records, channels)) return { records, frames: Math.min(frames, end - at) };
  }
  return undefined;
}

function isTelling(records: Float32Array, channels: number): boolean {
  for (let at = 0; at < channels * PEAK_VALUES; at += PEAK_VALUES) {
    const peak = Math.max(-records[at]!, records[at + 1]!);
    const square = records[at + 2]!;
    if (hasNonFinite(square) || peak > MOST_PEAK || (peak > 0 && square < LEAST_SQUARE)) return false;
  }
  return true;
}

/** Of one channel. */
class LevelSum {
  #peak = 0;
  #squares = 0;
  #finite = 0;
  #notFinite = 0;

  addBlock(records: Float32Array, at: number, frames: number): void {
    this.#peak = Math.max(this.#peak, -records[at]!, records[at + 1]!);
    this.#squares += records[at + 2]! * frames;
    this.#finite += frames;
  }

  addSamples(plane: Float32Array): void {
    let peak = this.#peak;
    let squares = 0;
    let bad = 0;
    for (let i = 0; i < plane.length; i++) {
      const value = plane[i]!;
      // Neither NaN nor infinite: their difference from themselves is no number.
      if (value - value !== 0) {
        bad++;
        continue;
      }
      const magnitude = value < 0 ? -value : value;
      if (magnitude > peak) peak = magnitude;
      squares += value * value;
    }
    this.#peak = peak;
    this.#squares += squares;
    this.#finite += plane.length - bad;
    this.#notFinite += bad;
  }

  result(): LevelsResult['channels'][number] {
    const rms = this.#finite > 0 ? Math.sqrt(this.#squares / this.#finite) : 0;
    return { peak: this.#peak, rms, notFinite: this.#notFinite };
  }
}

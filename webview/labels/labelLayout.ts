import { type Label, isPoint } from '../../src/core/labels/label.ts';
import type { View } from '../../src/core/picture/viewport.ts';
import { indexOf, type LabelRow, lowerBound } from './labelIndex.ts';

/** CSS pixels. */
export const ROW_HEIGHT = 18;
export const TRACK_PAD = 2;
/** Of a track that is folded. */
export const FOLDED_HEIGHT = 12;
/** Regions from this width on have a bar of their own. */
const WIDE = 4;
/** Narrower ones, and points, that are nearer than this become one bar with a count. */
const GAP = 4;
/** How near to an edge a press takes hold of it. */
const EDGE = 5;
/** Right of a point, for the flag. */
export const FLAG = 7;

/** What is drawn as one: a label, or many that are too near to one another. CSS pixels of the time axis, unclipped. */
export interface Bar {
  readonly row: number;
  readonly from: number;
  readonly to: number;
  /** Index of the first label in the track. */
  readonly label: number;
  /** Of labels; 1 for one that stands alone. */
  readonly count: number;
  readonly point: boolean;
  /** Where the next bar of the row begins, at most the end of the axis. */
  readonly next: number;
}

/** From seconds to the time axis. */
export interface TimeScale {
  readonly view: View;
  readonly sampleRate: number;
  /** CSS pixels. */
  readonly width: number;
}

export const xOfSeconds = ({ view, sampleRate }: TimeScale, seconds: number): number =>
  (seconds * sampleRate - view.startFrame) / view.framesPerPixel;

export const secondsAt = ({ view, sampleRate }: TimeScale, x: number): number =>
  (view.startFrame + x * view.framesPerPixel) / sampleRate;

/** What stands in view. `hidden` are shown elsewhere, as one that is being moved. */
export function layoutTrack(labels: readonly Label[], scale: TimeScale, hidden?: ReadonlyMap<number, Label>): Bar[] {
  const bars: Bar[] = [];
  indexOf(labels).rows.forEach((row, at) => layoutRow(labels, row, at, scale, hidden, bars));
  return bars;
}

function layoutRow(
  labels: readonly Label[],
  { labels: indices, start, reach, counted }: LabelRow,
  row: number,
  scale: TimeScale,
  hidden: ReadonlyMap<number, Label> | undefined,
  bars: Bar[],
): void {
  const { width } = scale;
  const wide = (at: number): boolean =>
    !counted && xOfSeconds(scale, reach[at]!) - xOfSeconds(scale, start[at]!) >= WIDE;
  const begin = bars.length;
  // Bars that end just before the view still hold their flag and a pixel of width in it.
  for (let at = lowerBound(reach, secondsAt(scale, -FLAG)); at < indices.length;) {
    const label = indices[at]!;
    const from = xOfSeconds(scale, start[at]!);
    if (from > width) break;
    if (hidden?.has(label)) {
      at++;
      continue;
    }
    let to = xOfSeconds(scale, reach[at]!);
    let end = at + 1;
    if (!wide(at)) {
      while (end < indices.length && !hidden?.has(indices[end]!)) {
        const x = xOfSeconds(scale, start[end]!);
        if (x > width || x - to >= GAP || wide(end)) break;
        // All that start within a pixel at once; but the last of them may be wide.
        const beyond = lowerBound(start, secondsAt(scale, x + 1), end + 1);
        const last = beyond - 1;
        end = last > end && wide(last) ? last : beyond;
        to = Math.max(to, xOfSeconds(scale, reach[end - 1]!));
      }
    }
    const count = end - at;
    const point = count === 1 && isPoint(labels[label]!);
    bars.push({ row, from, to: Math.max(to, from), label, count, point, next: width });
    at = end;
  }
  for (let i = begin; i < bars.length - 1; i++) bars[i] = { ...bars[i]!, next: Math.min(width, bars[i + 1]!.from) };
}

export function trackHeight(labels: readonly Label[], folded: boolean): number {
  return folded ? FOLDED_HEIGHT : indexOf(labels).rows.length * ROW_HEIGHT + 2 * TRACK_PAD;
}

export type Part = 'start' | 'end' | 'body';

export interface Hit {
  readonly bar: Bar;
  readonly part: Part;
}

/** What lies under a point of a track; x of the axis, y from its top. */
export function hitBar(bars: readonly Bar[], x: number, y: number): Hit | null {
  const row = Math.floor((y - TRACK_PAD) / ROW_HEIGHT);
  let best: Hit | null = null;
  let least = Infinity;
  for (const bar of bars) {
    if (bar.row !== row) continue;
    const to = bar.point ? bar.from + FLAG : Math.max(bar.to, bar.from + 1);
    const off = x < bar.from ? bar.from - x : x > to ? x - to : 0;
    if (off > EDGE || off > least) continue;
    // At an edge that two share, the one under the pointer is taken.
    if (off === least && best) continue;
    if (off > 0 && (bar.point || bar.count > 1)) continue;
    least = off;
    best = { bar, part: partAt(bar, x) };
  }
  return best;
}

function partAt({ from, to, point, count }: Bar, x: number): Part {
  // The middle of a narrow bar stays free to be pressed.
  const reach = Math.min(EDGE, (to - from) / 3);
  if (point || count > 1) return 'body';
  if (x <= from + reach) return 'start';
  return x >= to - reach ? 'end' : 'body';
}

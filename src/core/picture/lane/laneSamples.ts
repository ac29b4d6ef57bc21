import { yOf } from './amplitude.ts';
import { interpolate } from './interpolate.ts';
import { flush, type LaneMarks, type LaneTarget } from './laneTarget.ts';
import { RectBatch } from '../rectBatch.ts';

/** Sizes in CSS pixels. Points come in where they are so far apart; the curve before them, where it can be told from a line. */
const POINTS_FROM = 6;
const CURVE_FROM = 3;
const POINT_RADIUS = 2.75;
const POINT_RING = 1.5;
const LINE_WIDTH = 1.5;
const OVER_WIDTH = 2;
/** A hairline at x covers the pixel from x to x+1: points and lines stand in its middle. */
const CENTRE = 0.5;

/** Samples first … first+count−1, and where they stand: x = (frame − startFrame) × perFrame, in device pixels. */
export interface SampleRun {
  readonly samples: Float32Array;
  readonly first: number;
  readonly count: number;
  readonly startFrame: number;
  readonly perFrame: number;
  /** The band-limited curve between the samples, where there is room for it; else straight lines. */
  readonly curved: boolean;
}

const isGap = (value: number | undefined): boolean => value === undefined || value - value !== 0;

/**
 * Line or curve, and where there is room stems and points. A sample at or over full scale is red, and so is the curve
 * where it goes beyond between samples. Samples that are not numbers leave a gap with a mark.
 */
export class SamplePainter {
  #points = new Float32Array(0);
  #curve = new Float32Array(0);
  #rects = new RectBatch();

  paint(target: LaneTarget, run: SampleRun, marks: LaneMarks): void {
    const { renderer, theme, dpr } = target;
    const spacing = run.perFrame / dpr;
    const withPoints = spacing >= POINTS_FROM;
    if (withPoints) this.#stems(target, run);
    if (run.curved && spacing >= CURVE_FROM) this.#drawCurve(target, run);
    else this.#drawLine(target, run);
    const radius = POINT_RADIUS * dpr;
    const ring = POINT_RING * dpr;
    if (withPoints) {
      const known = this.#collect(target, run, (value) => !isGap(value));
      renderer.points(this.#points, known, radius, theme.waveRms, ring, theme.lane);
      const clipped = this.#collect(target, run, (value) => !isGap(value) && Math.abs(value) >= target.clipLevel);
      renderer.points(this.#points, clipped, radius, theme.defect, ring, theme.lane);
    }
    this.#mark(target, run, marks, !withPoints);
  }

  #x(run: SampleRun, i: number): number {
    return (run.first + i - run.startFrame) * run.perFrame + CENTRE;
  }

  #stems({ renderer, theme, scale }: LaneTarget, run: SampleRun): void {
    for (let i = 0; i < run.count; i++) {
      if (isGap(run.samples[i])) continue;
      const y = yOf(scale, run.samples[i]!);
      this.#rects.add(Math.floor(this.#x(run, i)), Math.min(y, scale.middle), 1, Math.abs(y - scale.middle));
    }
    flush(renderer, this.#rects, theme.wavePeak);
  }

  /** Points of the samples that are meant, in order; returns how many. */
  #collect({ scale }: LaneTarget, run: SampleRun, meant: (value: number) => boolean): number {
    if (this.#points.length < 2 * run.count) this.#points = new Float32Array(2 * run.count);
    let count = 0;
    for (let i = 0; i < run.count; i++) {
      if (!meant(run.samples[i]!)) continue;
      this.#points[2 * count] = this.#x(run, i);
      this.#points[2 * count + 1] = yOf(scale, run.samples[i]!);
      count++;
    }
    return count;
  }

  /** One straight line for each stretch without a gap; a sample between two gaps is a dot. */
  #drawLine(target: LaneTarget, run: SampleRun): void {
    const { renderer, theme, dpr } = target;
    this.#collect(target, run, () => true);
    const width = LINE_WIDTH * dpr;
    for (let i = 0; i < run.count; i++) {
      if (isGap(run.samples[i])) continue;
      let end = i + 1;
      while (end < run.count && !isGap(run.samples[end])) end++;
      if (end - i > 1) renderer.polyline(this.#points.subarray(2 * i, 2 * end), end - i, width, theme.waveRms);
      else this.#rects.add(this.#points[2 * i]! - width / 2, this.#points[2 * i + 1]! - width / 2, width, width);
      this.#keepInSight(target, this.#points, i, end);
      i = end;
    }
    flush(renderer, this.#rects, theme.waveRms);
  }

  /** A point for each device pixel, so that the curve is as smooth as the screen is; beyond full scale in red. */
  #drawCurve(target: LaneTarget, run: SampleRun): void {
    const { renderer, width, dpr, theme, scale, clipLevel } = target;
    const points = width + 1;
    if (this.#curve.length < 3 * points) this.#curve = new Float32Array(3 * points);
    const values = this.#curve.subarray(2 * points);
    interpolate(run.samples, run.first, run.count, run.startFrame, 1 / run.perFrame, values, points);
    const kindAt = (i: number): 'gap' | 'line' | 'over' | 'end' => {
      if (i >= points) return 'end';
      const before = Math.floor(run.startFrame + i / run.perFrame) - run.first;
      const last = run.count - 1;
      const beside = [Math.min(before, last), Math.min(before + 1, last)];
      if (beside.some((at) => isGap(run.samples[Math.max(0, at)]))) return 'gap';
      return Number.isFinite(clipLevel) && Math.abs(values[i]!) > 1 ? 'over' : 'line';
    };
    let from = 0;
    let was = kindAt(0);
    for (let i = 0; i <= points; i++) {
      const kind = kindAt(i);
      if (i < points) {
        this.#curve[2 * i] = i + CENTRE;
        this.#curve[2 * i + 1] = yOf(scale, values[i]!);
      }
      if (kind === was) continue;
      // Pieces share their end points, but for those beside a gap.
      const end = kind === 'end' || kind === 'gap' ? i : i + 1;
      const [line, colour] = was === 'over' ? [OVER_WIDTH, theme.defect] : [LINE_WIDTH, theme.waveRms];
      if (was !== 'gap') {
        renderer.polyline(this.#curve.subarray(2 * from, 2 * end), end - from, line * dpr, colour);
        this.#keepInSight(target, this.#curve, from, end);
        flush(renderer, this.#rects, colour);
      }
      from = i;
      was = kind;
    }
  }

  /** Where the line runs beyond an edge of the lane, a hairline along that edge stands for it, as columns do. */
  #keepInSight({ width, height, dpr }: LaneTarget, points: Float32Array, from: number, end: number): void {
    const line = Math.max(1, Math.round(dpr));
    for (let i = from + 1; i < end; i++) {
      const [a, b] = [points[2 * i - 1]!, points[2 * i + 1]!];
      const above = a < 0 && b < 0;
      if (!above && !(a >= height && b >= height)) continue;
      const left = Math.max(0, Math.floor(points[2 * i - 2]!));
      const right = Math.min(width, Math.ceil(points[2 * i]!));
      if (right > left) this.#rects.add(left, above ? 0 : height - line, right - left, line);
    }
  }

  #mark(target: LaneTarget, run: SampleRun, marks: LaneMarks, withLine: boolean): void {
    for (let i = 0; i < run.count; i++) {
      const value = run.samples[i]!;
      const x = this.#x(run, i);
      if (isGap(value)) marks.gap(target, x, Math.max(run.perFrame, 1));
      else if (Math.abs(value) >= target.clipLevel) marks.clip(target, Math.floor(x), value > 0, value < 0, withLine);
    }
  }
}

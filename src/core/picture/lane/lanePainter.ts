import { amplitudeScale, type AmplitudeView, columnRows, rmsRows, yOf } from './amplitude.ts';
import { type Columns, NOTHING } from './columns.ts';
import { LaneShades } from './laneColours.ts';
import { SamplePainter, type SampleRun } from './laneSamples.ts';
import { flush, LaneMarks, type LaneTarget } from './laneTarget.ts';
import type { Colours } from '../colours.ts';
import { RectBatch } from '../rectBatch.ts';
import type { Renderer } from '../renderer.ts';
import type { Theme } from '../theme.ts';

/** CSS pixels. */
const HATCH_STEP = 8;

export interface LaneBox {
  readonly renderer: Renderer;
  /** Device pixels. */
  readonly width: number;
  readonly height: number;
  readonly dpr: number;
}

export interface LaneLook {
  readonly theme: Theme;
  readonly amplitude: AmplitudeView;
  /** Lines of the grid: device pixels from the left, and levels. */
  readonly verticals: readonly number[];
  readonly levels: readonly number[];
  /** Samples of this magnitude are marked as clipped; Infinity where nothing can be. */
  readonly clipLevel: number;
}

/** Paints one lane after the other, each into a picture of its own; the buffers are shared between them. */
export class LanePainter {
  #target: LaneTarget | null = null;
  #top = new Int32Array(0);
  #bottom = new Int32Array(0);
  #rects = new RectBatch();
  #marks = new LaneMarks();
  #samples = new SamplePainter();
  #shades: LaneShades;

  constructor(colours: Colours) {
    this.#shades = new LaneShades(colours);
  }

  /** Empties the lane and draws its grid. */
  begin(box: LaneBox, look: LaneLook): void {
    const { renderer, width, height, dpr } = box;
    const { theme, amplitude, clipLevel } = look;
    const scale = amplitudeScale(height, dpr, amplitude);
    this.#target = { ...box, theme, scale, clipLevel };
    this.#marks.begin();
    renderer.begin(width, height, theme.lane);
    if (this.#top.length < width) {
      this.#top = new Int32Array(width);
      this.#bottom = new Int32Array(width);
    }
    for (const x of look.verticals) this.#rects.add(x, 0, 1, height);
    for (const level of look.levels) if (level !== 0) this.#rects.add(0, Math.floor(yOf(scale, level)), width, 1);
    flush(renderer, this.#rects, theme.grid);
    this.#rects.add(0, Math.floor(scale.middle), width, 1);
    flush(renderer, this.#rects, theme.gridStrong);
  }

  /** framesPerColumn: of a device pixel. */
  columns(columns: Columns, framesPerColumn: number): void {
    const target = this.#of();
    const { renderer, scale, height, theme } = target;
    const { peak, rms } = this.#shades.of(theme, framesPerColumn);
    columnRows(columns, scale, height, this.#top, this.#bottom);
    renderer.columns(this.#top, this.#bottom, columns.count, peak);
    if (rms) {
      rmsRows(columns, scale, height, this.#top, this.#bottom);
      renderer.columns(this.#top, this.#bottom, columns.count, rms);
    }
    this.#mark(columns, target);
  }

  samples(run: SampleRun): void {
    const target = this.#of();
    this.#samples.paint(target, run, this.#marks);
    this.#marks.paint(target);
  }

  /** left … right in device pixels: a span of the file that nobody could decode. */
  undecoded(left: number, right: number): void {
    const { renderer, width, height, dpr, theme } = this.#of();
    const [from, to] = [Math.max(0, left), Math.min(width, right)];
    const step = HATCH_STEP * dpr;
    // Lines x + y = c, fixed to the screen, cut at the edges of the span.
    for (let c = Math.ceil(from / step) * step; c < to + height; c += step) {
      const x0 = Math.max(from, c - height);
      const x1 = Math.min(to, c);
      if (x1 > x0) this.#rects.add(x0, c - x0, x1, c - x1);
    }
    renderer.lines(this.#rects.data, this.#rects.count, dpr, theme.hatch);
    this.#rects.clear();
  }

  end(): void {
    this.#of().renderer.end();
    this.#target = null;
  }

  #mark(columns: Columns, target: LaneTarget): void {
    for (let i = 0; i < columns.count; i++) {
      if (columns.quality[i] === NOTHING) continue;
      const over = columns.max[i]! >= target.clipLevel;
      const under = columns.min[i]! <= -target.clipLevel;
      if (over || under) this.#marks.clip(target, i, over, under, true);
    }
    for (let i = 0; i < columns.count; i++) {
      if (columns.odd[i] === 0) continue;
      let end = i + 1;
      while (end < columns.count && columns.odd[end] !== 0) end++;
      this.#marks.gap(target, i + (end - i) / 2, end - i);
      i = end;
    }
    this.#marks.paint(target);
  }

  #of(): LaneTarget {
    if (!this.#target) throw new Error('begin() comes first');
    return this.#target;
  }
}

import type { Colours } from '../colours.ts';
import type { Colour, PictureRenderer, Pixels } from '../renderer.ts';
import { baselineOf, type FontSize, glyphsOf, parseFont, widthOf } from './glyphs.ts';
import { EM } from './glyphTables.ts';
import { OutlineFill } from './outline.ts';
import { type Area, fillRect, type Ink, inkOf } from './raster.ts';
import { StrokeFill } from './strokes.ts';

/** Renderer on pixels in memory: what a 2D canvas paints, without a browser. Words are in letters of its own. */
export class PixelRenderer implements PictureRenderer {
  readonly #area: Area;
  readonly #colours: Colours;
  readonly #under: ((renderer: PixelRenderer) => void) | undefined;
  readonly #strokes = new StrokeFill();
  readonly #outlines = new OutlineFill();

  /** under: painted right after the background. */
  constructor(area: Area, colours: Colours, under?: (renderer: PixelRenderer) => void) {
    [this.#area, this.#colours, this.#under] = [area, colours, under];
  }

  begin(width: number, height: number, background: Colour): void {
    fillRect(this.#area, 0, 0, width, height, this.#ink(background));
    this.#under?.(this);
  }

  columns(top: Int32Array, bottom: Int32Array, count: number, colour: Colour): void {
    const ink = this.#ink(colour);
    for (let i = 0; i < count; i++) fillRect(this.#area, i, top[i]!, 1, bottom[i]! - top[i]!, ink);
  }

  polyline(points: Float32Array, count: number, width: number, colour: Colour): void {
    for (let i = 1; i < count; i++) {
      const at = 2 * i;
      this.#strokes.segment(points[at - 2]!, points[at - 1]!, points[at]!, points[at + 1]!, width);
      // Round joins.
      if (i + 1 < count) this.#strokes.disc(points[at]!, points[at + 1]!, width / 2);
    }
    this.#strokes.paint(this.#area, this.#ink(colour));
  }

  points(points: Float32Array, count: number, radius: number, colour: Colour, ring: number, ringColour: Colour): void {
    this.#discs(points, count, radius + ring, ringColour);
    this.#discs(points, count, radius, colour);
  }

  lines(segments: Float32Array, count: number, width: number, colour: Colour): void {
    for (let i = 0; i < 4 * count; i += 4) {
      this.#strokes.segment(segments[i]!, segments[i + 1]!, segments[i + 2]!, segments[i + 3]!, width);
    }
    this.#strokes.paint(this.#area, this.#ink(colour));
  }

  rects(rects: Float32Array, count: number, colour: Colour): void {
    const ink = this.#ink(colour);
    for (let i = 0; i < 4 * count; i += 4) {
      fillRect(this.#area, rects[i]!, rects[i + 1]!, rects[i + 2]!, rects[i + 3]!, ink);
    }
  }

  text(text: string, x: number, y: number, align: 'left' | 'right' | 'center', font: string, colour: Colour): void {
    const size = parseFont(font);
    const width = widthOf(text, size);
    const left = align === 'left' ? x : align === 'right' ? x - width : x - width / 2;
    this.#letters(text, left, Math.round(y + baselineOf(size)), size, this.#ink(colour));
  }

  measure(text: string, font: string): number {
    return widthOf(text, parseFont(font));
  }

  image({ width, height, data }: Pixels, x: number, y: number): void {
    const { raster, width: across, height: down } = this.#area;
    const [left, right] = [Math.max(x, 0), Math.min(x + width, across)];
    for (let row = Math.max(y, 0); row < Math.min(y + height, down) && right > left; row++) {
      const from = 4 * ((row - y) * width + left - x);
      const to = 4 * ((this.#area.y + row) * raster.width + this.#area.x + left);
      raster.data.set(data.subarray(from, from + 4 * (right - left)), to);
    }
  }

  end(): void {
    // What was painted is there already.
  }

  #letters(text: string, left: number, baseline: number, font: FontSize, ink: Ink): void {
    const scale = font.pixels / EM;
    let x = left;
    for (const { advance, contours } of glyphsOf(text, font)) {
      const placed = contours.map((points) => points.map((value, i) => value * scale + (i % 2 === 0 ? x : baseline)));
      if (placed.length > 0) this.#outlines.fill(this.#area, placed, ink);
      x += advance * scale;
    }
  }

  #discs(points: Float32Array, count: number, radius: number, colour: Colour): void {
    for (let i = 0; i < count; i++) this.#strokes.disc(points[2 * i]!, points[2 * i + 1]!, radius);
    this.#strokes.paint(this.#area, this.#ink(colour));
  }

  #ink(colour: Colour): Ink {
    return inkOf(this.#colours.rgba(colour));
  }
}

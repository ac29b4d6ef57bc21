import { RectBatch } from '../rectBatch.ts';
import type { Colour, Renderer } from '../renderer.ts';
import type { PaletteKind } from './palettes.ts';

/** CSS pixels, as over waveforms. */
const HATCH_STEP = 8;

/** By what a picture is on: lines follow its palette, not the theme. */
const lines = {
  dark: { light: 'rgb(255 255 255 / 12%)', strong: 'rgb(255 255 255 / 24%)' },
  paper: { light: 'rgb(0 0 0 / 10%)', strong: 'rgb(0 0 0 / 22%)' },
} as const;

export interface GridLook {
  /** Device pixels. */
  readonly width: number;
  readonly height: number;
  readonly dpr: number;
  /** Silence is dark. */
  readonly dark: boolean;
  readonly kind: PaletteKind;
  /** High contrast on paper, which no kind says. */
  readonly strong?: boolean;
  /** Lines of the time axis, device pixels from the left, and of frequencies, from the top. */
  readonly verticals: readonly number[];
  readonly horizontals: readonly number[];
  /** From here to there nobody could decode the file, device pixels from the left. */
  readonly undecoded: readonly [left: number, right: number] | null;
  readonly hatch: Colour;
}

/** What lies over the picture itself. */
export class SpectrogramGrid {
  #rects = new RectBatch();

  paint(renderer: Renderer, look: GridLook): void {
    const { width, height, dark, kind, strong, verticals, horizontals } = look;
    const colours = lines[dark ? 'dark' : 'paper'];
    for (const x of verticals) this.#rects.add(x, 0, 1, height);
    for (const y of horizontals) this.#rects.add(0, y, width, 1);
    renderer.rects(
      this.#rects.data,
      this.#rects.count,
      strong || kind === 'highContrast' ? colours.strong : colours.light,
    );
    this.#rects.clear();
    if (look.undecoded) this.#hatch(renderer, look, ...look.undecoded);
  }

  /** Lines x + y = c, fixed to the screen, cut at the edges of the span. */
  #hatch(renderer: Renderer, { width, height, dpr, hatch }: GridLook, left: number, right: number): void {
    const [from, to] = [Math.max(0, left), Math.min(width, right)];
    const step = HATCH_STEP * dpr;
    for (let c = Math.ceil(from / step) * step; c < to + height; c += step) {
      const [x0, x1] = [Math.max(from, c - height), Math.min(to, c)];
      if (x1 > x0) this.#rects.add(x0, c - x0, x1, c - x1);
    }
    renderer.lines(this.#rects.data, this.#rects.count, dpr, hatch);
    this.#rects.clear();
  }
}

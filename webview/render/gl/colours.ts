import { type Colours, parseColour } from '../../../src/core/picture/colours.ts';
import type { Colour } from '../../../src/core/picture/renderer.ts';
import { paletteKind, type PaletteKind } from '../../../src/core/picture/spectrogram/palettes.ts';
import type { Theme } from '../../../src/core/picture/theme.ts';

/**
 * Any CSS colour as straight RGBA in 0…1. A theme has a dozen of them, so every answer is kept; the browser itself reads
 * the notation (rgb, oklab, color …) by painting one pixel.
 */
export class ColourReader implements Colours {
  #known = new Map<Colour, Float32Array>();
  #context: OffscreenCanvasRenderingContext2D | null = null;

  rgba(colour: Colour): Float32Array {
    const known = this.#known.get(colour);
    if (known) return known;
    const plain = parseColour(colour);
    if (plain) {
      this.#known.set(colour, plain);
      return plain;
    }
    this.#context ??= new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
    const rgba = new Float32Array(4);
    if (this.#context) {
      this.#context.clearRect(0, 0, 1, 1);
      this.#context.fillStyle = colour;
      this.#context.fillRect(0, 0, 1, 1);
      const pixel = this.#context.getImageData(0, 0, 1, 1).data;
      for (let i = 0; i < 4; i++) rgba[i] = pixel[i]! / 255;
    }
    this.#known.set(colour, rgba);
    return rgba;
  }
}

/** Which of Earshot's palettes fits a theme of this page. */
export const kindOfTheme = (theme: Pick<Theme, 'lane'>): PaletteKind => paletteKind(theme, new ColourReader());

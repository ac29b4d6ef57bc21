import type { Colour } from '../renderer.ts';

/**
 * Any CSS colour as straight RGBA in 0…1. A theme has a dozen of them, so every answer is kept; the browser itself reads
 * the notation (rgb, oklab, color …) by painting one pixel.
 */
export class ColourReader {
  #known = new Map<Colour, Float32Array>();
  #context: OffscreenCanvasRenderingContext2D | null = null;

  rgba(colour: Colour): Float32Array {
    const known = this.#known.get(colour);
    if (known) return known;
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

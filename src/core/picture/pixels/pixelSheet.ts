import type { Colours } from '../colours.ts';
import type { Paint, Sheet } from '../page/sheet.ts';
import { PixelRenderer } from './pixelRenderer.ts';
import { type Area, overlay, type Raster, rasterOf } from './raster.ts';

/** A picture as pixels in memory. */
export class PixelSheet implements Sheet {
  readonly #raster: Raster;
  readonly #colours: Colours;

  constructor(width: number, height: number, colours: Colours) {
    this.#raster = rasterOf(width, height);
    this.#colours = colours;
  }

  get width(): number {
    return this.#raster.width;
  }

  get height(): number {
    return this.#raster.height;
  }

  part(x: number, y: number, width: number, height: number, paint: Paint, under?: Paint): void {
    paint(new PixelRenderer(this.#areaOf(x, y, width, height), this.#colours, under));
  }

  veil(x: number, y: number, width: number, height: number, opacity: number, paint: Paint): void {
    const area = this.#areaOf(x, y, width, height);
    if (area.width === 0 || area.height === 0) return;
    const raster = rasterOf(area.width, area.height);
    paint(new PixelRenderer({ ...area, raster, x: 0, y: 0 }, this.#colours));
    overlay(area, raster, opacity);
  }

  /** Red, green and blue of each pixel, rows from the top. In the place of the picture: the sheet is used up. */
  toRgb(): Uint8Array<ArrayBuffer> {
    const { data } = this.#raster;
    const count = data.length / 4;
    for (let i = 1; i < count; i++) {
      data[3 * i] = data[4 * i]!;
      data[3 * i + 1] = data[4 * i + 1]!;
      data[3 * i + 2] = data[4 * i + 2]!;
    }
    return new Uint8Array(data.buffer, 0, 3 * count);
  }

  /** Parts begin on the sheet; what reaches beyond it is cut. */
  #areaOf(x: number, y: number, width: number, height: number): Area {
    const within = (size: number, all: number): number => Math.max(0, Math.min(size, all));
    const raster = this.#raster;
    return { raster, x, y, width: within(width, raster.width - x), height: within(height, raster.height - y) };
  }
}

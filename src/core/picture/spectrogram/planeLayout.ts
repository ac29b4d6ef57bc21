import { TILE_COLUMNS } from '../../protocol/spectrogram.ts';
import { type FrequencyAxis, frequencyAtPart, partOfFrequency } from '../../spectrogram/frequencyScale.ts';
import type { PictureKind, Plane, Track } from './planes.ts';

/** One lane's picture: sizes in device pixels. */
export interface SpectrogramScene {
  readonly track: Track;
  /** What it should show, at which level. */
  readonly kind: PictureKind;
  readonly level: number;
  readonly startFrame: number;
  readonly framesPerColumn: number;
  readonly width: number;
  readonly height: number;
  readonly totalFrames: number;
}

/** Of a plane that is much finer than the picture only so many columns a pixel are looked at. */
const MOST_PER_PIXEL = 8;
/** Columns: what a sum of frames may be off. */
const ROUNDING = 1e-6;

/** How the tiles of one plane lie under the pixels. */
export class PlaneLayout {
  /** Columns from[x] … end[x]−1 of the plane, counted from `base`, are in pixel column x. */
  from = new Int32Array(0);
  end = new Int32Array(0);
  /** Of so many columns one is looked at. */
  stride = 1;
  base = 0;
  /** Row of the tile for each pixel row from the top, −1 for none. */
  rows = new Int32Array(0);
  #rowsOf: PictureKind | null = null;
  #rowsFor: FrequencyAxis | null = null;
  #height = 0;

  /** first: pixel columns from the start of the file to the left edge. */
  fill(plane: Plane, scene: SpectrogramScene, first: number, inside: number): void {
    const { width, framesPerColumn, totalFrames } = scene;
    if (this.from.length < width) {
      this.from = new Int32Array(width);
      this.end = new Int32Array(width);
    }
    const ratio = framesPerColumn / plane.step;
    this.stride = Math.max(1, Math.floor(ratio / MOST_PER_PIXEL));
    this.base = Math.floor((first * ratio) / TILE_COLUMNS) * TILE_COLUMNS;
    const { from, end, base } = this;
    for (let x = 0; x < inside; x++) {
      const at = Math.floor((first + x) * ratio + ROUNDING);
      const next = Math.floor((first + x + 1) * ratio + ROUNDING);
      // Columns wider than a pixel: the one that lies in its middle.
      const own = next > at ? at : Math.floor((first + x + 0.5) * ratio);
      from[x] = own - base;
      end[x] = Math.max(next, own + 1) - base;
    }
    // The last column of the file may be a part of one.
    const last = inside - 1;
    if (last >= 0 && (first + inside) * framesPerColumn > totalFrames - framesPerColumn * 1e-6) {
      end[last] = Math.max(from[last]! + 1, Math.ceil(totalFrames / plane.step - ROUNDING) - base);
    }
    this.#mapRows(plane.kind, scene);
  }

  #mapRows(kind: PictureKind, { kind: { axis }, height }: SpectrogramScene): void {
    if (kind === this.#rowsOf && axis === this.#rowsFor && height === this.#height) return;
    [this.#rowsOf, this.#rowsFor, this.#height] = [kind, axis, height];
    if (this.rows.length < height) this.rows = new Int32Array(height);
    const own = kind.axis;
    const same = own.scale === axis.scale && own.low === axis.low && own.high === axis.high;
    for (let y = 0; y < height; y++) {
      const part = (height - y - 0.5) / height;
      const at = same ? part : partOfFrequency(own, frequencyAtPart(axis, part));
      this.rows[y] = at >= 0 && at < 1 ? Math.floor(at * own.rows) : -1;
    }
  }
}

import { NO_LEVEL } from '../../spectrogram/levelCode.ts';
import type { Pixels } from '../renderer.ts';
import { type ColourTable, isStripe } from './colourTable.ts';
import { codeOf, type Draw, type SpectrogramPlan } from './spectrogramPlan.ts';

/** What a picture besides its tiles depends on. */
export interface PixelLook {
  readonly table: ColourTable;
  /** Where nothing is known; as in the table. */
  readonly bare: number;
  /** Of the rows and columns: another one is another picture. */
  readonly geometry: string;
}

/**
 * The pixels of one lane as a ring: pixel column k of the file stands in column k mod width, so that a pan paints only
 * what is new. Rows from the top.
 */
export class SpectrogramPixels {
  /** Columns painted since the last look; what a frame cost. */
  painted = 0;
  #pixels: Uint32Array<ArrayBuffer> = new Uint32Array(0);
  #width = 0;
  #height = 0;
  /** By ring column: which column of the file it holds, and what of. */
  #column = new Float64Array(0);
  #source = new Float64Array(0);
  #key = '';

  /** Brings the pixels up to the plan; false where there was nothing to do. */
  paint(plan: SpectrogramPlan, { table, bare, geometry }: PixelLook): boolean {
    const { width, height } = plan;
    this.#size(width, height);
    const first = Math.round(plan.first);
    const key = `${geometry} ${plan.first - first} ${table.version} ${bare}`;
    if (key !== this.#key) this.#column.fill(NaN);
    this.#key = key;
    let painted = 0;
    for (let i = 0; i < plan.drawCount; i++) {
      const draw = plan.draws[i]!;
      painted += this.#dirtyRuns(plan, first, draw.from, draw.end, (from, end, ring) =>
        this.#paintRun(draw, first, from, end, ring, table, bare),
      );
    }
    painted += this.#bare(plan, first, bare);
    this.painted += painted;
    return painted > 0;
  }

  get width(): number {
    return this.#width;
  }

  get height(): number {
    return this.#height;
  }

  /** The ring: RGBA, rows from the top. Another array when it has grown. */
  get bytes(): Uint8ClampedArray<ArrayBuffer> {
    return new Uint8ClampedArray(this.#pixels.buffer, 0, 4 * this.#width * this.#height);
  }

  /** The column of the ring that is the left edge of the plan. */
  seam(plan: SpectrogramPlan): number {
    return modulo(Math.round(plan.first), this.#width);
  }

  /** Onto a picture of the same height, its left edge at column x of that. */
  copyTo({ data, width: across }: Pixels, x: number, plan: SpectrogramPlan): void {
    const [width, height, seam] = [this.#width, this.#height, this.seam(plan)];
    const target = new Uint32Array(data.buffer, data.byteOffset, data.length / 4);
    const copy = (from: number, count: number, to: number): void => {
      const [left, right] = [Math.max(to, 0), Math.min(to + count, across)];
      if (right <= left) return;
      for (let y = 0; y < height; y++) {
        const start = y * width + from + left - to;
        target.set(this.#pixels.subarray(start, start + right - left), y * across + left);
      }
    };
    copy(seam, width - seam, x);
    if (seam > 0) copy(0, seam, x + width - seam);
  }

  #size(width: number, height: number): void {
    if (width === this.#width && height === this.#height) return;
    [this.#width, this.#height] = [width, height];
    if (this.#pixels.length < width * height) this.#pixels = new Uint32Array(width * height);
    if (this.#column.length < width) {
      this.#column = new Float64Array(width);
      this.#source = new Float64Array(width);
    }
    this.#column.fill(NaN);
  }

  /** Runs of columns that hold something else, none of them over the seam of the ring; returns how many columns. */
  #dirtyRuns(
    plan: SpectrogramPlan,
    first: number,
    from: number,
    end: number,
    run: (from: number, end: number, ring: number) => void,
  ): number {
    const width = this.#width;
    let dirty = 0;
    let start = -1;
    let ring = modulo(first + from, width);
    for (let x = from; x <= end; x++, ring++) {
      if (ring === width) ring = 0;
      const same = x === end || (this.#column[ring] === first + x && this.#source[ring] === plan.sources[x]);
      if (start >= 0 && (same || ring === 0)) {
        run(start, x, modulo(first + start, width));
        start = -1;
      }
      if (same) continue;
      dirty++;
      if (start < 0) start = x;
      this.#column[ring] = first + x;
      this.#source[ring] = plan.sources[x]!;
    }
    return dirty;
  }

  #paintRun(draw: Draw, first: number, x0: number, x1: number, ring: number, table: ColourTable, bare: number): void {
    const { layout, tile, start } = draw;
    const { from, end, rows, stride } = layout;
    const { count, data } = tile;
    const { colours } = table;
    const [pixels, width, height] = [this.#pixels, this.#width, this.#height];
    // Only the last column can reach beyond the tile.
    const plain = end[x1 - 1]! - start <= count ? x1 : x1 - 1;
    let most = 0;
    for (let x = x0; x < plain; x++) most = Math.max(most, end[x]! - from[x]!);
    // As a rule a pixel holds one column or two.
    const few = most <= 2 && stride === 1;
    for (let y = 0; y < height; y++) {
      const row = rows[y]!;
      const at = y * width + ring;
      if (row < 0) {
        pixels.fill(bare, at, at + x1 - x0);
        continue;
      }
      const offset = row * count - start;
      if (few) {
        for (let x = x0; x < plain; x++) {
          const a = data[offset + from[x]!]!;
          const less = a - data[offset + end[x]! - 1]!;
          // The larger of the two, without a branch that would be guessed wrong every other time.
          pixels[at + x - x0] = colours[a - (less & (less >> 31))]!;
        }
      } else for (let x = x0; x < plain; x++) pixels[at + x - x0] = colours[codeOf(draw, x, row)]!;
      if (plain < x1) pixels[at + plain - x0] = colours[codeOf(draw, plain, row)]!;
    }
    if (tile.odd || draw.next?.odd) this.#stripes(draw, first, x0, x1, ring, table);
  }

  #stripes(draw: Draw, first: number, x0: number, x1: number, ring: number, { stripe }: ColourTable): void {
    const { rows } = draw.layout;
    for (let y = 0; y < this.#height; y++) {
      const row = rows[y]!;
      if (row < 0) continue;
      for (let x = x0; x < x1; x++) {
        if (!isStripe(modulo(first + x, 8), y) || codeOf(draw, x, row) !== NO_LEVEL) continue;
        this.#pixels[y * this.#width + ring + x - x0] = stripe;
      }
    }
  }

  /** Columns of which nothing is known. */
  #bare(plan: SpectrogramPlan, first: number, bare: number): number {
    let painted = 0;
    for (let x = 0; x < plan.width;) {
      let end = x + 1;
      if (plan.sources[x] === 0) {
        while (end < plan.width && plan.sources[end] === 0) end++;
        painted += this.#dirtyRuns(plan, first, x, end, (from, stop, ring) => {
          for (let y = 0; y < this.#height; y++) {
            const at = y * this.#width + ring;
            this.#pixels.fill(bare, at, at + stop - from);
          }
        });
      }
      x = end;
    }
    return painted;
  }
}

const modulo = (value: number, by: number): number => ((value % by) + by) % by;

import { type Area, blendRow, type Ink } from './raster.ts';

/** A shape of closed contours, x, y pairs, filled where any of them winds around: exact parts of pixels. */
export class OutlineFill {
  #cover = new Float32Array(0);
  #left = 0;
  #top = 0;
  #width = 0;
  #height = 0;

  fill(area: Area, contours: readonly Float32Array[], ink: Ink): void {
    if (!this.#begin(area, contours)) return;
    for (const points of contours) {
      const count = points.length;
      for (let i = 0; i < count; i += 2) {
        const next = i + 2 < count ? i + 2 : 0;
        this.#edge(points[i]!, points[i + 1]!, points[next]!, points[next + 1]!);
      }
    }
    for (let row = 0; row < this.#height; row++) {
      let sum = 0;
      for (let x = 0; x < this.#width; x++) {
        sum += this.#cover[row * (this.#width + 2) + x]!;
        const part = Math.min(Math.abs(sum), 1);
        // What is left of the sums of fractions is no ink.
        if (part > 1e-4) blendRow(area, this.#top + row, this.#left + x, this.#left + x + 1, ink, part);
      }
    }
  }

  /** The pixels that it may touch; false for none. */
  #begin(area: Area, contours: readonly Float32Array[]): boolean {
    let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
    for (const points of contours) {
      for (let i = 0; i < points.length; i += 2) {
        left = Math.min(left, points[i]!);
        right = Math.max(right, points[i]!);
        top = Math.min(top, points[i + 1]!);
        bottom = Math.max(bottom, points[i + 1]!);
      }
    }
    this.#left = Math.max(Math.floor(left), 0);
    this.#top = Math.max(Math.floor(top), 0);
    this.#width = Math.min(Math.ceil(right), area.width) - this.#left;
    this.#height = Math.min(Math.ceil(bottom), area.height) - this.#top;
    if (!(this.#width > 0 && this.#height > 0)) return false;
    const size = (this.#width + 2) * this.#height;
    if (this.#cover.length < size) this.#cover = new Float32Array(size);
    else this.#cover.fill(0, 0, size);
    return true;
  }

  /** What an edge adds to the pixels at its right: their sums from the left are the part of each that is inside. */
  #edge(x0: number, y0: number, x1: number, y1: number): void {
    if (y0 === y1) return;
    const sign = y0 < y1 ? 1 : -1;
    const [ax, ay, bx, by] = sign > 0 ? [x0, y0, x1, y1] : [x1, y1, x0, y0];
    const slope = (bx - ax) / (by - ay);
    const first = Math.max(Math.floor(ay), this.#top);
    const end = Math.min(Math.ceil(by), this.#top + this.#height);
    for (let row = first; row < end; row++) {
      const [from, to] = [Math.max(ay, row), Math.min(by, row + 1)];
      if (to <= from) continue;
      const [xa, xb] = [ax + (from - ay) * slope, ax + (to - ay) * slope].map((x) => this.#inside(x));
      this.#cross(row - this.#top, Math.min(xa!, xb!), Math.max(xa!, xb!), sign * (to - from));
    }
  }

  /** From the left of the pixels that count; what is beyond them stands at their edge. */
  #inside(x: number): number {
    return Math.min(Math.max(x - this.#left, 0), this.#width);
  }

  /** A straight piece within one row of pixels. */
  #cross(row: number, left: number, right: number, height: number): void {
    const at = row * (this.#width + 2);
    const [first, last] = [Math.floor(left), Math.floor(right)];
    if (first === last) {
      const part = (left + right) / 2 - first;
      this.#add(at + first, height * (1 - part), height * part);
      return;
    }
    const perPixel = height / (right - left);
    // The area right of the piece, pixel by pixel.
    let before = 0;
    for (let x = first; x <= last; x++) {
      const [from, to] = [Math.max(left, x), Math.min(right, x + 1)];
      const [above, below] = [(from - left) * perPixel, (to - left) * perPixel];
      const covered = ((above + below) / 2) * (to - from) + below * (x + 1 - to);
      this.#cover[at + x]! += covered - before;
      before = covered;
    }
    this.#cover[at + last + 1]! += height - before;
  }

  #add(at: number, own: number, next: number): void {
    this.#cover[at]! += own;
    this.#cover[at + 1]! += next;
  }
}

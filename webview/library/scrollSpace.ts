/** Browsers give up on elements of some ten million pixels; Chromium on 2^25. */
const TALLEST = 8_000_000;

/**
 * Where a scroller stands among more pixels than an element may have. Up to TALLEST the two are the same; beyond it the
 * scroll bar goes over all of them, while small moves stay moves of as many pixels.
 */
export class ScrollSpace {
  readonly #scroller: HTMLElement;
  readonly #space: HTMLElement;
  readonly #tallest: number;
  #total = 0;
  /** What of the space is in sight. */
  #room = 0;
  /** As set or seen last. */
  #real = 0;
  #top = 0;

  /** space: the element in the scroller whose height is that of all lines. */
  constructor(scroller: HTMLElement, space: HTMLElement, tallest = TALLEST) {
    this.#scroller = scroller;
    this.#space = space;
    this.#tallest = tallest;
  }

  setTotal(pixels: number): void {
    if (pixels === this.#total) return;
    this.#total = pixels;
    this.#space.style.height = `${Math.min(pixels, this.#tallest)}px`;
    this.setTop(this.#top);
  }

  setRoom(pixels: number): void {
    this.#room = pixels;
  }

  /** The first pixel in sight. */
  get top(): number {
    return this.#top;
  }

  setTop(top: number): void {
    this.#top = Math.max(0, Math.min(top, this.#last));
    const real = this.#total <= this.#tallest ? this.#top : this.#top / this.#scale;
    if (Math.abs(real - this.#scroller.scrollTop) >= 0.5) this.#scroller.scrollTop = real;
    // As the browser has rounded it.
    this.#real = this.#scroller.scrollTop;
    if (this.#total <= this.#tallest) this.#top = this.#real;
  }

  /** After the browser has scrolled. */
  follow(): void {
    const real = this.#scroller.scrollTop;
    if (real === this.#real) return;
    if (this.#total <= this.#tallest) [this.#real, this.#top] = [real, real];
    else if (Math.abs(real - this.#real) < this.#room) this.setTop(this.#top + real - this.#real);
    else [this.#real, this.#top] = [real, Math.min(real * this.#scale, this.#last)];
  }

  /** Where in the space that pixel is put. */
  y(pixel: number): number {
    return this.#real + pixel - this.#top;
  }

  get #last(): number {
    return Math.max(0, this.#total - this.#room);
  }

  /** Pixels of all lines to one of the scroll bar. */
  get #scale(): number {
    return this.#last / Math.max(1, this.#tallest - this.#room);
  }
}

import type { Layer } from '../render/frameLoop.ts';
import type { Watched } from '../render/signal.ts';
import { snapPixel, type View, xOf } from '../../src/core/picture/viewport.ts';
import type { Store } from '../store.ts';
import type { CursorElements } from '../ui/cursorElements.ts';
import { setAttribute, setText } from '../ui/dom.ts';
import { exactLength, spokenAt } from '../../src/core/picture/axes/timeFormat.ts';
import { formatFrame } from '../../src/core/picture/axes/units.ts';

/** CSS pixels: half a flag, and a letter's width in the span between both. */
const FLAG_HALF = 7;
const LETTER = 6.5;

export const cursorNames = ['a', 'b'] as const;
export type CursorName = (typeof cursorNames)[number];

/** Cursors A and B through ruler and lanes, and the span between them: elements, so that a drag redraws no lane. */
export class CursorsLayer implements Layer {
  readonly name = 'cursors';
  readonly dirtiedBy: readonly Watched[];
  #store: Store;
  #elements: CursorElements;

  constructor(store: Store, elements: CursorElements) {
    this.#store = store;
    this.#elements = elements;
    const { cursors, view, screen, totalFrames, file, timeFormat } = store;
    this.dirtiedBy = [cursors, view, screen, totalFrames, file, timeFormat];
  }

  draw(): void {
    const { cursors, screen, totalFrames, file } = this.#store;
    const sampleRate = file.value?.info.sampleRate ?? null;
    const view = this.#store.viewport();
    for (const name of cursorNames) {
      const { flag, line } = this.#elements[name];
      const frame = sampleRate === null ? null : cursors.value[name];
      const x = frame === null ? -1 : xOf(view, frame);
      const gone = x < 0 || x > screen.value.width;
      // A flag with the focus stays focusable while its cursor is out of sight.
      flag.hidden = frame === null || (gone && document.activeElement !== flag);
      line.hidden = gone;
      if (frame === null || sampleRate === null) continue;
      const place = `translateX(${snapPixel(Math.min(Math.max(x, 0), screen.value.width - 1), screen.value.dpr)}px)`;
      for (const element of [flag, line]) if (element.style.transform !== place) element.style.transform = place;
      const spoken = `${spokenAt(frame, sampleRate, this.#store.timeFormat.value)}, ${formatFrame(frame)}`;
      setAttribute(flag, 'aria-valuemax', String(Math.max(0, totalFrames.value - 1)));
      setAttribute(flag, 'aria-valuenow', String(frame));
      setAttribute(flag, 'aria-valuetext', spoken);
    }
    this.#showSpan(view, sampleRate);
  }

  /** Over the lanes from A to B, with its length where there is room. */
  #showSpan(view: View, sampleRate: number | null): void {
    const { span, length } = this.#elements;
    const { a, b } = this.#store.cursors.value;
    span.hidden = a === null || b === null || a === b || sampleRate === null;
    if (a === null || b === null || sampleRate === null || span.hidden) return;
    const { width, dpr } = this.#store.screen.value;
    const ends = [xOf(view, Math.min(a, b)), xOf(view, Math.max(a, b))] as const;
    const inside = ends.map((x) => snapPixel(Math.min(Math.max(x, -FLAG_HALF), width + FLAG_HALF), dpr));
    const [left, right] = inside as [number, number];
    const { value, unit } = exactLength(Math.abs(b - a), sampleRate, this.#store.timeFormat.value);
    const text = `Δ ${value}${unit ? ` ${unit}` : ''}`;
    span.hidden = right - left < 2 * FLAG_HALF;
    span.classList.toggle('wordless', right - left < text.length * LETTER + 4 * FLAG_HALF);
    span.style.left = `${left}px`;
    span.style.width = `${right - left}px`;
    setText(length, text);
  }
}

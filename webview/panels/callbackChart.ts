import { callbackBin } from '../../src/core/engine/callbackHistogram.ts';
import { HISTOGRAM_BINS } from '../../src/core/engine/engineState.ts';
import type { Telemetry } from '../engine/types.ts';
import { el, setAttribute, setText } from '../ui/dom.ts';
import { callbackBudgetMs, ms } from './performanceReport.ts';

const decades = ['1 µs', '10 µs', '100 µs', '1 ms', '10 ms', '100 ms'] as const;

/** How long the audio callbacks took: a bar for each class of duration, both axes logarithmic; the line is what is allowed. */
export class CallbackChart {
  readonly element: HTMLElement;
  #bars = Array.from({ length: HISTOGRAM_BINS }, () => el('span', { class: 'bar' }));
  #plot = el('div', { class: 'bars', role: 'img' });
  #budget = el('span', { class: 'budget' });
  #none = el('p', { class: 'hint' });

  constructor() {
    this.#plot.append(...this.#bars, this.#budget, this.#none);
    const labels = decades.map((label, index) => {
      const element = el('span', {}, label);
      element.style.left = `${(100 * index) / (decades.length - 1)}%`;
      return element;
    });
    const axis = el('div', { class: 'axis', 'aria-hidden': 'true' }, ...labels);
    this.element = el('div', { class: 'callback-chart' }, this.#plot, axis);
  }

  update(telemetry: Telemetry): void {
    const { callback, transport } = telemetry;
    const heights = barHeights(callback?.bins ?? []);
    const budget = callbackBudgetMs(telemetry);
    // Beyond it the sound breaks.
    const late = budget === null ? Infinity : callbackBin(budget);
    this.#bars.forEach((bar, index) => {
      const height = `${((heights[index] ?? 0) * 100).toFixed(1)}%`;
      if (bar.style.height !== height) bar.style.height = height;
      bar.classList.toggle('late', index > late);
    });
    this.#budget.hidden = budget === null;
    if (budget !== null) this.#budget.style.left = `${100 * placeOf(budget)}%`;
    setText(this.#none, transport === null ? 'Nothing has been played yet.' : 'No clock in the audio thread.');
    this.#none.hidden = callback !== null;
    const { p50, p999, max, count } = callback ?? { p50: null, p999: null, max: null, count: 0 };
    const words = `Durations of ${count} audio callbacks: p50 ${ms(p50)}, p99.9 ${ms(p999)}, longest ${ms(max)}`;
    setAttribute(this.#plot, 'aria-label', callback ? words : this.#none.textContent);
    setAttribute(this.#plot, 'title', budget === null ? '' : `One callback may take ${ms(budget)}`);
  }
}

/** 0 … 1 of the plot; a single callback can still be seen beside a million. */
export function barHeights(bins: ArrayLike<number>): number[] {
  const logs = Array.from(bins, (count) => Math.log10(1 + count));
  const most = Math.max(...logs, 1);
  return logs.map((log) => log / most);
}

/** Of 1 µs … 100 ms, 0 … 1. */
function placeOf(milliseconds: number): number {
  return Math.min(1, Math.max(0, Math.log10(milliseconds / 0.001) / (decades.length - 1)));
}

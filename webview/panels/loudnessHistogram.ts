import type { Measures } from '../store.ts';
import { el, setAttribute } from '../ui/dom.ts';
import { formatDb } from '../../src/core/picture/axes/units.ts';

/** LUFS: from below the quietest that the range counts, to above what any programme has; a bar for each LU. */
const LOW = -60;
const HIGH = 0;
const LABELS = [-54, -48, -42, -36, -30, -24, -18, -12, -6];

/** How many of the values lie in each LU from LOW up; what is beyond an end counts nowhere. */
export function countByLu(values: Float32Array): Uint32Array {
  const counts = new Uint32Array(HIGH - LOW);
  for (const value of values) {
    const bin = Math.floor(value) - LOW;
    if (bin >= 0 && bin < counts.length) counts[bin]!++;
  }
  return counts;
}

const leftOf = (lufs: number): string =>
  `${((100 * (Math.min(Math.max(lufs, LOW), HIGH) - LOW)) / (HIGH - LOW)).toFixed(3)}%`;

/** How long the file has which short-term loudness: the loudness range under it, integrated loudness and target as lines. */
export class LoudnessHistogram {
  readonly element: HTMLElement;
  #bars = Array.from({ length: HIGH - LOW }, () => el('span', { class: 'bar' }));
  #range = el('span', { class: 'range', title: 'Loudness range (LRA)' });
  #integrated = el('span', { class: 'mark integrated', title: 'Integrated loudness' });
  #target = el('span', { class: 'mark target-mark', title: 'Target' });
  #plot: HTMLElement;
  #shown: Float32Array | null = null;

  constructor() {
    const labels = LABELS.map((lufs) => {
      const label = el('span', {}, formatDb(lufs, 0));
      label.style.left = leftOf(lufs);
      return label;
    });
    const axis = el('div', { class: 'axis', 'aria-hidden': 'true' }, ...labels);
    const bars = el('div', { class: 'bars' }, ...this.#bars);
    this.#plot = el('div', { class: 'plot', role: 'img' }, bars, this.#range, this.#target, this.#integrated);
    const title = el('h2', {}, 'Share of time by short-term loudness, LUFS');
    this.element = el('div', { class: 'loudness-histogram' }, el('div', { class: 'inner' }, title, this.#plot, axis));
  }

  show(shortTerm: Float32Array | null, measures: Measures | null, targetLufs: number): void {
    if (shortTerm !== this.#shown) this.#fill(shortTerm);
    this.#shown = shortTerm;
    const { integratedLufs, rangeLowLufs, rangeHighLufs } = measures?.measured.loudness ?? {};
    const ranged = typeof rangeLowLufs === 'number' && typeof rangeHighLufs === 'number';
    this.#range.hidden = !ranged;
    if (ranged) {
      this.#range.style.left = leftOf(rangeLowLufs);
      this.#range.style.right = `calc(100% - ${leftOf(rangeHighLufs)})`;
    }
    this.#integrated.hidden = typeof integratedLufs !== 'number';
    if (typeof integratedLufs === 'number') this.#integrated.style.left = leftOf(integratedLufs);
    this.#target.style.left = leftOf(targetLufs);
    const words = ranged
      ? `Most of the short-term loudness lies from ${formatDb(rangeLowLufs)} to ${formatDb(rangeHighLufs)} LUFS`
      : 'There is no short-term loudness yet';
    setAttribute(this.#plot, 'aria-label', words);
  }

  #fill(shortTerm: Float32Array | null): void {
    const counts = countByLu(shortTerm ?? new Float32Array(0));
    const most = counts.reduce((a, b) => Math.max(a, b), 1);
    this.#bars.forEach((bar, index) => {
      bar.style.height = `${((100 * counts[index]!) / most).toFixed(2)}%`;
    });
  }
}

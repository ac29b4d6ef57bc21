import type { Store } from '../store.ts';
import { type Ticks, timeTicks } from './ticks.ts';

/** The labels of the time axis in view: computed once, so that grid and ruler cannot differ. */
export class TimeAxis {
  readonly font: () => string;
  #store: Store;
  #measure: (text: string) => number;
  #key = '';
  #ticks: Ticks = { major: [], minor: [] };

  /** measure: width in CSS pixels in the font of axes. */
  constructor(store: Store, measure: (text: string, font: string) => number) {
    this.#store = store;
    this.font = () => `10px ${store.theme.value.fontFamily}`;
    this.#measure = (text) => measure(text, this.font());
  }

  measure(text: string): number {
    return this.#measure(text);
  }

  ticks(): Ticks {
    const view = this.#store.viewport();
    const { width } = this.#store.screen.value;
    const rate = this.#store.file.value?.info.sampleRate ?? 1;
    const format = this.#store.timeFormat.value;
    const key = `${view.startFrame} ${view.framesPerPixel} ${width} ${rate} ${this.font()} ${JSON.stringify(format)}`;
    if (key !== this.#key) {
      this.#key = key;
      this.#ticks = timeTicks(view, width, rate, format, this.#measure);
    }
    return this.#ticks;
  }
}

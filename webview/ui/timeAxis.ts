import type { Store } from '../store.ts';
import { type Ticks, timeTicks } from '../../src/core/picture/axes/ticks.ts';
import { lowerFormat, type TimeFormat } from '../../src/core/picture/axes/timeFormat.ts';

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
    const format = this.#store.timeFormat.value;
    const key = `${view.startFrame} ${view.framesPerPixel} ${width} ${this.#rate} ${this.font()} ${JSON.stringify(format)}`;
    if (key !== this.#key) {
      this.#key = key;
      this.#ticks = this.#make(format);
    }
    return this.#ticks;
  }

  /** Of the second row, where single samples show. */
  lowerTicks(): Ticks {
    return this.#make(lowerFormat(this.#store.timeFormat.value));
  }

  get #rate(): number {
    return this.#store.file.value?.info.sampleRate ?? 1;
  }

  #make(format: TimeFormat): Ticks {
    const { width } = this.#store.screen.value;
    return timeTicks(this.#store.viewport(), width, this.#rate, format, this.#measure);
  }
}

import type { Scope } from '../../src/core/util/scope.ts';
import { el, icon, keepKeys, listen, setAttribute } from '../ui/dom.ts';
import { formatFrequency } from '../../src/core/picture/axes/units.ts';
import { icons } from '../ui/icons.ts';
import type { EqControl } from './eqControl.ts';
import { LOWEST_HZ } from './eqModel.ts';
import { frequencyUnder, type PlotBox, xOf } from './plotBox.ts';

const STEP = 2 ** (1 / 12);
const FINE_STEP = 2 ** (1 / 96);
const keys = ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End'];

/** The two edges of the range that is heard alone, and the button that ends it. */
export class BandEdges {
  readonly elements: readonly HTMLElement[];
  #control: EqControl;
  #box: PlotBox | null = null;
  #low: HTMLElement;
  #high: HTMLElement;
  #clear: HTMLButtonElement;

  constructor(scope: Scope, control: EqControl) {
    this.#control = control;
    this.#low = this.#edge(scope, 'low');
    this.#high = this.#edge(scope, 'high');
    const words = 'Hear everything again (Escape)';
    const attributes = { type: 'button', class: 'clear-range', title: words, 'aria-label': words, hidden: '' };
    this.#clear = el('button', attributes, icon(icons.close));
    keepKeys(scope, this.#clear, [' ', 'Enter']);
    listen(scope, this.#clear, 'click', () => control.hearOnly(null));
    listen(scope, this.#clear, 'pointerdown', (event) => event.stopPropagation());
    this.elements = [this.#low, this.#high, this.#clear];
  }

  place(box: PlotBox): void {
    this.#box = box;
    const { range } = this.#control;
    for (const element of this.elements) element.hidden = !range;
    if (!range) return;
    this.#put(this.#low, range.low, box);
    this.#put(this.#high, range.high, box);
    const middle = (xOf(box, range.low) + xOf(box, range.high)) / 2;
    this.#clear.style.transform = `translate(${Math.round(middle)}px, ${box.top + 2}px)`;
  }

  #put(element: HTMLElement, frequency: number, box: PlotBox): void {
    element.style.transform = `translate(${xOf(box, frequency)}px, 0)`;
    element.style.height = `${box.bottom}px`;
    setAttribute(element, 'aria-valuenow', String(Math.round(frequency)));
    setAttribute(element, 'aria-valuetext', formatFrequency(frequency));
    setAttribute(element, 'title', formatFrequency(frequency));
    setAttribute(element, 'aria-valuemax', String(Math.round(box.axis.high)));
  }

  #edge(scope: Scope, side: 'low' | 'high'): HTMLElement {
    const edge = el('div', {
      class: 'range-edge',
      role: 'slider',
      tabindex: '0',
      'aria-label': side === 'low' ? 'Heard from' : 'Heard up to',
      'aria-valuemin': String(LOWEST_HZ),
      hidden: '',
    });
    keepKeys(scope, edge, keys);
    let held = false;
    listen(scope, edge, 'pointerdown', (event) => {
      if (event.button !== 0) return;
      event.stopPropagation();
      held = true;
      edge.setPointerCapture(event.pointerId);
    });
    listen(scope, edge, 'pointermove', (event) => {
      if (!held || !this.#box) return;
      this.#move(side, frequencyUnder(this.#box, event.clientX - edge.parentElement!.getBoundingClientRect().left));
    });
    for (const type of ['pointerup', 'pointercancel'] as const) listen(scope, edge, type, () => (held = false));
    listen(scope, edge, 'dblclick', (event) => event.stopPropagation());
    listen(scope, edge, 'keydown', (event) => {
      const now = this.#control.range?.[side];
      if (now === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
      const step = event.shiftKey ? FINE_STEP : STEP;
      const up = event.key === 'ArrowRight' || event.key === 'ArrowUp';
      const to = up
        ? now * step
        : { ArrowLeft: now / step, ArrowDown: now / step, Home: LOWEST_HZ, End: Infinity }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      this.#move(side, to);
    });
    return edge;
  }

  /** An edge stops at the other one. */
  #move(side: 'low' | 'high', frequency: number): void {
    const { range } = this.#control;
    if (!range) return;
    const [low, high] = side === 'low' ? [Math.min(frequency, range.high / STEP), range.high] : [range.low, frequency];
    this.#control.hearOnly({ low, high: Math.max(high, low * STEP) });
  }
}

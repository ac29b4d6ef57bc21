import type { Scope } from '../../src/core/util/scope.ts';
import { el, keepKeys, listen, setAttribute, setText } from './dom.ts';
import { formatCount, formatLevel } from '../../src/core/picture/axes/units.ts';

/** Right of the lanes: the highest peak as a number and a button, the bars under it. The bars are drawn by a layer. */
export class MeterColumn {
  readonly canvas = el('canvas', { 'aria-hidden': 'true' });
  readonly element: HTMLElement;
  onReset: () => void = () => {};
  #peak = el('button', { id: 'meter-peak', type: 'button' });

  constructor(scope: Scope) {
    this.element = el('div', { id: 'meters', role: 'group', 'aria-label': 'Output level' }, this.#peak, this.canvas);
    for (const target of [this.#peak, this.canvas]) listen(scope, target, 'click', () => this.onReset());
    keepKeys(scope, this.#peak, [' ', 'Enter']);
    this.show(0, 0);
  }

  /** held: linear, the highest of all channels since the last reset. */
  show(held: number, overs: number): void {
    const level = formatLevel(held);
    setText(this.#peak, level);
    this.#peak.classList.toggle('over', overs > 0);
    const words =
      overs > 0
        ? `Highest peak ${level} dBFS, ${formatCount(overs)} frames beyond full scale. Click to reset`
        : `Highest peak ${level} dBFS. Click to reset`;
    setAttribute(this.#peak, 'title', words);
    setAttribute(this.#peak, 'aria-label', words);
  }
}

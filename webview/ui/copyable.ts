import type { Scope } from '../../src/core/util/scope.ts';
import { copyText } from '../panels/copy.ts';
import { el, keepKeys, listen, setAttribute, setText } from './dom.ts';

const FLASH_MS = 1000;

export interface Reading {
  /** What it is: 'time', 'peak of the selection'. */
  readonly name: string;
  readonly value: string;
  readonly unit?: string;
  /** What a copy holds: full precision, ASCII. */
  readonly copy: string;
}

/** A number that can be read, and copied by a click. Its width does not follow its digits. */
export class Copyable {
  readonly element: HTMLButtonElement;
  #before = el('span', { class: 'label' });
  #value = el('span', { class: 'value' });
  #unit = el('span', { class: 'unit' });
  #copy = '';
  #label = '';
  #flash: ReturnType<typeof setTimeout> | undefined;

  /** before: a quiet word in front of the number. */
  constructor(scope: Scope, before = '') {
    const words = [this.#before, ' ', this.#value, ' ', this.#unit];
    this.element = el('button', { type: 'button', class: 'readout-value' }, ...words);
    this.rename(before);
    listen(scope, this.element, 'click', () => void this.#run());
    keepKeys(scope, this.element, [' ', 'Enter']);
    scope.defer(() => clearTimeout(this.#flash));
  }

  rename(before: string): void {
    setText(this.#before, before);
  }

  show({ name, value, unit = '', copy }: Reading): void {
    setText(this.#value, value);
    setText(this.#unit, unit);
    this.#copy = copy;
    const before = this.#before.textContent;
    // All that is seen is in the name, in one piece: that is what is said to a computer that is spoken to.
    const seen = [name.endsWith(before) ? '' : before, value, unit].filter(Boolean).join(' ');
    this.#label = `Copy ${name}: ${seen}`;
    if (!this.element.dataset['said']) setAttribute(this.element, 'aria-label', this.#label);
  }

  /** Room for texts as long as this one, whatever their digits are. */
  reserve(longest: string): void {
    const width = `${reservedWidth(longest).toFixed(2)}ch`;
    if (this.#value.style.minWidth !== width) this.#value.style.minWidth = width;
  }

  async #run(): Promise<void> {
    const said = (await copyText(this.#copy)) ? 'copied' : 'not allowed';
    clearTimeout(this.#flash);
    this.element.dataset['said'] = said;
    setAttribute(this.element, 'aria-label', said);
    this.#flash = setTimeout(() => {
      delete this.element.dataset['said'];
      setAttribute(this.element, 'aria-label', this.#label);
    }, FLASH_MS);
  }
}

/** Signs that are narrower or wider than a digit, in fonts of all kinds. */
const widths: Readonly<Record<string, number>> = {
  ...{ '.': 0.55, ':': 0.6, ';': 0.6, ',': 0.55, ' ': 0.5 },
  ...{ '#': 1.35, '+': 1.35, '\u2212': 1.35 },
};

/** In ch: the width of any digit. */
export function reservedWidth(text: string): number {
  return [...text].reduce((sum, sign) => sum + (widths[sign] ?? 1), 0);
}

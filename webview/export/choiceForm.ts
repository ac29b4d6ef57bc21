import type { Scope } from '../../src/core/util/scope.ts';
import { checkRow } from '../ui/controls.ts';
import { el, listen } from '../ui/dom.ts';
import { MAX_SIDE, MIN_SIDE } from '../../src/core/picture/page/size.ts';
import type { PictureChoice } from './choice.ts';

type Words<K extends keyof PictureChoice> = readonly (readonly [PictureChoice[K], string])[];

const formats: Words<'format'> = [
  ['png', 'PNG, pixels'],
  ['svg', 'SVG, drawing'],
];
const sizes: Words<'size'> = [
  ['view', 'This view'],
  ['hd', '1,920 × 1,080'],
  ['custom', 'Custom'],
];
const scales: Words<'scale'> = [
  [1, '1×'],
  [2, '2×'],
  [3, '3×'],
  [4, '4×'],
];
const themes: Words<'theme'> = [
  ['screen', 'As on screen'],
  ['light', 'Light'],
  ['dark', 'Dark'],
  ['print', 'Print, black on white'],
];
const includes = [
  ['title', 'Title'],
  ['axes', 'Axes'],
  ['selection', 'Selection'],
  ['cursors', 'Cursors'],
  ['playhead', 'Playhead'],
  ['labels', 'Labels, markers'],
] as const;

/** The fields of a picture's choice: every change is a new choice. */
export class ChoiceForm {
  readonly element = el('fieldset');
  #choice: PictureChoice;
  #format: HTMLSelectElement;
  #sides: HTMLElement;
  #changed: () => void;

  constructor(scope: Scope, choice: PictureChoice, changed: () => void) {
    [this.#choice, this.#changed] = [choice, changed];
    this.#format = this.#select(scope, 'format', formats);
    const size = this.#select(scope, 'size', sizes);
    this.#sides = el('div', { class: 'sides' }, this.#side(scope, 'width'), '×', this.#side(scope, 'height'));
    const checks = includes.map(([key, words]) => {
      const row = checkRow(scope, `picture-${key}`, words, (checked) => this.#set({ [key]: checked }));
      row.show(choice[key]);
      return row.element;
    });
    this.element.append(
      ...row('Format', this.#format),
      ...row('Size', size, this.#sides),
      ...row('Resolution', this.#select(scope, 'scale', scales)),
      ...row('Colours', this.#select(scope, 'theme', themes)),
      el('span', { id: 'picture-include' }, 'Show'),
      el('div', { class: 'include', role: 'group', 'aria-labelledby': 'picture-include' }, ...checks),
    );
    this.#showSides();
  }

  get choice(): PictureChoice {
    return this.#choice;
  }

  focus(): void {
    this.#format.focus();
  }

  #set(change: Partial<PictureChoice>): void {
    this.#choice = { ...this.#choice, ...change };
    this.#showSides();
    this.#changed();
  }

  #showSides(): void {
    this.#sides.hidden = this.#choice.size !== 'custom';
  }

  #select<K extends 'format' | 'size' | 'scale' | 'theme'>(scope: Scope, key: K, words: Words<K>): HTMLSelectElement {
    const options = words.map(([value, text]) => el('option', { value: String(value) }, text));
    const select = el('select', { id: `picture-${key}` }, ...options);
    select.value = String(this.#choice[key]);
    listen(scope, select, 'change', () => {
      const chosen = words[select.selectedIndex];
      if (chosen) this.#set({ [key]: chosen[0] });
    });
    return select;
  }

  /** What is no number, or beyond the limits, becomes the nearest that is not. */
  #side(scope: Scope, key: 'width' | 'height'): HTMLInputElement {
    const limits = { type: 'number', min: String(MIN_SIDE), max: String(MAX_SIDE), step: '1', required: '' };
    const name = key === 'width' ? 'Width, pixels' : 'Height, pixels';
    const input = el('input', { ...limits, id: `picture-${key}`, 'aria-label': name, title: name });
    input.value = String(this.#choice[key]);
    // What will come out is said while one types; a number that is half typed may be out of limits.
    listen(scope, input, 'input', () => {
      if (input.checkValidity()) this.#set({ [key]: input.valueAsNumber });
    });
    listen(scope, input, 'change', () => {
      const typed = input.value === '' ? this.#choice[key] : Math.round(input.valueAsNumber);
      const value = Math.min(Math.max(typed, MIN_SIDE), MAX_SIDE);
      input.value = String(value);
      this.#set({ [key]: value });
    });
    return input;
  }
}

function row(words: string, control: HTMLElement, ...more: HTMLElement[]): HTMLElement[] {
  return [el('label', { for: control.id }, words), el('div', { class: 'field' }, control, ...more)];
}

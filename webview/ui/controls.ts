import type { Scope } from '../../src/core/util/scope.ts';
import { el, icon, keepKeys, listen, setAttribute, setText } from './dom.ts';
import { icons } from './icons.ts';

export const buttonKeys = [' ', 'Enter'];

export function iconButton(scope: Scope, id: string, name: string, svg: string, run: () => void): HTMLButtonElement {
  const attributes = { id, type: 'button', class: 'icon-button', title: name, 'aria-label': name };
  const button = el('button', attributes, icon(svg));
  listen(scope, button, 'click', run);
  keepKeys(scope, button, buttonKeys);
  return button;
}

/** A value that opens something: text and a small arrow. setText() its span. */
export function dropButton(scope: Scope, id: string, text: HTMLElement): HTMLButtonElement {
  const button = el('button', { id, type: 'button', class: 'drop-button' }, text, icon(icons.chevronDown));
  keepKeys(scope, button, buttonKeys);
  return button;
}

export interface NumberSlider {
  readonly element: HTMLElement;
  readonly slider: HTMLInputElement;
  show(value: number, text: string): void;
}

interface SliderOptions {
  readonly id: string;
  readonly label: string;
  /** Seen before the slider, where there is more than one. */
  readonly caption?: string;
  /** In the slider's own scale. */
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly marks: readonly { at: number; label: string }[];
  /** What a double click sets. */
  readonly reset: number;
  parse(text: string): number | null;
  /** Between the value and the slider's scale. */
  readonly toSlider: (value: number) => number;
  readonly fromSlider: (position: number) => number;
  readonly set: (value: number) => void;
}

/** A slider with marks and the same value as text that can be typed. What is no number falls back to what it was. */
export function numberSlider(scope: Scope, options: SliderOptions): NumberSlider {
  const { id, label, min, max, step, toSlider, fromSlider, set } = options;
  const [low, high] = [String(min), String(max)];
  const slider = el('input', { id, type: 'range', min: low, max: high, step: String(step), 'aria-label': label });
  const field = el('input', {
    id: `${id}-text`,
    type: 'text',
    'aria-label': `${label}, as a number`,
    spellcheck: 'false',
  });
  let shown = '';
  listen(scope, slider, 'input', () => set(fromSlider(Number(slider.value))));
  listen(scope, slider, 'dblclick', () => set(options.reset));
  listen(scope, field, 'focus', () => field.select());
  listen(scope, field, 'change', () => {
    const value = options.parse(field.value);
    if (value !== null) set(value);
    field.value = shown;
  });
  listen(scope, field, 'keydown', (event) => {
    if (event.key === 'Enter') field.select();
  });
  const marks = el('div', { class: 'marks', 'aria-hidden': 'true' });
  for (const mark of options.marks) {
    const tick = el('span', { class: mark.at === toSlider(options.reset) ? 'home' : '' }, mark.label);
    tick.style.left = `${(100 * (mark.at - min)) / (max - min)}%`;
    listen(scope, tick, 'click', () => set(fromSlider(mark.at)));
    marks.append(tick);
  }
  const caption = options.caption ? [el('span', { class: 'caption' }, options.caption)] : [];
  const element = el(
    'div',
    { class: 'number-slider' },
    ...caption,
    el('div', { class: 'track' }, slider, marks),
    field,
  );
  return {
    element,
    slider,
    show: (value, text) => {
      shown = text;
      slider.value = String(toSlider(value));
      setAttribute(slider, 'aria-valuetext', text);
      // Not under the hands of someone who types.
      if (document.activeElement !== field || field.value === '') field.value = text;
    },
  };
}

/** A row with a check box; show() sets it. */
export function checkRow(
  scope: Scope,
  id: string,
  words: string,
  set: (checked: boolean) => void,
): { element: HTMLElement; box: HTMLInputElement; show(checked: boolean, hint?: string): void } {
  const box = el('input', { id, type: 'checkbox' });
  const hint = el('span', { class: 'hint', hidden: '' });
  listen(scope, box, 'change', () => set(box.checked));
  const element = el('label', { class: 'check-row' }, box, el('span', {}, words), hint);
  return {
    element,
    box,
    show: (checked, text = '') => {
      box.checked = checked;
      setText(hint, text);
      hint.hidden = !text;
    },
  };
}

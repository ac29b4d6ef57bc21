import type { Scope } from '../../src/core/util/scope.ts';
import type { Store } from '../store.ts';
import { buttonKeys } from './controls.ts';
import { el, icon, keepKeys, listen, setAttribute, setText } from './dom.ts';
import { formatFrequency } from '../../src/core/picture/axes/units.ts';
import { icons } from './icons.ts';

/** What stands between file and ear is said as long as it does, each with a way out. */
export function lensMarks(scope: Scope, store: Store): HTMLElement {
  const mark = (id: string, end: () => void): { button: HTMLButtonElement; text: HTMLElement } => {
    const text = el('span');
    const button = el('button', { id, type: 'button', class: 'lens-mark' }, text, icon(icons.close));
    listen(scope, button, 'click', end);
    keepKeys(scope, button, buttonKeys);
    return { button, text };
  };
  const eq = mark('eq-mark', () => store.eq.set({ ...store.eq.value, on: false }));
  const band = mark('band-mark', () => store.band.set(null));
  setText(eq.text, 'EQ');
  eq.button.title = 'The equaliser is on. Click to hear the file without it';
  eq.button.setAttribute('aria-label', 'EQ is on. Press to hear the file without it');
  const update = (): void => {
    eq.button.hidden = !store.eq.value.on;
    const range = store.band.value;
    band.button.hidden = !range;
    if (!range) return;
    const words = `${formatFrequency(range.low)}\u2013${formatFrequency(range.high)}`;
    setText(band.text, words);
    setAttribute(band.button, 'title', `Only ${words} is heard. Click to hear everything`);
    setAttribute(band.button, 'aria-label', band.button.title);
  };
  for (const signal of [store.eq, store.band]) scope.add(signal.on(update));
  update();
  return el('div', { class: 'lenses' }, eq.button, band.button);
}

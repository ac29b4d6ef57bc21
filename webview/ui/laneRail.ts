import type { Store } from '../store.ts';
import { openAmplitudeMenu } from './amplitudeMenu.ts';
import { buttonKeys } from './controls.ts';
import { el, icon } from './dom.ts';
import { icons } from './icons.ts';
import type { Lane } from './lane.ts';

/** The elements end with their lane, and their listeners with them. */
export function keepKeysOf(button: HTMLElement): void {
  for (const type of ['keydown', 'keyup'] as const) {
    button.addEventListener(type, (event) => {
      if (buttonKeys.includes(event.key) && !event.ctrlKey && !event.metaKey && !event.altKey) event.stopPropagation();
    });
  }
}

/**
 * In the rail of a lane: the unit, which opens the menu of the level scale; and where solo is given, for a lane that is
 * made of two channels, its name and what it is made of.
 */
export function dressRail(lane: Lane, store: Store, solo: (() => void) | null): void {
  if (solo) lane.element.append(madeName(lane, solo));
  const words = 'Level scale: zoom, decibels, curve, lanes';
  const attributes = {
    type: 'button',
    class: 'level-unit',
    'aria-haspopup': 'menu',
    'aria-label': `dBFS, ${words}`,
    title: words,
  };
  const unit = el('button', attributes, 'dBFS', icon(icons.chevronDown));
  unit.addEventListener('click', () => {
    const { left, bottom } = unit.getBoundingClientRect();
    openAmplitudeMenu(store, lane.key, left, bottom + 2);
  });
  keepKeysOf(unit);
  lane.rail.canvas.addEventListener('contextmenu', (event) => {
    event.preventDefault();
    openAmplitudeMenu(store, lane.key, event.clientX, event.clientY);
  });
  lane.element.append(unit);
}

function madeName({ title }: Lane, solo: () => void): HTMLElement {
  const hint = `${title.words}. Double click, or Enter: show only this lane`;
  const name = el('button', { type: 'button', class: 'name', 'aria-label': title.words, title: hint }, title.name);
  name.addEventListener('dblclick', solo);
  // By the keyboard one press is enough.
  name.addEventListener('click', (event) => event.detail === 0 && solo());
  keepKeysOf(name);
  const formula = el('span', { class: 'formula' }, title.formula);
  return el('div', { class: 'strip made', role: 'group', 'aria-label': title.words }, name, formula);
}

import type { Store } from '../store.ts';
import { openAmplitudeMenu } from './amplitudeMenu.ts';
import { buttonKeys } from './controls.ts';
import { el, icon } from './dom.ts';
import { openFrequencyMenu } from './frequencyMenu.ts';
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
 * In the rails of a lane: the units, which open the menus of their scales; and where solo is given, for a lane that is
 * made of two channels, its name and what it is made of.
 */
export function dressRail(lane: Lane, store: Store, solo: (() => void) | null): void {
  if (solo) lane.head.append(madeName(lane, solo));
  const words = 'Level scale: zoom, decibels, curve, lanes';
  const open = (x: number, y: number): void => openAmplitudeMenu(store, lane.key, x, y);
  lane.element.append(el('div', { class: 'rail-part levels' }, unitButton('level-unit', 'dBFS', words, open)));
  onContextMenu(lane.rail.canvas, open);
  const hertz = 'Frequency scale, note names';
  const openHertz = (x: number, y: number): void => openFrequencyMenu(store, x, y);
  const frequencies = unitButton('frequency-unit', 'Hz', hertz, openHertz);
  lane.element.append(el('div', { class: 'rail-part frequencies' }, frequencies));
  onContextMenu(lane.frequencyRail.canvas, openHertz);
}

/** Named as its menu is; open() takes a point of the window. */
export function unitButton(
  kind: string,
  unit: string,
  words: string,
  open: (x: number, y: number) => void,
): HTMLButtonElement {
  const attributes = {
    type: 'button',
    class: `unit-button ${kind}`,
    'aria-haspopup': 'menu',
    'aria-label': `${unit}, ${words}`,
    title: words,
  };
  const button = el('button', attributes, unit, icon(icons.chevronDown));
  button.addEventListener('click', () => {
    const { left, bottom } = button.getBoundingClientRect();
    open(left, bottom + 2);
  });
  keepKeysOf(button);
  return button;
}

function onContextMenu(element: HTMLElement, open: (x: number, y: number) => void): void {
  element.addEventListener('contextmenu', (event) => {
    event.preventDefault();
    open(event.clientX, event.clientY);
  });
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

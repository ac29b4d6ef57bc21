import type { Scope } from '../../src/core/util/scope.ts';
import type { Store } from '../store.ts';
import { iconButton } from './controls.ts';
import { el, icon, setAttribute } from './dom.ts';
import { icons } from './icons.ts';

/** Snapping to zero crossings, on or off. */
export function snapButton(scope: Scope, store: Store, toggle: () => void): HTMLButtonElement {
  const button = iconButton(scope, 'snap', 'Snap to zero crossings', icons.magnet, toggle);
  const update = (): void => {
    const on = store.snap.value;
    button.disabled = !store.file.value;
    setAttribute(button, 'aria-pressed', String(on));
    const what = 'Edges and cursors go to the nearest zero crossing';
    setAttribute(button, 'title', `${what}: ${on ? 'on' : 'off'}. Ctrl while dragging turns it ${on ? 'off' : 'on'}`);
  };
  for (const signal of [store.snap, store.file]) scope.add(signal.on(update));
  update();
  return button;
}

/** Says that this editor shows what others show, with a way out; hidden otherwise. */
export function linkedMark(scope: Scope, store: Store, leave: () => void): HTMLElement {
  const button = iconButton(scope, 'unlink', 'Leave the linked editors', icons.close, leave);
  const words = el('span', { class: 'name' }, 'Linked');
  const title = 'View, cursors, selection and playhead go along with the other linked editors';
  const element = el('div', { id: 'linked', role: 'group', 'aria-label': 'Linked' }, icon(icons.link), words, button);
  element.title = title;
  const update = (): void => {
    element.hidden = !store.linked.value;
  };
  scope.add(store.linked.on(update));
  update();
  return element;
}

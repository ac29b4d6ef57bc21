import type { Scope } from '../../src/core/util/scope.ts';
import type { Readable } from '../render/signal.ts';
import type { DrawerState, Store } from '../store.ts';
import { el, icon, keepKeys, listen, setAttribute } from '../ui/dom.ts';
import { icons } from '../ui/icons.ts';
import { formatCount } from '../../src/core/picture/axes/units.ts';

/** One tab: what it is called, what it shows, and its buttons at the right of the strip. */
export interface DrawerPanel {
  readonly tab: DrawerState['tab'];
  readonly title: string;
  readonly element: HTMLElement;
  readonly buttons: readonly HTMLElement[];
  /** A number beside the title; null or 0: none. */
  readonly badge?: Readable<number | null>;
}

export const MIN_HEIGHT = 96;
/** Of the page, that a drawer may take. */
const MAX_PART = 0.7;
const STEP = 24;
const tabKeys = ['ArrowLeft', 'ArrowRight', 'Home', 'End', 'Enter', ' '];
const sizeKeys = ['ArrowUp', 'ArrowDown', 'Home', 'End'];

/** The part of the page under the readout: tabs over a panel. Closed at first; what the user chose is in the store. */
export class Drawer {
  readonly element = el('section', { id: 'drawer', 'aria-label': 'Details', hidden: '' });
  /** Stands in the readout, so that it is there while the drawer is closed. */
  readonly toggle = el('button', {
    id: 'toggle-drawer',
    type: 'button',
    class: 'icon-button',
    'aria-controls': 'drawer',
  });
  #store: Store;
  #panels: readonly DrawerPanel[];
  #tabs: HTMLButtonElement[];
  #buttons = el('div', { class: 'strip-buttons' });
  #sash = el('div', {
    class: 'sash',
    role: 'separator',
    tabindex: '0',
    'aria-orientation': 'horizontal',
    'aria-label': 'Height of the details',
    'aria-valuemin': String(MIN_HEIGHT),
  });

  constructor(scope: Scope, store: Store, panels: readonly DrawerPanel[]) {
    this.#store = store;
    this.#panels = panels;
    this.#tabs = panels.map((panel) => this.#tab(scope, panel));
    const tabList = el('div', { class: 'tabs', role: 'tablist', 'aria-label': 'Details' }, ...this.#tabs);
    const strip = el('div', { class: 'strip' }, tabList, el('span', { class: 'grow' }), this.#buttons);
    const bodies = panels.map(({ tab, element }) => {
      const attributes = { id: `panel-${tab}`, class: 'panel', role: 'tabpanel', 'aria-labelledby': `tab-${tab}` };
      return el('div', attributes, element);
    });
    this.element.append(this.#sash, strip, ...bodies);
    listen(scope, this.toggle, 'click', () => this.#set({ open: !store.drawer.value.open }));
    keepKeys(scope, this.toggle, [' ', 'Enter']);
    for (const panel of panels) for (const button of panel.buttons) keepKeys(scope, button, [' ', 'Enter']);
    listen(scope, this.element, 'keydown', (event) => {
      if (event.key !== 'Escape') return;
      event.stopPropagation();
      this.#set({ open: false });
      this.toggle.focus();
    });
    this.#resize(scope);
    scope.add(store.drawer.on(() => this.#update()));
    scope.add(store.file.on(() => this.#update()));
    this.#update();
  }

  #tab(scope: Scope, { tab, title, badge }: DrawerPanel): HTMLButtonElement {
    const attributes = { id: `tab-${tab}`, type: 'button', role: 'tab', 'aria-controls': `panel-${tab}` };
    const button = el('button', attributes, title);
    if (badge) showBadge(scope, button, title, badge);
    listen(scope, button, 'click', () => this.#set({ tab }));
    keepKeys(scope, button, tabKeys);
    listen(scope, button, 'keydown', (event) => {
      const at = this.#panels.findIndex((panel) => panel.tab === tab);
      const last = this.#panels.length - 1;
      const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: last }[event.key];
      const next = to === undefined ? undefined : this.#panels[(to + last + 1) % (last + 1)];
      if (!next) return;
      event.preventDefault();
      this.#set({ tab: next.tab });
      document.getElementById(`tab-${next.tab}`)?.focus();
    });
    return button;
  }

  #resize(scope: Scope): void {
    let grip: { y: number; height: number } | null = null;
    keepKeys(scope, this.#sash, sizeKeys);
    listen(scope, this.#sash, 'pointerdown', (event) => {
      if (event.button !== 0) return;
      grip = { y: event.clientY, height: this.element.offsetHeight };
      this.#sash.setPointerCapture(event.pointerId);
    });
    listen(scope, this.#sash, 'pointermove', (event) => {
      if (grip) this.#setHeight(grip.height + grip.y - event.clientY);
    });
    for (const type of ['pointerup', 'pointercancel'] as const) listen(scope, this.#sash, type, () => (grip = null));
    listen(scope, this.#sash, 'keydown', (event) => {
      const height = this.element.offsetHeight;
      const to = { ArrowUp: height + STEP, ArrowDown: height - STEP, Home: Infinity, End: MIN_HEIGHT }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      this.#setHeight(to);
    });
  }

  #setHeight(height: number): void {
    const most = Math.floor((this.element.parentElement?.clientHeight ?? 0) * MAX_PART);
    this.#set({ height: Math.round(Math.max(MIN_HEIGHT, Math.min(height, most))) });
  }

  #set(change: Partial<Store['drawer']['value']>): void {
    this.#store.drawer.set({ ...this.#store.drawer.value, ...change });
  }

  #update(): void {
    const { open, tab, height } = this.#store.drawer.value;
    const shown = open && this.#store.file.value !== null;
    const lostFocus = !shown && this.element.contains(document.activeElement);
    this.element.hidden = !shown;
    this.element.style.height = `${height}px`;
    setAttribute(this.#sash, 'aria-valuenow', String(height));
    const words = shown
      ? 'Close the details'
      : 'Show details: tags, statistics, findings, labels, equalizer, structure and performance';
    if (this.toggle.title !== words) this.toggle.replaceChildren(icon(shown ? icons.chevronDown : icons.chevronUp));
    setAttribute(this.toggle, 'title', words);
    setAttribute(this.toggle, 'aria-label', words);
    setAttribute(this.toggle, 'aria-expanded', String(shown));
    this.toggle.disabled = this.#store.file.value === null;
    this.#panels.forEach((panel, index) => {
      const selected = panel.tab === tab;
      setAttribute(this.#tabs[index]!, 'aria-selected', String(selected));
      setAttribute(this.#tabs[index]!, 'tabindex', selected ? '0' : '-1');
      panel.element.parentElement!.hidden = !selected;
      if (selected && this.#buttons.dataset['tab'] !== tab) {
        this.#buttons.dataset['tab'] = tab;
        this.#buttons.replaceChildren(...panel.buttons);
        this.#tabs[index]!.scrollIntoView({ block: 'nearest', inline: 'nearest' });
      }
    });
    if (lostFocus) this.toggle.focus();
  }
}

function showBadge(scope: Scope, tab: HTMLElement, title: string, badge: Readable<number | null>): void {
  const number = el('span', { class: 'badge', hidden: '' });
  tab.append(number);
  const update = (): void => {
    const count = badge.value ?? 0;
    number.hidden = count === 0;
    // Its text comes by CSS: what is written in the tab begins the tab's name.
    setAttribute(number, 'data-count', formatCount(count));
    setAttribute(tab, 'aria-label', count > 0 ? `${title}, ${formatCount(count)}` : title);
  };
  scope.add(badge.on(update));
  update();
}

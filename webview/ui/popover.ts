import type { Scope } from '../../src/core/util/scope.ts';
import { el, listen } from './dom.ts';

const GAP = 4;
/** Between the panel and the border of the window. */
const MARGIN = 8;
/** What a panel needs below its upper edge; beside a low button it moves up. */
const LEAST_HEIGHT = 150;
const editingKeys = ['a', 'c', 'v', 'x', 'z'];

/**
 * A small panel under a button, by the browser's own popover: a press elsewhere or Escape closes it, the focus goes back.
 * Keys pressed in it do not reach VS Code, but for those with Ctrl, Alt or Meta that edit no text.
 */
export class Popover {
  readonly panel: HTMLElement;
  #width: number;

  /** width: CSS pixels; it is known before the panel is laid out, so that it can be kept inside the window. */
  constructor(scope: Scope, id: string, label: string, width: number) {
    this.#width = width;
    this.panel = el('div', { id, class: 'popover', role: 'dialog', 'aria-label': label });
    this.panel.popover = 'auto';
    this.panel.style.width = `${width}px`;
    for (const type of ['keydown', 'keyup'] as const) {
      listen(scope, this.panel, type, (event) => {
        const edits = event.target instanceof HTMLInputElement && editingKeys.includes(event.key);
        if (edits || (!event.ctrlKey && !event.metaKey && !event.altKey)) event.stopPropagation();
      });
    }
  }

  get open(): boolean {
    return this.panel.matches(':popover-open');
  }

  /** The button opens and closes it. */
  attach(scope: Scope, button: HTMLButtonElement): void {
    button.popoverTargetElement = this.panel;
    button.setAttribute('aria-haspopup', 'dialog');
    // Escape here closes the panel, and does nothing else.
    listen(scope, button, 'keydown', (event) => {
      if (event.key === 'Escape' && this.open) event.stopPropagation();
    });
    listen(scope, button, 'click', () => this.place(button));
  }

  place(button: HTMLElement, side: 'below' | 'beside' = 'below'): void {
    const { left, top, right, bottom } = button.getBoundingClientRect();
    const x = side === 'below' ? left : right + GAP;
    const y = side === 'below' ? bottom + GAP : Math.max(MARGIN, Math.min(top, window.innerHeight - LEAST_HEIGHT));
    const last = window.innerWidth - this.#width - MARGIN;
    this.panel.style.left = `${Math.max(MARGIN, Math.min(x, last))}px`;
    this.panel.style.top = `${y}px`;
    this.panel.style.maxHeight = `${window.innerHeight - y - MARGIN}px`;
  }
}

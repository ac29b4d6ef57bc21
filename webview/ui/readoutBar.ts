import type { Scope } from '../../src/core/util/scope.ts';
import type { Copyable } from './copyable.ts';
import { el } from './dom.ts';

/**
 * The readings at the foot of the page, in order of importance: those at the end that find no room in the one line go
 * whole, out of sight and out of the reach of keys.
 */
export class ReadoutBar {
  readonly element: HTMLElement;
  /** What goes last, and what goes first, when there is no room. */
  #parts = { first: el('div', { class: 'part' }), last: el('div', { class: 'part' }) };
  #observer: IntersectionObserver;

  constructor(scope: Scope) {
    this.element = el('div', { class: 'readout-line' }, this.#parts.first, this.#parts.last);
    // What does not fit wraps into a line that is clipped.
    this.#observer = new IntersectionObserver(
      (entries) => {
        for (const { target, intersectionRatio } of entries) (target as HTMLElement).inert = intersectionRatio === 0;
      },
      // A wrapped item touches the line from below: that counts as meeting it, with a ratio of 0.
      { root: this.element, threshold: [0, 0.5] },
    );
    scope.defer(() => this.#observer.disconnect());
  }

  /** Readings that belong together; hidden together. */
  group(words: string, part: 'first' | 'last', ...items: HTMLElement[]): HTMLElement {
    const group = el('div', { class: 'group', role: 'group', 'aria-label': words }, ...items);
    this.#parts[part].append(group);
    return group;
  }

  /** One or more readings that stay or go together. title: in front of them, where a group begins. */
  item(readings: readonly Copyable[], title: HTMLElement | null = null): HTMLElement {
    const elements = readings.map(({ element }) => element);
    const item = el('div', { class: title ? 'item first' : 'item' }, ...(title ? [title] : []), ...elements);
    this.#observer.observe(item);
    return item;
  }

  drop(item: HTMLElement): void {
    this.#observer.unobserve(item);
    item.remove();
  }
}

import type { LinkedView } from '../core/protocol/editorApi.ts';

/** The page of an editor, as far as linking goes. */
export interface LinkedPage {
  emit(name: 'linked', data: LinkedView): void;
  emit(name: 'links', data: { on: boolean; first?: boolean }): void;
}

/** The editors that show the same span of time. Each tells what its user does; the others are told of it. */
export class LinkedEditors<Page extends LinkedPage> {
  readonly #pages = new Set<Page>();
  /** What the group shows; who joins goes there. */
  #shown: LinkedView = {};

  has(page: Page): boolean {
    return this.#pages.has(page);
  }

  toggle(page: Page): void {
    this.set(page, !this.has(page));
  }

  set(page: Page, on: boolean): void {
    if (on === this.has(page)) return;
    if (!on) {
      this.leave(page);
      return page.emit('links', { on: false });
    }
    const first = this.#pages.size === 0;
    this.#pages.add(page);
    page.emit('links', { on: true, first });
    if (!first) page.emit('linked', this.#shown);
  }

  /** Of an editor that closes: it need not be told. */
  leave(page: Page): void {
    this.#pages.delete(page);
    if (this.#pages.size === 0) this.#shown = {};
  }

  viewed(page: Page, view: LinkedView): void {
    if (!this.has(page)) return;
    this.#shown = { ...this.#shown, ...view };
    for (const other of this.#pages) if (other !== page) other.emit('linked', view);
  }
}

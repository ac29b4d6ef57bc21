import type { StructureNode } from '../../src/core/protocol/details.ts';
import type { Scope } from '../../src/core/util/scope.ts';
import { el, icon, keepKeys, listen } from '../ui/dom.ts';
import { icons } from '../ui/icons.ts';
import { formatCount } from '../../src/core/picture/axes/units.ts';
import { firstOpen, hexOffset, rowText, type TreeRow, treeRows } from './treeRows.ts';

export const ROW_HEIGHT = 22;
/** Rows above and below what is seen. */
const MARGIN = 8;
const keys = ['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'Home', 'End', 'PageUp', 'PageDown', 'Enter', ' '];

export interface TreeActions {
  copy(text: string, what: string): void;
  /** Shows the bytes; length 0 where it is not known. */
  reveal(offset: number, length: number): void;
}

/** A tree of thousands of lines of which only those in sight are elements. One line is active; keys act on it. */
export class TreeView {
  readonly element = el('div', { class: 'tree', role: 'tree', tabindex: '0', 'aria-label': 'Structure of the file' });
  #space = el('div', { class: 'space', role: 'presentation' });
  #actions: TreeActions;
  #nodes: readonly StructureNode[] = [];
  #open = new Set<string>();
  #rows: TreeRow[] = [];
  #active = 0;

  constructor(scope: Scope, actions: TreeActions) {
    this.#actions = actions;
    this.element.append(this.#space);
    keepKeys(scope, this.element, keys);
    listen(scope, this.element, 'keydown', (event) => this.#key(event));
    listen(scope, this.element, 'click', (event) => this.#click(event));
    listen(scope, this.element, 'dblclick', (event) => this.#doubleClick(event));
    listen(scope, this.element, 'scroll', () => this.#render(), { passive: true });
    listen(scope, this.element, 'focus', () => this.#render());
    const observer = new ResizeObserver(() => this.#render());
    observer.observe(this.element);
    scope.defer(() => observer.disconnect());
  }

  get active(): TreeRow | undefined {
    return this.#rows[this.#active];
  }

  show(nodes: readonly StructureNode[]): void {
    if (nodes === this.#nodes) return;
    this.#nodes = nodes;
    this.#open = firstOpen(nodes);
    this.#active = 0;
    this.element.scrollTop = 0;
    this.#update();
  }

  activeText(): string | null {
    return this.active ? rowText(this.active) : null;
  }

  copyActive(): void {
    const row = this.active;
    if (row) this.#actions.copy(rowText(row), row.name);
  }

  revealActive(): void {
    const row = this.active;
    if (row?.offset !== undefined && row.offset !== null) this.#actions.reveal(row.offset, row.size ?? 0);
  }

  #update(): void {
    this.#rows = treeRows(this.#nodes, this.#open);
    this.#active = Math.max(0, Math.min(this.#active, this.#rows.length - 1));
    this.#space.style.height = `${this.#rows.length * ROW_HEIGHT}px`;
    this.#render();
  }

  #render(): void {
    const { scrollTop, clientHeight } = this.element;
    const first = Math.max(0, Math.floor(scrollTop / ROW_HEIGHT) - MARGIN);
    const last = Math.min(this.#rows.length, Math.ceil((scrollTop + clientHeight) / ROW_HEIGHT) + MARGIN);
    const shown: HTMLElement[] = [];
    for (let index = first; index < last; index++) shown.push(this.#line(index));
    // The active line is named by its id, so it is there even when it is out of sight.
    if (this.active && (this.#active < first || this.#active >= last)) shown.push(this.#line(this.#active));
    this.#space.replaceChildren(...shown);
    if (this.active) this.element.setAttribute('aria-activedescendant', idOf(this.#active));
    else this.element.removeAttribute('aria-activedescendant');
  }

  #line(index: number): HTMLElement {
    const row = this.#rows[index]!;
    const active = index === this.#active;
    const line = el('div', {
      id: idOf(index),
      role: 'treeitem',
      class: `line${active ? ' active' : ''}${row.size === null ? ' field' : ''}`,
      'data-index': String(index),
      'aria-level': String(row.level),
      'aria-posinset': String(row.position),
      'aria-setsize': String(row.of),
      'aria-selected': String(active),
      'aria-label': labelOf(row),
    });
    if (row.expanded !== null) line.setAttribute('aria-expanded', String(row.expanded));
    line.style.transform = `translateY(${index * ROW_HEIGHT}px)`;
    const twistie = el('span', { class: 'twistie' });
    if (row.expanded !== null) twistie.append(icon(row.expanded ? icons.chevronDown : icons.chevronRight));
    twistie.style.marginLeft = `${(row.level - 1) * 12}px`;
    const name = el('span', { class: 'name' }, twistie, el('span', { class: 'text' }, row.name));
    const words = el('span', { class: 'words' }, row.words);
    // Its text comes by CSS: it is no part of the line's name, which says it last.
    if (row.problem) words.append(el('span', { class: 'problem', 'data-words': row.problem }, icon(icons.warning)));
    words.title = [row.words, row.problem].filter(Boolean).join('\n');
    const offset = el('span', { class: 'offset' }, row.offset === null ? '' : hexOffset(row.offset));
    if (row.offset !== null) offset.title = `Byte ${formatCount(row.offset)}`;
    const size = el('span', { class: 'size' }, row.size === null ? '' : formatCount(row.size));
    line.append(name, ' ', words, ' ', offset, ' ', size, this.#buttons(row));
    return line;
  }

  #buttons(row: TreeRow): HTMLElement {
    const button = (action: string, words: string, svg: string): HTMLElement => {
      const attributes = { type: 'button', class: 'row-button', tabindex: '-1', 'data-do': action, title: words };
      return el('button', { ...attributes, 'aria-label': words }, icon(svg));
    };
    const copy = button('copy', `Copy ${row.name}`, icons.copy);
    const reveal = button('reveal', `Open ${row.name} in the Hex Editor`, icons.binary);
    return el('span', { class: 'buttons' }, copy, ...(row.offset === null ? [] : [reveal]));
  }

  #activate(index: number): void {
    this.#active = Math.max(0, Math.min(index, this.#rows.length - 1));
    const top = this.#active * ROW_HEIGHT;
    const { scrollTop, clientHeight } = this.element;
    if (top < scrollTop) this.element.scrollTop = top;
    else if (top + ROW_HEIGHT > scrollTop + clientHeight) this.element.scrollTop = top + ROW_HEIGHT - clientHeight;
    this.#render();
  }

  #toggle(row: TreeRow, expanded = !row.expanded): void {
    if (row.expanded === null) return;
    if (expanded) this.#open.add(row.key);
    else this.#open.delete(row.key);
    this.#update();
  }

  #key(event: KeyboardEvent): void {
    const row = this.active;
    if (!row || !keys.includes(event.key) || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const page = Math.max(1, Math.floor(this.element.clientHeight / ROW_HEIGHT) - 1);
    switch (event.key) {
      case 'ArrowUp':
        return this.#activate(this.#active - 1);
      case 'ArrowDown':
        return this.#activate(this.#active + 1);
      case 'PageUp':
        return this.#activate(this.#active - page);
      case 'PageDown':
        return this.#activate(this.#active + page);
      case 'Home':
        return this.#activate(0);
      case 'End':
        return this.#activate(this.#rows.length - 1);
      case 'ArrowRight':
        if (row.expanded === false) this.#toggle(row, true);
        else if (row.expanded) this.#activate(this.#active + 1);
        return;
      case 'ArrowLeft':
        if (row.expanded) return this.#toggle(row, false);
        return this.#activate(
          row.parent === null ? this.#active : this.#rows.findIndex(({ key }) => key === row.parent),
        );
      case 'Enter':
        return this.revealActive();
      default:
        return this.#toggle(row);
    }
  }

  #click(event: MouseEvent): void {
    const target = event.target instanceof Element ? event.target : null;
    const index = Number(target?.closest<HTMLElement>('.line')?.dataset['index'] ?? -1);
    const row = this.#rows[index];
    if (!row) return;
    this.#activate(index);
    const action = target?.closest<HTMLElement>('[data-do]')?.dataset['do'];
    if (action === 'copy') this.copyActive();
    else if (action === 'reveal') this.revealActive();
    else if (target?.closest('.twistie')) this.#toggle(row);
  }

  #doubleClick(event: MouseEvent): void {
    const target = event.target instanceof Element ? event.target : null;
    if (this.active && !target?.closest('[data-do], .twistie')) this.#toggle(this.active);
  }
}

const idOf = (index: number): string => `structure-${index}`;

/** All that is seen of the line, in its order; then what is wrong with it. */
function labelOf(row: TreeRow): string {
  const offset = row.offset === null ? '' : hexOffset(row.offset);
  const size = row.size === null ? '' : `${formatCount(row.size)} bytes`;
  return [row.name, row.words, offset, size, row.problem].filter(Boolean).join(', ');
}

import { type ColumnId, columnOf } from '../../src/core/library/columns.ts';
import type { SortOrder } from '../../src/core/library/rowModel.ts';
import { t } from '../../src/core/util/l10n.ts';
import type { Scope } from '../../src/core/util/scope.ts';
import { el, keepKeys, listen, setAttribute } from '../ui/dom.ts';

/** Of one press of Shift and an arrow, CSS pixels. */
const KEY_STEP = 8;
const WIDEST = 1200;

interface HeadActions {
  sort(column: ColumnId): void;
  /** done: the hand has let go. */
  resize(column: ColumnId, width: number, done: boolean): void;
  menu(at: { x: number; y: number }): void;
}

/** The heads of the columns: pressed to sort, dragged at their right border to resize; the arrows go along them. */
export class HeadRow {
  readonly element = el('div', { class: 'head', role: 'row', 'aria-rowindex': '1' });
  readonly #scope: Scope;
  readonly #actions: HeadActions;
  #columns: readonly ColumnId[] = [];
  /** Which of the heads the Tab key reaches. */
  #reached = 0;

  constructor(scope: Scope, actions: HeadActions) {
    this.#scope = scope;
    this.#actions = actions;
    listen(scope, this.element, 'contextmenu', (event) => {
      event.preventDefault();
      event.stopPropagation();
      actions.menu({ x: event.clientX, y: event.clientY });
    });
    listen(scope, this.element, 'keydown', (event) => this.#key(event));
    keepKeys(scope, this.element, [' ', 'Enter', 'ArrowLeft', 'ArrowRight']);
  }

  show(columns: readonly ColumnId[], sort: SortOrder, resizable: boolean): void {
    if (columns.join() !== this.#columns.join()) this.#make(columns, resizable);
    for (const cell of this.element.children) {
      const sorted = cell.getAttribute('data-column') === sort.column;
      if (sorted) setAttribute(cell, 'aria-sort', sort.descending ? 'descending' : 'ascending');
      else cell.removeAttribute('aria-sort');
    }
  }

  #make(columns: readonly ColumnId[], resizable: boolean): void {
    this.#columns = columns;
    this.#reached = Math.min(this.#reached, columns.length - 1);
    const cells = columns.map((id, i) => {
      const { title, about, unit, align, sort } = columnOf(id);
      const cell = el('div', { class: `cell ${align}`, role: 'columnheader', 'data-column': id });
      const tooltip = [about(), unit].filter(Boolean).join(', ');
      const tabindex = i === this.#reached ? '0' : '-1';
      if (sort || id === 'name') {
        const button = el('button', { type: 'button', tabindex, title: tooltip }, el('span', {}, title()));
        listen(this.#scope, button, 'click', () => this.#actions.sort(id));
        cell.append(button);
      } else cell.append(el('span', { class: 'unsorted' }, title()));
      if (resizable) cell.append(this.#grip(id, cell));
      return cell;
    });
    this.element.replaceChildren(...cells);
  }

  #grip(id: ColumnId, cell: HTMLElement): HTMLElement {
    const grip = el('div', { class: 'grip', 'aria-hidden': 'true' });
    listen(this.#scope, grip, 'pointerdown', (event) => {
      if (event.button !== 0) return;
      event.preventDefault();
      grip.setPointerCapture(event.pointerId);
      const start = cell.offsetWidth - event.clientX;
      const width = (x: number): number => clampWidth(id, start + x);
      const move = (moved: PointerEvent): void => this.#actions.resize(id, width(moved.clientX), false);
      const end = (moved: PointerEvent): void => {
        grip.removeEventListener('pointermove', move);
        this.#actions.resize(id, width(moved.clientX), true);
      };
      grip.addEventListener('pointermove', move);
      grip.addEventListener('lostpointercapture', end, { once: true });
    });
    listen(this.#scope, grip, 'dblclick', () => this.#actions.resize(id, columnOf(id).width, true));
    return grip;
  }

  #key(event: KeyboardEvent): void {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const cell = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-column]') : null;
    if (by === undefined || !cell) return;
    event.preventDefault();
    const id = cell.dataset['column'] as ColumnId;
    if (event.shiftKey) return this.#actions.resize(id, clampWidth(id, cell.offsetWidth + by * KEY_STEP), true);
    const buttons = [...this.element.querySelectorAll('button')];
    const at = buttons.indexOf(event.target as HTMLButtonElement);
    const next = buttons[at + by];
    if (!next) return;
    for (const button of buttons) button.tabIndex = button === next ? 0 : -1;
    this.#reached = [...this.element.children].indexOf(next.parentElement!);
    next.focus();
  }
}

const clampWidth = (id: ColumnId, width: number): number =>
  Math.round(Math.max(columnOf(id).least, Math.min(width, WIDEST)));

/** What a head says to those who ask how to sort by it: the next press. */
export function nextSort(sort: SortOrder, column: ColumnId): SortOrder {
  const first = columnOf(column).first === 'descending';
  return { column, descending: sort.column === column ? !sort.descending : first };
}

/** Said when the order changes. */
export function sortWords({ column, descending }: SortOrder): string {
  const title = columnOf(column).title();
  return descending ? t('Sorted by {0}, descending', title) : t('Sorted by {0}, ascending', title);
}

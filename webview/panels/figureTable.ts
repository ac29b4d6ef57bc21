import type { Scope } from '../../src/core/util/scope.ts';
import type { Place } from '../store.ts';
import { el, keepKeys, listen, setAttribute } from '../ui/dom.ts';
import { type CopyFormat, copyOf } from './figureCopy.ts';
import { classesOf, FigureRowElement, sayHint } from './figureRow.ts';
import { nextSort, type Sort, sorted } from './figureSort.ts';

export interface FigureColumn {
  /** Name of the value in JSON, with its unit: truePeakDbtp. */
  readonly key: string;
  readonly title: string;
  /** Stands under the title. */
  readonly unit?: string;
  /** Definition and source, as tooltip and description. */
  readonly hint?: string;
  /** Default: right, as numbers are. */
  readonly align?: 'left' | 'right';
  /** Takes the room that is left, and several lines. */
  readonly wide?: boolean;
  /** Some of its figures have a place: those without keep clear of the arrows. */
  readonly placed?: boolean;
}

export interface FigureCell {
  /** As it is shown. */
  readonly text: string;
  /** What it is sorted by, and what CSV and JSON have; null: there is none, for the reason that `hint` gives. */
  readonly value: number | string | null;
  readonly hint?: string;
  /** What it is sorted by instead of its value. */
  readonly rank?: number;
  /** In the colour of defects. */
  readonly defect?: boolean;
  /** The cell is a button that leads there. */
  readonly place?: Place;
  /** Stands under the text, in small. */
  readonly note?: string;
  /** The cell is a button that opens a menu. */
  readonly menu?: boolean;
  /** SVG of an icon before the text. */
  readonly icon?: string;
}

export interface FigureRow {
  /** The same row of the next update, whatever has changed in it. */
  readonly key: string;
  /** Rows of a group stand together, and are sorted among themselves; its name is before the first. */
  readonly group?: string;
  /** Behind the others of its group, however they are sorted. */
  readonly last?: boolean;
  /** One for each column; the first is the row's name. */
  readonly cells: readonly FigureCell[];
}

export interface FigureTableOptions {
  /** What the table is, to a screen reader. */
  readonly label: string;
  readonly columns: readonly FigureColumn[];
  /** Asked at each update; a cell that is the same object is taken for unchanged. */
  readonly rows: () => readonly FigureRow[];
  readonly onPlace: (place: Place) => void;
  /** A cell with a menu was pressed. */
  readonly onMenu?: (row: FigureRow, button: HTMLElement) => void;
  /** A place in words: 00:00:12.345. */
  readonly where: (place: Place) => string;
  /** What scrolls where several tables scroll as one; default: the table's own element. */
  readonly scroller?: HTMLElement;
}

const moves = ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End', 'PageUp', 'PageDown'];
const PAGE = 10;

/**
 * Figures in rows and columns. A head sorts, a figure with a place goes there, arrow keys move from cell to cell. It scrolls
 * sideways under its first column. Rows and cells are elements that are kept; only what differs is written.
 */
export class FigureTable {
  /** Scrolls. */
  readonly element: HTMLElement;
  readonly #options: FigureTableOptions;
  #table: HTMLTableElement;
  #heads: HTMLTableCellElement[];
  #body = el('tbody');
  #rows: readonly FigureRow[] = [];
  #shown: FigureRowElement[] = [];
  #known = new Map<string, FigureRowElement>();
  #sort: Sort | null = null;
  /** Row −1 is the head. */
  #active = { row: -1, column: 0 };

  constructor(scope: Scope, options: FigureTableOptions) {
    this.#options = options;
    this.#heads = options.columns.map((column) => head(column));
    const headRow = el('tr', {}, ...this.#heads);
    this.#table = el('table', { role: 'grid', 'aria-label': options.label }, el('thead', {}, headRow), this.#body);
    this.element = el('div', { class: 'figures' }, this.#table);
    listen(scope, this.#table, 'click', (event) => this.#click(event));
    listen(scope, this.#table, 'keydown', (event) => this.#key(event));
    listen(scope, this.#table, 'focusin', (event) => this.#focused(event));
    listen(scope, this.#table, 'copy', (event) => this.#copyFocused(event));
    keepKeys(scope, this.#table, [...moves, 'Enter', ' ']);
    this.#focusable(this.#active).tabIndex = 0;
  }

  /** Rows as they are shown, in their order. */
  get rows(): readonly FigureRow[] {
    return this.#rows;
  }

  copy(format: CopyFormat): string {
    return copyOf({ columns: this.#options.columns, rows: this.#rows }, format);
  }

  update(): void {
    const { columns, where } = this.#options;
    const focused = this.#body.contains(document.activeElement);
    this.#rows = sorted(this.#options.rows(), this.#sort);
    const known = this.#known;
    this.#known = new Map();
    let group: string | undefined;
    const shown = this.#rows.map((row) => {
      const element = known.get(row.key) ?? new FigureRowElement(columns);
      element.show(row, row.group === group ? '' : (row.group ?? ''), where);
      group = row.group;
      this.#known.set(row.key, element);
      return element;
    });
    const moved = shown.length !== this.#shown.length || shown.some((element, index) => element !== this.#shown[index]);
    const active = this.#shown[this.#active.row];
    this.#shown = shown;
    if (moved) this.#body.replaceChildren(...shown.map(({ element }) => element));
    this.#table.classList.toggle('grouped', group !== undefined);
    // The active cell goes along with its row.
    if (active && moved)
      this.#active.row = Math.max(shown.indexOf(active), Math.min(this.#active.row, shown.length - 1));
    this.#focusable(this.#active).tabIndex = 0;
    if (focused && !this.#body.contains(document.activeElement)) this.#focusable(this.#active).focus();
  }

  sortBy(sort: Sort | null): void {
    this.#sort = sort;
    this.#heads.forEach((each, column) =>
      setAttribute(each, 'aria-sort', sort?.column === column ? sort.direction : 'none'),
    );
    this.update();
  }

  #cell({ row, column }: { row: number; column: number }): HTMLElement {
    return (row < 0 ? this.#heads : (this.#shown[row]?.cells ?? this.#heads))[column]!;
  }

  /** The button of a cell, or the cell itself. */
  #focusable(at: { row: number; column: number }): HTMLElement {
    const cell = this.#cell(at);
    return cell.querySelector('button') ?? cell;
  }

  #at(target: EventTarget | null): { row: number; column: number } | null {
    const cell = target instanceof Element ? target.closest<HTMLTableCellElement>('td, th') : null;
    if (!cell) return null;
    const row = this.#shown.findIndex(({ element }) => element === cell.parentElement);
    return { row, column: cell.cellIndex };
  }

  #focused({ target }: FocusEvent): void {
    const at = this.#at(target);
    if (!at) return;
    this.#focusable(this.#active).tabIndex = -1;
    this.#active = at;
    this.#focusable(at).tabIndex = 0;
  }

  #click({ target }: MouseEvent): void {
    const at = this.#at(target);
    if (!at || !(target instanceof Element) || !target.closest('button')) return;
    if (at.row < 0) {
      const values = this.#rows.map(({ cells }) => cells[at.column]!.value);
      return this.sortBy(nextSort(this.#sort, at.column, values));
    }
    const row = this.#rows[at.row];
    const cell = row?.cells[at.column];
    if (cell?.place) this.#options.onPlace(cell.place);
    else if (row && cell?.menu) this.#options.onMenu?.(row, target.closest('button')!);
  }

  #key(event: KeyboardEvent): void {
    if (!moves.includes(event.key) || event.altKey || event.metaKey) return;
    const at = this.#at(event.target);
    const [lastRow, lastColumn] = [this.#shown.length - 1, this.#heads.length - 1];
    if (!at || (event.ctrlKey && event.key !== 'Home' && event.key !== 'End')) return;
    const to = { ...at };
    if (event.key === 'ArrowLeft') to.column--;
    else if (event.key === 'ArrowRight') to.column++;
    else if (event.key === 'ArrowUp') to.row--;
    else if (event.key === 'ArrowDown') to.row++;
    else if (event.key === 'PageUp') to.row -= PAGE;
    else if (event.key === 'PageDown') to.row += PAGE;
    else {
      to.column = event.key === 'Home' ? 0 : lastColumn;
      if (event.ctrlKey) to.row = event.key === 'Home' ? -1 : lastRow;
    }
    event.preventDefault();
    event.stopPropagation();
    to.row = Math.max(-1, Math.min(to.row, lastRow));
    to.column = Math.max(0, Math.min(to.column, lastColumn));
    this.#reveal(to);
  }

  /** A cell under the fixed column or the fixed head is not in sight to a browser's own scrolling. */
  #reveal(at: { row: number; column: number }): void {
    this.#focusable(at).focus({ preventScroll: true });
    const scroller = this.#options.scroller ?? this.element;
    const [cell, view] = [this.#cell(at).getBoundingClientRect(), scroller.getBoundingClientRect()];
    const fixed = this.#heads[0]!.getBoundingClientRect();
    const right = view.left + scroller.clientWidth;
    const bottom = view.top + scroller.clientHeight;
    if (at.column > 0 && (cell.left < fixed.right || cell.width > right - fixed.right))
      scroller.scrollLeft -= fixed.right - cell.left;
    else if (at.column > 0 && cell.right > right) scroller.scrollLeft += cell.right - right;
    if (at.row < 0 && cell.top < view.top) scroller.scrollTop -= view.top - cell.top;
    else if (at.row >= 0 && cell.top < fixed.bottom) scroller.scrollTop -= fixed.bottom - cell.top;
    else if (cell.bottom > bottom) scroller.scrollTop += cell.bottom - bottom;
  }

  /** Ctrl+C: the figure with the focus and its unit, unless some text is selected. */
  #copyFocused(event: ClipboardEvent): void {
    if (document.getSelection()?.isCollapsed === false) return;
    const at = this.#at(document.activeElement);
    const cell = at && this.#rows[at.row]?.cells[at.column];
    if (!cell) return;
    const { unit } = this.#options.columns[at.column]!;
    event.clipboardData?.setData('text/plain', unit && cell.value !== null ? `${cell.text} ${unit}` : cell.text);
    event.preventDefault();
  }
}

function head(column: FigureColumn): HTMLTableCellElement {
  const { title, unit, hint } = column;
  const words = el('span', { class: 'title' }, title);
  const under = unit ? [el('span', { class: 'unit' }, unit)] : [];
  const button = el('button', { type: 'button', tabindex: '-1' }, words, ...under);
  sayHint(button, hint ?? '');
  const classes = classesOf(column);
  return el('th', { scope: 'col', 'aria-sort': 'none', ...(classes && { class: classes }) }, button);
}

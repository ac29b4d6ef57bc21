import type { Place } from '../store.ts';
import { el, icon, setText } from '../ui/dom.ts';
import type { FigureCell, FigureColumn, FigureRow } from './figureTable.ts';

/** A cell's elements, and what they show. */
interface Slot {
  /** Of its content. */
  readonly holder: HTMLElement;
  readonly text: Text;
  button: HTMLButtonElement | null;
  cell: FigureCell | null;
  where: string;
}

/** A row of a table of figures. Reading from the page is what an update of many rows has no time for: what is shown is kept. */
export class FigureRowElement {
  readonly element = el('tr');
  readonly cells: readonly HTMLTableCellElement[];
  #columns: readonly FigureColumn[];
  #slots: readonly Slot[];
  #group = el('span', { class: 'group' });

  constructor(columns: readonly FigureColumn[]) {
    this.#columns = columns;
    const name = el('span', { class: 'name' });
    this.cells = columns.map((column, index) => {
      const classes = classesOf(column);
      const attributes = { tabindex: '-1', ...(classes && { class: classes }) };
      return index > 0 ? el('td', attributes) : el('th', { scope: 'row', ...attributes }, this.#group, name);
    });
    this.#slots = this.cells.map((cell, index) => {
      const [holder, text] = [index === 0 ? name : cell, new Text()];
      holder.append(text);
      return { holder, text, button: null, cell: null, where: '' };
    });
    this.element.append(...this.cells);
  }

  /** group: its name, on its first row. */
  show(row: FigureRow, group: string, where: (place: Place) => string): void {
    setText(this.#group, group);
    this.element.classList.toggle('first', group !== '');
    this.#slots.forEach((slot, index) => {
      const cell = row.cells[index]!;
      const place = cell.place ? where(cell.place) : '';
      if (slot.where === place && slot.cell && (slot.cell === cell || same(slot.cell, cell))) return;
      this.#write(index, slot, cell, place);
      slot.cell = cell;
      slot.where = place;
    });
  }

  #write(index: number, slot: Slot, cell: FigureCell, where: string): void {
    const element = this.cells[index]!;
    const before = slot.cell;
    const role = cell.place ? 'place' : cell.menu ? 'opens' : '';
    const moved = (slot.button?.className ?? '') !== role;
    if (moved) this.#turn(element, slot, role);
    const inner = slot.button ?? slot.holder;
    if (before?.text !== cell.text) slot.text.data = cell.text;
    if (before?.icon !== cell.icon) inner.replaceChildren(...(cell.icon ? [icon(cell.icon)] : []), slot.text);
    if (before?.note !== cell.note) {
      inner.querySelector('.note')?.remove();
      if (cell.note) inner.append(el('span', { class: 'note' }, cell.note));
    }
    if (before?.defect !== cell.defect) element.classList.toggle('defect', cell.defect ?? false);
    if (!slot.button) {
      if (moved || before?.hint !== cell.hint) sayHint(element, cell.hint ?? '');
      return;
    }
    if (cell.menu) {
      slot.button.setAttribute('aria-haspopup', 'menu');
      slot.button.title = cell.hint ?? '';
      return;
    }
    const { unit } = this.#columns[index]!;
    slot.button.setAttribute('aria-label', `${cell.text}${unit ? ` ${unit}` : ''}, go to ${where}`);
    if (moved || slot.where !== where || before?.hint !== cell.hint)
      slot.button.title = `${cell.hint ? `${cell.hint}\n` : ''}Go to ${where}`;
  }

  /** A plain cell becomes one with a button of a class, or back. What had the focus keeps it. */
  #turn(element: HTMLTableCellElement, slot: Slot, role: string): void {
    const focused = element.contains(document.activeElement);
    const content = [...(slot.button ?? slot.holder).childNodes];
    const { tabIndex } = slot.button ?? element;
    sayHint(element, '');
    slot.button?.remove();
    if (role === '') {
      slot.button = null;
      slot.holder.replaceChildren(...content);
      element.tabIndex = tabIndex;
    } else {
      slot.button = el('button', { type: 'button', class: role }, ...content);
      slot.button.tabIndex = tabIndex;
      slot.holder.replaceChildren(slot.button);
      element.removeAttribute('tabindex');
    }
    if (focused) (slot.button ?? element).focus({ preventScroll: true });
  }
}

const same = (a: FigureCell, b: FigureCell): boolean =>
  a.text === b.text &&
  a.hint === b.hint &&
  a.defect === b.defect &&
  a.icon === b.icon &&
  a.note === b.note &&
  a.menu === b.menu &&
  Boolean(a.place) === Boolean(b.place);

export const classesOf = ({ align, wide, placed }: FigureColumn): string =>
  [align === 'left' ? 'left' : '', wide ? 'wide' : '', placed ? 'placed' : ''].filter(Boolean).join(' ');

/** As tooltip, and as description to a screen reader. */
export function sayHint(element: HTMLElement, hint: string): void {
  for (const name of ['title', 'aria-description']) {
    if (hint) element.setAttribute(name, hint);
    else element.removeAttribute(name);
  }
}

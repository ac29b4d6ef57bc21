import type { Scope } from '../../src/core/util/scope.ts';
import { el, icon, keepKeys, listen } from '../ui/dom.ts';
import { icons } from '../ui/icons.ts';

/** One line of a table that can be copied, and may do something. */
export interface Row {
  name: string;
  value: string;
  /** On Enter or a click on the value, with what it does in words. */
  act?: { words: string; run: () => void };
}

export interface Section {
  title: string;
  rows: readonly Row[];
}

const keys = ['ArrowUp', 'ArrowDown', 'Home', 'End', 'Enter', ' '];

/** Sections of named values. Arrow keys move between rows, Enter acts or copies, a button at each row copies it. */
export class RowTable {
  readonly element = el('div', { class: 'rows', role: 'grid', 'aria-label': 'Information on the file' });
  #rows: { row: Row; element: HTMLElement }[] = [];
  #active = 0;
  #copy: (text: string, what: string) => void;

  constructor(scope: Scope, copy: (text: string, what: string) => void) {
    this.#copy = copy;
    keepKeys(scope, this.element, keys);
    listen(scope, this.element, 'keydown', (event) => this.#key(event));
    listen(scope, this.element, 'click', (event) => this.#click(event));
    listen(scope, this.element, 'focusin', (event) => {
      const index = this.#indexOf(event.target);
      if (index >= 0) this.#activate(index);
    });
  }

  show(sections: readonly Section[]): void {
    const focused = this.element.contains(document.activeElement);
    this.#rows = [];
    const groups = sections.filter((section) => section.rows.length > 0).map((section) => this.#section(section));
    this.element.replaceChildren(...groups);
    this.#active = Math.min(this.#active, Math.max(0, this.#rows.length - 1));
    this.#activate(this.#active);
    if (focused) this.#rows[this.#active]?.element.focus();
  }

  /** All rows as lines of name, tab, value. */
  text(): string {
    return this.#rows.map(({ row }) => lineOf(row)).join('\n');
  }

  /** What Ctrl+C copies while a row has the focus. */
  focusedText(): string | null {
    const index = this.#indexOf(document.activeElement);
    return index < 0 ? null : lineOf(this.#rows[index]!.row);
  }

  #section({ title, rows }: Section): HTMLElement {
    const lines = rows.map((row) => {
      const element = this.#row(row);
      this.#rows.push({ row, element });
      return element;
    });
    // The title is the name of the group: a grid holds nothing but rows.
    return el('div', { role: 'rowgroup', 'aria-label': title }, el('h2', { 'aria-hidden': 'true' }, title), ...lines);
  }

  #row(row: Row): HTMLElement {
    const value = el('span', { role: 'gridcell', class: row.act ? 'value acts' : 'value' }, row.value);
    if (row.act) value.title = row.act.words;
    const words = `Copy ${row.name}`;
    const copy = el('button', {
      type: 'button',
      class: 'row-button',
      tabindex: '-1',
      title: words,
      'aria-label': words,
    });
    copy.append(icon(icons.copy));
    return el(
      'div',
      { role: 'row', class: 'row', tabindex: '-1', 'aria-label': lineOf(row).replace('\t', ': ') },
      el('span', { role: 'rowheader', class: 'name', title: row.name }, row.name),
      value,
      el('span', { role: 'gridcell', class: 'buttons' }, copy),
    );
  }

  #indexOf(target: EventTarget | null): number {
    return this.#rows.findIndex(({ element }) => target instanceof Node && element.contains(target));
  }

  #activate(index: number): void {
    this.#rows[this.#active]?.element.setAttribute('tabindex', '-1');
    this.#active = index;
    this.#rows[index]?.element.setAttribute('tabindex', '0');
  }

  #key(event: KeyboardEvent): void {
    if (!keys.includes(event.key) || event.ctrlKey || event.metaKey || event.altKey) return;
    // A button in the row has its own Enter and Space.
    if ((event.key === 'Enter' || event.key === ' ') && event.target instanceof HTMLButtonElement) return;
    event.preventDefault();
    const last = this.#rows.length - 1;
    if (event.key === 'Enter' || event.key === ' ') return this.#run(this.#active);
    const step = { ArrowUp: this.#active - 1, ArrowDown: this.#active + 1, Home: 0, End: last }[event.key] ?? 0;
    this.#rows[Math.min(Math.max(step, 0), last)]?.element.focus();
  }

  #click(event: MouseEvent): void {
    const index = this.#indexOf(event.target);
    if (index < 0 || !(event.target instanceof Element)) return;
    const { row } = this.#rows[index]!;
    if (event.target.closest('.row-button')) this.#copy(row.value, row.name);
    else if (row.act && event.target.closest('.value') && document.getSelection()?.isCollapsed !== false) row.act.run();
  }

  #run(index: number): void {
    const row = this.#rows[index]?.row;
    if (row?.act) row.act.run();
    else if (row) this.#copy(row.value, row.name);
  }
}

const lineOf = (row: Row): string => `${row.name}\t${row.value}`;

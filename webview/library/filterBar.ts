import { type Completion, completeFilter } from '../../src/core/library/filterComplete.ts';
import type { FilterFault } from '../../src/core/library/filter.ts';
import { parseFilter } from '../../src/core/library/filterParse.ts';
import type { Filter } from '../../src/core/library/filter.ts';
import { t } from '../../src/core/util/l10n.ts';
import type { Scope } from '../../src/core/util/scope.ts';
import { iconButton } from '../ui/controls.ts';
import { el, listen, setText } from '../ui/dom.ts';
import { icons } from '../ui/icons.ts';

interface FilterActions {
  /** A filter that parses; text: as typed. */
  apply(filter: Filter | null, text: string): void;
  /** On to what was found. */
  leave(): void;
}

const SHOWN_PROPOSALS = 6;

/** The field of the filter language: proposals while one types, and what is wrong and where below it. */
export class FilterBar {
  readonly element: HTMLElement;
  readonly field = el('input', {
    id: 'filter',
    type: 'text',
    role: 'combobox',
    'aria-autocomplete': 'list',
    'aria-expanded': 'false',
    'aria-controls': 'filter-proposals',
    'aria-label': t('Filter'),
    placeholder: t('Filter: name, lufs > −16'),
    spellcheck: 'false',
    autocomplete: 'off',
  });
  readonly #actions: FilterActions;
  readonly #fault = el('div', { id: 'filter-fault', class: 'fault', role: 'status', hidden: '' });
  /** The same text below the field's own, to underline what is wrong. */
  readonly #mirror = el('div', { class: 'mirror', 'aria-hidden': 'true' });
  readonly #list = el('div', { id: 'filter-proposals', class: 'proposals', role: 'listbox', hidden: '' });
  readonly #clear: HTMLButtonElement;
  #proposals: readonly Completion[] = [];
  #from = 0;
  #chosen = -1;

  /** tools: buttons that stand in the field. */
  constructor(scope: Scope, actions: FilterActions, tools: readonly HTMLElement[]) {
    this.#actions = actions;
    this.#list.setAttribute('aria-label', t('Proposals'));
    this.#clear = iconButton(scope, 'clear-filter', t('Clear the filter'), icons.close, () => {
      this.set('');
      this.field.focus();
    });
    const box = el('div', { class: 'filter-box' }, this.#mirror, this.field, this.#clear, ...tools);
    this.element = el('div', { class: 'filter-bar' }, box, this.#list, this.#fault);
    listen(scope, this.field, 'input', () => this.#typed());
    listen(scope, this.field, 'scroll', () => this.#align());
    listen(scope, this.field, 'keydown', (event) => this.#key(event));
    listen(scope, this.field, 'blur', () => this.#propose([]));
    listen(scope, this.#fault, 'click', () => this.#showFault());
    // Before the field loses the focus.
    listen(scope, this.#list, 'pointerdown', (event) => {
      event.preventDefault();
      const item = event.target instanceof Element ? event.target.closest<HTMLElement>('[role=option]') : null;
      if (item) this.#accept(Number(item.dataset['index']));
    });
    this.#state();
  }

  set(text: string): void {
    this.field.value = text;
    this.#propose([]);
    this.#parse();
  }

  #typed(): void {
    const { value, selectionStart } = this.field;
    const { from, items } = completeFilter(value, selectionStart ?? value.length);
    this.#from = from;
    this.#propose(items.slice(0, SHOWN_PROPOSALS));
    this.#parse();
  }

  #parse(): void {
    const text = this.field.value;
    const parsed = parseFilter(text);
    this.#say(parsed.ok ? null : parsed.fault);
    this.#state();
    if (parsed.ok) this.#actions.apply(parsed.filter, text);
  }

  #state(): void {
    this.#clear.hidden = this.field.value === '';
  }

  #say(fault: FilterFault | null): void {
    const text = this.field.value;
    this.#fault.hidden = !fault;
    setText(this.#fault, fault?.message ?? '');
    this.#fault.dataset['at'] = String(fault?.at ?? 0);
    this.#fault.dataset['length'] = String(fault?.length ?? 0);
    this.field.setAttribute('aria-invalid', String(fault !== null));
    if (fault) this.field.setAttribute('aria-describedby', 'filter-fault');
    else this.field.removeAttribute('aria-describedby');
    if (!fault) return this.#mirror.replaceChildren();
    const end = fault.at + fault.length;
    // What is missing at the end is underlined as a space there.
    const wrong = el('span', { class: 'wrong' }, text.slice(fault.at, end) || '\u00a0');
    this.#mirror.replaceChildren(text.slice(0, fault.at), wrong, text.slice(end));
    this.#align();
  }

  #align(): void {
    this.#mirror.scrollLeft = this.field.scrollLeft;
  }

  #showFault(): void {
    const at = Number(this.#fault.dataset['at']);
    this.field.focus();
    this.field.setSelectionRange(at, at + Number(this.#fault.dataset['length']));
  }

  #key(event: KeyboardEvent): void {
    const open = this.#proposals.length > 0;
    const { key } = event;
    if (key === 'ArrowDown' && !open) this.#actions.leave();
    else if (open && (key === 'ArrowDown' || key === 'ArrowUp'))
      this.#choose(this.#chosen + (key === 'ArrowDown' ? 1 : -1));
    else if (open && key === 'Tab' && !event.shiftKey) this.#accept(Math.max(0, this.#chosen));
    else if (key === 'Enter' && this.#chosen >= 0) this.#accept(this.#chosen);
    else if (key === 'Enter') {
      this.#propose([]);
      this.#actions.leave();
    } else if (key === 'Escape' && open) this.#propose([]);
    else if (key === 'Escape' && this.field.value !== '') this.set('');
    else if (key === 'Escape') this.#actions.leave();
    else return;
    event.preventDefault();
  }

  #propose(items: readonly Completion[]): void {
    this.#proposals = items;
    this.#chosen = -1;
    this.#list.hidden = items.length === 0;
    this.field.setAttribute('aria-expanded', String(items.length > 0));
    this.field.removeAttribute('aria-activedescendant');
    const options = items.map(({ text, about }, i) =>
      el(
        'div',
        { id: `proposal-${i}`, role: 'option', 'aria-selected': 'false', 'data-index': String(i) },
        el('span', { class: 'word' }, text),
        el('span', { class: 'about' }, about),
      ),
    );
    this.#list.replaceChildren(...options);
  }

  #choose(index: number): void {
    const count = this.#proposals.length;
    this.#chosen = (index + count) % count;
    [...this.#list.children].forEach((option, i) => option.setAttribute('aria-selected', String(i === this.#chosen)));
    this.field.setAttribute('aria-activedescendant', `proposal-${this.#chosen}`);
  }

  #accept(index: number): void {
    const proposal = this.#proposals[index];
    if (!proposal) return;
    const caret = this.field.selectionStart ?? this.field.value.length;
    this.field.setRangeText(proposal.text, this.#from, caret, 'end');
    // On to the value: "mark:" proposes the marks.
    this.#typed();
  }
}

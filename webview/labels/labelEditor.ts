import type { Scope } from '../../src/core/util/scope.ts';
import { el, listen } from '../ui/dom.ts';
import type { Draft, LabelModel } from './labelModel.ts';

const editingKeys = ['a', 'c', 'v', 'x', 'z', 'y'];
const MOST_LINES = 6;

/** A field over the label whose text is typed. Enter accepts, Escape takes back, Shift+Enter begins a line; leaving accepts. */
export class LabelEditor {
  readonly field = el('textarea', { class: 'label-editor', 'aria-label': 'Text of the label', rows: '1', hidden: '' });
  #model: LabelModel;
  #show: () => void;
  #shown: Draft | null = null;
  #before: HTMLElement | null = null;

  /** show: the rows that it stands in may be hidden. home: where the focus goes when what had it is gone. */
  constructor(scope: Scope, model: LabelModel, show: () => void, home: () => HTMLElement | null) {
    this.#model = model;
    this.#show = show;
    this.field.spellcheck = false;
    scope.add(model.draft.on(() => this.#changed(home)));
    // Where the field stands is known with the next frame; it can be typed into at once.
    listen(scope, this.field, 'input', () => this.#grow());
    listen(scope, this.field, 'blur', () => this.#close(this.field.value));
    for (const type of ['keydown', 'keyup'] as const) {
      listen(scope, this.field, type, (event) => {
        const edits = editingKeys.includes(event.key.toLowerCase());
        if (edits || (!event.ctrlKey && !event.metaKey && !event.altKey)) event.stopPropagation();
      });
    }
    listen(scope, this.field, 'keydown', (event) => {
      // The Enter that ends the composition of a character is none of ours.
      if (event.isComposing) return;
      if (event.key === 'Escape') this.#close(null);
      else if (event.key === 'Enter' && !event.shiftKey) this.#close(this.field.value);
      else return;
      event.preventDefault();
    });
  }

  #changed(home: () => HTMLElement | null): void {
    const draft = this.#model.draft.value;
    if (draft === this.#shown) return;
    const hadFocus = this.#shown !== null && document.activeElement === this.field;
    this.#shown = draft;
    if (!draft) {
      this.field.hidden = true;
      const back = this.#before?.isConnected === false ? home() : this.#before;
      if (hadFocus) back?.focus({ preventScroll: true });
      return;
    }
    const { activeElement } = document;
    const had = activeElement instanceof HTMLElement && activeElement !== document.body;
    if (activeElement !== this.field) this.#before = had ? activeElement : null;
    this.#show();
    this.field.value = draft.label.text;
    this.#grow();
    this.field.hidden = false;
    this.field.focus({ preventScroll: true });
    this.field.select();
  }

  #close(text: string | null): void {
    if (!this.#shown) return;
    this.#model.closeDraft(text);
  }

  #grow(): void {
    this.field.rows = Math.min(this.field.value.split('\n').length, MOST_LINES);
  }
}

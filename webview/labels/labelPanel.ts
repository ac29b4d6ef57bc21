import { renameLabel } from '../../src/core/labels/edits.ts';
import type { Label } from '../../src/core/labels/label.ts';
import type { DocumentAction } from '../../src/core/protocol/editorApi.ts';
import type { Scope } from '../../src/core/util/scope.ts';
import type { DrawerPanel } from '../panels/drawer.ts';
import type { LabelPlace, Store } from '../store.ts';
import { buttonKeys, iconButton } from '../ui/controls.ts';
import { el, icon, keepKeys, listen, setText } from '../ui/dom.ts';
import { icons } from '../ui/icons.ts';
import { formatCount } from '../../src/core/picture/axes/units.ts';
import type { LabelActions } from './labelActions.ts';
import { sameLabel } from './labelSync.ts';
import type { LabelModel } from './labelModel.ts';
import { LabelTable } from './labelTable.ts';

/** Tab "Labels": all of them as a table with a filter, and the file they stand in. */
export class LabelPanel implements DrawerPanel {
  readonly tab = 'labels';
  readonly title = 'Labels';
  readonly element: HTMLElement;
  readonly buttons: readonly HTMLElement[];
  #store: Store;
  #model: LabelModel;
  #table: LabelTable;
  #remove: HTMLButtonElement;
  #add: HTMLButtonElement;
  #filter = el('input', {
    type: 'search',
    class: 'label-filter',
    placeholder: 'Filter by text',
    'aria-label': 'Filter labels by their text',
    spellcheck: 'false',
  });
  /** Of the text of a line. */
  #field = el('input', { type: 'text', class: 'label-field', 'aria-label': 'Text of the label', hidden: '' });
  #edited: { readonly place: LabelPlace; readonly label: Label } | null = null;
  #state = el('span', { class: 'label-state' });
  #found = el('span', { class: 'label-found', role: 'status' });
  #warnings = el('details', { class: 'label-warnings', hidden: '' });
  #empty: HTMLElement;
  #hint = el('p');

  constructor(
    scope: Scope,
    store: Store,
    model: LabelModel,
    actions: LabelActions,
    act: (action: DocumentAction) => void,
  ) {
    this.#store = store;
    this.#model = model;
    this.#table = new LabelTable(scope, store, model, actions, this.#field);
    const add = (): void => actions.add();
    this.#add = iconButton(scope, 'add-label', 'Add a label: of the selection, else at the playhead', icons.add, add);
    this.#remove = iconButton(scope, 'delete-label', 'Delete the chosen labels', icons.trash, () => actions.remove());
    const open = iconButton(scope, 'open-labels', 'Open labels from a file…', icons.folderOpened, () =>
      act('openLabels'),
    );
    const saveAs = iconButton(scope, 'save-labels-as', 'Save labels in another format…', icons.saveAs, () =>
      act('saveLabelsAs'),
    );
    this.buttons = [this.#add, this.#remove, open, saveAs];
    const first = el('button', { type: 'button', class: 'label-first' }, icon(icons.add), 'Add Label');
    listen(scope, first, 'click', add);
    keepKeys(scope, first, buttonKeys);
    this.#empty = el('div', { class: 'label-empty', hidden: '' }, this.#hint, first);
    const head = el('div', { class: 'label-head' }, this.#filter, this.#found, this.#state);
    this.element = el('div', { class: 'label-panel' }, head, this.#warnings, this.#table.element, this.#empty);
    this.#typing(scope);
    listen(scope, this.#table.element, 'dblclick', (event) => {
      if (this.#table.placeUnder(event)) actions.rename();
    });
    actions.takeRename = (place) => this.#takeRename(place);
    for (const signal of [store.labels, store.drawer, store.timeFormat, store.file, this.#table.filter]) {
      scope.add(signal.on(() => this.#update()));
    }
    for (const signal of [store.chosenLabel, model.chosen]) scope.add(signal.on(() => this.#chosen()));
    this.#update();
  }

  get #shown(): boolean {
    const { open, tab } = this.#store.drawer.value;
    return open && tab === 'labels';
  }

  #typing(scope: Scope): void {
    listen(scope, this.#filter, 'input', () => this.#table.filter.set(this.#filter.value));
    for (const field of [this.#filter, this.#field]) {
      for (const type of ['keydown', 'keyup'] as const) {
        listen(scope, field, type, (event) => {
          // What is typed is no command; nor are the keys that edit.
          if (!event.altKey && (event.key !== 'Escape' || this.#escapes(field))) event.stopPropagation();
        });
      }
    }
    listen(scope, this.#filter, 'keydown', (event) => {
      if (event.key === 'ArrowDown') this.#table.element.focus();
      if (event.key !== 'Escape' || !this.#filter.value) return;
      this.#filter.value = '';
      this.#table.filter.set('');
    });
    listen(scope, this.#warnings, 'keydown', (event) => {
      if (buttonKeys.includes(event.key)) event.stopPropagation();
    });
    listen(scope, this.#field, 'blur', () => this.#close(true));
    listen(scope, this.#field, 'keydown', (event) => {
      if (event.isComposing || (event.key !== 'Enter' && event.key !== 'Escape')) return;
      event.preventDefault();
      this.#close(event.key === 'Enter');
      this.#table.element.focus();
    });
  }

  /** Escape in an empty filter closes the drawer. */
  #escapes(field: HTMLInputElement): boolean {
    return field === this.#field || field.value !== '';
  }

  /** Whoever works in the table types there; texts of several lines have their field in the rows. */
  #takeRename(place: LabelPlace): boolean {
    const line = this.#table.lineOf(place);
    const label = this.#model.at(place);
    if (
      !this.#shown ||
      line < 0 ||
      !label ||
      label.text.includes('\n') ||
      !this.#table.element.contains(document.activeElement)
    )
      return false;
    this.#table.reveal();
    this.#edited = { place, label };
    this.#field.value = label.text;
    this.#field.style.transform = `translateY(${this.#table.topOf(line)}px)`;
    this.#field.hidden = false;
    this.#field.focus({ preventScroll: true });
    this.#field.select();
    return true;
  }

  #close(accept: boolean): void {
    const edited = this.#edited;
    this.#edited = null;
    if (!edited) return;
    this.#field.hidden = true;
    const track = this.#model.track(edited.place.track);
    const label = this.#model.at(edited.place);
    // Undone or reloaded while the text was typed.
    if (!accept || !track || !label || !sameLabel(label, edited.label)) return;
    const { value } = this.#field;
    if (value !== label.text) this.#model.edit(edited.place.track, renameLabel(track, edited.place.index, value));
  }

  #chosen(): void {
    this.#remove.disabled = this.#store.chosenLabel.value === null || !this.#model.editable;
    if (!this.#shown) return;
    // What is chosen may be told before its lines are.
    this.#table.update();
    this.#table.reveal();
  }

  #update(): void {
    this.#add.disabled = !this.#model.editable;
    if (!this.#shown) return;
    const state = this.#store.labels.value;
    const all = this.#model.tracks.reduce((sum, { labels }) => sum + labels.length, 0);
    this.#table.update();
    this.#table.element.hidden = all === 0;
    this.#filter.disabled = all === 0;
    this.#empty.hidden = all > 0;
    setText(this.#hint, this.#emptyWords());
    (this.#empty.lastElementChild as HTMLElement).hidden = !this.#model.editable;
    const { count, filter } = this.#table;
    const of = `${formatCount(all)} ${all === 1 ? 'label' : 'labels'}`;
    setText(this.#found, filter.value.trim() ? `${formatCount(count)} of ${of}` : of);
    const parts = state ? [state.fileName ?? 'No file yet', state.format] : [];
    if (state?.dirty) parts.push('not saved');
    if (state && !state.editable) parts.push('read-only');
    setText(this.#state, parts.filter(Boolean).join(' · '));
    this.#state.title = this.#state.textContent ?? '';
    this.#showWarnings(state?.warnings ?? []);
    this.#chosen();
  }

  #emptyWords(): string {
    if (!this.#store.labels.value) return 'Looking for labels beside the file…';
    if (!this.#model.editable) return 'There are no labels beside this file.';
    return 'No labels yet. Add one for the selection, or at the playhead, also while it plays.';
  }

  #showWarnings(warnings: readonly string[]): void {
    const key = warnings.join('\n');
    this.#warnings.hidden = warnings.length === 0;
    if (this.#warnings.dataset['shown'] === key) return;
    this.#warnings.dataset['shown'] = key;
    const count = `${formatCount(warnings.length)} ${warnings.length === 1 ? 'warning' : 'warnings'}`;
    const summary = el('summary', {}, icon(icons.warning), `${count} from reading the labels`);
    this.#warnings.replaceChildren(summary, el('ul', {}, ...warnings.map((each) => el('li', {}, each))));
  }
}

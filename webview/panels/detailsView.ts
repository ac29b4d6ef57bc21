import { toErrorInfo } from '../../src/core/protocol/errors.ts';
import type { Scope } from '../../src/core/util/scope.ts';
import type { Host } from '../editor/host.ts';
import type { Store } from '../store.ts';
import { el, icon, listen, setText } from '../ui/dom.ts';
import { icons } from '../ui/icons.ts';
import { copyText } from './copy.ts';
import { Drawer, type DrawerPanel } from './drawer.ts';
import { InfoPanel } from './infoPanel.ts';
import { TreeView } from './treeView.ts';

/** The details of the file: asked for once its picture stands or the drawer opens, shown in the drawer's tabs. */
export class DetailsView {
  readonly drawer: Drawer;
  #scope: Scope;
  #store: Store;
  #host: Host;
  #info: InfoPanel;
  #tree: TreeView;
  #state = el('p', { class: 'state', hidden: '' });
  /** Revision, and bytes of a file that grows, that were asked for. */
  #asked = '';
  #failed = false;
  #wasOpen = false;
  /** Read out by a screen reader. */
  #live = el('div', { class: 'unseen', 'aria-live': 'polite' });

  /** before, after: the tabs before and after the header's. */
  constructor(
    scope: Scope,
    store: Store,
    host: Host,
    seek: (frame: number) => void,
    { before, after }: { before: readonly DrawerPanel[]; after: readonly DrawerPanel[] },
  ) {
    this.#scope = scope;
    this.#store = store;
    this.#host = host;
    const copy = (text: string, what: string): void => this.copy(text, what);
    this.#info = new InfoPanel(scope, store, copy, seek);
    this.#tree = new TreeView(scope, { copy, reveal: (offset, length) => void this.#reveal(offset, length) });
    const header = el('div', { class: 'header' }, this.#columns(), this.#tree.element, this.#state);
    const copyAll = this.#button('Copy all', icons.copy, () => copy(this.#info.table.text(), 'All information'));
    const copyRow = this.#button('Copy the selected row', icons.copy, () => this.#tree.copyActive());
    const open = this.#button('Open the selected row in the Hex Editor', icons.binary, () => this.#tree.revealActive());
    this.drawer = new Drawer(scope, store, [
      { tab: 'info', title: 'Info', element: this.#info.element, buttons: [copyAll] },
      ...before,
      { tab: 'header', title: 'Header', element: header, buttons: [copyRow, open] },
      ...after,
    ]);
    this.drawer.element.append(this.#live);
    listen(scope, this.drawer.element, 'copy', (event) => this.#copyFocused(event));
    scope.add(store.file.on(() => this.#fileChanged()));
    scope.add(store.drawer.on(() => this.#opened()));
    scope.add(store.growing.on(() => this.#opened()));
    for (const signal of [store.scan, store.totalFrames, store.details, store.timeFormat]) {
      scope.add(signal.on(() => this.#update()));
    }
  }

  /** Says that it did. */
  copy(text: string, what: string): void {
    void this.#copy(text, what);
  }

  /** The first picture stands: there is time for more. */
  want(): void {
    const file = this.#store.file.value;
    // A growing file is read again when it has come to rest.
    if (!file || (this.#store.growing.value && this.#store.details.value)) return;
    const key = `${file.revision} ${file.info.fileBytes}`;
    if (this.#asked === key) return;
    this.#asked = key;
    this.#failed = false;
    void this.#load(file.revision, key);
  }

  #opened(): void {
    const { open } = this.#store.drawer.value;
    // What has failed is tried again when the user comes to look for it.
    if (this.#failed && open && !this.#wasOpen) this.#asked = '';
    this.#wasOpen = open;
    if (open) this.want();
    this.#update();
  }

  #fileChanged(): void {
    const { file, details } = this.#store;
    if (details.value && details.value.revision !== file.value?.revision) details.set(null);
    this.#opened();
  }

  async #load(revision: string, key: string): Promise<void> {
    const { details, file } = this.#store;
    try {
      const answer = await this.#host.request('details', { revision });
      if (file.value?.revision === revision) details.set({ revision, details: answer, error: null });
    } catch (error) {
      if (file.value?.revision !== revision || this.#asked !== key) return;
      this.#failed = true;
      details.set({ revision, details: null, error: toErrorInfo(error).message });
    }
  }

  #update(): void {
    const store = this.#store;
    const { open, tab } = store.drawer.value;
    if (!open || !store.file.value) return;
    if (tab === 'info') return this.#info.update();
    if (tab !== 'header') return;
    const { details = null, error = null } = store.details.value ?? {};
    if (details) this.#tree.show(details.structure);
    this.#tree.element.hidden = !details;
    this.#state.hidden = details !== null;
    setText(this.#state, error ? `The structure could not be read: ${error}` : 'Reading the structure…');
  }

  #columns(): HTMLElement {
    const names = ['Name', 'Content', 'Offset', 'Size, bytes'];
    return el('div', { class: 'columns', 'aria-hidden': 'true' }, ...names.map((name) => el('span', {}, name)));
  }

  #button(words: string, svg: string, run: () => void): HTMLElement {
    const attributes = { type: 'button', class: 'icon-button', title: words, 'aria-label': words };
    const button = el('button', attributes, icon(svg));
    listen(this.#scope, button, 'click', run);
    return button;
  }

  async #copy(text: string, what: string): Promise<void> {
    const done = await copyText(text);
    setText(this.#live, done ? `Copied: ${what}` : 'Copying is not allowed here.');
  }

  /** Ctrl+C, by whatever key: the row with the focus, unless some text is selected. */
  #copyFocused(event: ClipboardEvent): void {
    if (document.getSelection()?.isCollapsed === false) return;
    const { tab } = this.#store.drawer.value;
    const row = tab === 'info' ? this.#info.table.focusedText() : tab === 'header' ? this.#tree.activeText() : null;
    if (row === null) return;
    event.clipboardData?.setData('text/plain', row);
    event.preventDefault();
    setText(this.#live, 'Copied');
  }

  async #reveal(offset: number, length: number): Promise<void> {
    try {
      await this.#host.request('reveal', { offset, length });
    } catch (error) {
      this.#store.problem.set({ severity: 'error', text: toErrorInfo(error).message });
    }
  }
}

import type { DocumentAction, Notice } from '../../src/core/protocol/editorApi.ts';
import type { ErrorCode } from '../../src/core/protocol/errors.ts';
import type { Scope } from '../../src/core/util/scope.ts';
import type { Store } from '../store.ts';
import { el, icon, keepKeys, listen, setAttribute, setText } from './dom.ts';
import { icons } from './icons.ts';

const actionNames: Readonly<Record<DocumentAction, string>> = {
  retry: 'Retry',
  openAsBinary: 'Open as Binary',
  openAsText: 'Open as Text',
  openRaw: 'Open as Raw PCM\u2026',
  setRate: 'Set Sample Rate\u2026',
  pullLfs: 'Run git lfs pull',
  openSettings: 'Open Setting',
  cancel: 'Cancel',
  resumeScan: 'Resume',
  openLabels: 'Open Labels\u2026',
  saveLabelsAs: 'Save Labels As\u2026',
};

/** For files that only lack something; all others cannot be opened. */
const headlines: Readonly<Partial<Record<ErrorCode, string>>> = {
  'needs-layout': 'does not say how it is to be read',
  'lfs-pointer': 'has not been downloaded',
  cancelled: 'was not opened',
};

const severityIcons = { info: icons.info, warning: icons.warning, error: icons.error } as const;

/** Everything that says how it stands: progress, notices, the page of a file that cannot be opened, refused sound. */
export class Status {
  readonly progress = el('div', { id: 'progress', role: 'progressbar', 'aria-label': 'Reading the file', hidden: '' });
  readonly notice = el('div', { id: 'notice', role: 'alert', hidden: '' });
  readonly error = el('div', { id: 'error', role: 'alert', hidden: '' });
  readonly enableSound = el('button', { id: 'enable-sound', type: 'button', hidden: '' });
  readonly live = el('div', { id: 'live', class: 'unseen', 'aria-live': 'polite' });
  #bar = el('div', { class: 'bar' });
  #scope: Scope;
  #store: Store;
  #act: (action: DocumentAction) => void;
  #said = '';
  /** The notice that the user has closed. */
  #closed = '';

  constructor(scope: Scope, store: Store, act: (action: DocumentAction) => void, enable: () => void) {
    this.#scope = scope;
    this.#store = store;
    this.#act = act;
    this.progress.append(this.#bar);
    this.enableSound.append(icon(icons.unmute), 'Click to enable sound');
    keepKeys(scope, this.enableSound, [' ', 'Enter']);
    listen(scope, this.enableSound, 'click', enable);
    const { document, file, scan, notice, problem, engine } = store;
    for (const signal of [document, scan]) scope.add(signal.on(() => this.#showProgress()));
    scope.add(problem.on(() => this.#hearAgain()));
    for (const signal of [document, notice, problem, file, scan, engine])
      scope.add(signal.on(() => this.#showNotice()));
    scope.add(document.on(() => this.#showError()));
    scope.add(engine.on(() => this.#showSound()));
    this.#showProgress();
  }

  #showProgress(): void {
    const { document, scan, totalFrames } = this.#store;
    const loading = document.value.kind === 'loading';
    const scanning = scan.value?.progress.state === 'scanning';
    this.progress.hidden = !loading && !scanning;
    const known = scanning && totalFrames.value > 0;
    this.progress.classList.toggle('unknown', !known);
    if (!known) return this.progress.removeAttribute('aria-valuenow');
    const part = Math.min(1, (scan.value?.progress.scannedFrames ?? 0) / totalFrames.value);
    this.#bar.style.transform = `scaleX(${part})`;
    setAttribute(this.progress, 'aria-valuenow', String(Math.round(part * 100)));
  }

  #showNotice(): void {
    const { document, notice, problem, scan, engine } = this.#store;
    const detail = document.value.kind === 'loading' ? document.value.detail : undefined;
    const failed = scan.value?.error;
    const sound = engine.value.error;
    const shown: Notice | null =
      notice.value ??
      (detail ? { severity: 'info', text: detail, action: 'cancel' } : null) ??
      (failed ? { severity: 'error', text: failed.message, action: 'retry' } : null) ??
      (sound ? { severity: 'error', text: sound } : null) ??
      problem.value ??
      this.#warning();
    const key = shown ? JSON.stringify(shown) : '';
    if (this.notice.dataset['shown'] === key) return;
    this.notice.dataset['shown'] = key;
    this.notice.hidden = !shown || key === this.#closed;
    if (!shown) return this.notice.replaceChildren();
    this.notice.className = shown.severity;
    const button = shown.action ? [this.#button(shown.action, 'link')] : [];
    const close = this.#closeButton(key);
    this.notice.replaceChildren(icon(severityIcons[shown.severity]), el('span', {}, shown.text), ...button, close);
  }

  /** What answers a command is said each time, though the same words were closed before. */
  #hearAgain(): void {
    if (this.#store.problem.value?.severity !== 'info') return;
    this.#closed = '';
    delete this.notice.dataset['shown'];
  }

  /** What is wrong with a file that could be opened all the same. */
  #warning(): Notice | null {
    const { file, scan } = this.#store;
    const found = new Set([...(file.value?.info.warnings ?? []), ...(scan.value?.progress.warnings ?? [])]);
    const [first, ...more] = found;
    if (!first || !file.value) return null;
    const { fileName } = file.value;
    const named = first.includes(fileName) ? first : `${fileName}: ${first}`;
    const others = more.length > 0 ? ` (${more.length} more in the tooltip of the format)` : '';
    return { severity: 'warning', text: `${named}${others}`, action: 'openAsBinary' };
  }

  #showError(): void {
    const document = this.#store.document.value;
    this.error.hidden = document.kind !== 'failed';
    if (document.kind !== 'failed') return this.error.replaceChildren();
    const headline = headlines[document.error.code];
    this.error.className = headline ? '' : 'broken';
    const buttons = document.actions.map((action, index) =>
      this.#button(action, index === 0 ? 'primary' : 'secondary'),
    );
    this.error.replaceChildren(
      icon(headline ? icons.info : icons.error),
      el('h1', {}, `${document.fileName || 'The file'} ${headline ?? 'cannot be opened'}`),
      el('p', {}, document.error.message),
      el('div', { class: 'actions' }, ...buttons),
    );
  }

  #showSound(): void {
    const { state } = this.#store.engine.value;
    this.enableSound.hidden = state !== 'blocked';
    const words = state === 'blocked' ? 'Sound is off until you click' : '';
    const said = state === 'playing' ? 'Playing' : state === 'paused' && this.#said ? 'Paused' : words;
    if (!said || said === this.#said) return;
    this.#said = said;
    setText(this.live, said);
  }

  #closeButton(key: string): HTMLButtonElement {
    const button = el(
      'button',
      { type: 'button', class: 'close', 'aria-label': 'Close this message' },
      icon(icons.close),
    );
    listen(this.#scope, button, 'click', () => {
      this.#closed = key;
      this.notice.hidden = true;
    });
    keepKeys(this.#scope, button, [' ', 'Enter']);
    return button;
  }

  #button(action: DocumentAction, kind: string): HTMLButtonElement {
    const button = el('button', { type: 'button', class: kind, 'data-action': action }, actionNames[action]);
    listen(this.#scope, button, 'click', () => this.#act(action));
    keepKeys(this.#scope, button, [' ', 'Enter']);
    return button;
  }
}

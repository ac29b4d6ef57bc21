import { Scope } from '../../src/core/util/scope.ts';
import { createAbortController } from '../../src/core/util/abort.ts';
import { EarshotError } from '../../src/core/protocol/errors.ts';
import { el, listen, setText } from '../ui/dom.ts';
import { formatCount } from '../../src/core/picture/axes/units.ts';
import type { PictureChoice } from './choice.ts';
import { ChoiceForm } from './choiceForm.ts';
import type { MakeControl } from './makePicture.ts';
import { pixelsOf, scaleFor, type Size, sizeOf } from '../../src/core/picture/page/size.ts';

export interface DialogParts {
  readonly choice: PictureChoice;
  /** Of this view, CSS pixels. */
  readonly view: () => Size;
  readonly changed: (choice: PictureChoice) => void;
  /** Makes and saves the picture; false where the user has not said where to. */
  readonly run: (choice: PictureChoice, control: MakeControl) => Promise<boolean>;
}

const editingKeys = ['a', 'c', 'v', 'x', 'z'];
let opened: PictureDialog | null = null;

/** Opens the dialog, or brings the open one to the front. */
export function openPictureDialog(parts: DialogParts): void {
  if (opened) return opened.focus();
  opened = new PictureDialog(parts, () => (opened = null));
}

/** Modal: the browser keeps the page behind it still, and gives the focus back. */
class PictureDialog {
  #scope = new Scope();
  #parts: DialogParts;
  #form: ChoiceForm;
  #dialog = el('dialog', { class: 'picture-dialog', 'aria-labelledby': 'picture-heading' });
  #facts = el('p', { class: 'facts', role: 'status' });
  #failure = el('p', { class: 'failure', role: 'alert', hidden: '' });
  #progress = el('div', { class: 'making', hidden: '' });
  #bar = el('progress', { max: '1', 'aria-label': 'Reading the file' });
  #words = el('span', { role: 'status' });
  #asItIs = el('button', { type: 'button', class: 'secondary' }, 'Export What Is There');
  #cancel = el('button', { type: 'button', class: 'secondary' }, 'Cancel');
  #export = el('button', { type: 'submit', class: 'primary' }, 'Export\u2026');
  #stop: (() => void) | null = null;
  #takeWhatIsThere = false;

  constructor(parts: DialogParts, closed: () => void) {
    this.#parts = parts;
    this.#form = new ChoiceForm(this.#scope, parts.choice, () => this.#changed());
    this.#progress.append(this.#bar, this.#words, this.#asItIs);
    const buttons = el('div', { class: 'buttons' }, this.#cancel, this.#export);
    const form = el('form', { method: 'dialog' }, this.#form.element, this.#facts, this.#failure);
    form.append(this.#progress, buttons);
    this.#dialog.append(el('h2', { id: 'picture-heading' }, 'Export Picture'), form);
    listen(this.#scope, form, 'submit', (event) => {
      event.preventDefault();
      if (!this.#stop) void this.#run();
    });
    listen(this.#scope, this.#cancel, 'click', () => this.#dialog.close());
    listen(this.#scope, this.#asItIs, 'click', () => (this.#takeWhatIsThere = true));
    this.#keepKeys();
    this.#dialog.addEventListener('close', () => {
      this.#stop?.();
      this.#scope.dispose();
      this.#dialog.remove();
      closed();
    });
    document.body.append(this.#dialog);
    this.#dialog.showModal();
    this.#changed();
    this.focus();
  }

  focus(): void {
    this.#form.focus();
  }

  #changed(): void {
    const choice = this.#form.choice;
    this.#parts.changed(choice);
    this.#failure.hidden = true;
    setText(this.#facts, factsOf(choice, this.#parts.view()));
  }

  async #run(): Promise<void> {
    const abort = createAbortController();
    this.#stop = () => abort.abort();
    this.#takeWhatIsThere = false;
    this.#show(true);
    try {
      const saved = await this.#parts.run(this.#form.choice, {
        viewer: 'picture',
        signal: abort.signal,
        takeWhatIsThere: () => this.#takeWhatIsThere,
        progress: (part, words) => this.#tell(part, words),
      });
      if (saved) this.#dialog.close();
    } catch (error) {
      if (abort.signal.aborted) return;
      setText(this.#failure, error instanceof EarshotError ? error.message : `The picture failed: ${String(error)}`);
      this.#failure.hidden = false;
    } finally {
      this.#stop = null;
      if (this.#dialog.open) this.#show(false);
    }
  }

  #tell(part: number | null, words: string): void {
    if (part === null) this.#bar.removeAttribute('value');
    else this.#bar.value = part;
    setText(this.#words, words);
    this.#asItIs.hidden = part === null;
  }

  #show(making: boolean): void {
    this.#form.element.disabled = making;
    this.#export.disabled = making;
    this.#progress.hidden = !making;
    this.#facts.hidden = making;
    if (making) this.#failure.hidden = true;
    if (making) this.#tell(null, 'Making the picture…');
    // What had the focus may just have been disabled.
    if (making) this.#cancel.focus();
    else this.#export.focus();
  }

  /** Keys stay in the dialog, but for those with modifiers that edit no text; Tab goes round in it. */
  #keepKeys(): void {
    for (const type of ['keydown', 'keyup'] as const) {
      listen(this.#scope, this.#dialog, type, (event) => {
        const edits = event.target instanceof HTMLInputElement && editingKeys.includes(event.key);
        if (edits || (!event.ctrlKey && !event.metaKey && !event.altKey)) event.stopPropagation();
      });
    }
    listen(this.#scope, this.#dialog, 'keydown', (event) => {
      if (event.key !== 'Tab') return;
      const all = this.#dialog.querySelectorAll<HTMLElement>('select, input, button');
      const stops = [...all].filter((each) => each.offsetParent !== null && !each.matches(':disabled'));
      const [from, to] = event.shiftKey ? [stops[0], stops.at(-1)] : [stops.at(-1), stops[0]];
      if (document.activeElement !== from) return;
      event.preventDefault();
      to?.focus();
    });
  }
}

/** What will come out, and where that is less than was asked for. */
export function factsOf(choice: PictureChoice, view: Size): string {
  const size = sizeOf(choice, view);
  const css = `${formatCount(size.width)} × ${formatCount(size.height)}`;
  if (choice.format === 'svg') return `${css} pixels, scalable`;
  const scale = scaleFor(size, choice.scale);
  const { width, height } = pixelsOf(size, scale);
  const pixels = `${formatCount(width)} × ${formatCount(height)} pixels`;
  if (scale === choice.scale) return pixels;
  return `${pixels}: ${scale}× instead of ${choice.scale}×, since a picture of more pixels cannot be made here. SVG has no limit.`;
}

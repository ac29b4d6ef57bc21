import type { Layer } from '../render/frameLoop.ts';
import type { Watched } from '../render/signal.ts';
import type { Store } from '../store.ts';
import { el, setAttribute, setText } from '../ui/dom.ts';
import { formatCount, formatFrame, formatSeconds } from '../ui/units.ts';

/** Start, end and length of the selection; nothing without one. */
export class SelectionReadoutLayer implements Layer {
  readonly name = 'selectionReadout';
  readonly dirtiedBy: readonly Watched[];
  #store: Store;
  #element: HTMLElement;
  #edges = el('span', { class: 'edges' });
  #length = el('span');

  constructor(store: Store, element: HTMLElement) {
    this.#store = store;
    this.#element = element;
    const unit = el('span', { class: 'unit' }, 's');
    element.append(el('span', { class: 'label' }, 'Selection'), this.#edges);
    element.append(el('span', { class: 'length' }, this.#length, ' ', unit));
    this.dirtiedBy = [store.selection, store.file];
  }

  draw(): void {
    const { selection, file } = this.#store;
    const range = selection.value;
    this.#element.hidden = !range || !file.value;
    if (!range || !file.value) return;
    const { sampleRate } = file.value.info;
    const seconds = (frames: number): string => formatSeconds(frames / sampleRate, 6);
    const frames = range.endFrame - range.startFrame;
    setText(this.#edges, `${seconds(range.startFrame)} → ${seconds(range.endFrame)}`);
    setText(this.#length, seconds(frames));
    const words = `${formatFrame(range.startFrame)} up to ${formatFrame(range.endFrame)}, ${formatCount(frames)} frames`;
    setAttribute(this.#element, 'title', words);
  }
}

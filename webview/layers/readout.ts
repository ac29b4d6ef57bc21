import { NOTHING, readSamples, type TileLookup } from '../render/columns.ts';
import type { Layer } from '../render/frameLoop.ts';
import type { Watched } from '../render/signal.ts';
import { frameAt, showsSamples, xOf } from '../render/viewport.ts';
import type { Store } from '../store.ts';
import { el, setText } from '../ui/dom.ts';
import type { Lane, LaneSet } from '../ui/lanes.ts';
import { formatFrame, formatLevel, formatSample, formatSeconds } from '../ui/units.ts';

/** More channels than this: only the one under the pointer. */
const ALL_LEVELS_UP_TO = 6;

/** Time, frame and level under the pointer, else at the playhead; beside the minimap how much of the file is in view. */
export class ReadoutLayer implements Layer {
  readonly name = 'readout';
  readonly dirtiedBy: readonly Watched[];
  #store: Store;
  #lanes: LaneSet;
  #cache: () => TileLookup | null;
  #what = el('span', { class: 'label' });
  #seconds = el('span');
  #frame = el('span');
  #levels = el('span', { class: 'levels' });
  #view: HTMLElement;
  #sample = new Float32Array(1);

  constructor(
    store: Store,
    lanes: LaneSet,
    cache: () => TileLookup | null,
    element: HTMLElement,
    viewSpan: HTMLElement,
  ) {
    this.#store = store;
    this.#lanes = lanes;
    this.#cache = cache;
    this.#view = viewSpan;
    element.prepend(
      el('div', { class: 'group' }, this.#what, this.#seconds, this.#frame),
      el('div', { class: 'group' }, this.#levels),
    );
    const { pointer, position, view, screen, totalFrames, tiles, file } = store;
    this.dirtiedBy = [pointer, position, view, screen, totalFrames, tiles, file];
  }

  draw(): void {
    const { file, pointer, position, screen, totalFrames } = this.#store;
    if (!file.value || totalFrames.value === 0) {
      for (const part of [this.#what, this.#seconds, this.#frame, this.#levels, this.#view]) {
        setText(part, '');
      }
      return;
    }
    const { sampleRate } = file.value.info;
    const view = this.#store.viewport();
    const last = totalFrames.value - 1;
    const under = pointer.value;
    const frame = Math.min(Math.max(Math.round(under ? frameAt(view, under.x) : position.value), 0), last);
    const x = under ? under.x : xOf(view, position.value);
    setText(this.#what, under ? 'Cursor' : 'Playhead');
    this.#value(this.#seconds, formatSeconds(frame / sampleRate, 6), 's');
    setText(this.#frame, formatFrame(frame));
    this.#showLevels(x, frame, under?.channel ?? null);

    const span = view.framesPerPixel * screen.value.width;
    setText(this.#view, spanText(Math.min(span, totalFrames.value) / sampleRate));
  }

  #showLevels(x: number, frame: number, hovered: number | null): void {
    const { width, dpr } = this.#store.screen.value;
    const many = this.#lanes.lanes.length > ALL_LEVELS_UP_TO;
    const lanes = this.#lanes.lanes.filter((lane) => !many || lane.channel === (hovered ?? 0));
    const column = Math.floor(x * dpr);
    const parts: (HTMLElement | string)[] = [];
    if (x >= 0 && x < width) {
      for (const lane of lanes)
        parts.push(el('span', { class: 'label' }, lane.name), ...this.#level(lane, column, frame));
      if (parts.length > 0) parts.push(el('span', { class: 'unit' }, 'dBFS'));
    }
    const text = parts.map((part) => (typeof part === 'string' ? part : part.textContent)).join(' ');
    if (this.#levels.dataset['text'] === text) return;
    this.#levels.dataset['text'] = text;
    this.#levels.replaceChildren(...parts);
  }

  /** A sample's value and level where single samples show, else the peak of the pixel column. */
  #level(lane: Lane, column: number, frame: number): HTMLElement[] {
    const { dpr } = this.#store.screen.value;
    const cache = this.#cache();
    if (cache && showsSamples(this.#store.viewport(), dpr)) {
      if (readSamples(cache, lane.channel, frame, frame + 1, this.#sample) === 1) {
        const value = this.#sample[0]!;
        return [el('span', { class: 'sample' }, formatSample(value)), el('span', {}, formatLevel(Math.abs(value)))];
      }
    }
    const { columns } = lane;
    if (column < 0 || column >= columns.count || columns.quality[column] === NOTHING) return [el('span', {}, '…')];
    return [el('span', {}, formatLevel(Math.max(columns.max[column]!, -columns.min[column]!)))];
  }

  #value(element: HTMLElement, value: string, unit: string): void {
    if (element.dataset['text'] === value) return;
    element.dataset['text'] = value;
    element.replaceChildren(value, ...(unit ? [' ', el('span', { class: 'unit' }, unit)] : []));
  }
}

function spanText(seconds: number): string {
  if (seconds < 0.001) return `${(seconds * 1e6).toFixed(0)} µs`;
  if (seconds < 1) return `${(seconds * 1e3).toFixed(2)} ms`;
  return `${seconds.toFixed(3)} s`;
}

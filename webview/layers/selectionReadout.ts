import type { Scope } from '../../src/core/util/scope.ts';
import type { Layer } from '../render/frameLoop.ts';
import { namesOfChannels } from '../../src/core/picture/lane/laneSource.ts';
import type { Watched } from '../render/signal.ts';
import type { Store } from '../store.ts';
import { Copyable } from '../ui/copyable.ts';
import { el, setAttribute } from '../ui/dom.ts';
import type { ReadoutBar } from '../ui/readoutBar.ts';
import { exactLength, formatExact, unitAfter } from '../../src/core/picture/axes/timeFormat.ts';
import { channelNames, formatCount, formatFrame, formatLevel, plainDb } from '../../src/core/picture/axes/units.ts';
import { decibels } from './levelAt.ts';

const PEAK_WORDS = 'Largest magnitude of a sample';
const RMS_WORDS = 'Square root of the mean square, re full scale: a full-scale sine reads −3.0 dBFS';

/** Length, levels and edges of the selection; nothing without one. */
export class SelectionReadoutLayer implements Layer {
  readonly name = 'selectionReadout';
  readonly dirtiedBy: readonly Watched[];
  #store: Store;
  /** Of the whole selection; readings of the box stand before them. */
  readonly levels: HTMLElement;
  #group: HTMLElement;
  #edges: HTMLElement;
  #length: Copyable;
  #peak: Copyable;
  #rms: Copyable;
  #start: Copyable;
  #end: Copyable;

  constructor(scope: Scope, store: Store, bar: ReadoutBar) {
    this.#store = store;
    this.#length = new Copyable(scope);
    this.#peak = new Copyable(scope, 'Peak');
    this.#rms = new Copyable(scope, 'RMS');
    this.#start = new Copyable(scope);
    this.#end = new Copyable(scope, 'to');
    const title = el('span', { class: 'label' }, 'Selection');
    this.levels = bar.item([this.#peak, this.#rms]);
    this.#group = bar.group('Selection', 'first', bar.item([this.#length], title), this.levels);
    const edges = bar.item([this.#start, this.#end], el('span', { class: 'label' }, 'Selected'));
    this.#edges = bar.group('Edges of the selection', 'last', edges);
    for (const group of [this.#group, this.#edges]) group.classList.add('selection');
    for (const reading of [this.#peak, this.#rms]) {
      reading.element.classList.add('level');
      reading.reserve('−000.0');
    }
    this.dirtiedBy = [store.selection, store.selectionLevels, store.file, store.timeFormat, store.totalFrames];
  }

  draw(): void {
    const { selection, file } = this.#store;
    const range = selection.value;
    for (const group of [this.#group, this.#edges]) group.hidden = !range || !file.value;
    if (!range || !file.value) return;
    const { sampleRate } = file.value.info;
    this.#showRange(range.startFrame, range.endFrame, sampleRate);
    this.#showLevels(namesOfChannels(file.value.info, channelNames));
  }

  #showRange(startFrame: number, endFrame: number, sampleRate: number): void {
    const format = this.#store.timeFormat.value;
    const total = this.#store.totalFrames.value;
    const { value, unit } = exactLength(endFrame - startFrame, sampleRate, format);
    this.#length.reserve(exactLength(total, sampleRate, format).value);
    this.#length.show({ name: 'length of the selection', value, unit, copy: withUnit(plain(value), unit) });
    const longest = formatExact(total, sampleRate, format);
    const sign = unitAfter(format);
    const show = (reading: Copyable, name: string, frame: number): void => {
      const time = formatExact(frame, sampleRate, format);
      reading.reserve(longest);
      reading.show({ name: `${name} of the selection`, value: time, unit: sign, copy: withUnit(plain(time), sign) });
    };
    show(this.#start, 'start', startFrame);
    show(this.#end, 'end', endFrame);
    const frames = `${formatFrame(startFrame)} up to ${formatFrame(endFrame)}, ${formatCount(endFrame - startFrame)} frames`;
    for (const { element } of [this.#length, this.#start, this.#end]) setAttribute(element, 'title', frames);
  }

  #showLevels(names: readonly string[]): void {
    const levels = this.#store.selectionLevels.value?.channels ?? null;
    const show = (reading: Copyable, what: 'peak' | 'rms', name: string, words: string): void => {
      const loudest = levels && levels.length > 0 ? Math.max(...levels.map((each) => each[what])) : null;
      const value = loudest === null ? '…' : formatLevel(loudest);
      const copy = loudest === null ? '' : `${plainDb(decibels(loudest))} dBFS`;
      reading.show({ name: `${name} of the selection`, value, unit: 'dBFS', copy });
      reading.element.disabled = loudest === null;
      const each = (levels ?? []).map(
        (level, index) => `${names[index] ?? index + 1} ${formatLevel(level[what])} dBFS`,
      );
      const odd = (levels ?? []).reduce((sum, { notFinite }) => sum + notFinite, 0);
      const left = odd > 0 ? [`${formatCount(odd)} samples that are not a number or infinite are left out`] : [];
      setAttribute(reading.element, 'title', [words, ...each, ...left].join('\n'));
    };
    show(this.#peak, 'peak', 'peak', PEAK_WORDS);
    show(this.#rms, 'rms', 'RMS', RMS_WORDS);
  }
}

/** ASCII, without commas between thousands. */
function plain(text: string): string {
  return text.replaceAll(',', '').replaceAll('−', '-');
}

function withUnit(value: string, unit: string): string {
  return unit ? `${value} ${unit}` : value;
}

import { bandLevel } from '../../src/core/spectrogram/bandLevel.ts';
import type { Scope } from '../../src/core/util/scope.ts';
import type { Layer } from '../render/frameLoop.ts';
import type { Watched } from '../render/signal.ts';
import type { Box, Store } from '../store.ts';
import { Copyable } from '../ui/copyable.ts';
import { el, setAttribute } from '../ui/dom.ts';
import { formatFrequency } from '../../src/core/picture/axes/units.ts';
import type { ReadoutBar } from '../ui/readoutBar.ts';
import { formatCount, formatDb, plainDb, plainNumber } from '../../src/core/picture/axes/units.ts';
import type { SpectrumSource } from './averaged.ts';

/** Frequencies of the box, their difference and ratio, and the level of what lies between them. */
export class BoxReadoutLayer implements Layer {
  readonly name = 'boxReadout';
  readonly dirtiedBy: readonly Watched[];
  #store: Store;
  #spectra: SpectrumSource;
  #group: HTMLElement;
  #range: Copyable;
  #width: Copyable;
  #ratio: Copyable;
  #cents: Copyable;
  #level: Copyable;

  constructor(scope: Scope, store: Store, bar: ReadoutBar, before: HTMLElement, spectra: SpectrumSource) {
    this.#store = store;
    this.#spectra = spectra;
    this.#range = new Copyable(scope);
    this.#level = new Copyable(scope);
    this.#width = new Copyable(scope, 'Δ');
    this.#ratio = new Copyable(scope);
    this.#cents = new Copyable(scope);
    this.#level.element.classList.add('level');
    this.#level.reserve('−000.0');
    const items = [[this.#range], [this.#level], [this.#width], [this.#ratio, this.#cents]];
    this.#group = el('div', { class: 'group box', role: 'group', 'aria-label': 'Box' });
    this.#group.append(...items.map((readings) => bar.item(readings)));
    before.before(this.#group);
    this.dirtiedBy = [store.box, store.selection, store.file, spectra.changed];
  }

  draw(): void {
    const { box, selection, file } = this.#store;
    this.#group.hidden = !box.value || !selection.value || !file.value;
    if (this.#group.hidden || !box.value) return;
    const { low, high } = box.value;
    this.#range.show({
      name: 'frequencies of the box',
      value: `${formatFrequency(low)}–${formatFrequency(high)}`,
      copy: `${plainNumber(low)} Hz to ${plainNumber(high)} Hz`,
    });
    const hertz = formatFrequency(high - low);
    this.#width.show({ name: 'width of the box', value: hertz, copy: `${plainNumber(high - low)} Hz` });
    setAttribute(this.#width.element, 'title', 'Highest less lowest frequency of the box');
    this.#showRatio(low, high);
    this.#showLevel(box.value);
  }

  #showRatio(low: number, high: number): void {
    const none = low <= 0;
    const { semitones, cents, words } = ratioText(low, high);
    this.#ratio.show({
      name: 'interval of the box',
      value: semitones,
      unit: 'st',
      copy: `${plainDb(semitonesOf(low, high))} st`,
    });
    this.#cents.show({
      name: 'interval of the box in cents',
      value: cents,
      unit: 'c',
      copy: `${plainDb(100 * semitonesOf(low, high))} c`,
    });
    for (const { element } of [this.#ratio, this.#cents]) {
      element.disabled = none;
      setAttribute(element, 'title', words);
    }
  }

  #showLevel(box: Box): void {
    const spectrum = this.#spectra.of(box.lane);
    const level = spectrum && !spectrum.stale ? bandLevel(spectrum, box.low, box.high) : null;
    const known = level !== null && !Number.isNaN(level);
    const silent = level === -Infinity;
    const value = level === null ? '…' : !known ? 'no level' : silent ? '−∞' : formatDb(level);
    this.#level.show({
      name: 'level of the box',
      value,
      unit: 'dBFS RMS',
      copy: known ? `${plainDb(level)} dBFS RMS` : '',
    });
    this.#level.element.disabled = !known;
    setAttribute(this.#level.element, 'title', levelWords(spectrum));
  }
}

function levelWords(spectrum: ReturnType<SpectrumSource['of']>): string {
  const words =
    'RMS of what lies in the box, in its lane: powers of the bins between its frequencies, re full scale; a full-scale sine reads −3.0 dBFS';
  if (!spectrum || spectrum.stale) return words;
  const { windows, allWindows } = spectrum;
  const of = windows < allWindows ? ` of ${formatCount(allWindows)}, evenly spread` : '';
  return `${words}\nMean of ${formatCount(windows)} windows${of}`;
}

const semitonesOf = (low: number, high: number): number => 12 * Math.log2(high / low);

/** 39.86 st, 3,986 c; from 0 Hz there is no ratio. */
export function ratioText(low: number, high: number): { semitones: string; cents: string; words: string } {
  if (low <= 0) return { semitones: '–', cents: '–', words: 'From 0 Hz there is no ratio' };
  const semitones = semitonesOf(low, high);
  const cents = formatCount(semitones * 100);
  const words = `Highest to lowest frequency ${(high / low).toPrecision(5)} : 1, ${semitones.toFixed(2)} semitones, ${cents} cents`;
  return { semitones: semitones.toFixed(2), cents, words };
}

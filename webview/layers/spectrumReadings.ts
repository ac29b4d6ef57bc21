import type { Scope } from '../../src/core/util/scope.ts';
import { levelOfCode } from '../../src/core/spectrogram/levelCode.ts';
import { noteOf } from '../../src/core/spectrogram/notes.ts';
import type { Readable } from '../render/signal.ts';
import { Copyable } from '../ui/copyable.ts';
import { el, setAttribute } from '../ui/dom.ts';
import type { ReadoutBar } from '../ui/readoutBar.ts';
import { formatDb, plainDb, plainNumber } from '../../src/core/picture/axes/units.ts';
import type { PitchSource } from './pitch.ts';

/** Of a sine, found between the bins. */
export interface SpectralPeak {
  readonly frequency: number;
  /** dBFS */
  readonly level: number;
}

/** What is known of spectrograms at a place. */
export interface SpectrumAt {
  /** As shown: src/core/spectrogram/levelCode.ts; null while it is not known. */
  codeAt(lane: string, frame: number, hertz: number): number | null;
  /** Near the pointer, once it rests. */
  readonly peak: Readable<SpectralPeak | null>;
  readonly pitch: PitchSource;
}

const LEVEL_WORDS = 'Level shown under the pointer, re a full-scale sine';
const PEAK_WORDS =
  'Nearest peak in the spectrum of the one window here, its frequency and level found between the bins';

/** Over a spectrogram: frequency, note, level, the peak near by, and the pitch where its track is shown. */
export class SpectrumReadings {
  readonly items: readonly HTMLElement[];
  #frequency: Copyable;
  #note: Copyable;
  #level: Copyable;
  #peak: Copyable;
  #peakLevel: Copyable;
  #pitch: Copyable;
  #pitchItem: HTMLElement;

  constructor(scope: Scope, bar: ReadoutBar) {
    this.#frequency = new Copyable(scope);
    this.#note = new Copyable(scope);
    this.#level = new Copyable(scope);
    this.#peak = new Copyable(scope);
    this.#peakLevel = new Copyable(scope);
    this.#pitch = new Copyable(scope, 'f0');
    const all = [this.#frequency, this.#note, this.#level, this.#peak, this.#peakLevel];
    for (const { element } of all) element.classList.add('level');
    this.#frequency.reserve('00,000');
    this.#note.reserve('A♯00 −00');
    this.#level.reserve('−000.0');
    this.#peak.reserve('00,000.00');
    this.#peakLevel.reserve('−000.00');
    const here = bar.item([this.#frequency, this.#note, this.#level]);
    const peak = bar.item([this.#peak, this.#peakLevel], el('span', { class: 'label' }, 'Peak'));
    this.#pitchItem = bar.item([this.#pitch]);
    this.items = [here, peak, this.#pitchItem];
    for (const item of this.items) item.classList.add('spectrum');
  }

  hide(): void {
    for (const item of this.items) item.hidden = true;
  }

  show(at: SpectrumAt, lane: string, frame: number, hertz: number, withPitch: boolean): void {
    for (const item of this.items) item.hidden = false;
    this.#pitchItem.hidden = !withPitch;
    const value = formatPitch(hertz);
    this.#frequency.show({ name: 'frequency', value, unit: 'Hz', copy: `${plainNumber(hertz)} Hz` });
    const note = noteText(hertz);
    this.#note.show({ name: 'note', value: note ?? '–', unit: note ? 'c' : '', copy: plainNote(hertz) });
    this.#note.element.disabled = note === null;
    setAttribute(this.#note.element, 'title', 'Nearest note of equal temperament, A4 = 440 Hz, and cents from it');
    this.#showLevel(at.codeAt(lane, frame, hertz));
    this.#showPeak(at.peak.value);
    if (withPitch) this.#showPitch(at.pitch, lane, frame);
  }

  #showLevel(code: number | null): void {
    const level = code === null ? null : levelOfCode(code);
    const known = level !== null && !Number.isNaN(level);
    const value = level === null ? '…' : known ? levelWords(level, 1) : 'no level';
    const words = level === null || known ? LEVEL_WORDS : 'There are samples here that are no numbers';
    this.#level.show({ name: 'level here', value, unit: 'dBFS', copy: known ? `${plainDb(level)} dBFS` : '' });
    this.#level.element.disabled = !known;
    setAttribute(this.#level.element, 'title', words);
  }

  #showPeak(peak: SpectralPeak | null): void {
    const [frequency, level] = peak ? [peak.frequency, peak.level] : [null, null];
    const hertz = frequency === null ? '…' : formatHundredths(frequency);
    const dB = level === null ? '…' : levelWords(level, 2);
    const note = frequency === null ? null : noteText(frequency);
    this.#peak.show({
      name: 'frequency of the peak',
      value: hertz,
      unit: 'Hz',
      copy: `${plainNumber(frequency ?? 0)} Hz`,
    });
    this.#peakLevel.show({ name: 'level of the peak', value: dB, unit: 'dBFS', copy: `${plainDb(level ?? 0)} dBFS` });
    for (const { element } of [this.#peak, this.#peakLevel]) {
      element.disabled = peak === null;
      setAttribute(element, 'title', note ? `${PEAK_WORDS}\n${note} c` : PEAK_WORDS);
    }
  }

  #showPitch(source: PitchSource, lane: string, frame: number): void {
    const pitch = source.at(lane, Math.round(frame / source.hop));
    const heard = pitch !== null && pitch.hertz > 0;
    const percent = pitch ? `${Math.round(pitch.voiced * 100)} %` : '';
    const value = heard
      ? `${formatPitch(pitch.hertz, 1)} Hz ${noteText(pitch.hertz) ?? ''} c`
      : pitch
        ? 'unvoiced'
        : '…';
    this.#pitch.show({ name: 'pitch', value, unit: percent, copy: heard ? `${plainNumber(pitch.hertz)} Hz` : '' });
    this.#pitch.element.disabled = !heard;
    setAttribute(this.#pitch.element, 'title', 'Fundamental frequency and the probability that there is one (pYIN)');
  }
}

/** 54.3, 734, 12,345: as fine as a pixel is. */
export function formatPitch(hertz: number, decimals = hertz < 99.95 ? 1 : 0): string {
  return hertz.toLocaleString('en-US', { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
}

const formatHundredths = (hertz: number): string => formatPitch(hertz, 2);

/** F♯5 −14: to the nearest note, in cents. */
export function noteText(hertz: number): string | null {
  const note = noteOf(hertz);
  if (!note) return null;
  const cents = formatDb(note.cents, 0);
  return `${note.name} ${Number(note.cents.toFixed(0)) > 0 ? '+' : ''}${cents}`;
}

function plainNote(hertz: number): string {
  return (noteText(hertz) ?? '').replaceAll('♯', '#').replaceAll('−', '-');
}

function levelWords(level: number, decimals: number): string {
  return level === -Infinity ? '−∞' : formatDb(level, decimals);
}

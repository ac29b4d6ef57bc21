import type { Scope } from '../../src/core/util/scope.ts';
import type { Layer } from '../render/frameLoop.ts';
import { laneSource, type LaneTiles } from '../../src/core/picture/lane/laneSource.ts';
import type { Watched } from '../render/signal.ts';
import { frameAt, showsSamples, xOf } from '../../src/core/picture/viewport.ts';
import type { Store } from '../store.ts';
import { Copyable } from '../ui/copyable.ts';
import { el, setText } from '../ui/dom.ts';
import type { LaneSet } from '../ui/lanes.ts';
import type { ReadoutBar } from '../ui/readoutBar.ts';
import { formatExact, unitAfter } from '../../src/core/picture/axes/timeFormat.ts';
import { formatFrame } from '../../src/core/picture/axes/units.ts';
import { fullLevelText, LevelAt, levelCopy } from './levelAt.ts';
import { type SpectrumAt, SpectrumReadings } from './spectrumReadings.ts';

/** More channels than this: only the one under the pointer. */
const ALL_LEVELS_UP_TO = 6;
/** The longest there may be: a sample and its level, or the level alone. */
const LONGEST_SAMPLE = '+0.0000000 −000.0';
const LONGEST_LEVEL = '−000.0';

export interface ReadoutParts {
  readonly scope: Scope;
  readonly store: Store;
  readonly lanes: LaneSet;
  readonly tiles: () => LaneTiles | null;
  readonly bar: ReadoutBar;
  /** Beside the minimap: how much of the file is in view. */
  readonly viewSpan: HTMLElement;
  readonly spectrum: SpectrumAt;
}

/**
 * Time, frame and level under the pointer, over a spectrogram its own readings, else at the playhead; beside the minimap how
 * much of the file is in view.
 */
export class ReadoutLayer implements Layer {
  readonly name = 'readout';
  readonly dirtiedBy: readonly Watched[];
  #parts: ReadoutParts;
  #what = el('span', { class: 'label what' });
  #group: HTMLElement;
  #time: Copyable;
  #frame: Copyable;
  #spectrum: SpectrumReadings;
  #levelAt = new LevelAt();
  #levels: { readonly reading: Copyable; readonly item: HTMLElement }[] = [];

  constructor(parts: ReadoutParts) {
    this.#parts = parts;
    const { scope, bar } = parts;
    this.#time = new Copyable(scope);
    this.#frame = new Copyable(scope);
    this.#group = bar.group('Here', 'first', bar.item([this.#time], this.#what), bar.item([this.#frame]));
    this.#spectrum = new SpectrumReadings(scope, bar);
    this.#group.append(...this.#spectrum.items);
    const { pointer, position, view, screen, totalFrames, tiles, file, timeFormat, lanes } = parts.store;
    const spectra = [parts.store.extras, parts.store.spectra, parts.spectrum.peak, parts.spectrum.pitch.changed];
    this.dirtiedBy = [pointer, position, view, screen, totalFrames, tiles, file, timeFormat, lanes, ...spectra];
  }

  draw(): void {
    const { file, pointer, position, screen, totalFrames } = this.#parts.store;
    this.#group.hidden = !file.value || totalFrames.value === 0;
    if (this.#group.hidden || !file.value) return setText(this.#parts.viewSpan, '');
    const { sampleRate } = file.value.info;
    const view = this.#parts.store.viewport();
    const last = totalFrames.value - 1;
    const under = pointer.value;
    const frame = Math.min(Math.max(Math.round(under ? frameAt(view, under.x) : position.value), 0), last);
    setText(this.#what, under ? 'Cursor' : 'Playhead');
    this.#showPlace(frame, last, sampleRate);
    const { lane = null, frequency = null } = under ?? {};
    if (lane !== null && frequency !== null) this.#showSpectrum(lane, frame, frequency);
    else {
      this.#spectrum.hide();
      this.#showLevels(under ? under.x : xOf(view, position.value), frame, under?.channel ?? null);
    }
    const span = view.framesPerPixel * screen.value.width;
    setText(this.#parts.viewSpan, spanText(Math.min(span, totalFrames.value) / sampleRate));
  }

  #showPlace(frame: number, last: number, sampleRate: number): void {
    const chosen = this.#parts.store.timeFormat.value;
    // Frames stand beside it already.
    const format = chosen.unit === 'samples' ? { ...chosen, unit: 'clock' as const } : chosen;
    const [value, unit] = [formatExact(frame, sampleRate, format), unitAfter(format)];
    this.#time.reserve(formatExact(last, sampleRate, format));
    this.#time.show({ name: 'time', value, unit, copy: unit ? `${value} ${unit}` : value });
    this.#frame.reserve(formatFrame(last));
    this.#frame.show({ name: 'frame', value: formatFrame(frame), copy: String(frame) });
  }

  #showSpectrum(lane: string, frame: number, hertz: number): void {
    const { store, spectrum } = this.#parts;
    for (const { item } of this.#levels) item.hidden = true;
    this.#spectrum.show(spectrum, lane, frame, hertz, store.extras.value.pitch);
  }

  #showLevels(x: number, frame: number, hovered: number | null): void {
    const { store, lanes } = this.#parts;
    const { width, dpr } = store.screen.value;
    const many = lanes.lanes.length > ALL_LEVELS_UP_TO;
    const shown = lanes.lanes.filter((lane) => !many || lane.channel === (hovered ?? 0));
    this.#build(shown.length);
    const tiles = x >= 0 && x < width ? this.#parts.tiles() : null;
    const scene = { view: store.viewport(), dpr, totalFrames: store.totalFrames.value };
    const samples = showsSamples(scene.view, dpr);
    shown.forEach(({ key, name, columns }, index) => {
      const drawn = { columns, column: Math.min(Math.round(x * dpr), columns.count - 1) };
      const level = tiles && this.#levelAt.read(laneSource(key, tiles), scene, frame, drawn);
      const { reading, item } = this.#levels[index]!;
      item.hidden = false;
      reading.rename(name);
      reading.reserve(samples ? LONGEST_SAMPLE : LONGEST_LEVEL);
      const words = `${samples ? 'sample and level' : 'level'} of ${name}`;
      reading.show({ name: words, value: fullLevelText(level), unit: 'dBFS', copy: level ? levelCopy(level) : '' });
      reading.element.disabled = level === null;
    });
  }

  #build(count: number): void {
    const { scope, bar } = this.#parts;
    for (const { item } of this.#levels.splice(count)) bar.drop(item);
    while (this.#levels.length < count) {
      const reading = new Copyable(scope);
      reading.element.classList.add('level');
      const item = bar.item([reading]);
      item.classList.toggle('first', this.#levels.length === 0);
      this.#levels.push({ reading, item });
      this.#group.append(item);
    }
  }
}

function spanText(seconds: number): string {
  if (seconds < 0.001) return `${(seconds * 1e6).toFixed(0)} µs`;
  if (seconds < 1) return `${(seconds * 1e3).toFixed(2)} ms`;
  return `${seconds.toFixed(3)} s`;
}

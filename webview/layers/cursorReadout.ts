import type { Scope } from '../../src/core/util/scope.ts';
import type { Layer } from '../render/frameLoop.ts';
import { channelKey, laneSource, type LaneTiles, namesOfChannels } from '../../src/core/picture/lane/laneSource.ts';
import type { Watched } from '../render/signal.ts';
import type { Store } from '../store.ts';
import { Copyable } from '../ui/copyable.ts';
import { el, setAttribute } from '../ui/dom.ts';
import type { ReadoutBar } from '../ui/readoutBar.ts';
import { exactLength, formatExact, unitAfter } from '../../src/core/picture/axes/timeFormat.ts';
import {
  channelNames,
  formatFrame,
  formatGain,
  formatHertz,
  plainDb,
  plainNumber,
} from '../../src/core/picture/axes/units.ts';
import { decibels, type Level, LevelAt, levelText, levelTiles, type LevelScene } from './levelAt.ts';

const MINUS = '−';

/** Between the cursors: time, its inverse and the change of level; then where A and B are. */
export class CursorReadoutLayer implements Layer {
  readonly name = 'cursorReadout';
  readonly dirtiedBy: readonly Watched[];
  #store: Store;
  #tiles: () => LaneTiles | null;
  #group: HTMLElement;
  #between: HTMLElement;
  #length: Copyable;
  #hertz: Copyable;
  #level: Copyable;
  #places: { readonly a: Copyable; readonly b: Copyable };
  #levelAt = new LevelAt();
  #wanted = false;

  constructor(scope: Scope, store: Store, bar: ReadoutBar, tiles: () => LaneTiles | null) {
    this.#store = store;
    this.#tiles = tiles;
    this.#length = new Copyable(scope);
    this.#hertz = new Copyable(scope, '1/Δ');
    this.#level = new Copyable(scope);
    this.#places = { a: new Copyable(scope, 'A'), b: new Copyable(scope, 'B') };
    const title = el('span', { class: 'label' }, 'A → B');
    const between = [bar.item([this.#length], title), bar.item([this.#hertz]), bar.item([this.#level])];
    this.#between = bar.group('From cursor A to B', 'first', ...between);
    const places = bar.item([this.#places.a, this.#places.b], el('span', { class: 'label' }, 'Cursors'));
    this.#group = bar.group('Cursors', 'last', places);
    for (const group of [this.#between, this.#group]) group.classList.add('cursors');
    this.#level.element.classList.add('level');
    this.#hertz.reserve('000.0000');
    this.#level.reserve('−000.0');
    const { cursors, view, screen, totalFrames, file, timeFormat } = store;
    this.dirtiedBy = [cursors, view, screen, store.tiles, totalFrames, file, timeFormat];
  }

  draw(): void {
    const { cursors, file } = this.#store;
    const { a, b } = cursors.value;
    this.#group.hidden = !file.value || (a === null && b === null);
    this.#between.hidden = !file.value || a === null || b === null;
    this.#want(a, b);
    if (this.#group.hidden || !file.value) return;
    const { info } = file.value;
    const { sampleRate } = info;
    this.#showPlace('a', a, sampleRate);
    this.#showPlace('b', b, sampleRate);
    if (a === null || b === null) return;
    this.#showLength(b - a, sampleRate);
    this.#showLevel(this.#read(a), this.#read(b), namesOfChannels(info, channelNames)[0] ?? '1');
  }

  #showPlace(name: 'a' | 'b', frame: number | null, sampleRate: number): void {
    const reading = this.#places[name];
    reading.element.hidden = frame === null;
    if (frame === null) return;
    const format = this.#store.timeFormat.value;
    const [value, unit] = [formatExact(frame, sampleRate, format), unitAfter(format)];
    reading.reserve(formatExact(Math.max(0, this.#store.totalFrames.value - 1), sampleRate, format));
    const time = value.replaceAll(',', '');
    reading.show({ name: `cursor ${name.toUpperCase()}`, value, unit, copy: unit ? `${time} ${unit}` : time });
    setAttribute(reading.element, 'title', formatFrame(frame));
  }

  #showLength(frames: number, sampleRate: number): void {
    const format = this.#store.timeFormat.value;
    const { value, unit } = exactLength(Math.abs(frames), sampleRate, format);
    const longest = exactLength(this.#store.totalFrames.value, sampleRate, format).value;
    const time = `${value.replaceAll(',', '')}${unit ? ` ${unit}` : ''}`;
    this.#length.reserve(`${MINUS}${longest}`);
    this.#length.show({
      name: 'time from A to B',
      value: `${frames < 0 ? MINUS : ''}${value}`,
      unit,
      copy: `${frames < 0 ? '-' : ''}${time}`,
    });
    setAttribute(this.#length.element, 'title', `${frames} frames from A to B`.replace('-', MINUS));
    const hertz = sampleRate / Math.abs(frames);
    this.#hertz.element.disabled = frames === 0;
    this.#hertz.show({
      name: 'the frequency with this period',
      value: frames === 0 ? '–' : formatHertz(hertz),
      unit: 'Hz',
      copy: `${plainNumber(hertz)} Hz`,
    });
  }

  #showLevel(a: Level | null, b: Level | null, channel: string): void {
    const change = a && b ? decibels(b.peak / a.peak) : null;
    // From silence to silence is no change that a number could name.
    const known = change !== null && !Number.isNaN(change);
    const infinite = change === -Infinity ? `${MINUS}∞` : '+∞';
    const value = known ? (Number.isFinite(change) ? formatGain(change) : infinite) : a && b ? '–' : '…';
    this.#level.element.disabled = !known;
    this.#level.show({
      name: 'level at B less level at A',
      value,
      unit: 'dB',
      copy: known ? `${plainDb(change)} dB` : '',
    });
    const words = `Level of ${channel} at B less that at A, as shown: A ${levelText(a)} dBFS, B ${levelText(b)} dBFS`;
    setAttribute(this.#level.element, 'title', words);
  }

  #read(frame: number): Level | null {
    const tiles = this.#tiles();
    return tiles && this.#levelAt.read(laneSource(channelKey(0), tiles), this.#scene(), frame);
  }

  #scene(): LevelScene {
    const { screen, totalFrames } = this.#store;
    return { view: this.#store.viewport(), dpr: screen.value.dpr, totalFrames: totalFrames.value };
  }

  /** A cursor out of sight needs tiles that no lane asks for. */
  #want(a: number | null, b: number | null): void {
    const both = a !== null && b !== null && this.#store.totalFrames.value > 0;
    if (!both && !this.#wanted) return;
    this.#wanted = both;
    const scene = this.#scene();
    const spans = both ? [a, b].map((frame) => levelTiles(scene, frame)) : [];
    this.#tiles()?.want(this.name, new Set(['channels'] as const), spans);
  }
}

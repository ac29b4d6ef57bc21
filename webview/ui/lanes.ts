import type { AudioInfo } from '../../src/core/protocol/audio.ts';
import { Emitter } from '../../src/core/util/emitter.ts';
import type { GlStage } from '../render/gl/glStage.ts';
import { laneKeys, laneTitle, namesOfChannels } from '../../src/core/picture/lane/laneSource.ts';
import type { Surface, SurfaceObserver } from '../render/surface.ts';
import type { Store } from '../store.ts';
import { el, setAttribute } from './dom.ts';
import { Lane } from './lane.ts';
import { channelNames } from '../../src/core/picture/axes/units.ts';

export type { Lane } from './lane.ts';

/** CSS pixels: a lane is never lower, and lanes this near to being seen are made already. */
export const MIN_LANE_HEIGHT = 28;
const NEAR = 64;
/** So many are made at once: then the keyboard reaches all of them. */
const AT_ONCE = 64;
/** More lanes than so many scroll rather than give up their spectrograms. */
const FEW = 2;

export interface LaneParts {
  readonly element: HTMLElement;
  readonly observer: SurfaceObserver;
  readonly stage: GlStage;
  readonly store: Store;
  /** Adds what else stands in a lane that has just been made. */
  dress(lane: Lane): void;
}

/**
 * The lanes of a file under one another. Those without a height of their own share what room is left; they scroll where
 * there is no room for all. Of a lane out of sight there is an empty box only, so that hundreds of channels cost nothing.
 */
export class LaneSet {
  readonly scrolled = new Emitter<void>();
  readonly element: HTMLElement;
  #parts: LaneParts;
  #lanes: Lane[] = [];
  #info: AudioInfo | null = null;
  /** The boxes are where they were when last looked at. */
  #measured = false;
  #hovered: string | null = null;

  constructor(parts: LaneParts) {
    this.#parts = parts;
    this.element = parts.element;
    this.element.addEventListener('scroll', () => this.scrolled.emit(), { passive: true });
    this.element.addEventListener('pointermove', (event) => (this.#hovered = keyAt(event.target)));
    this.element.addEventListener('pointerleave', () => (this.#hovered = null));
    parts.store.lanes.on(() => this.#arrange());
    parts.store.laneSizes.on(() => (this.#measured = false));
    parts.store.pictures.on(() => this.#divide());
    this.#divide();
  }

  /** From top to bottom, those out of sight too. */
  get lanes(): readonly Lane[] {
    return this.#lanes;
  }

  laneOf(key: string): Lane | undefined {
    return this.#lanes.find((lane) => lane.key === key);
  }

  /** Key of the lane under the pointer, else of the one that has the focus, else of the first. */
  current(): string | null {
    const focused = this.element.contains(document.activeElement) ? keyAt(document.activeElement) : null;
    const key = this.#hovered ?? focused;
    return (key !== null && this.laneOf(key)?.key) || (this.#lanes[0]?.key ?? null);
  }

  /** CSS pixels by key, as they are now. */
  heights(): Record<string, number> {
    this.#measure();
    return Object.fromEntries(this.#lanes.map((lane) => [lane.key, lane.height]));
  }

  /** No file: one bare lane, while nobody knows. */
  build(info: AudioInfo | null): void {
    const before = this.#info;
    this.#info = info;
    const same = info && before?.channels === info.channels && String(before.layout) === String(info.layout);
    if (!same) this.#clear();
    this.#arrange();
  }

  owns(surfaces: readonly Surface[]): boolean {
    return surfaces.every(({ canvas }) => this.element.contains(canvas));
  }

  /** The lanes that can be seen; the others need no picture. */
  inSight(): Lane[] {
    this.#measure();
    const { scrollTop, clientHeight } = this.element;
    const from = (margin: number) => (lane: Lane) =>
      lane.top + lane.height > scrollTop - margin && lane.top < scrollTop + clientHeight + margin;
    for (const lane of this.#lanes.filter(from(NEAR))) this.#make(lane);
    return this.#lanes.filter(from(0)).filter((lane) => lane.sized);
  }

  releaseOthers(kept: readonly Lane[]): void {
    for (const lane of this.#lanes) if (lane.built && !kept.includes(lane)) lane.release();
  }

  /** Which pictures there are in all lanes, and how they share the height: what fits is the style sheet's. */
  #divide(): void {
    const { show, spectrogram, share } = this.#parts.store.pictures.value;
    setAttribute(this.element, 'data-show', show);
    this.element.classList.toggle('above', spectrogram === 'above');
    this.element.style.setProperty('--share', String(share));
    this.#parts.store.laneSizes.emit();
  }

  #make(lane: Lane): void {
    if (lane.built) return;
    lane.build(this.#parts.observer, this.#parts.stage);
    this.#parts.dress(lane);
  }

  #clear(): void {
    for (const lane of this.#lanes) lane.remove(this.#parts.observer);
    this.#lanes = [];
    this.element.replaceChildren();
    if (!this.#info) this.element.append(el('div', { class: 'lane bare' }, el('div', { class: 'rail' }), el('div')));
  }

  /** As the store says which there are and how high. Lanes that stay keep their elements, and so the focus. */
  #arrange(): void {
    this.#measured = false;
    if (!this.#info) return this.#clear();
    const { set, solo, heights } = this.#parts.store.lanes.value;
    const all = laneKeys(set, this.#info.channels);
    const alone = solo !== null && all.includes(solo);
    const keys = alone ? [solo] : all;
    const names = namesOfChannels(this.#info, channelNames);
    const known = new Map(this.#lanes.map((lane) => [lane.key, lane]));
    const wanted = new Set(keys);
    for (const lane of this.#lanes) if (!wanted.has(lane.key)) lane.remove(this.#parts.observer);
    this.#lanes = keys.map((key) => known.get(key) ?? new Lane(key, laneTitle(key, names)));
    this.#lanes.forEach(({ key, element }, index) => {
      if (this.element.children[index] !== element)
        this.element.insertBefore(element, this.element.children[index] ?? null);
      const height = alone ? undefined : heights[key];
      element.classList.toggle('own-height', height !== undefined);
      element.style.height = height === undefined ? '' : `${Math.max(MIN_LANE_HEIGHT, height)}px`;
    });
    this.element.classList.toggle('many', keys.length > FEW);
    if (keys.length <= AT_ONCE) for (const lane of this.#lanes) this.#make(lane);
    this.#parts.store.laneSizes.emit();
  }

  #measure(): void {
    if (this.#measured) return;
    this.#measured = true;
    const start = this.element.offsetTop;
    for (const lane of this.#lanes) {
      lane.top = lane.element.offsetTop - start;
      lane.height = lane.element.offsetHeight;
    }
    for (const { border, height } of this.#lanes) if (border) setAttribute(border, 'aria-valuenow', String(height));
  }
}

function keyAt(target: EventTarget | null): string | null {
  const lane = target instanceof Element ? target.closest<HTMLElement>('.lane') : null;
  return lane?.dataset['lane'] ?? null;
}

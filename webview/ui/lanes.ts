import { Emitter } from '../../src/core/util/emitter.ts';
import { Columns } from '../render/columns.ts';
import type { GlStage } from '../render/gl/glStage.ts';
import type { Surface, SurfaceObserver } from '../render/surface.ts';
import { el } from './dom.ts';
import { channelNames } from './units.ts';

/** One channel: its scale at the left and its picture. */
export interface Lane {
  readonly channel: number;
  readonly name: string;
  readonly rail: Surface;
  readonly wave: Surface;
  /** As last drawn. */
  readonly columns: Columns;
}

/** The lanes of a file under one another, equally high; they scroll where there is no room for all. */
export class LaneSet {
  readonly scrolled = new Emitter<void>();
  readonly element: HTMLElement;
  #lanes: Lane[] = [];
  #observer: SurfaceObserver;
  #stage: GlStage;
  #built: (lanes: readonly HTMLElement[], names: readonly string[]) => void;

  /** built: adds what else stands in the rails of new lanes. */
  constructor(
    element: HTMLElement,
    observer: SurfaceObserver,
    stage: GlStage,
    built: (lanes: readonly HTMLElement[], names: readonly string[]) => void,
  ) {
    this.element = element;
    this.#observer = observer;
    this.#stage = stage;
    this.#built = built;
    element.addEventListener('scroll', () => this.scrolled.emit(), { passive: true });
  }

  get lanes(): readonly Lane[] {
    return this.#lanes;
  }

  /** No channels: one bare lane, while nobody knows. */
  build(channels: number): void {
    if (channels > 0 && channels === this.#lanes.length) return;
    for (const lane of this.#lanes) {
      this.#observer.unobserve(lane.rail);
      this.#observer.unobserve(lane.wave);
    }
    this.element.replaceChildren();
    const elements: HTMLElement[] = [];
    const names = channels > 0 ? channelNames(channels) : [];
    this.#lanes = names.map((name, channel) => {
      const rail = el('canvas', { class: 'rail', 'aria-hidden': 'true' });
      const wave = el('canvas', { 'data-channel': String(channel) }, `Waveform of channel ${name}`);
      elements.push(el('div', { class: 'lane' }, rail, wave));
      return {
        channel,
        name,
        rail: this.#observer.observe(rail),
        wave: this.#observer.observe(wave, this.#stage),
        columns: new Columns(),
      };
    });
    this.element.append(...elements);
    this.#built(elements, names);
    if (channels === 0) this.element.append(el('div', { class: 'lane bare' }, el('div', { class: 'rail' }), el('div')));
  }

  /** The lanes that can be seen; the others need no picture. */
  inSight(): Lane[] {
    const { scrollTop, clientHeight } = this.element;
    return this.#lanes.filter((lane, index) => {
      const height = lane.wave.canvas.offsetHeight;
      return lane.wave.sized && (index + 1) * height > scrollTop && index * height < scrollTop + clientHeight;
    });
  }
}

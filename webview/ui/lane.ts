import { Columns } from '../render/columns.ts';
import type { GlStage } from '../render/gl/glStage.ts';
import { channelOf, type LaneTitle } from '../render/laneSource.ts';
import type { Surface, SurfaceObserver } from '../render/surface.ts';
import { ensureExists } from '../../src/core/util/assert.ts';
import { el } from './dom.ts';

interface Canvases {
  readonly rail: Surface;
  readonly wave: Surface;
}

/** One lane: its scale at the left and its picture. It has canvases from when it is first seen, and pixels while it is. */
export class Lane {
  readonly key: string;
  /** null where it is made of two channels. */
  readonly channel: number | null;
  readonly title: LaneTitle;
  readonly element: HTMLElement;
  /** As last drawn. */
  readonly columns = new Columns();
  /** CSS pixels from the top of the list, as last measured. */
  top = 0;
  height = 0;
  /** Says its height to a screen reader, and takes the keys that change it. */
  border: HTMLElement | null = null;
  /** What the picture shows, as its layer says it; null while there is none. */
  painted: string | null = null;
  #canvases: Canvases | null = null;

  constructor(key: string, title: LaneTitle) {
    this.key = key;
    this.channel = channelOf(key);
    this.title = title;
    this.element = el('div', { class: 'lane', 'data-lane': key });
  }

  get name(): string {
    return this.title.name;
  }

  get built(): boolean {
    return this.#canvases !== null;
  }

  get rail(): Surface {
    return ensureExists(this.#canvases, 'canvases of a lane').rail;
  }

  get wave(): Surface {
    return ensureExists(this.#canvases, 'canvases of a lane').wave;
  }

  build(observer: SurfaceObserver, stage: GlStage): void {
    const nothing = { width: '0', height: '0' };
    const rail = el('canvas', { class: 'rail', 'aria-hidden': 'true', ...nothing });
    const channel: Record<string, string> = this.channel === null ? {} : { 'data-channel': String(this.channel) };
    const wave = el('canvas', { ...channel, ...nothing }, `Waveform of ${this.title.words}`);
    this.element.append(rail, wave);
    this.#canvases = { rail: observer.observe(rail), wave: observer.observe(wave, stage) };
  }

  /** Gives its pixels back. */
  release(): void {
    this.painted = null;
    this.#canvases?.rail.release();
    this.#canvases?.wave.release();
    if (this.columns.count > 0) this.columns.release();
  }

  remove(observer: SurfaceObserver): void {
    this.release();
    if (this.#canvases) {
      observer.unobserve(this.#canvases.rail);
      observer.unobserve(this.#canvases.wave);
    }
    this.element.remove();
  }
}

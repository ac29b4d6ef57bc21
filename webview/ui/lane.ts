import { Columns } from '../../src/core/picture/lane/columns.ts';
import type { GlStage } from '../render/gl/glStage.ts';
import { channelOf, type LaneTitle } from '../../src/core/picture/lane/laneSource.ts';
import type { Surface, SurfaceObserver } from '../render/surface.ts';
import { ensureExists } from '../../src/core/util/assert.ts';
import { el } from './dom.ts';

interface Canvases {
  readonly rail: Surface;
  readonly wave: Surface;
  readonly frequencyRail: Surface;
  readonly spectrogram: Surface;
}

/** One lane: its scale at the left and its picture. It has canvases from when it is first seen, and pixels while it is. */
export class Lane {
  readonly key: string;
  /** null where it is made of two channels. */
  readonly channel: number | null;
  readonly title: LaneTitle;
  readonly element: HTMLElement;
  /** At the left of all its pictures: its name and switches. */
  readonly head = el('div', { class: 'lane-head' });
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

  /** It has room for one of its pictures at least. */
  get sized(): boolean {
    return this.wave.sized || this.spectrogram.sized;
  }

  get rail(): Surface {
    return ensureExists(this.#canvases, 'canvases of a lane').rail;
  }

  get wave(): Surface {
    return ensureExists(this.#canvases, 'canvases of a lane').wave;
  }

  /** Scale of frequency beside the spectrogram. */
  get frequencyRail(): Surface {
    return ensureExists(this.#canvases, 'canvases of a lane').frequencyRail;
  }

  get spectrogram(): Surface {
    return ensureExists(this.#canvases, 'canvases of a lane').spectrogram;
  }

  build(observer: SurfaceObserver, stage: GlStage): void {
    const nothing = { width: '0', height: '0' };
    const rail = el('canvas', { class: 'rail', 'aria-hidden': 'true', ...nothing });
    const channel: Record<string, string> = this.channel === null ? {} : { 'data-channel': String(this.channel) };
    const wave = el('canvas', { class: 'wave', ...channel, ...nothing }, `Waveform of ${this.title.words}`);
    const frequencyRail = el('canvas', { class: 'rail frequency-rail', 'aria-hidden': 'true', ...nothing });
    const spectrogram = el(
      'canvas',
      { class: 'spectrogram', 'data-spectrogram': this.key, ...nothing },
      `Spectrogram of ${this.title.words}`,
    );
    this.element.append(rail, wave, frequencyRail, spectrogram, this.head);
    this.#canvases = {
      rail: observer.observe(rail),
      // Over a spectrogram nothing but the signal covers it.
      wave: observer.observe(wave, stage, true),
      frequencyRail: observer.observe(frequencyRail),
      spectrogram: observer.observe(spectrogram, stage),
    };
  }

  /** While only the spectrogram is shown. */
  releaseWave(): void {
    this.painted = null;
    this.wave.release();
    if (this.columns.count > 0) this.columns.release();
  }

  /** Gives its pixels back. */
  release(): void {
    this.painted = null;
    this.#canvases?.rail.release();
    this.#canvases?.wave.release();
    this.#canvases?.frequencyRail.release();
    this.#canvases?.spectrogram.release();
    if (this.columns.count > 0) this.columns.release();
  }

  remove(observer: SurfaceObserver): void {
    this.release();
    if (this.#canvases) {
      for (const surface of Object.values(this.#canvases) as Surface[]) observer.unobserve(surface);
    }
    this.element.remove();
  }
}

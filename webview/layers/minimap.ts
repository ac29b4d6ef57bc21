import { amplitudeScale, columnRows } from '../../src/core/picture/lane/amplitude.ts';
import { Columns, levelFor, NOTHING } from '../../src/core/picture/lane/columns.ts';
import type { Layer } from '../render/frameLoop.ts';
import { type PeakCache, tilesOf } from '../../src/core/picture/lane/peakCache.ts';
import type { Watched } from '../render/signal.ts';
import type { Surface } from '../render/surface.ts';
import { fitView } from '../../src/core/picture/viewport.ts';
import type { Store } from '../store.ts';
import { LABEL_INSET, timeTicks } from '../../src/core/picture/axes/ticks.ts';
import type { TimeAxis } from '../ui/timeAxis.ts';

/** CSS pixels under the picture for the labels, and between them: the ruler below is the dense one. */
const MINIMAP_AXIS = 16;
const WIDE_GAP = 72;

/** The whole file, all channels in one: lowest minimum and highest maximum. The window over it is not part of this. */
export class MinimapLayer implements Layer {
  readonly name = 'minimap';
  readonly dirtiedBy: readonly Watched[];
  #store: Store;
  #surface: Surface;
  #axis: TimeAxis;
  #cache: () => PeakCache | null;
  #columns = new Columns();
  #merged = new Columns();
  #top = new Int32Array(0);
  #bottom = new Int32Array(0);

  constructor(store: Store, surface: Surface, axis: TimeAxis, cache: () => PeakCache | null) {
    this.#store = store;
    this.#surface = surface;
    this.#axis = axis;
    this.#cache = cache;
    // Tiles that arrive for the lanes alone change nothing here.
    const missing: Watched = { on: (run) => store.tiles.on(() => this.#merged.missing > 0 && run()) };
    this.dirtiedBy = [store.screen, store.totalFrames, store.theme, store.file, store.timeFormat, missing];
  }

  draw(): void {
    const { renderer, width, height, sized } = this.#surface;
    if (!sized) return;
    const theme = this.#store.theme.value;
    const { dpr } = this.#store.screen.value;
    renderer.begin(width, height, theme.lane);
    const cache = this.#cache();
    const file = this.#store.file.value;
    const total = this.#store.totalFrames.value;
    if (!cache || !file || total === 0) return;
    const picture = height - Math.round(MINIMAP_AXIS * dpr);
    this.#fill(cache, file.info.channels, total, width);
    if (this.#top.length < width) {
      this.#top = new Int32Array(width);
      this.#bottom = new Int32Array(width);
    }
    columnRows(
      this.#merged,
      { ...amplitudeScale(picture, dpr), half: picture / 2 - 2 * dpr },
      picture,
      this.#top,
      this.#bottom,
    );
    renderer.columns(this.#top, this.#bottom, width, theme.waveRms);
    this.#paintAxis(total, file.info.sampleRate, picture, dpr);
  }

  #fill(cache: PeakCache, channels: number, totalFrames: number, width: number): void {
    const range = { startFrame: 0, framesPerColumn: totalFrames / width, count: width, totalFrames };
    cache.want(this.name, [tilesOf(levelFor(range.framesPerColumn), 0, totalFrames)]);
    this.#merged.fill(cache, 0, channels, range);
    const { min, max, quality } = this.#merged;
    for (let channel = 1; channel < channels; channel++) {
      this.#columns.fill(cache, channel, channels, range);
      for (let i = 0; i < width; i++) {
        if (this.#columns.quality[i] === NOTHING) continue;
        if (quality[i] === NOTHING || this.#columns.min[i]! < min[i]!) min[i] = this.#columns.min[i]!;
        if (quality[i] === NOTHING || this.#columns.max[i]! > max[i]!) max[i] = this.#columns.max[i]!;
        quality[i] = this.#columns.quality[i]!;
      }
    }
  }

  #paintAxis(totalFrames: number, sampleRate: number, top: number, dpr: number): void {
    const { renderer, width, height } = this.#surface;
    const theme = this.#store.theme.value;
    const cssWidth = width / dpr;
    const view = fitView(totalFrames, { width: cssWidth, dpr });
    const ticks = timeTicks(
      view,
      cssWidth,
      sampleRate,
      this.#store.timeFormat.value,
      (text) => this.#axis.measure(text),
      WIDE_GAP,
    );
    const font = this.#axis.font().replace('10px', `${10 * dpr}px`);
    const rects = new Float32Array(
      ticks.major.flatMap((tick) => [Math.round(tick.x * dpr), height - 5 * dpr, 1, 5 * dpr]),
    );
    renderer.rects(rects, ticks.major.length, theme.quiet);
    for (const tick of ticks.major) {
      const x = Math.round(tick.x * dpr) + LABEL_INSET * dpr;
      renderer.text(tick.label, x, (top + height) / 2, 'left', font, theme.quiet);
    }
  }
}

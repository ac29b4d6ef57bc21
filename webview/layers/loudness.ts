import type { Layer } from '../render/frameLoop.ts';
import type { Watched } from '../render/signal.ts';
import type { Surface } from '../render/surface.ts';
import type { Store } from '../store.ts';
import type { LoudnessLane } from '../ui/loudnessLane.ts';
import { rangeOf } from '../ui/loudnessScale.ts';
import type { TimeAxis } from '../ui/timeAxis.ts';
import { paintLoudness, paintLoudnessRail } from './loudnessPainter.ts';

/** CSS pixels from the minimap to the end of the lanes: in less of them the lanes need the room. */
const LEAST_ROOM = 250;

interface Parts {
  readonly store: Store;
  readonly lane: LoudnessLane;
  readonly view: HTMLElement;
  readonly rail: Surface;
  readonly picture: Surface;
  readonly axis: TimeAxis;
}

/** Integrated loudness of the file as far as it is measured, LUFS; null where there is none. */
export function integratedOf({ measures, file }: Store): number | null {
  const known = measures.value?.revision === file.value?.revision ? measures.value : null;
  const lufs = known?.measured.loudness.integratedLufs;
  return typeof lufs === 'number' ? lufs : null;
}

/** The lane of loudness: painted anew only where what it shows, its colours or its size are other ones. */
export class LoudnessLayer implements Layer {
  readonly name = 'loudness';
  readonly dirtiedBy: readonly Watched[];
  #parts: Parts;
  #version = 0;
  #painted = '';

  constructor(parts: Parts) {
    this.#parts = parts;
    const { store } = parts;
    const { view, screen, totalFrames, theme, file, timeFormat, loudnessCurves, loudnessScale } = store;
    const all = [view, screen, totalFrames, theme, file, timeFormat, loudnessCurves, loudnessScale];
    const counted = [...all, integratedChanges(store)].map((watched): Watched => ({
      on: (run) =>
        watched.on(() => {
          this.#version++;
          if (store.loudness.value) run();
        }),
    }));
    this.dirtiedBy = [...counted, store.loudness, store.laneSizes];
  }

  draw(): void {
    const { store, lane, view, rail, picture } = this.#parts;
    const shown = store.loudness.value;
    if (lane.element.hidden === shown) lane.element.hidden = !shown;
    const cramped = shown && view.clientHeight < LEAST_ROOM;
    lane.element.classList.toggle('cramped', cramped);
    if (!shown || cramped || !picture.sized) {
      for (const surface of [rail, picture]) surface.release();
      this.#painted = '';
      return;
    }
    const stamp = `${this.#version} ${picture.width} ${picture.height} ${rail.width} ${rail.height}`;
    if (stamp === this.#painted) return;
    this.#painted = stamp;
    this.#paint();
  }

  #paint(): void {
    const { store, rail, picture, axis } = this.#parts;
    const theme = store.theme.value;
    const { dpr } = store.screen.value;
    const range = rangeOf(store.loudnessScale.value);
    if (rail.sized) {
      const { renderer, width, height } = rail;
      paintLoudnessRail(renderer, { width, height, dpr, theme, range }, axis.font());
    }
    const { file, totalFrames } = store;
    const { renderer, width, height } = picture;
    const known = file.value !== null && totalFrames.value > 0;
    paintLoudness(renderer, {
      ...{ width, height, dpr, theme, range },
      view: store.viewport(),
      sampleRate: file.value?.info.sampleRate ?? 1,
      totalFrames: totalFrames.value,
      curves: known ? store.loudnessCurves.value : null,
      integrated: known ? integratedOf(store) : null,
      verticals: known ? axis.ticks().major.map((tick) => Math.round(tick.x * dpr)) : [],
    });
  }
}

/** Other figures of the file change nothing here. */
function integratedChanges(store: Store): Watched {
  let before: number | null = null;
  return {
    on: (run) =>
      store.measures.on(() => {
        const now = integratedOf(store);
        if (now === before) return;
        before = now;
        run();
      }),
  };
}

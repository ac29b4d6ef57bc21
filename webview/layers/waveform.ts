import { ColourReader } from '../render/gl/colours.ts';
import type { Columns } from '../../src/core/picture/lane/columns.ts';
import type { Layer } from '../render/frameLoop.ts';
import { laneSource, type LaneTiles, type Tracks, tracksOf } from '../../src/core/picture/lane/laneSource.ts';
import type { Watched } from '../render/signal.ts';
import type { Store } from '../store.ts';
import type { Lane, LaneSet } from '../ui/lanes.ts';
import type { TimeAxis } from '../ui/timeAxis.ts';
import { LanePicture, type LaneScene, spansOf } from '../../src/core/picture/lane/lanePicture.ts';
import { sceneOf } from './laneScene.ts';

export interface WaveformDrawn {
  /** Any lane shows signal. */
  shown: boolean;
  /** Nothing that the view shows is missing or coarse. */
  complete: boolean;
}

interface Parts {
  store: Store;
  lanes: LaneSet;
  axis: TimeAxis;
  tiles: () => LaneTiles | null;
  onDrawn: (drawn: WaveformDrawn) => void;
}

/** The signal of each lane in sight: columns of peak and RMS, or samples where a frame is wider than a pixel. */
export class WaveformLayer implements Layer {
  readonly name = 'waveform';
  readonly dirtiedBy: readonly Watched[];
  #parts: Parts;
  #picture = new LanePicture(new ColourReader());
  /** Counts what changes all pictures; a scroll or another lane's size does not. */
  #version = 0;

  constructor(parts: Parts) {
    this.#parts = parts;
    const { view, screen, totalFrames, theme, tiles, laneSizes, undecodedFrom, amplitude, curved } = parts.store;
    const all = [view, screen, totalFrames, theme, tiles, undecodedFrom, amplitude, curved, parts.store.pictures];
    const counted = all.map((watched): Watched => ({
      on: (run) =>
        watched.on(() => {
          this.#version++;
          run();
        }),
    }));
    this.dirtiedBy = [...counted, laneSizes, parts.lanes.scrolled];
  }

  draw(): void {
    const { store, lanes, axis } = this.#parts;
    const tiles = this.#parts.tiles();
    const { dpr, width } = store.screen.value;
    if (!tiles || width === 0) return;
    const inSight = lanes.inSight();
    lanes.releaseOthers(inSight);

    const shown = inSight.filter(({ wave }) => wave.sized);
    for (const lane of inSight) if (!lane.wave.sized) lane.releaseWave();
    // Spectrograms have a layer of their own.
    if (shown.length === 0 && inSight.length > 0) return tiles.want(this.name, new Set(), []);

    const over = store.pictures.value.show === 'over';
    const verticals = axis.ticks().major.map((tick) => Math.round(tick.x * dpr));
    const scene = over ? overScene(store) : sceneOf(store, verticals);
    const drawn = { shown: false, complete: shown.length > 0 };
    // Of all lanes: before the first layout none is in sight, but their tiles can be asked for.
    const tracks = new Set<Tracks>(lanes.lanes.map(({ key }) => tracksOf(key)));
    const fresh = shown.filter((lane) => lane.painted !== this.#stamp(lane));
    for (const { key, wave, columns } of fresh) this.#picture.fill(laneSource(key, tiles), scene, wave.width, columns);
    for (const { columns } of shown) note(drawn, columns);
    tiles.want(this.name, tracks, spansOf(scene.view, width, dpr, scene.totalFrames, !drawn.shown));
    for (const lane of fresh) {
      const { key, wave, columns } = lane;
      // What is between the waves is the spectrogram's: only the 2D canvas lets it through.
      const renderer = over ? wave.renderer : wave.picture;
      this.#picture.paint(renderer, laneSource(key, tiles), columns, scene, wave.width, wave.height);
      lane.painted = this.#stamp(lane);
    }
    this.#parts.onDrawn(drawn);
  }

  #stamp({ wave }: Lane): string {
    return `${this.#version} ${wave.width} ${wave.height}`;
  }
}

/** Nothing but the signal; the style sheet makes it let through what it covers. */
function overScene(store: Store): LaneScene {
  const scene = sceneOf(store, []);
  const { theme } = scene;
  const none = 'transparent';
  return {
    ...scene,
    theme: { ...theme, lane: none, grid: none, gridStrong: none, wavePeak: theme.waveMid },
    levels: false,
  };
}

function note(drawn: WaveformDrawn, columns: Columns): void {
  drawn.shown ||= columns.shown > 0;
  drawn.complete &&= columns.missing === 0;
}

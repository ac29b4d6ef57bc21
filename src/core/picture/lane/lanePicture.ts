import { MAX_LEVEL } from '../../protocol/audio.ts';
import { amplitudeScale, type AmplitudeView, clipLevel } from './amplitude.ts';
import { type Columns, levelFor, PCM_LEVEL } from './columns.ts';
import { SINC_HALF } from './interpolate.ts';
import { LanePainter } from './lanePainter.ts';
import { type LaneSource, readLane } from './laneSource.ts';
import { type TileSpan, tilesOf } from './peakCache.ts';
import type { Colours } from '../colours.ts';
import type { Renderer } from '../renderer.ts';
import type { Theme } from '../theme.ts';
import { frameAt, showsSamples, type View, xOf } from '../viewport.ts';
import { amplitudeTicks } from '../axes/amplitudeTicks.ts';

/** What all lanes of one picture have in common. */
export interface LaneScene {
  readonly view: View;
  readonly dpr: number;
  readonly totalFrames: number;
  readonly theme: Theme;
  readonly amplitude: AmplitudeView;
  readonly curved: boolean;
  readonly bitsPerSample: number | null;
  readonly undecodedFrom: number | null;
  /** Lines of the time axis, device pixels from the left. */
  readonly verticals: readonly number[];
  /** Whether levels have lines; unless said otherwise they do. */
  readonly levels?: boolean;
}

/** Paints lanes on any renderer, of any size. Columns first, so that what is missing is known before anything is painted. */
export class LanePicture {
  #painter: LanePainter;
  #samples = new Float32Array(0);

  constructor(colours: Colours) {
    this.#painter = new LanePainter(colours);
  }

  /** width: device pixels. Afterwards columns.missing says how many are not there or coarse. */
  fill(source: LaneSource, { view, dpr, totalFrames }: LaneScene, width: number, columns: Columns): void {
    const range = {
      startFrame: view.startFrame,
      framesPerColumn: view.framesPerPixel / dpr,
      count: width,
      totalFrames,
    };
    columns.fill(source.lookup, source.track, source.tracks, range, source.scale);
  }

  /** The columns are those that fill() made; width and height in device pixels. */
  paint(
    renderer: Renderer,
    source: LaneSource,
    columns: Columns,
    scene: LaneScene,
    width: number,
    height: number,
  ): void {
    const { view, dpr, theme, amplitude, verticals } = scene;
    const ticks = scene.levels === false ? [] : amplitudeTicks(amplitudeScale(height, dpr, amplitude), dpr);
    const levels = ticks.map((tick) => tick.level);
    const clip = source.stored ? clipLevel(scene.bitsPerSample) : Infinity;
    this.#painter.begin({ renderer, width, height, dpr }, { theme, amplitude, verticals, levels, clipLevel: clip });
    if (!showsSamples(view, dpr) || !this.#paintSamples(source, scene, width)) {
      this.#painter.columns(columns, view.framesPerPixel / dpr);
    }
    if (scene.undecodedFrom !== null) {
      this.#painter.undecoded(xOf(view, scene.undecodedFrom) * dpr, xOf(view, scene.totalFrames) * dpr);
    }
    this.#painter.end();
  }

  /** False while the samples are not there. */
  #paintSamples(source: LaneSource, { view, dpr, totalFrames, curved }: LaneScene, width: number): boolean {
    // Frames beyond each edge: the line goes on to it, and the curve depends on them.
    const first = Math.max(0, Math.floor(view.startFrame) - SINC_HALF);
    const lastSeen = Math.ceil(frameAt(view, width / dpr)) + SINC_HALF;
    const count = Math.min(totalFrames, lastSeen + 1) - first;
    if (this.#samples.length < count) this.#samples = new Float32Array(count);
    if (count <= 0 || readLane(source, first, first + count, this.#samples) < count) return false;
    const perFrame = dpr / view.framesPerPixel;
    this.#painter.samples({ samples: this.#samples, first, count, startFrame: view.startFrame, perFrame, curved });
    return true;
  }
}

/**
 * Tiles that a picture of `width` CSS pixels needs, and half a view at each side for the next pan. dark: nothing shows
 * yet, so a coarser level comes before all.
 */
export function spansOf(view: View, width: number, dpr: number, totalFrames: number, dark: boolean): TileSpan[] {
  const level = levelFor(view.framesPerPixel / dpr);
  const clip = (frame: number): number => Math.min(Math.max(frame, 0), totalFrames);
  const span = (from: number, to: number, at = level): TileSpan => tilesOf(at, clip(from), clip(to));
  const end = frameAt(view, width);
  const margin = level === PCM_LEVEL ? SINC_HALF + 1 : 0;
  const half = (end - view.startFrame) / 2;
  return [
    ...(dark && level > PCM_LEVEL && level < MAX_LEVEL ? [span(view.startFrame, end, level + 1)] : []),
    span(view.startFrame - margin, end + margin),
    span(end, end + half),
    span(view.startFrame - half, view.startFrame),
  ];
}

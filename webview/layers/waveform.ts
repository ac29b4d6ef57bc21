import { MAX_LEVEL } from '../../src/core/protocol/audio.ts';
import { amplitudeScale, clipLevel, yOf } from '../render/amplitude.ts';
import { levelFor, PCM_BELOW, PCM_LEVEL, readSamples } from '../render/columns.ts';
import type { Layer } from '../render/frameLoop.ts';
import { SINC_HALF } from '../render/interpolate.ts';
import { LanePainter } from '../render/lanePainter.ts';
import { type PeakCache, type TileSpan, tilesOf } from '../render/peakCache.ts';
import type { Watched } from '../render/signal.ts';
import { frameAt, showsSamples, type View, xOf } from '../render/viewport.ts';
import type { Store } from '../store.ts';
import type { Lane, LaneSet } from '../ui/lanes.ts';
import { LEVEL_GAP, levelTicks } from '../ui/ticks.ts';
import type { TimeAxis } from '../ui/timeAxis.ts';

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
  cache: () => PeakCache | null;
  onDrawn: (drawn: WaveformDrawn) => void;
}

/** The signal of each channel: columns of peak and RMS, or samples as points where a frame is wider than a pixel. */
export class WaveformLayer implements Layer {
  readonly name = 'waveform';
  readonly dirtiedBy: readonly Watched[];
  #parts: Parts;
  #painter = new LanePainter();
  #samples = new Float32Array(0);

  constructor(parts: Parts) {
    this.#parts = parts;
    const { view, screen, totalFrames, theme, tiles, laneSizes, undecodedFrom, amplitude, curved } = parts.store;
    this.dirtiedBy = [
      view,
      screen,
      totalFrames,
      theme,
      tiles,
      laneSizes,
      undecodedFrom,
      parts.lanes.scrolled,
      amplitude,
      curved,
    ];
  }

  draw(): void {
    const { store, lanes, axis } = this.#parts;
    const cache = this.#parts.cache();
    const { dpr, width } = store.screen.value;
    if (!cache || width === 0) return;
    const view = store.viewport();
    const inSight = lanes.inSight();
    for (const lane of lanes.lanes) if (!inSight.includes(lane)) lane.wave.release();

    const framesPerColumn = view.framesPerPixel / dpr;
    const range = { startFrame: view.startFrame, framesPerColumn, totalFrames: store.totalFrames.value };
    let shown = false;
    let complete = inSight.length > 0;
    for (const lane of inSight) {
      lane.columns.fill(cache, lane.channel, lanes.lanes.length, { ...range, count: lane.wave.width });
      shown ||= lane.columns.shown > 0;
      complete &&= lane.columns.missing === 0;
    }
    cache.want(this.name, wantedSpans(view, width, dpr, range.totalFrames, !shown));
    const verticals = axis.ticks().major.map((tick) => Math.round(tick.x * dpr));
    for (const lane of inSight) this.#paint(lane, cache, view, verticals);
    this.#parts.onDrawn({ shown, complete });
  }

  #paint(lane: Lane, cache: PeakCache, view: View, verticals: readonly number[]): void {
    const { store } = this.#parts;
    const { dpr } = store.screen.value;
    const { picture: renderer, width, height } = lane.wave;
    const amplitude = store.amplitude.value;
    const scale = amplitudeScale(height, dpr, amplitude);
    const levels = levelTicks((level) => yOf(scale, level), LEVEL_GAP * dpr, height / 2).map((tick) => tick.level);
    const clip = clipLevel(store.file.value?.info.bitsPerSample ?? null);
    this.#painter.begin({ renderer, width, height, dpr }, store.theme.value, verticals, levels, clip, amplitude);
    if (!showsSamples(view, dpr) || !this.#paintSamples(lane, cache, view, dpr)) {
      // The mean of a few samples says nothing, and one colour reads better as a line.
      this.#painter.columns(lane.columns, view.framesPerPixel / dpr >= PCM_BELOW);
    }
    const undecoded = store.undecodedFrom.value;
    if (undecoded !== null) {
      this.#painter.undecoded(xOf(view, undecoded) * dpr, xOf(view, store.totalFrames.value) * dpr);
    }
    renderer.end();
  }

  /** False while the samples are not there. */
  #paintSamples(lane: Lane, cache: PeakCache, view: View, dpr: number): boolean {
    // Frames beyond each edge: the line goes on to it, and the curve depends on them.
    const first = Math.max(0, Math.floor(view.startFrame) - SINC_HALF);
    const lastSeen = Math.ceil(frameAt(view, lane.wave.width / dpr)) + SINC_HALF;
    const count = Math.min(this.#parts.store.totalFrames.value, lastSeen + 1) - first;
    if (this.#samples.length < count) this.#samples = new Float32Array(count);
    if (count <= 0 || readSamples(cache, lane.channel, first, first + count, this.#samples) < count) return false;
    const perFrame = dpr / view.framesPerPixel;
    const curved = this.#parts.store.curved.value;
    this.#painter.samples({ samples: this.#samples, first, count, startFrame: view.startFrame, perFrame, curved });
    return true;
  }
}

/** The view itself first, then half a view at each side for the next pan; a coarser level before all if all is dark. */
function wantedSpans(view: View, width: number, dpr: number, totalFrames: number, dark: boolean): TileSpan[] {
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

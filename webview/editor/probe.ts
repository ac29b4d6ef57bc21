import type { Engine, EngineInfo } from '../engine/types.ts';
import type { FrameLoop } from '../render/frameLoop.ts';
import { FrameTimes } from '../render/frameTimes.ts';
import type { SpectrogramReading } from '../layers/laneSpectrogram.ts';
import type { AmplitudeView } from '../../src/core/picture/lane/amplitude.ts';
import { channelKey } from '../../src/core/picture/lane/laneSource.ts';
import type { Store } from '../store.ts';
import type { LaneSet } from '../ui/lanes.ts';

/** What tests and the performance panel may ask of a running page. */
export interface Probe {
  readonly drawnFrames: number;
  readonly layerDraws: Readonly<Record<string, number>>;
  /** Times of frames by layer, from the first call on. */
  frameTimes(): FrameTimes;
  engine(): EngineInfo;
  /** Playback itself, without the page's buttons. */
  readonly player: Engine;
  positionFrame(): number;
  /** As drawn; width in CSS pixels of a lane. */
  view(): { startFrame: number; framesPerPixel: number; width: number };
  /** Columns as last drawn of a channel or of a lane by its key; x in CSS pixels. Columns that show nothing are left out. */
  columns(lane: number | string): { x: Float32Array; min: Float32Array; max: Float32Array; rms: Float32Array };
  /** A lane's spectrogram as last drawn; null while it shows none. */
  spectrogram(key: string): SpectrogramReading | null;
  /** From top to bottom; CSS pixels. */
  lanes(): { key: string; top: number; height: number }[];
  amplitude(): AmplitudeView;
  /** What was drawn last lacked nothing. */
  complete(): boolean;
  /** performance.now() of scriptStart, ready, firstPaint, fullPaint. */
  readonly marks: Record<string, number>;
}

declare global {
  interface Window {
    earshot?: Probe;
  }
}

export function createProbe(store: Store, loop: FrameLoop, engine: Engine, lanes: LaneSet): Probe {
  return {
    get drawnFrames() {
      return loop.drawnFrames;
    },
    layerDraws: loop.layerDraws,
    frameTimes: () => (loop.times ??= new FrameTimes()),
    engine: () => engine.info(),
    player: engine,
    positionFrame: () => engine.positionFrame(),
    view: () => ({ ...store.viewport(), width: store.screen.value.width }),
    columns: (lane) => {
      const columns = lanes.laneOf(typeof lane === 'number' ? channelKey(lane) : lane)?.columns;
      const shown = Array.from({ length: columns?.count ?? 0 }, (_, i) => i).filter((i) => columns!.quality[i]);
      const { dpr } = store.screen.value;
      return {
        x: Float32Array.from(shown, (i) => i / dpr),
        min: Float32Array.from(shown, (i) => columns!.min[i]!),
        max: Float32Array.from(shown, (i) => columns!.max[i]!),
        rms: Float32Array.from(shown, (i) => columns!.rms[i]!),
      };
    },
    spectrogram: () => null,
    lanes: () => lanes.lanes.map(({ key, top, height }) => ({ key, top, height })),
    amplitude: () => store.amplitude.value,
    complete: () => lanes.inSight().every(({ columns }) => columns.missing === 0),
    marks: {},
  };
}

import { type Analysis, TILE_COLUMNS } from '../../src/core/protocol/spectrogram.ts';
import { EarshotError } from '../../src/core/protocol/errors.ts';
import { levelOf, stepOf } from '../../src/core/spectrogram/columns.ts';
import type { FrequencyAxis } from '../../src/core/spectrogram/frequencyScale.ts';
import { ensureExists } from '../../src/core/util/assert.ts';
import type { Host } from '../editor/host.ts';
import type { LaneScene } from '../layers/lanePicture.ts';
import { trackOf } from '../render/laneSource.ts';
import type { ColourTable } from '../render/spectrogram/colourTable.ts';
import type { PictureKind } from '../render/spectrogram/planes.ts';
import { SpectrogramPixels } from '../render/spectrogram/spectrogramPixels.ts';
import { SpectrogramPlan } from '../render/spectrogram/spectrogramPlan.ts';
import { SpectrogramTiles } from '../render/spectrogram/spectrogramTiles.ts';
import type { LoadedFile, Store } from '../store.ts';
import { type GatherControl, nextOf } from './gather.ts';

/** Pixels of one lane's spectrogram, from left to right; no canvas is wider than any browser makes one. */
export type SpectrumImage = readonly { readonly x: number; readonly canvas: HTMLCanvasElement }[];

export interface SpectraWanted {
  /** Of the lanes that show spectrograms: their heights, pixels of the picture. */
  readonly heights: ReadonlyMap<string, number>;
  readonly width: number;
  readonly scene: LaneScene;
  readonly analysis: Analysis;
  readonly axis: FrequencyAxis;
  /** louder: dB that the lane adds to its track. */
  readonly table: (louder: number) => ColourTable;
  /** Where nothing is known; as in the table. */
  readonly bare: number;
}

export interface GatheredSpectra {
  readonly images: ReadonlyMap<string, SpectrumImage>;
  /** Columns inside the file that are not there, or coarse. */
  readonly missing: number;
}

interface Lane {
  readonly key: string;
  readonly height: number;
  readonly image: { x: number; canvas: HTMLCanvasElement }[];
}

/** Of tiles at a time: a wide picture of many channels must not need all of them at once. */
const STRIP_BYTES = 24 << 20;
const LEAST_STRIP = 64;
const MOST_LANES = 8;
const MOST_ROWS = 4096;
const CANVAS_WIDTH = 8192;

/** The spectrograms of some lanes for a picture of any size, strip by strip, through tiles of their own; each is waited for. */
export async function gatherSpectra(
  { store, host }: { readonly store: Store; readonly host: Host },
  file: LoadedFile,
  wanted: SpectraWanted,
  control: GatherControl,
): Promise<GatheredSpectra> {
  const { revision } = file;
  const failure: { error: EarshotError | null } = { error: null };
  const tiles = new SpectrogramTiles(
    (request, signal) => host.request('spectrogram', { revision, ...request }, signal),
    {
      later: (run, ms) => {
        const timer = setTimeout(run, ms);
        return { dispose: () => clearTimeout(timer) };
      },
      now: () => performance.now(),
      onError: (error) => {
        // A lost server comes back.
        if (error.code !== 'server-lost') failure.error ??= error;
      },
    },
  );
  const all = [...wanted.heights].map(([key, height]): Lane => ({ key, height, image: imageOf(wanted.width, height) }));
  let [missing, done] = [0, 0];
  try {
    for (const lanes of groupsOf(all)) {
      const kind = kindOf(wanted, lanes[0]!.height);
      const strip = stripWidth(kind, wanted, lanes.length);
      for (let from = 0; from < wanted.width; from += strip) {
        const width = Math.min(strip, wanted.width - from);
        const part = stripOf(tiles, wanted, kind, lanes, from, width);
        for (;;) {
          if (store.scan.value) tiles.setScan(store.scan.value.progress);
          part.want();
          const lacking = part.update();
          control.progress((done + (width - lacking / lanes.length) * lanes.length) / (all.length * wanted.width));
          if (lacking === 0 || control.takeWhatIsThere()) {
            missing += lacking;
            break;
          }
          await nextOf(tiles.changed);
          if (control.signal.aborted) throw new EarshotError('cancelled', 'The picture was cancelled.');
          if (failure.error) throw failure.error;
          if (store.file.value?.revision !== revision) {
            throw new EarshotError('changed', 'The file has changed meanwhile. Try again.');
          }
        }
        part.paint();
        done += width * lanes.length;
      }
    }
  } finally {
    tiles.dispose();
  }
  return { images: new Map(all.map(({ key, image }) => [key, image])), missing };
}

/** Lanes that need the same of the server, a few at a time. */
function groupsOf(lanes: readonly Lane[]): Lane[][] {
  const groups: Lane[][] = [];
  const same = (a: Lane, b: Lane): boolean => a.height === b.height && trackOf(a.key).tracks === trackOf(b.key).tracks;
  for (const lane of lanes) {
    const group = groups.find((each) => same(each[0]!, lane) && each.length < MOST_LANES);
    if (group) group.push(lane);
    else groups.push([lane]);
  }
  return groups;
}

const kindOf = ({ analysis, axis }: SpectraWanted, height: number): PictureKind => ({
  analysis,
  axis: { scale: axis.scale, low: axis.low, high: axis.high, rows: Math.min(Math.max(height, 1), MOST_ROWS) },
});

interface Strip {
  want(): void;
  /** Columns of all lanes that are not there yet. */
  update(): number;
  paint(): void;
}

function stripOf(
  tiles: SpectrogramTiles,
  { scene, table, bare }: SpectraWanted,
  kind: PictureKind,
  lanes: readonly Lane[],
  from: number,
  width: number,
): Strip {
  const { view, dpr, undecodedFrom } = scene;
  const framesPerColumn = view.framesPerPixel / dpr;
  const startFrame = view.startFrame + from * framesPerColumn;
  const level = levelOf(kind.analysis, framesPerColumn);
  // What a failed scan has left out never comes: it is hatched, not waited for.
  const totalFrames = undecodedFrom ?? scene.totalFrames;
  const plans = lanes.map((lane) => ({ lane, track: trackOf(lane.key), plan: new SpectrogramPlan() }));
  return {
    want: () => {
      const frames = TILE_COLUMNS * stepOf(kind.analysis, level);
      const tileAt = (frame: number): number => Math.min(Math.max(frame, 0), totalFrames) / frames;
      const first = Math.floor(tileAt(startFrame));
      const end = Math.ceil(tileAt(startFrame + width * framesPerColumn));
      const channels = [...new Set(plans.map(({ track }) => track.track))];
      const { tracks } = plans[0]!.track;
      tiles.want('picture', end > first ? [{ kind, tracks, channels, level, first, end, draft: 'none' }] : []);
    },
    update: () => {
      for (const { lane, track, plan } of plans) {
        plan.update(tiles.store, {
          ...{ kind, level, startFrame, framesPerColumn, width, totalFrames, height: lane.height },
          track: { tracks: track.tracks, channel: track.track },
        });
      }
      return plans.reduce((sum, { plan }) => sum + plan.missing, 0);
    },
    paint: () => {
      const { scale, low, high, rows } = kind.axis;
      const geometry = `${framesPerColumn} ${scale} ${low} ${high} ${rows}`;
      for (const { lane, track, plan } of plans) {
        const pixels = new SpectrogramPixels();
        pixels.paint(plan, { table: table(20 * Math.log10(track.scale)), bare, geometry });
        const canvas = canvasOf(width, lane.height);
        pixels.put(contextOf(canvas), plan);
        for (const part of lane.image) contextOf(part.canvas).drawImage(canvas, from - part.x, 0);
        canvas.width = 0;
      }
    },
  };
}

/** In pixel columns. Of each there are up to two of the tiles' columns. */
function stripWidth({ axis }: PictureKind, { width }: SpectraWanted, lanes: number): number {
  return Math.min(width, Math.max(LEAST_STRIP, Math.floor(STRIP_BYTES / (axis.rows * 4 * lanes))));
}

function imageOf(width: number, height: number): { x: number; canvas: HTMLCanvasElement }[] {
  const count = Math.ceil(width / CANVAS_WIDTH);
  return Array.from({ length: count }, (_, i) => {
    const x = i * CANVAS_WIDTH;
    return { x, canvas: canvasOf(Math.min(CANVAS_WIDTH, width - x), height) };
  });
}

function canvasOf(width: number, height: number): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [width, height];
  return canvas;
}

const contextOf = (canvas: HTMLCanvasElement): CanvasRenderingContext2D =>
  ensureExists(canvas.getContext('2d', { willReadFrequently: true }), '2D canvas context');

import { type Analysis, TILE_COLUMNS } from '../../protocol/spectrogram.ts';
import { EarshotError } from '../../protocol/errors.ts';
import { levelOf, stepOf } from '../../spectrogram/columns.ts';
import type { FrequencyAxis } from '../../spectrogram/frequencyScale.ts';
import type { LaneScene } from '../lane/lanePicture.ts';
import { trackOf } from '../lane/laneSource.ts';
import type { Pixels } from '../renderer.ts';
import type { ColourTable } from '../spectrogram/colourTable.ts';
import type { PictureKind } from '../spectrogram/planes.ts';
import { SpectrogramPixels } from '../spectrogram/spectrogramPixels.ts';
import { SpectrogramPlan } from '../spectrogram/spectrogramPlan.ts';
import { SpectrogramTiles } from '../spectrogram/spectrogramTiles.ts';
import { type GatherControl, nextOf } from './gather.ts';
import type { PictureSource } from './source.ts';

/** Pixels of one lane's spectrogram, from left to right; no part is wider than any browser makes a canvas. */
export type SpectrumImage = readonly { readonly x: number; readonly pixels: Pixels }[];

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
  readonly image: SpectrumImage;
}

/** Of tiles at a time: a wide picture of many channels must not need all of them at once. */
const STRIP_BYTES = 24 << 20;
const LEAST_STRIP = 64;
const MOST_LANES = 8;
const MOST_ROWS = 4096;
const PART_WIDTH = 8192;

/** The spectrograms of some lanes for a picture of any size, strip by strip, through tiles of their own; each is waited for. */
export async function gatherSpectra(
  source: PictureSource,
  wanted: SpectraWanted,
  control: GatherControl,
): Promise<GatheredSpectra> {
  const file = source.tiles();
  const failure: { error: EarshotError | null } = { error: null };
  const tiles = new SpectrogramTiles((request, signal) => source.spectrogram(request, signal), {
    ...{ later: source.later, now: source.now },
    onError: (error) => {
      // A lost server comes back.
      if (error.code !== 'server-lost') failure.error ??= error;
    },
  });
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
          const scan = source.scan();
          if (scan) tiles.setScan(scan);
          part.want();
          const lacking = part.update();
          control.progress((done + (width - lacking / lanes.length) * lanes.length) / (all.length * wanted.width));
          if (lacking === 0 || control.takeWhatIsThere()) {
            missing += lacking;
            break;
          }
          await nextOf(source, tiles.changed);
          if (control.signal.aborted) throw new EarshotError('cancelled', 'The picture was cancelled.');
          if (failure.error) throw failure.error;
          if (source.tiles() !== file) throw new EarshotError('changed', 'The file has changed meanwhile. Try again.');
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
        for (const part of lane.image) pixels.copyTo(part.pixels, from - part.x, plan);
      }
    },
  };
}

/** In pixel columns. Of each there are up to two of the tiles' columns. */
function stripWidth({ axis }: PictureKind, { width }: SpectraWanted, lanes: number): number {
  return Math.min(width, Math.max(LEAST_STRIP, Math.floor(STRIP_BYTES / (axis.rows * 4 * lanes))));
}

function imageOf(width: number, height: number): SpectrumImage {
  const count = Math.ceil(width / PART_WIDTH);
  return Array.from({ length: count }, (_, i) => {
    const x = i * PART_WIDTH;
    const across = Math.min(PART_WIDTH, width - x);
    return { x, pixels: { width: across, height, data: new Uint8ClampedArray(4 * across * height) } };
  });
}

import { Columns, levelFor, NOTHING } from '../../src/core/picture/lane/columns.ts';
import { type LaneSource, readLane } from '../../src/core/picture/lane/laneSource.ts';
import { type TileSpan, tilesOf } from '../../src/core/picture/lane/peakCache.ts';
import { showsSamples, type View } from '../../src/core/picture/viewport.ts';
import {
  formatLevel,
  formatSample,
  NOT_A_NUMBER,
  oddSample,
  plainDb,
  plainNumber,
} from '../../src/core/picture/axes/units.ts';

/** Of one channel at a place: what the picture shows there. */
export interface Level {
  /** The sample's own value where single samples show; else null. */
  readonly sample: number | null;
  /** Linear magnitude: of the sample, or the highest of the pixel's column. NaN: there is none. */
  readonly peak: number;
}

/** Of a drawn column; null while nothing is known of it. */
function columnLevel(columns: Columns, column: number): Level | null {
  if (column < 0 || column >= columns.count) return null;
  // A sample that is no number counts more than the level of the others: no level is true of such a column.
  if (columns.odd[column]) return { sample: null, peak: NaN };
  if (columns.quality[column] === NOTHING) return null;
  return { sample: null, peak: Math.max(columns.max[column]!, -columns.min[column]!) };
}

function sampleLevel(source: LaneSource, frame: number): Level | null {
  const out = new Float32Array(1);
  if (readLane(source, frame, frame + 1, out) === 0) return null;
  const sample = out[0]!;
  return { sample, peak: Math.abs(sample) };
}

/** Where a level is looked for. */
export interface LevelScene {
  readonly view: View;
  readonly dpr: number;
  readonly totalFrames: number;
}

/** Levels at frames that need be in no lane in sight. */
export class LevelAt {
  #columns = new Columns();

  /** drawn: the lane's columns, and which of them the frame is in, where it is in sight. */
  read(
    source: LaneSource,
    scene: LevelScene,
    frame: number,
    drawn?: { columns: Columns; column: number },
  ): Level | null {
    const exact = showsSamples(scene.view, scene.dpr) ? sampleLevel(source, frame) : null;
    const seen = exact ?? (drawn ? columnLevel(drawn.columns, drawn.column) : null);
    return seen ?? this.#gather(source, scene, frame);
  }

  #gather(source: LaneSource, { view, dpr, totalFrames }: LevelScene, frame: number): Level | null {
    const framesPerColumn = view.framesPerPixel / dpr;
    // The column that a line at this frame is drawn over.
    const startFrame = view.startFrame + Math.round((frame - view.startFrame) / framesPerColumn) * framesPerColumn;
    const range = { startFrame: Math.max(0, startFrame), framesPerColumn, count: 1, totalFrames };
    this.#columns.fill(source.lookup, source.track, source.tracks, range, source.scale);
    return columnLevel(this.#columns, 0);
  }
}

/** The tiles that the level at a frame needs. */
export function levelTiles({ view, dpr }: LevelScene, frame: number): TileSpan {
  return tilesOf(levelFor(view.framesPerPixel / dpr), frame, frame + 1);
}

export const decibels = (linear: number): number => 20 * Math.log10(linear);

/** dBFS, or why there is none. */
export function levelText(level: Level | null): string {
  if (!level) return '…';
  if (level.sample !== null && !Number.isFinite(level.sample)) return oddSample(level.sample);
  return Number.isNaN(level.peak) ? NOT_A_NUMBER : formatLevel(level.peak);
}

export function levelCopy(level: Level): string {
  const db = Number.isFinite(level.peak) ? `${plainDb(decibels(level.peak))} dBFS` : plainNumber(level.peak);
  return level.sample !== null && Number.isFinite(level.sample) ? `${plainNumber(level.sample)} (${db})` : db;
}

/** With the sample's own value in front where that is what is shown. */
export function fullLevelText(level: Level | null): string {
  const { sample = null } = level ?? {};
  return sample !== null && Number.isFinite(sample) ? `${formatSample(sample)} ${levelText(level)}` : levelText(level);
}

import { LanePicture, type LaneScene } from '../layers/lanePicture.ts';
import { paintRail } from '../layers/railPainter.ts';
import { paintRuler, UPPER_ROW } from '../layers/rulerPainter.ts';
import type { Columns } from '../render/columns.ts';
import { laneSource, laneTitle, type LaneTiles } from '../render/laneSource.ts';
import { showsSamples } from '../render/viewport.ts';
import { timeTicks } from '../ui/ticks.ts';
import { lowerFormat, type TimeFormat, unitName } from '../ui/timeFormat.ts';
import type { Plot } from './picture.ts';

/** CSS pixels. */
const RULER = 24;
const INSET = 8;

export interface TimeScale {
  readonly scene: LaneScene;
  /** Of the time axis, CSS pixels. */
  readonly width: number;
  readonly sampleRate: number;
  readonly format: TimeFormat;
  /** Width of an axis label in CSS pixels. */
  readonly measure: (text: string) => number;
}

/** Times; where single samples show, frames below them. flags: of cursors, CSS pixels. */
export function rulerPlot({ scene, width, sampleRate, format, measure }: TimeScale, flags: readonly number[]): Plot {
  const { view } = scene;
  const ticksIn = (unit: TimeFormat) => timeTicks(view, width, sampleRate, unit, measure);
  const lower = showsSamples(view, scene.dpr) ? lowerFormat(format) : null;
  const rows = lower ? [format, lower] : [format];
  const heights = lower ? [UPPER_ROW, RULER] : [RULER];
  return {
    height: heights.reduce((sum, height) => sum + height, 0),
    marks: 'flags',
    paint: (renderer, box) => {
      renderer.begin(box.width, box.height, box.theme.editor);
      const second = lower && ticksIn(lower);
      paintRuler(renderer, { ...box, view, ticks: ticksIn(format), lower: second, flags });
    },
    axis: (renderer, { width, height, dpr, theme }) => {
      renderer.begin(width, height, theme.editor);
      let top = 0;
      rows.forEach((row, index) => {
        const middle = (top + heights[index]! / 2) * dpr;
        renderer.text(unitName(row), INSET * dpr, middle, 'left', `${10 * dpr}px ${theme.fontFamily}`, theme.quiet);
        top += heights[index]!;
      });
    },
  };
}

/** The lines of the grid, where the ruler has its labels: pixels of the picture. */
export function verticalsOf({ scene, width, sampleRate, format, measure }: TimeScale): number[] {
  return timeTicks(scene.view, width, sampleRate, format, measure).major.map((tick) => Math.round(tick.x * scene.dpr));
}

/** One plot for each lane, in what is left of the height. names: of the file's channels. */
export function lanePlots(
  keys: readonly string[],
  tiles: LaneTiles,
  columns: ReadonlyMap<string, Columns>,
  scene: LaneScene,
  names: readonly string[],
): Plot[] {
  const picture = new LanePicture();
  return keys.map((key) => ({
    height: null,
    marks: 'crossing',
    paint: (renderer, { width, height }) => {
      picture.paint(renderer, laneSource(key, tiles), columns.get(key)!, scene, width, height);
    },
    axis: (renderer, box) => {
      const { name, formula } = laneTitle(key, names);
      const font = `10px ${box.theme.fontFamily}`;
      paintRail(renderer, { ...box, font, amplitude: scene.amplitude, name, formula, unit: 'dBFS' });
    },
  }));
}

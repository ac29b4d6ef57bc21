import type { LanePictures } from '../../protocol/spectrogram.ts';
import { LanePicture, type LaneScene } from '../lane/lanePicture.ts';
import { paintRail } from '../axes/railPainter.ts';
import { paintRuler, UPPER_ROW } from '../axes/rulerPainter.ts';
import type { Colours } from '../colours.ts';
import type { Columns } from '../lane/columns.ts';
import { laneSource, laneTitle, type LaneTiles } from '../lane/laneSource.ts';
import { showsSamples } from '../viewport.ts';
import { timeTicks } from '../axes/ticks.ts';
import { lowerFormat, type TimeFormat, unitName } from '../axes/timeFormat.ts';
import type { Plot } from './picture.ts';
import type { SpectrumImage } from './spectra.ts';
import { overTheme, type SpectrumLook, spectrumPlot } from './spectrumPlots.ts';

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

/** What the plots of the lanes are made of; columns and images are there when they are painted. */
export interface LaneParts {
  readonly colours: Colours;
  readonly tiles: LaneTiles;
  readonly scene: LaneScene;
  /** Of the file's channels. */
  readonly names: readonly string[];
  readonly pictures: LanePictures;
  readonly columns: (key: string) => Columns;
  readonly image: (key: string) => SpectrumImage;
  readonly look: SpectrumLook;
}

export interface LanePlot extends Plot {
  readonly key: string;
  readonly shows: 'waveform' | 'spectrogram';
}

/** What the lanes show on the screen, in what is left of the height. */
export function lanePlots(keys: readonly string[], parts: LaneParts): LanePlot[] {
  const { show, spectrogram, share } = parts.pictures;
  return keys.flatMap((key) => {
    const [wave, spectrum] = [wavePlot(key, parts), spectrumOf(key, parts)];
    if (show === 'waveform') return [wave];
    if (show === 'spectrogram') return [spectrum];
    if (show === 'over') return [{ ...spectrum, over: overPlot(key, parts) }];
    const both = [
      { ...wave, share: 1 - share },
      { ...spectrum, share },
    ];
    return spectrogram === 'above' ? both.reverse() : both;
  });
}

function wavePlot(key: string, { tiles, columns, scene, names, colours }: LaneParts): LanePlot {
  const picture = new LanePicture(colours);
  return {
    ...{ key, shows: 'waveform', height: null, marks: 'crossing' },
    paint: (renderer, { width, height }) => {
      picture.paint(renderer, laneSource(key, tiles), columns(key), scene, width, height);
    },
    axis: (renderer, box) => {
      const { name, formula } = laneTitle(key, names);
      const font = `10px ${box.theme.fontFamily}`;
      paintRail(renderer, { ...box, font, amplitude: scene.amplitude, name, formula, unit: 'dBFS' });
    },
  };
}

function spectrumOf(key: string, { image, look, scene, names, pictures }: LaneParts): LanePlot {
  const named = pictures.show !== 'both' || pictures.spectrogram === 'above';
  const plot = spectrumPlot(key, () => image(key), look, scene, names, named);
  return { ...plot, key, shows: 'spectrogram', height: null };
}

/** As the style sheet has it. */
const OVER_OPACITY = 0.7;

function overPlot(key: string, { tiles, columns, scene, colours }: LaneParts): NonNullable<Plot['over']> {
  const picture = new LanePicture(colours);
  return {
    opacity: OVER_OPACITY,
    paint: (renderer, { width, height, theme }) => {
      const bare = { ...scene, theme: overTheme(theme), levels: false, verticals: [], undecodedFrom: null };
      picture.paint(renderer, laneSource(key, tiles), columns(key), bare, width, height);
    },
  };
}

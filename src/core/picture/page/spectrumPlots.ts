import type { Analysis, ColourView } from '../../protocol/spectrogram.ts';
import { hopOf } from '../../spectrogram/columns.ts';
import { type FrequencyAxis, partOfFrequency } from '../../spectrogram/frequencyScale.ts';
import { codeOfLevel } from '../../spectrogram/levelCode.ts';
import { paintFrequencyRail } from '../axes/frequencyRailPainter.ts';
import type { LaneScene } from '../lane/lanePicture.ts';
import { paintLegend } from '../axes/legendPainter.ts';
import type { Colours } from '../colours.ts';
import { laneTitle } from '../lane/laneSource.ts';
import { RectBatch } from '../rectBatch.ts';
import type { TextRenderer } from '../renderer.ts';
import { ColourTable } from '../spectrogram/colourTable.ts';
import { type PaletteKind, paletteKind } from '../spectrogram/palettes.ts';
import { SpectrogramGrid } from '../spectrogram/spectrogramGrid.ts';
import { xOf } from '../viewport.ts';
import { frequencyLines } from '../axes/frequencyTicks.ts';
import { legendRange } from '../axes/legendScale.ts';
import { analysisWords, combineChoices, nameOf, scaleChoices } from '../axes/spectrogramWords.ts';
import { formatCount, formatDb, formatFrequency, milliseconds } from '../axes/units.ts';
import { windowSizesOf } from '../axes/windowSizes.ts';
import type { Box, Legend, Plot } from './picture.ts';
import type { SpectraWanted, SpectrumImage } from './spectra.ts';
import type { PictureTheme } from './themes.ts';
import type { PictureView } from './view.ts';

/** CSS pixels. */
const INSET = 8;
const NAME_MIDDLE = 11;
const UNIT_ROW = 8;
const LEGEND_INSET = 10;
const LEGEND_UNIT = 18;

/** All that the spectrograms of a picture have in common. */
export interface SpectrumLook {
  readonly analysis: Analysis;
  readonly axis: FrequencyAxis;
  readonly colours: ColourView;
  readonly noteNames: boolean;
  readonly kind: PaletteKind;
  /** Frequencies of the selection, where it has some. */
  readonly box: { readonly low: number; readonly high: number; readonly from: number; readonly to: number } | null;
  readonly table: (louder: number) => ColourTable;
  /** Where nothing is known: bytes of an ImageData. */
  readonly bare: number;
}

/** As the view has it; on paper the colours of the theme are grey. */
export function spectrumLook(
  { analysis, axis, colours: shown, noteNames, box, selection }: PictureView,
  { theme, view, dpr }: LaneScene,
  onPaper: boolean,
  reader: Colours,
): SpectrumLook {
  const colours: ColourView = onPaper && shown.palette === 'theme' ? { ...shown, palette: 'greyOnWhite' } : shown;
  const kind = paletteKind(theme, reader);
  const tables = new Map<number, ColourTable>();
  const [red, green, blue] = [...reader.rgba(theme.lane)].map((part) => Math.round(255 * part));
  return {
    ...{ analysis, axis, colours, kind, noteNames },
    box:
      box && selection
        ? {
            ...{ low: box.low, high: box.high },
            from: xOf(view, selection.startFrame) * dpr,
            to: xOf(view, selection.endFrame) * dpr,
          }
        : null,
    table: (louder) => {
      const table = tables.get(louder) ?? new ColourTable();
      tables.set(louder, table);
      table.set(colours, kind, louder);
      return table;
    },
    bare: ((255 << 24) | (blue! << 16) | (green! << 8) | red!) >>> 0,
  };
}

/** What gatherSpectra() needs of it. */
export function wantedOf(
  { analysis, axis, table, bare }: SpectrumLook,
  scene: LaneScene,
  width: number,
  heights: ReadonlyMap<string, number>,
): SpectraWanted {
  return { analysis, axis, table, bare, scene, width, heights };
}

/** The spectrogram of one lane. named: the lane's name stands here, not beside a waveform. */
export function spectrumPlot(
  key: string,
  image: () => SpectrumImage,
  look: SpectrumLook,
  scene: LaneScene,
  names: readonly string[],
  named: boolean,
): Omit<Plot, 'height'> {
  const grid = new SpectrogramGrid();
  return {
    marks: 'crossing',
    paint: (renderer, box) => {
      const { width, height, dpr, theme } = box;
      renderer.begin(width, height, theme.lane);
      for (const { x, pixels } of image()) renderer.image(pixels, x, 0);
      const yOf = (hertz: number): number => Math.round(height * (1 - partOfFrequency(look.axis, hertz)));
      const { undecodedFrom, view, totalFrames, verticals } = scene;
      grid.paint(renderer, {
        ...{ width, height, dpr, kind: look.kind, dark: look.table(0).dark, verticals, hatch: theme.hatch },
        horizontals: frequencyLines(look.axis, height / dpr, look.noteNames).map(yOf),
        undecoded: undecodedFrom === null ? null : [xOf(view, undecodedFrom) * dpr, xOf(view, totalFrames) * dpr],
      });
      if (look.box) paintBox(renderer, box, look.box, yOf);
    },
    axis: (renderer, box) => {
      const { height, dpr, theme } = box;
      const font = `10px ${theme.fontFamily}`;
      // Where the name is not.
      const unit = named ? height / dpr - UNIT_ROW : UNIT_ROW;
      const free = [
        { right: 30, top: unit - UNIT_ROW, bottom: unit + UNIT_ROW },
        ...(named ? [{ right: 30, top: 0, bottom: 2 * NAME_MIDDLE - 2 }] : []),
      ];
      paintFrequencyRail(renderer, { ...box, font, axis: look.axis, noteNames: look.noteNames, keepFree: free });
      const word = (text: string, y: number, font: string, colour: string): void =>
        renderer.text(text, INSET * dpr, y * dpr, 'left', font, colour);
      const { name } = laneTitle(key, names);
      if (named) word(name, NAME_MIDDLE, `600 ${13 * dpr}px ${theme.fontFamily}`, theme.foreground);
      word('Hz', unit, `${10 * dpr}px ${theme.fontFamily}`, theme.quiet);
    },
  };
}

/** The selection in time and frequency: a line with a halo. */
function paintBox(
  renderer: TextRenderer,
  { dpr, theme }: Box,
  { low, high, from, to }: NonNullable<SpectrumLook['box']>,
  yOf: (hertz: number) => number,
): void {
  const [left, right, top, bottom] = [Math.round(from), Math.round(to), yOf(high), yOf(low)];
  const line = Math.max(1, Math.round(dpr));
  const rects = new RectBatch();
  const frame = (out: number, thick: number): void => {
    const [x, y, width, height] = [left - out, top - out, right - left + 2 * out, bottom - top + 2 * out];
    rects.add(x, y, width, thick);
    rects.add(x, y + height - thick, width, thick);
    rects.add(x, y + thick, thick, height - 2 * thick);
    rects.add(x + width - thick, y + thick, thick, height - 2 * thick);
  };
  frame(line, 3 * line);
  renderer.rects(rects.data, rects.count, theme.halo);
  rects.clear();
  frame(0, line);
  renderer.rects(rects.data, rects.count, theme.ink);
}

/** Which colour is which level, and how it was computed. */
export function spectrumLegend(look: SpectrumLook, rate: number): Legend {
  return {
    words: wordsOf(look, rate),
    paint: (renderer, { width, height, dpr, theme }) => {
      const font = `${10 * dpr}px ${theme.fontFamily}`;
      const { colours } = look.table(0);
      const bottom = Math.max(LEGEND_UNIT + LEGEND_INSET, height / dpr - LEGEND_INSET);
      const rows = { ...legendRange(look.colours), top: LEGEND_UNIT + LEGEND_INSET / 2, bottom };
      paintLegend(renderer, { width, height, dpr, theme, font, rows }, (level) => cssOf(colours[codeOfLevel(level)]!));
      renderer.text('dBFS', width - 2 * dpr, (LEGEND_UNIT / 2) * dpr, 'right', font, theme.quiet);
    },
  };
}

const cssOf = (colour: number): string => `rgb(${colour & 255}, ${(colour >> 8) & 255}, ${(colour >> 16) & 255})`;

/** FFT 2048 · Hann · hop 512 (10.7 ms) · log 20 Hz – 24 kHz · −120 to 0 dBFS · maximum of each column */
function wordsOf({ analysis, axis, colours }: SpectrumLook, rate: number): string {
  const hop = hopOf(analysis);
  const { padding, combine, method } = analysis;
  const gamma = colours.gamma === 1 ? '' : `, gamma ${Number(colours.gamma.toFixed(2))}`;
  const level = (db: number): string => formatDb(db, Number.isInteger(db) ? 0 : 1);
  return [
    analysisWords(analysis, windowSizesOf(analysis, axis, rate)),
    ...(method === 'multiResolution' ? [] : [`hop ${formatCount(hop)} (${milliseconds(hop / rate)})`]),
    ...(padding > 1 ? [`${padding}\u00d7 zero padding`] : []),
    `${nameOf(scaleChoices, axis.scale).replace(/^L/, 'l')} ${formatFrequency(axis.low)} \u2013 ${formatFrequency(axis.high)}`,
    `${level(colours.floor)} to ${level(colours.ceiling)} dBFS${gamma}`,
    `${nameOf(combineChoices, combine).toLowerCase()} of each column`,
  ].join(' \u00b7 ');
}

/** A waveform over a spectrogram: nothing but the signal. */
export function overTheme(theme: PictureTheme): PictureTheme {
  const none = 'transparent';
  return { ...theme, lane: none, grid: none, gridStrong: none, wavePeak: theme.waveMid };
}

import { codeOfLevel } from '../../src/core/spectrogram/levelCode.ts';
import { RectBatch } from '../render/rectBatch.ts';
import type { TextRenderer } from '../render/renderer.ts';
import type { Layer } from '../render/frameLoop.ts';
import type { Watched } from '../render/signal.ts';
import { ColourTable } from '../render/spectrogram/colourTable.ts';
import { paletteKind } from '../render/spectrogram/palettes.ts';
import type { Surface } from '../render/surface.ts';
import type { Theme } from '../render/theme.ts';
import type { Store } from '../store.ts';
import type { LaneSet } from '../ui/lanes.ts';
import { type Legend, LEGEND_INSET } from '../ui/legend.ts';
import { type LegendRows, legendTicks, levelOfRow, rowOfLevel } from '../ui/legendScale.ts';

/** CSS pixels. */
const BAR_LEFT = 8;
const BAR_WIDTH = 8;
const TICK = 2;
const LABEL_RIGHT = 2;
const LABEL_HALF = 6;
const LABEL_GAP = 30;

interface Parts {
  readonly store: Store;
  readonly lanes: LaneSet;
  readonly legend: Legend;
  readonly surface: Surface;
  readonly font: () => string;
  /** Where there is a legend, or none. */
  readonly view: HTMLElement;
}

/** The colours of all spectrograms, each at the level that it means. */
export class LegendLayer implements Layer {
  readonly name = 'legend';
  readonly dirtiedBy: readonly Watched[];
  #parts: Parts;
  #table = new ColourTable();

  constructor(parts: Parts) {
    this.#parts = parts;
    const { colours, theme, screen, laneSizes, pictures, file } = parts.store;
    this.dirtiedBy = [colours, theme, screen, laneSizes, pictures, file];
  }

  draw(): void {
    const { store, legend, surface, view, font } = this.#parts;
    const shown = store.file.value !== null && store.pictures.value.show !== 'waveform' && !this.#none();
    if (legend.element.hidden === shown) {
      legend.element.hidden = !shown;
      view.classList.toggle('legend', shown);
    }
    const { width, height, sized } = surface;
    if (!sized || !shown) return surface.release();
    const { dpr } = store.screen.value;
    const theme = store.theme.value;
    const colours = store.colours.value;
    this.#table.set(colours, paletteKind(theme));
    const rows = {
      ...legend.range,
      top: LEGEND_INSET,
      bottom: Math.max(LEGEND_INSET + 1, height / dpr - LEGEND_INSET),
    };
    const picture = { width, height, dpr, theme, font: font().replace('10px', `${10 * dpr}px`), rows };
    paintLegend(surface.renderer, picture, (level) => cssOf(this.#table.colours[codeOfLevel(level)]!));
    for (const end of ['ceiling', 'floor'] as const) {
      const row = rowOfLevel(rows, colours[end]);
      legend.place(end, Math.min(Math.max(row, rows.top), rows.bottom));
    }
  }

  /** The lanes are too low. Before they are laid out nobody knows. */
  #none(): boolean {
    const built = this.#parts.lanes.lanes.filter((lane) => lane.built);
    return built.some(({ wave }) => wave.sized) && !built.some(({ spectrogram }) => spectrogram.sized);
  }
}

export interface LegendPicture {
  /** Device pixels. */
  readonly width: number;
  readonly height: number;
  readonly dpr: number;
  readonly theme: Theme;
  /** Of device pixels. */
  readonly font: string;
  /** CSS pixels. */
  readonly rows: LegendRows;
}

export function paintLegend(
  renderer: TextRenderer,
  { width, height, dpr, theme, font, rows }: LegendPicture,
  colourAt: (level: number) => string,
): void {
  const px = (value: number): number => Math.round(value * dpr);
  const rects = new RectBatch();
  renderer.begin(width, height, theme.editor);
  const fill = (colour: string): void => {
    renderer.rects(rects.data, rects.count, colour);
    rects.clear();
  };
  const [top, bottom, left, wide] = [px(rows.top), px(rows.bottom), px(BAR_LEFT), px(BAR_WIDTH)];
  rects.add(left - 1, top - 1, wide + 2, bottom - top + 2);
  fill(theme.border);
  for (let y = top; y < bottom;) {
    const colour = colourAt(levelOfRow(rows, (y + 0.5) / dpr));
    const from = y;
    do y++;
    while (y < bottom && colourAt(levelOfRow(rows, (y + 0.5) / dpr)) === colour);
    rects.add(left, from, wide, y - from);
    fill(colour);
  }
  for (const { level, label } of legendTicks(rows, LABEL_GAP)) {
    const y = rowOfLevel(rows, level);
    rects.add(left + wide + 1, Math.min(px(y), bottom - 1), px(TICK), 1);
    const middle = Math.min(Math.max(y, LABEL_HALF), height / dpr - LABEL_HALF);
    renderer.text(label, width - px(LABEL_RIGHT), middle * dpr, 'right', font, theme.quiet);
  }
  fill(theme.quiet);
  renderer.end();
}

/** colour: bytes of an ImageData. */
const cssOf = (colour: number): string => `rgb(${colour & 255}, ${(colour >> 8) & 255}, ${(colour >> 16) & 255})`;
